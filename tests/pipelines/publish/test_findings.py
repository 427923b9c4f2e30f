"""The commands that `verify` prints do what they say, as often as they are needed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pipelines.publish.findings import making_ledger_anew, releasing_anew


@pytest.mark.parametrize("name", ["2026.11.22", "ledger.sqlite"])
def test_what_is_set_aside_twice_is_there_twice(tmp_path: Path, name: str) -> None:
    """The same version, or the ledger made anew, is damaged again: neither stands in the way of the other, nor is one lost."""
    data = tmp_path / "my data"
    place = data / ("state" if name.startswith("ledger") else "releases") / name
    command = making_ledger_anew(data) if name.startswith("ledger") else releasing_anew(place)
    first, *_ = command.partition(" && ")
    for said in ("first", "second"):
        place.parent.mkdir(parents=True, exist_ok=True)
        if name.startswith("ledger"):
            place.write_text(said, "utf-8")
        else:
            place.mkdir()
            (place / "README.md").write_text(said, "utf-8")
        subprocess.run(["sh", "-c", first], check=True)
        assert not place.exists()
    kept = [path.read_text("utf-8") for path in tmp_path.glob("my data.damaged*/**/*") if path.is_file()]
    assert sorted(kept) == ["first", "second"]

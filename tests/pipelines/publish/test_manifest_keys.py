"""A manifest of other keys is told in words, not in Python's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.errors import DamagedData
from pipelines.publish import manifest


def test_an_unknown_key_of_a_file_is_told_in_words(tmp_path: Path) -> None:
    """The path, what is wrong, and the cure."""
    (tmp_path / manifest.NAME).write_text(json.dumps({"sha256": "", "files": [{"colour": 1}]}), "utf-8")
    with pytest.raises(DamagedData, match="a key that no manifest has") as told:
        manifest.read(tmp_path)
    assert "__init__" not in str(told.value)


@pytest.mark.parametrize("content", ["", "no json", "[]", "[" * 3_000])
def test_what_is_no_manifest_is_told_in_words(tmp_path: Path, content: str) -> None:
    """However deep it goes."""
    (tmp_path / manifest.NAME).write_text(content, "utf-8")
    with pytest.raises(DamagedData, match=manifest.NAME):
        manifest.read(tmp_path)

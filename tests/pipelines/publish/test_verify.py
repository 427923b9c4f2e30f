"""One changed byte anywhere is named."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.errors import DamagedData, DataError
from pipelines.publish import changes
from pipelines.publish.feed import feed
from pipelines.publish.releases import release
from pipelines.publish.retention import retire
from pipelines.publish.selection import Selection, select
from pipelines.publish.tables import read_tables
from pipelines.publish.verify import verify
from pipelines.store import parquet
from pipelines.store.ledger import Ledger
from pipelines.types import Kept
from tests.pipelines.conftest import fill
from tests.pipelines.publish.conftest import forge


@pytest.fixture(scope="module")
def _released(tmp_path_factory: pytest.TempPathFactory, kept: Callable[..., Kept]) -> Path:
    data = tmp_path_factory.mktemp("verify") / "data"
    fill(data, range(60))
    release(data, version="2026.11.21")
    with Ledger.open(data) as ledger:
        ledger.finish("", kept(91), run=None)
    return data


@pytest.fixture
def released(_released: Path, tmp_path: Path) -> Path:
    """A folder with a release, and a row staged since."""
    return Path(shutil.copytree(_released, tmp_path / "data", symlinks=True))


def test_whole_folder_has_no_findings(released: Path) -> None:
    """What nobody touched is as promised, also while somebody writes to it."""
    assert verify(released) == []
    with Ledger.open(released):
        assert verify(released) == []


FILES = (
    "state/ledger.sqlite",
    "state/parts/part-000001.parquet",
    "releases/2026.11.21/manifest.json",
    "releases/2026.11.21/README.md",
    "releases/2026.11.21/CHANGES.md",
    "releases/2026.11.21/changes.parquet",
    "releases/2026.11.21/croissant.json",
    "releases/2026.11.21/charts/lenders.svg",
    "releases/2026.11.21/data/train-00000-of-00001.parquet",
    "releases/2026.11.21/data/repairs-00000-of-00001.parquet",
)


@pytest.mark.parametrize("name", [*FILES, "state/ledger.sha256"])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.99])
def test_changed_byte_is_named(released: Path, name: str, share: float) -> None:
    """Whichever byte of whichever file changes, the finding names the file and how to get it back."""
    path = released / name
    content = bytearray(path.read_bytes())
    content[int(len(content) * share)] ^= 1
    path.write_bytes(content)
    findings = verify(released)
    assert [finding.path for finding in findings] == [path]
    assert findings[0].cure
    assert findings[0].what
    assert str(path) not in findings[0].what


@pytest.mark.parametrize("name", FILES[1:])
def test_missing_file_is_named(released: Path, name: str) -> None:
    """A file that is gone is named, a manifest as well: the folder is a release still."""
    (released / name).unlink()
    assert [(finding.path, finding.what) for finding in verify(released)] == [(released / name, "is missing")]


def test_nobody_takes_a_release_without_its_manifest_for_none(released: Path) -> None:
    """Neither the next release nor a reader goes by what is older; each names the file, and nothing is left half built."""
    (released / FILES[2]).unlink()
    readers: list[Callable[[Path], object]] = [
        lambda data: release(data, version="2026.11.22"),
        lambda data: select(data, Selection()),
        feed,
        lambda data: retire(data, 1),
    ]
    for read in readers:
        with pytest.raises(
            DamagedData, match=r"2026\.11\.21/manifest\.json: is missing; restore it from a copy, or move"
        ):
            read(released)
    assert [path.name for path in (released / "releases").iterdir()] == ["2026.11.21"]


def test_a_damaged_seal_costs_no_ledger(released: Path) -> None:
    """What is sealed is what was sealed, as all other digits tell: so the seal goes, and nothing else."""
    seal = released / "state" / "ledger.sha256"
    ledger = (released / "state" / "ledger.sqlite").read_bytes()
    seal.write_bytes(b"x" + seal.read_bytes()[1:])
    [finding] = verify(released)
    assert (finding.path, finding.command) == (seal, f"rm {seal}")
    subprocess.run(["sh", "-c", finding.command], check=True)
    assert verify(released) == []
    assert (released / "state" / "ledger.sqlite").read_bytes() == ledger


def test_a_cure_is_told_once(released: Path) -> None:
    """What an error says to do is not said again of the finding."""
    path = released / FILES[2]
    path.write_text(path.read_text("utf-8").replace('"synthetic"', '"practised"'), "utf-8")
    [finding] = verify(released)
    assert finding.what == "holds a key that no manifest has, or lacks one"


def test_added_file_is_named(released: Path) -> None:
    """A release never changes: a stranger in its folder is named."""
    path = released / "releases/2026.11.21/data/train-00001-of-00002.parquet"
    path.write_bytes(b"x")
    assert [finding.path for finding in verify(released)] == [path]


def test_latest_elsewhere_is_named(released: Path, kept: Callable[..., Kept]) -> None:
    """`latest` leads to the newest release; the next release sets it right."""
    assert release(released, version="2026.11.22").is_new
    (released / "latest").unlink()
    (released / "latest").symlink_to("releases/2026.11.21")
    assert [finding.path.name for finding in verify(released)] == ["latest"]
    assert not release(released).is_new
    assert verify(released) == []


def test_folder_without_a_dataset_is_an_error(tmp_path: Path) -> None:
    """There is nothing to vouch for."""
    with pytest.raises(DataError, match="holds no dataset"):
        verify(tmp_path)


def test_damage_of_the_ledger_without_a_seal_is_named(released: Path) -> None:
    """After a kill there is no checksum; a broken structure is found all the same."""
    (released / "state" / "ledger.sha256").unlink()
    path = released / "state" / "ledger.sqlite"
    content = bytearray(path.read_bytes())
    content[4096:8192] = bytes(4096)
    path.write_bytes(content)
    assert {finding.path for finding in verify(released)} == {path}


def test_rows_changed_with_their_checksums_are_noticed(released: Path) -> None:
    """Data and manifest forged together still differ from the content digest and the card."""
    folder = released / "releases" / "2026.11.21"
    table = read_tables(folder)["rejected"]
    parquet.write(folder / "data" / "rejected-00000-of-00001.parquet", table.slice(1))
    forge(folder)
    assert {finding.path.name for finding in verify(released)} == {"README.md", "manifest.json"}


def test_chart_of_other_numbers_is_noticed(released: Path) -> None:
    """A picture forged together with the manifest still differs from the data."""
    folder = released / "releases" / "2026.11.21"
    path = folder / "charts" / "lenders.svg"
    path.write_text(re.sub(r": \d+<", ": 999<", path.read_text("utf-8"), count=1), "utf-8")
    forge(folder)
    findings = verify(released)
    assert {finding.path.name for finding in findings} == {"README.md"}
    assert all(finding.what.startswith("charts/lenders.svg: ") for finding in findings)


def test_release_of_another_version_is_held_to_what_it_told(released: Path) -> None:
    """A release made before a figure was counted does not lack it; what it tells must be true all the same."""
    folder = released / "releases" / "2026.11.21"
    path = folder / "README.md"
    path.write_text(re.sub(r"### Articles by month.*?(?=### )", "", path.read_text("utf-8"), flags=re.DOTALL), "utf-8")
    forge(folder)
    assert verify(released)
    forge(folder, pipeline_version="0.0.9")
    assert verify(released) == []
    path.write_text(path.read_text("utf-8").replace("| rejected | 8 |", "| rejected | 9 |"), "utf-8")
    forge(folder, pipeline_version="0.0.9")
    assert "the card says 9, the data 8" in verify(released)[0].what


def test_leaking_split_is_noticed(released: Path) -> None:
    """A template in two splits is named, though every checksum and digest holds."""
    folder = released / "releases" / "2026.11.21"
    tables = dict(read_tables(folder))
    train = tables["train"]
    parquet.write(folder / "data" / "train-00000-of-00001.parquet", train.slice(1))
    parquet.write(folder / "data" / "test-00000-of-00001.parquet", train.slice(0, 1))
    forge(folder, content_sha256=changes.content_sha256(changes.versions(read_tables(folder))))
    assert any("stands in several splits" in finding.what for finding in verify(released))

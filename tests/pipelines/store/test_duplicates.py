"""The index of near-duplicates comes back as it was kept; a byte of it changed, it is nothing and `verify` names it."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from pipelines.dedup import Known, Row, Rows, learn
from pipelines.dedup.masks import Masker
from pipelines.publish.releases import release
from pipelines.publish.verify import verify
from pipelines.store.duplicates import damage, load, save
from pipelines.store.layout import duplicates_path
from pipelines.store.ledger import Ledger
from pipelines.types import Kept

MASK = Masker(("青杉贷",))
ROWS = Rows.of(
    [Row(id=each, text=each * 60 + "青杉贷") for each in ("收到一条短信", "从来没有借过钱", "收到一条短信。")]
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with an index."""
    (tmp_path / "state").mkdir()
    save(tmp_path, learn(ROWS, MASK, Known())[1])
    return tmp_path


def test_what_is_kept_comes_back(folder: Path) -> None:
    """The same rows learn the same from it and leave the same bytes."""
    path = duplicates_path(folder)
    content = path.read_bytes()
    known = load(folder)
    assert known.mask == MASK.digest
    assert len(known.templates.texts) == len(ROWS.ids)
    save(folder, learn(ROWS, MASK, known)[1])
    assert (path.read_bytes(), damage(folder)) == (content, None)


def test_no_index_knows_nothing(tmp_path: Path) -> None:
    """A folder without one is no damaged one."""
    assert damage(tmp_path) is None
    assert load(tmp_path).mask == b""


def test_an_index_of_another_form_knows_nothing(folder: Path) -> None:
    """One that is as it was written, but not as it is written today, is made anew."""
    path = duplicates_path(folder)
    content = path.read_bytes()[:-32]
    at = content.index(b"\n") + 1  # behind the head of the first array: the form
    content = content[:at] + b"\x01" + content[at + 1 :]
    path.write_bytes(content + sha256(content).digest())
    assert damage(folder) is None
    assert load(folder).mask == b""


@pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 0.999])
def test_a_changed_byte_is_noticed(folder: Path, share: float) -> None:
    """Wherever it is, nothing of the index is believed."""
    path = duplicates_path(folder)
    content = bytearray(path.read_bytes())
    content[int(len(content) * share)] ^= 1
    path.write_bytes(content)
    assert damage(folder) == "its bytes are not those of its checksum"
    assert load(folder).mask == b""


@pytest.mark.parametrize("length", [0, 31, 200])
def test_a_cut_off_index_is_noticed(folder: Path, length: int) -> None:
    """Of any length it is nothing."""
    path = duplicates_path(folder)
    path.write_bytes(path.read_bytes()[:length])
    assert damage(folder)
    assert load(folder).mask == b""


def test_releases_are_the_same_with_a_damaged_index(data: Path, kept: Callable[..., Kept], tmp_path: Path) -> None:
    """`verify` names it, and the next release is that of a folder whose index is whole, and makes it anew."""
    release(data, version="2026.11.21")
    path = duplicates_path(data)
    path.write_bytes(path.read_bytes()[:-1])
    assert [(each.path, each.cure) for each in verify(data)] == [(path, "remove it: the next release makes it anew")]
    with Ledger.open(data) as ledger:
        ledger.finish("", kept(1, title="另一个标题"), run=None)
    damaged = release(data, version="2026.11.22").path
    assert verify(data) == []
    made = sha256(path.read_bytes()).hexdigest()
    release(data, version="2026.11.23")
    assert sha256(path.read_bytes()).hexdigest() == made
    assert (damaged / "manifest.json").is_file()

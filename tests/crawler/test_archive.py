"""A crawl's archive through the console: the same release out of it, sizes shown, damage named."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING

import pytest

from pipelines.store.layout import archives

pytestmark = pytest.mark.slow

if TYPE_CHECKING:
    from tests.crawler.conftest import Console, Told

PRACTICE = "datasets/practice"


def data_files(data: Path) -> dict[str, str]:
    """The digests of the data files of the newest release."""
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in (data / "latest" / "data").iterdir()}


def test_a_release_is_made_anew_from_the_archive(collected: tuple[Console, Told]) -> None:
    """Without the network: the same data files to the last byte, pages of several pages and noindex ones among them."""
    console, _ = collected
    names = [str(path) for path in archives(console.folder / PRACTICE)]
    told = console("import", *names, "--data", "anew")
    assert (told.status, told.err) == (0, "")
    assert console("release", "--data", "anew").status == 0
    assert data_files(console.folder / "anew") == data_files(console.folder / PRACTICE)
    assert "synthetic" in (console.folder / "anew" / "latest" / "README.md").read_text("utf-8")


def test_practice_archives_and_other_files_never_share_a_folder(collected: tuple[Console, Told]) -> None:
    """Neither in one import, nor one after the other."""
    console, _ = collected
    (console.folder / "page.txt").write_text("今天天气很好", "utf-8")
    name = str(archives(console.folder / PRACTICE)[0])
    told = console("import", name, "page.txt", "--data", "mixed")
    assert told.status == 2
    assert "holds practice pages, other files do not" in told.err
    assert not (console.folder / "mixed").exists()


def test_status_and_verify_speak_of_the_archive(collected: tuple[Console, Told]) -> None:
    """Its size at a glance; a changed byte by file, place and row."""
    console, _ = collected
    assert "Archive" in console("status", "--data", PRACTICE).out
    data = copytree(console.folder / PRACTICE, console.folder / "damaged", symlinks=True)
    assert console("verify", "--data", "damaged").status == 0
    [path] = archives(data)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    told = console("verify", "--data", "damaged")
    assert told.status == 1
    assert f"{path.name}: the record at" in told.err
    assert "the raw page of row" in told.err

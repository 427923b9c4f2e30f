"""A crawl whose disk is full ends with one clear error, and goes on once there is room."""

from __future__ import annotations

import resource
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipelines.store.ledger import Ledger

if TYPE_CHECKING:
    from tests.crawler.conftest import Console, Told

WORDS = ("collect", "practice", "--practice-pages", "100", "--data", "d")


def state_of(data: Path) -> dict[str, int]:
    """The addresses by state, from a ledger that must be sound and whose done pages are all there."""
    with Ledger.open(data) as ledger:
        counts = ledger.counts()
    with Ledger.open(data, read_only=True) as ledger:
        assert ledger.problems() == []
    assert counts.urls.get("done", 0) == counts.staged
    return dict(counts.urls)


def assert_told(told: Told) -> None:
    """Status 1, what is full and the cure, and nothing of how the program is made."""
    assert told.status == 1, told.err
    [line] = told.err.splitlines()
    assert "d/state/ledger.sqlite: " in line
    assert line.endswith("make room or set the rights right, then run again")


@pytest.mark.slow
@pytest.mark.parametrize("size", [300_000, 900_000])
def test_files_that_may_not_grow_end_the_run(size: int, console: Console) -> None:
    """Whatever was committed stands, nothing is half there, and the next run leaves nothing out."""
    limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    assert_told(console(*WORDS, before=limit))
    before = state_of(console.folder / "d")
    assert before.get("done", 0) < 92
    assert console(*WORDS).status == 0
    assert sum(state_of(console.folder / "d").values()) == 100


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], None]]:
    """A disk of its own below the console's folder; gives what makes it larger."""
    (tmp_path / "d").mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", str(tmp_path / "d")]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only a superuser may mount a disk")

    def grow(megabytes: int) -> None:
        subprocess.run(["mount", "-o", f"remount,size={megabytes}m", str(tmp_path / "d")], check=True)

    yield grow
    subprocess.run(["umount", str(tmp_path / "d")], check=True)


@pytest.mark.slow
def test_a_full_disk_ends_the_run(small_disk: Callable[[int], None], console: Console) -> None:
    """The same with a real disk, which lets a write through in part."""
    assert_told(console(*WORDS))
    small_disk(64)
    assert state_of(console.folder / "d").get("done", 0) < 92
    assert console(*WORDS).status == 0
    assert sum(state_of(console.folder / "d").values()) == 100

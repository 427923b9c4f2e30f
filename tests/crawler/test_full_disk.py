"""A crawl whose disk is full ends with one clear error, and goes on once there is room."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from pipelines.publish.verify import verify
from pipelines.store.ledger import Ledger
from tests.pipelines.store.faults import disk, resize
from tests.pipelines.store.test_faults import may_mount

if TYPE_CHECKING:
    from tests.crawler.conftest import Console, Told

LEVELS: Final = range(100, 3_000, 100) if os.environ.get("KILL_EVERY") == "1" else (700,)
"""Kilobytes of a disk: from too few for a ledger to more than all takes; `make soak` tries them all."""
WORDS = ("collect", "practice", "--practice-pages", "100", "--data", "d")


def state_of(data: Path) -> dict[str, int]:
    """The addresses by state, from a ledger and an archive that must be sound and hold every page that is done."""
    with Ledger.open(data) as ledger:
        counts = ledger.counts()
    with Ledger.open(data, read_only=True) as ledger:
        assert ledger.problems() == []
    assert [finding for finding in verify(data) if not finding.is_harmless] == []
    assert counts.urls.get("done", 0) == counts.staged
    return dict(counts.urls)


def assert_told(told: Told) -> None:
    """Status 1, or 2 where the ledger could not even be made; what is full and the cure, and nothing of how the program is made."""
    assert told.status == (1 if told.out else 2), told.err
    [line] = told.err.splitlines()
    assert "d/state/ledger.sqlite: " in line or "d/raw/lendersms-" in line
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
def small_disk(tmp_path: Path) -> Iterator[Callable[[str], None]]:
    """A disk of its own below the console's folder; gives what makes it larger or smaller."""
    if not may_mount(tmp_path / "d"):
        pytest.skip("only a superuser may mount a disk")
    with disk(tmp_path / "d"):
        yield partial(resize, tmp_path / "d")


@pytest.mark.slow
@pytest.mark.parametrize("level", LEVELS)
def test_a_full_disk_ends_the_run(level: int, small_disk: Callable[[str], None], console: Console) -> None:
    """The same with a real disk, which lets a write through in part: ledger and archive of the crawl."""
    small_disk(f"{level}k")
    if (told := console(*WORDS)).status:
        assert_told(told)
    small_disk("64m")
    if told.out:  # else there is no ledger yet
        assert state_of(console.folder / "d").get("done", 0) < 92 or not told.status
    assert console(*WORDS).status == 0
    assert sum(state_of(console.folder / "d").values()) == 100

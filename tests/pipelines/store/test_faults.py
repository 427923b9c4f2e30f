"""Kills and full disks at every step: nothing half done is ever seen, and the next run mends it all."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.publish.releases import release
from pipelines.store.ledger import Ledger
from pipelines.types import Kept
from tests.pipelines.store.faults import disk

FAULTS = Path(__file__).with_name("faults.py")
EVERY = int(os.environ.get("KILL_EVERY", "7"))
"""Between two kills lie so many steps: `make soak` kills before each of them."""


@pytest.fixture
def base(data: Path, kept: Callable[..., Kept]) -> Path:
    """A folder with one release and newer rows staged."""
    release(data, version="2026.02.01")
    with Ledger.open(data) as ledger:
        for number in (1, 2, 70):
            ledger.finish("", kept(number, title="另一个标题"), run=None)
    return data


def may_mount(folder: Path) -> bool:
    """Whether a disk of memory can be had."""
    try:
        with disk(folder):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


@pytest.mark.slow
@pytest.mark.parametrize(("mode", "last"), [("kill", 50), ("full", 100_000), ("disk", 20)])
@pytest.mark.parametrize("scenario", ["stage", "release", "merge"])
def test_no_fault_leaves_anything_half_done(base: Path, tmp_path: Path, scenario: str, mode: str, last: int) -> None:
    """Whichever step a writer dies before, what is visible is whole, and going on gives the undisturbed files."""
    if mode == "disk" and not may_mount(tmp_path / "tried"):
        pytest.skip("only a superuser may mount a disk")
    work = tmp_path / "work"
    work.mkdir()
    command = [sys.executable, str(FAULTS), mode, scenario, str(base), str(work), str(EVERY)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stderr
    *_, final = done.stdout.splitlines()
    step, status = map(int, final.split())
    assert step > last, "there are fewer steps than there were: is each of them still seen?"
    assert status == 0, "the last try was disturbed as well: nothing shows that it was the last"

"""Kill a writer before every step it takes towards the disk, or give it a full disk, and look at what is left.

    faults.py kill|full|disk stage|release|merge BASE WORK EVERY

BASE is a data folder; each try works on a copy of it in WORK. A step is a call that changes files or the ledger; the
writer kills itself there with SIGKILL, in a process of its own. After each try nobody may see anything half done, and
the next run must end with exactly the files of a run that nobody disturbed. EVERY is 1 for a kill before every step, 7
for one before every seventh. `full` bounds the size of files; `disk` is a disk of memory, which only a superuser can mount,
with room for 4 EVERY pages of memory more each time. Prints the steps; the first thing that is wrong ends it with status 1.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from hashlib import sha256
from itertools import count
from pathlib import Path
from types import FrameType

import pandas as pd  # noqa: F401 - pyarrow imports it when first asked for rows: once here, not once in every try
import pyarrow.acero
import pyarrow.dataset  # noqa: F401 - the same

from pipelines.arrow import row_to_outcome
from pipelines.errors import DataError
from pipelines.publish.releases import release
from pipelines.publish.verify import verify
from pipelines.store import parquet, parts
from pipelines.store.addresses import Address
from pipelines.store.compaction import compact
from pipelines.store.frontier import Room
from pipelines.store.layout import part_path
from pipelines.store.ledger import Ledger
from pipelines.types import Kept, Outcome

STEPS = {"fsync", "replace", "rename", "link", "symlink", "unlink", "mkdir"}
LIMITS = (0, 600, 5_000, 20_000, 100_000, 130_000, 180_000, 250_000, 2_000_000)
"""Bytes a file may grow to: from nothing at all to more than any needs."""
ROOM = "256m"
PAGE = 4096
"""Bytes that a disk of memory gives at a time."""
STOPPED = 3
PAGES, NEWER = 61, 3
"""Pages of BASE, and those of a newer version that waits for its part."""

Work = Callable[[Path], None]


def die_at(step: int, _data: Path) -> None:
    """Arrange that this process kills itself before its n-th step."""
    steps = count(1)

    def watch(_frame: FrameType, event: str, called: object) -> None:
        if event == "c_call" and _is_step(called) and next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(watch)


def _is_step(called: object) -> bool:
    name = getattr(called, "__qualname__", "")
    return name == "Connection.execute" or (name in STEPS and getattr(called, "__module__", None) == "posix")


def limit_files(size: int, _data: Path) -> None:
    """Let no file of this process grow beyond `size` bytes: what a full disk does, at a place of our choice."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


@contextmanager
def disk(folder: Path) -> Iterator[None]:
    """A folder that is a disk of its own, with room."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)
        folder.rmdir()


def fill(free: int, data: Path) -> None:
    """Leave so many bytes free on the disk that a folder stands on."""
    resize(data.parent, str(shutil.disk_usage(data).used + free))


def resize(folder: Path, size: str) -> None:
    """Make a disk of memory larger or smaller."""
    subprocess.run(["mount", "-o", f"remount,size={size}", str(folder)], check=True)


def in_child(*works: Work, data: Path) -> int:
    """Do one work after the other in a process of its own and return how that ended.

    0, STOPPED for a clear error, minus the signal for a kill, 1 for anything else.
    """
    child = os.fork()
    if child == 0:
        try:
            for work in works:
                work(data)
        except DataError as error:
            sys.stderr.write(f"{error}\n")
            os._exit(STOPPED)
        except BaseException as error:  # noqa: BLE001 - whatever it is, the parent must hear of it
            sys.stderr.write(f"{error!r}\n")
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def publish(data: Path) -> None:
    """The release under test."""
    release(data, version="2026.02.02")


def crawl(data: Path) -> None:
    """Lease and finish every page that BASE released in its first part, two pages to a commit, as a crawl does."""
    outcomes = {_url(outcome): outcome for outcome in _released(data)}
    with Ledger.open(data / "crawl") as ledger:
        run = ledger.begin_run("collect", ["practice"])
        frontier = ledger.frontier(["practice"])
        ledger.group_commits(2)
        frontier.enqueue(Address(url=url, source="practice") for url in outcomes)
        for lease in frontier.lease(Room(total=9, articles=9, per_host=9, held={})):
            frontier.finish(lease.address.url, outcomes[lease.address.url])
        ledger.end_run(run, reason="finished", stats={})


def merge(data: Path) -> None:
    """Make one part of all, and open the folder once more, which clears what that left."""
    with Ledger.open(data) as ledger:
        parts.seal(ledger)
        compact(ledger, 1)
    Ledger.open(data).close()


def check_parts(data: Path) -> None:
    """Every page is there once, in its newest version, whoever opens the folder."""
    for _ in range(2):
        with Ledger.open(data) as ledger:
            titles = parts.read_all(ledger)["title"].to_pylist()
            if len(titles) != PAGES or titles.count("另一个标题") != NEWER:
                raise AssertionError(titles)
            if wrong := [part for part in ledger.parts() if parts.damage(ledger, part)]:
                raise AssertionError(wrong)


def _released(data: Path) -> list[Outcome]:
    return [row_to_outcome(row) for row in parquet.read(part_path(data, 1)).slice(0, 4).to_pylist()]


def _url(outcome: Outcome) -> str:
    return str(outcome.record.url if isinstance(outcome, Kept) else outcome.url)


def check_release(data: Path) -> None:
    """Whatever is visible must be whole; only the switch of `latest` may still be to come."""
    wrong = [finding for finding in verify(data) if finding.path.name != "latest"]
    if wrong:
        raise AssertionError(wrong)
    if (data / "latest").is_symlink() and not (data / "latest" / "manifest.json").is_file():
        raise AssertionError("latest leads nowhere")


def check_crawl(data: Path) -> None:
    """A page is done exactly when its row is staged."""
    if not (data / "crawl" / "state" / "ledger.sqlite").exists():
        return
    with Ledger.open(data / "crawl") as ledger:
        counts = ledger.counts()
        staged = counts.kept + sum(counts.rejected.values())
        if not counts.urls.get("done", 0) == staged == counts.staged:
            raise AssertionError(counts)


def result(data: Path, scenario: str) -> dict[str, str]:
    """What a scenario leaves behind, in a form that can be compared."""
    if scenario == "stage":
        with Ledger.open(data / "crawl", read_only=True) as ledger:
            return {"counts": str(ledger.counts())}
    paths = [*(data / "releases").rglob("*"), *(data / "state" / "parts").rglob("*")]
    files = {str(path.relative_to(data)): sha256(path.read_bytes()).hexdigest() for path in paths if path.is_file()}
    return {**files, "latest": str((data / "latest").readlink())}


SCENARIOS: dict[str, tuple[Work, Work]] = {
    "stage": (crawl, check_crawl),
    "release": (publish, check_release),
    "merge": (merge, check_parts),
}


def tries(mode: str, every: int) -> Iterator[tuple[int, Work]]:
    """What befalls the writer, try by try, and the size or step at which it does."""
    if mode == "full":
        yield from ((size, partial(limit_files, size)) for size in LIMITS)
    elif mode == "disk":
        yield from ((pages, partial(fill, pages * PAGE)) for pages in count(0, 4 * every))
    else:
        yield from ((step, partial(die_at, step)) for step in count(1, every))


def main(mode: str, scenario: str, folders: tuple[Path, Path], every: int) -> str:
    """Try after try, until one is not disturbed; return what went wrong, or nothing."""
    act, _ = SCENARIOS[scenario]
    base, work = folders
    wanted = shutil.copytree(base, work / "wanted", symlinks=True)
    in_child(act, data=wanted)
    for number, fault in tries(mode, every):
        with ExitStack() as disks:
            if mode == "disk":
                disks.enter_context(disk(work / "disk"))
            data = shutil.copytree(base, work / "disk" / "try", symlinks=True)
            ended = in_child(fault, act, data=data)
            if mode == "disk":
                resize(work / "disk", ROOM)
            if wrong := left_by(ended, mode, data) or went_on(SCENARIOS[scenario], data):
                return f"try {number} {wrong}"
            if result(data, scenario) != result(wanted, scenario):
                return f"try {number} ends with other files"
            shutil.rmtree(data)
        sys.stdout.write(f"{number} {ended}\n")
        if ended == 0:
            break
    return ""


def left_by(ended: int, mode: str, data: Path) -> str:
    """What is wrong with how a disturbed writer ended, and what it left behind."""
    if ended not in (0, -signal.SIGKILL if mode == "kill" else STOPPED):
        return f"ended with {ended}"
    left = [path.name for path in data.rglob(".*.tmp")] if mode != "kill" else []
    return f"left {left}" if left else ""


def went_on(scenario: tuple[Work, Work], data: Path) -> str:
    """What is wrong with what is visible, or keeps the next run from going on."""
    act, check = scenario
    return "cannot be gone on from" if in_child(check, act, data=data) else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], (Path(sys.argv[3]), Path(sys.argv[4])), int(sys.argv[5])) or 0)

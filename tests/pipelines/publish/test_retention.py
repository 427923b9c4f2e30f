"""Old releases go by rule; what is being read stays, whoever reads it."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.errors import InputError
from pipelines.publish.feed import feed
from pipelines.publish.releases import release
from pipelines.publish.retention import reading, retire
from pipelines.publish.verify import verify
from pipelines.publish.versions import all_versions
from pipelines.store.files import link
from pipelines.store.layout import releases_path
from pipelines.store.ledger import Ledger
from tests.pipelines.conftest import MakeKept

VERSIONS = ("2026.03.01", "2026.03.02", "2026.03.03", "2026.03.04")


@pytest.fixture(scope="module")
def _four(tmp_path_factory: pytest.TempPathFactory, kept: MakeKept) -> Path:
    data = tmp_path_factory.mktemp("retention") / "data"
    for number, version in enumerate(VERSIONS):
        with Ledger.open(data) as ledger:
            ledger.finish("", kept(number, title=f"第{number}次"), run=None)
        release(data, version=version)
    return data


@pytest.fixture
def many(_four: Path, tmp_path: Path) -> Path:
    """Four releases, each published a week after the one before, the last of them two days ago."""
    data = Path(shutil.copytree(_four, tmp_path / "data", symlinks=True))
    for weeks, version in enumerate(reversed(VERSIONS)):
        age(releases_path(data) / version / "manifest.json", timedelta(days=2, weeks=weeks))
    age(data / "latest", timedelta(days=2))
    return data


def age(path: Path, by: timedelta) -> None:
    """Let a file, or a link, be as old."""
    then = (datetime.now(UTC) - by).timestamp()
    os.utime(path, (then, then), follow_symlinks=False)


def test_what_latest_left_of_late_stays(many: Path, kept: MakeKept) -> None:
    """Whoever followed it reads split after split, and holds no file between two of them: its split is there for a day."""
    split = next((many / "latest" / "data").glob("*.parquet")).relative_to(many / "latest")
    followed = (many / "latest").resolve()
    with Ledger.open(many) as ledger:
        ledger.finish("", kept(9), run=None)
    newest = release(many, version="2026.03.05").version
    retired = retire(many, 1)
    assert (retired.gone, retired.recent) == (VERSIONS[:3], (VERSIONS[3],))
    assert (followed / split).is_file()
    hours = timedelta(hours=23)
    assert retire(many, 1, now=datetime.now(UTC) + hours).recent == (VERSIONS[3],)
    assert retire(many, 1, grace=hours, now=datetime.now(UTC) + hours).gone == (VERSIONS[3],)
    assert all_versions(many) == [newest]


def test_a_switch_that_was_killed_counts_from_when_it_was_made_good(many: Path) -> None:
    """The newest release is old, but `latest` came to it just now."""
    link(many / "latest", Path("releases") / VERSIONS[2])
    assert not release(many).is_new
    assert retire(many, 1).recent == (VERSIONS[2],)


def test_the_newest_stay(many: Path) -> None:
    """All else goes, whole; what stays is whole, and the next release follows it."""
    retired = retire(many, 2)
    assert (retired.gone, retired.read) == (VERSIONS[:2], ())
    assert all_versions(many) == [*VERSIONS[2:]]
    assert {path.name for path in releases_path(many).iterdir()} == {*VERSIONS[2:]}
    assert verify(many) == []
    assert not release(many).is_new
    assert retire(many, 2).gone == ()


def test_what_we_read_stays(many: Path) -> None:
    """An export or a feed under way holds its release; once it is done, the next call takes it."""
    with reading(releases_path(many) / VERSIONS[0]):
        assert retire(many, 1).read == (VERSIONS[0],)
    assert all_versions(many) == [VERSIONS[0], VERSIONS[3]]
    assert retire(many, 1).gone == (VERSIONS[0],)


def test_a_feed_holds_what_it_reads(many: Path) -> None:
    """From its first batch to its last."""
    latest = (many / "latest").readlink().name
    batches = feed(many).batches()
    next(batches)
    with pytest.raises(BlockingIOError):
        _lock(releases_path(many) / latest / "manifest.json")
    for _ in batches:
        pass
    _lock(releases_path(many) / latest / "manifest.json")


def _lock(path: Path) -> None:

    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="only Linux tells what others have open")
def test_what_others_read_stays(many: Path) -> None:
    """A notebook knows nothing of our locks."""
    path = next((releases_path(many) / VERSIONS[0] / "data").glob("*.parquet"))
    code = "import sys; file = open(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        other.stdout.readline()
        assert retire(many, 3).read == (VERSIONS[0],)
        other.stdin.close()
    assert retire(many, 3).gone == (VERSIONS[0],)


def test_none_is_no_rule(many: Path) -> None:
    """At least one release stays."""
    with pytest.raises(InputError, match="would leave none"):
        retire(many, 0)


def test_a_kill_in_the_middle_is_cleared_away(many: Path) -> None:
    """What was renamed and not removed goes with the next call."""
    (releases_path(many) / VERSIONS[0]).rename(releases_path(many) / f".retired-{VERSIONS[0]}")
    assert retire(many, 3).gone == ()
    assert {path.name for path in releases_path(many).iterdir()} == {*VERSIONS[1:]}

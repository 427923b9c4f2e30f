"""Files are whole or not there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.errors import DataError
from pipelines.store.files import link, link_or_copy, replacing, sha256_of, write_bytes


def test_write_replaces_the_whole_file(tmp_path: Path) -> None:
    """The new content takes the place of the old, and nothing else is left in the folder."""
    path = tmp_path / "a.txt"
    write_bytes(path, b"a longer first version")
    write_bytes(path, b"second")
    assert path.read_bytes() == b"second"
    assert list(tmp_path.iterdir()) == [path]


def test_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    """Whatever goes wrong while writing, the file before stays, the half one goes."""
    path = tmp_path / "a.txt"
    write_bytes(path, b"first")

    def fail() -> None:
        with replacing(path) as temporary:
            temporary.write_bytes(b"hal")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert path.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [path]


def test_missing_folder_is_a_clear_error(tmp_path: Path) -> None:
    """A fault of the file system names the file and the cure."""
    with pytest.raises(DataError, match=r"gone/a\.txt: cannot be written .*run again"):
        write_bytes(tmp_path / "gone" / "a.txt", b"x")


def test_link_is_switched_in_one_step(tmp_path: Path) -> None:
    """A link is replaced, whether it led somewhere or not."""
    for target in ("one", "two"):
        link(tmp_path / "latest", Path(target))
        assert (tmp_path / "latest").readlink() == Path(target)


def test_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    """The digest of an empty file is the well-known one."""
    (tmp_path / "empty").touch()
    assert sha256_of(tmp_path / "empty").startswith("e3b0c44298fc1c14")


FULL = """
import resource, sys
from pathlib import Path
import pyarrow as pa
from pipelines.errors import DataError
from pipelines.store import parquet
table = pa.table({"id": [f"{n * 7919 % 10007:05d}{n}" for n in range(20_000)]})
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    parquet.write(Path(sys.argv[1]), table)
except DataError as error:
    sys.exit(str(error))
"""


@pytest.mark.parametrize("size", [0, 3, 1_000, 20_000])
def test_full_disk_leaves_no_half_parquet_file(tmp_path: Path, size: int) -> None:
    """A write that the disk cuts short, at its first byte or late, leaves the file before and says why."""
    path = tmp_path / "x.parquet"
    path.write_bytes(b"the file before")
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(path), str(size)], capture_output=True, text=True, check=False
    )
    assert f"{path}: cannot be written" in done.stderr
    assert path.read_bytes() == b"the file before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_has_a_second_name_or_is_there_twice(tmp_path: Path) -> None:
    """On one disk it is one file; on another it is copied, and nothing half copied is left."""
    source = tmp_path / "a.txt"
    write_bytes(source, b"content")
    link_or_copy(source, tmp_path / "b.txt")
    assert source.samefile(tmp_path / "b.txt")
    elsewhere = Path("/dev/shm") / f"lendersms-{os.getpid()}"  # noqa: S108 - a disk of memory, which is another one
    if not elsewhere.parent.is_dir() or elsewhere.parent.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is one disk only")
    elsewhere.mkdir()
    try:
        link_or_copy(source, elsewhere / "b.txt")
        assert [path.read_bytes() for path in elsewhere.iterdir()] == [b"content"]
    finally:
        shutil.rmtree(elsewhere)


def test_a_name_that_is_taken_or_a_file_that_is_gone_is_a_clear_error(tmp_path: Path) -> None:
    """Nothing is written over."""
    for name in ("a.txt", "b.txt"):
        write_bytes(tmp_path / name, name.encode())
    with pytest.raises(DataError, match=r"b\.txt: cannot be written"):
        link_or_copy(tmp_path / "a.txt", tmp_path / "b.txt")
    with pytest.raises(DataError, match=r"d\.txt: cannot be written"):
        link_or_copy(tmp_path / "c.txt", tmp_path / "d.txt")
    assert (tmp_path / "b.txt").read_bytes() == b"b.txt"

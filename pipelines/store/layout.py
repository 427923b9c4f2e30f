"""Where things lie in a data folder.

DIR/latest -> releases/<version>      what people load
DIR/releases/<version>/               one release each, never changed
DIR/raw/lendersms-000001-<start>.warc.gz   every fetched page as it came; only the last file grows
DIR/state/ledger.sqlite               the memory
DIR/state/parts/part-000001.parquet   rows as they were sealed: the newest version of every page, and older ones
DIR/state/duplicates.index            what is known of near-duplicates: made anew where it is missing
DIR/state/decisions.jsonl             what people decided: the ledger's copy, for the day it is lost
DIR/state/tombstones.jsonl            what was forgotten, as keyed hashes: the same
DIR/state/forget.key                  their key
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

_PART_RE = re.compile(r"part-(\d{6,})\.parquet")  # zeros keep a listing in order; the millionth part is longer

_ARCHIVE_RE = re.compile(r"lendersms-(\d{6,})-\d{14}\.warc\.gz")


def ledger_path(data: Path) -> Path:
    """Return where the ledger lies."""
    return data / "state" / "ledger.sqlite"


def decisions_path(data: Path) -> Path:
    """Return where the copy of people's decisions lies."""
    return data / "state" / "decisions.jsonl"


def duplicates_path(data: Path) -> Path:
    """Return where the index of near-duplicates lies."""
    return data / "state" / "duplicates.index"


def tombstones_path(data: Path) -> Path:
    """Return where the copy of the tombstones lies."""
    return data / "state" / "tombstones.jsonl"


def forget_key_path(data: Path) -> Path:
    """Return where the key of the tombstones lies."""
    return data / "state" / "forget.key"


def part_path(data: Path, number: int) -> Path:
    """Return where a part lies.

    >>> part_path(Path("x"), 12).name
    'part-000012.parquet'
    """
    return data / "state" / "parts" / f"part-{number:06d}.parquet"


def part_numbers(data: Path) -> list[int]:
    """Return the numbers of the parts on disk."""
    names = (path.name for path in (data / "state" / "parts").glob("part-*.parquet"))
    return sorted(int(match[1]) for name in names if (match := _PART_RE.fullmatch(name)))


def archive_path(data: Path, number: int, begun: datetime) -> Path:
    """Return where an archive file lies: the number keeps the order, the time tells files of two folders apart.

    >>> archive_path(Path("x"), 12, datetime(2026, 1, 2, 3, 4, 5)).name
    'lendersms-000012-20260102030405.warc.gz'
    """
    return data / "raw" / f"lendersms-{number:06d}-{begun:%Y%m%d%H%M%S}.warc.gz"


def archives(data: Path) -> list[Path]:
    """Return the archive files on disk, oldest first."""
    paths = (data / "raw").glob("lendersms-*.warc.gz")
    return sorted((path for path in paths if _ARCHIVE_RE.fullmatch(path.name)), key=archive_number)


def uncommitted_path(archive: Path, offset: int) -> Path:
    """Return where that lies which was cut off an archive file at an offset."""
    return archive.with_name(f"{archive.name}.from-{offset}.uncommitted")


def uncommitted(data: Path) -> list[Path]:
    """Return what was cut off archive files."""
    return sorted((data / "raw").glob("*.uncommitted"))


def archive_number(path: Path) -> int:
    """Return the number in an archive file's name.

    >>> archive_number(Path("raw/lendersms-000012-20260102030405.warc.gz"))
    12
    """
    return int(path.name.split("-")[1])


def releases_path(data: Path) -> Path:
    """Return the folder of all releases."""
    return data / "releases"


def latest_path(data: Path) -> Path:
    """Return the link to the newest release."""
    return data / "latest"

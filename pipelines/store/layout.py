"""Where things lie in a data folder.

DIR/latest -> releases/<version>      what people load
DIR/releases/<version>/               one release each, never changed
DIR/state/ledger.sqlite               the memory
DIR/state/parts/part-000001.parquet   every row version ever sealed
DIR/state/decisions.jsonl             what people decided: the ledger's copy, for the day it is lost
"""

from __future__ import annotations

import re
from pathlib import Path

_PART_RE = re.compile(r"part-(\d{6,})\.parquet")  # zeros keep a listing in order; the millionth part is longer


def ledger_path(data: Path) -> Path:
    """Return where the ledger lies."""
    return data / "state" / "ledger.sqlite"


def decisions_path(data: Path) -> Path:
    """Return where the copy of people's decisions lies."""
    return data / "state" / "decisions.jsonl"


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


def releases_path(data: Path) -> Path:
    """Return the folder of all releases."""
    return data / "releases"


def latest_path(data: Path) -> Path:
    """Return the link to the newest release."""
    return data / "latest"

"""Which rows of a table share a file: those of one side that were first seen about the same time.

So new rows go behind the old ones, and files of old rows stay as they are, byte for byte. Rows stand in the order in which
they were first seen, by id where that was at once. A file may end behind a row whose id has a checksum that begins with many
zeros; the more there are, the higher is the row's level, and the rarer are such rows. It ends there if no row behind that
one has a higher level, or if its level is the highest, and in either case if it holds rows enough. So files of old rows are
large, and towards the newest rows they get smaller. Rows that come later make one file of the last ones and leave those
before alone. Only rows decide, never what was released before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate
from typing import Final
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.dedup.known import ROW, Digests, digests
from pipelines.dedup.rows import SPLITS
from pipelines.publish.further_splits import side_numbers
from pipelines.publish.tables import Tables

Numbers = npt.NDArray[np.int64]

LEAST: Final = 11
"""Of the lowest level is one row in 2 to the power of this."""
STEP: Final = 2
"""Each level is rarer than the one below by 2 to the power of this."""
LEVELS: Final = 3
"""How many there are; one row in some 30,000 is of the highest."""
FEWEST: Final = 2_000
"""Rows of a file that is not the last: smaller ones take more room than they save work."""
MOST: Final = 100_000
"""Rows of a file, whatever their ids."""

_BITS: Final = 32
_NONE: Final = -1
_TIME: Final = pa.timestamp("us", "UTC")
_UNSEEN: Final = np.iinfo(np.int64).min


def level(row_id: str) -> int:
    """Return the level of a row, -1 where no file ends behind it.

    >>> [level(row_id) for row_id in ("a", "e93", "e32917", "e15515")]
    [-1, 0, 1, 2]
    """
    zeros = _BITS - crc32(row_id.encode()).bit_length()
    return _NONE if zeros < LEAST else min((zeros - LEAST) // STEP, LEVELS - 1)


def ends(levels: Sequence[int]) -> list[int]:
    """Return behind how many rows each file ends, given the levels of rows in their order.

    >>> rows = [-1] * 1_999
    >>> ends([*rows, 0, *rows, 1, *rows, 0, -1]), ends([*rows, 1, -1, 1, *rows, 0]), ends([*rows, 1, *rows, 0, 1])
    ([4000, 6000, 6001], [2000, 4002], [2000, 4001])
    """
    highest = [*accumulate(reversed(levels), max)][::-1]
    found, begin = list[int](), 0
    for end, (here, behind) in enumerate(zip(levels, highest, strict=True), 1):
        is_end = here == behind and here != _NONE and end - begin >= FEWEST
        if is_end or end in (begin + MOST, len(levels)):
            found.append(end)
            begin = end
    return found


def moments(tables: Tables) -> dict[str, Numbers]:
    """Return when each row was first seen, as far as it tells: a rejected page when it was fetched, repairs when their row was."""
    told = [tables[split].select(["id", "first_seen"]) for split in SPLITS if split in tables]
    seen = (
        pa.concat_tables(told)
        if told
        else pa.table({"id": pa.array([], pa.string()), "first_seen": pa.array([], _TIME)})
    )
    found: dict[str, Numbers] = {}
    for name, table in tables.items():
        own = next((each for each in ("first_seen", "fetched_at") if each in table.column_names), None)
        when = table[own] if own else seen["first_seen"].take(pc.index_in(table["id"], seen["id"]))
        found[name] = pc.fill_null(when.cast(_TIME).cast(pa.int64()), _UNSEEN).to_numpy()
    return found


@dataclass(frozen=True, slots=True)
class Filed:
    """The files of a table."""

    file_of: Numbers
    """For each row, in the order they came, the number of its file."""
    digests: tuple[bytes, ...]
    """Of all rows of each file, in the order of their ids."""


class Filing:
    """Takes the rows of tables, which come in pieces sorted by id, and tells their files at the end."""

    def __init__(self) -> None:
        self._rows: defaultdict[str, list[pa.Table]] = defaultdict(list)
        self._digests: defaultdict[str, list[Digests]] = defaultdict(list)

    def add(self, tables: Tables, told: Mapping[str, Sequence[bytes]]) -> None:
        """Take the next piece, with the digest of each row."""
        seen = moments(tables)
        for name, table in ((name, table) for name, table in tables.items() if table.num_rows):
            levels = [level(each) for each in table["id"].to_pylist()]
            columns = {"side": side_numbers(table), "moment": seen[name], "level": np.array(levels, np.int8)}
            self._rows[name].append(pa.table(columns))
            self._digests[name].append(digests(told[name], ROW))

    def files(self) -> dict[str, Filed]:
        """Return the files of every table that has rows."""
        return {
            name: _filed(pa.concat_tables(pieces), np.concatenate(self._digests[name]))
            for name, pieces in self._rows.items()
        }


def _filed(rows: pa.Table, told: Digests) -> Filed:
    side, moment, levels = (rows[name].to_numpy() for name in rows.column_names)
    order = np.lexsort((moment, side))  # stable: rows came in the order of their ids
    bounds = np.flatnonzero(np.diff(side[order])) + 1
    sizes = [size for part in np.split(levels[order], bounds) for size in np.diff([0, *ends(part.tolist())])]
    file_of = np.empty(len(order), np.int64)
    file_of[order] = np.repeat(np.arange(len(sizes)), sizes)
    by_id = np.split(told[np.argsort(file_of, kind="stable")], np.cumsum(sizes)[:-1])
    return Filed(file_of, tuple(sha256(each.tobytes()).digest() for each in by_id))

"""How often a site published one text with other names and numbers: a few marks of each kept text, counted by site.

A mark is one number of the text's MinHash signature once lenders and numbers are masked: two variants of a text share
most of their marks, two articles next to none. All functions work inside a transaction of the caller.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from typing import Final

from pipelines.dedup.masks import Masker
from pipelines.dedup.minhash import SIZE, is_signed, sign
from pipelines.dedup.shingles import shingle, squeeze
from pipelines.lexicon.lenders import names
from pipelines.store.database import Database

MARKS: Final = 8
"""Marks of a text: with four fifths of a text shared, half of eight marks are shared in 99 of 100 pairs."""
MOST_OF_ONE_SITE: Final = 8_000
"""Marks kept of a site: where there are more, those met once are forgotten, which a flood of variants never is."""

_COUNT = """
INSERT INTO marks (site, mark, pages) VALUES (?, ?, 1)
ON CONFLICT (site, mark) DO UPDATE SET pages = pages + 1"""


def marks_of(text: str) -> tuple[int, ...]:
    """Return the marks of a clean text; a text too short to be signed has one, which only its equal shares.

    >>> marks_of("还了。") == marks_of("还了！"), marks_of("还了。") == marks_of("没还。")
    (True, False)
    """
    squeezed = squeeze(_mask()(text))
    signature = sign(shingle([squeezed]))
    if not is_signed(signature)[0]:
        return (int.from_bytes(sha256(squeezed.encode("utf-8", "surrogatepass")).digest()[:7]),)
    step = SIZE // MARKS
    return tuple((place << 32) | int(signature[0, place]) for place in range(0, SIZE, step))


@cache
def _mask() -> Masker:
    return Masker(names())


def alike(database: Database, site: str, marks: Sequence[int]) -> int:
    """Return how many pages of a site were like this one: so many have at least half of its marks, counted mark by mark."""
    known = dict(
        database.query(
            f"SELECT mark, pages FROM marks WHERE site = ? AND mark IN ({', '.join('?' * len(marks))})",  # noqa: S608 - question marks
            (site, *marks),
        )
    )
    counts = sorted((known.get(mark, 0) for mark in marks), reverse=True)
    return int(counts[(len(counts) - 1) // 2]) if counts else 0


def count(database: Database, site: str, marks: Sequence[int]) -> None:
    """Count a page of a site under its marks."""
    for mark in marks:
        database.execute(_COUNT, (site, mark))
    if not marks:
        return
    [(known,)] = database.query("SELECT count(*) FROM marks WHERE site = ?", (site,))
    if known > MOST_OF_ONE_SITE:
        database.execute("DELETE FROM marks WHERE site = ? AND pages = 1", (site,))


def forget(database: Database, site: str, marks: Sequence[int]) -> None:
    """Take out the marks of a text of a site; other texts with some of them count as met less often."""
    for mark in marks:
        database.execute("DELETE FROM marks WHERE site = ? AND mark = ?", (site, mark))

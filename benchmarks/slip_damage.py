"""Damage as the sites do it, for judging the repair: written from the mechanism, sharing no code with the repair.

A sentence becomes GBK bytes; full-width `！` and `？` become ASCII wherever their bytes stand; then each entry of a table
of readings, in the order of that table, puts its reading behind its two bytes wherever they stand.

Which characters a table holds decides how often it slips. On real pages hardly half of the traditional characters are
glossed, and none was seen glossed across two characters that is not a common one: 閱, 敗 and 層 stood there untouched.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise, product
from typing import Literal

from opencc import OpenCC
from pypinyin import Style, pinyin

Readings = Mapping[bytes, tuple[int, bytes]]
"""By the two bytes of a traditional character its place in the table and its reading in brackets."""
Reader = Literal["html", "kept", "lost"]
"""What reads the bytes: a browser; a copy that keeps private-use characters; one that loses them and folds widths."""

_PRIVATE_RE = re.compile("[\ue000-\uf8ff]")
_TONED_RE = re.compile(r"\([a-zà-ǜ]{1,6}\)")


@cache
def _to_traditional() -> OpenCC:
    return OpenCC("s2t")


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def traditional(text: str) -> str:
    """The sentence in traditional script, as these sites convert their pages first."""
    return str(_to_traditional().convert(text))


def glossable() -> Iterator[str]:
    """Every traditional character of GBK."""
    for lead, trail in product(range(0x81, 0xFF), range(0x40, 0xFF)):
        character = bytes((lead, trail)).decode("gbk", "ignore")
        if len(character) == 1 and _to_simplified().convert(character) != character:
            yield character


@cache
def table(characters: str) -> Readings:
    """A converter's table for these characters, in an order of its own."""
    own = sorted(characters)
    random.Random(5).shuffle(own)
    return {
        each.encode("gbk"): (place, f"({pinyin(each, style=Style.TONE)[0][0]})".encode("gb18030"))
        for place, each in enumerate(own)
    }


def damaged(text: str, readings: Readings) -> bytes:
    """The bytes of a sentence after all replacements."""
    data = text.encode("gbk").replace(b"\xa3\xa1", b"!").replace(b"\xa3\xbf", b"?")
    found = sorted((readings[data[i : i + 2]][0], i) for i in range(len(data)) if data[i : i + 2] in readings)
    behind: dict[int, bytes] = {}
    for _, place in found:
        if place + 1 not in behind:  # an earlier replacement has parted the two bytes
            behind[place + 2] = readings[data[place : place + 2]][1]
    cuts = [0, *sorted(behind), len(data)]
    return b"".join(behind.get(a, b"") + data[a:b] for a, b in pairwise(cuts)) + behind.get(len(data), b"")


def read(data: bytes, reader: Reader) -> str:
    """The bytes as a page or a copy of it shows them."""
    text = data.decode("gb18030", "replace")
    if reader == "html":
        return text
    text = re.sub("\ufffd[(<]?", "?", text)
    return text if reader == "kept" else unicodedata.normalize("NFKC", _PRIVATE_RE.sub("", text))


def is_slipped(data: bytes) -> bool:
    """Whether a byte was lost."""
    return "\ufffd" in data.decode("gb18030", "replace")


def has_lost_pair(data: bytes) -> bool:
    """Whether a pair reads as nothing."""
    return bool(_PRIVATE_RE.search(data.decode("gb18030", "replace")))


def essence(text: str) -> str:
    """What two readings of a sentence are compared by: glosses, widths, white space and script apart."""
    plain = "".join(unicodedata.normalize("NFKC", _TONED_RE.sub("", text)).split())
    return str(_to_simplified().convert(plain))

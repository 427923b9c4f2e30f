"""The converter these sites run over their pages: it knows bytes, not characters.

One replacement after another goes over the GBK bytes of the page. Full-width `！` and `？` become ASCII; the two bytes
of a traditional character become the same two bytes and its reading in brackets. Where the second byte of one
character and the first of the next form such a pair, the replacement fires across them and the text behind it is read
one byte late: a slip. Nothing here plans a slip; they arise as they arise on real sites.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

_MARKS = (("！".encode("gbk"), b"!"), ("？".encode("gbk"), b"?"))
_GLOSS_RE = re.compile(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǘǚǜńňǹḿ]{1,6}\)")  # one reading in ASCII brackets
_PRIVATE_USE_RE = re.compile("[\ue000-\uf8ff]")
_UNFOLDED = str.maketrans({"＜": "‹", "＞": "›", "＆": "﹠", "＂": "″"})
_SWALLOWED_RE = re.compile("\ufffd[\x20-\x7f]?")  # the lost byte and the ASCII character it swallows


@dataclass(frozen=True, slots=True, kw_only=True)
class Converter:
    """What one site does to its pages."""

    glosses: int
    """How many characters its table of readings knows, the frequent ones first; 0 glosses nothing."""
    lost: str | None
    """What a byte that reads as nothing becomes on the way to UTF-8; None where the bytes are served as they are."""
    keeps_private_use: bool
    """Whether pairs of the private use areas live on as such characters, or vanish."""
    folds_width: bool = False
    """Whether full-width forms become ASCII at the end, as in text copies."""

    def to_bytes(self, html: str) -> bytes:
        """Return the GB18030 bytes of `html` after all replacements."""
        return gloss_bytes(fold_marks(html.encode("gb18030")), self.glosses)

    def to_text(self, html: str) -> str:
        """Return `html` as it reads after the replacements: by a strict reader, or on the way to UTF-8.

        >>> relay = Converter(glosses=3_500, lost="?", keeps_private_use=True)
        >>> relay.to_text("<p>他發來短信。</p>")
        '<p>他發(fā)來(lái)短信。</p>'
        >>> relay.to_text("<p>“請處理。”這樣</p>")
        '<p>“請(qǐng)處(chù)理?!边@樣(yàng)</p>'
        """
        return self.read(self.to_bytes(html))

    def read(self, data: bytes) -> str:
        """Return the bytes of `to_bytes` as they read."""
        if self.lost is None:
            return data.decode("gb18030", "replace")
        text = read_swallowing(data, self.lost)
        if not self.keeps_private_use:
            text = _PRIVATE_USE_RE.sub("", text)
        return unicodedata.normalize("NFKC", text.translate(_UNFOLDED)) if self.folds_width else text


@dataclass(frozen=True, slots=True)
class Glosses:
    """The first entries of the table of readings, by byte pair."""

    ranks: NDArray[np.int32]
    """By pair (lead * 256 + trail): its place in the table, or -1."""
    readings: tuple[bytes, ...]
    """By place: the reading in brackets, in GB18030."""


@lru_cache(maxsize=8)
def glosses(count: int) -> Glosses:
    r"""Return the first `count` entries of the table of readings.

    >>> glosses(400).readings[0], int(glosses(100).ranks[0x83C8]), int(glosses(3_500).ranks[0x83C8] >= 0)
    (b'(f\xa8\xa1)', -1, 1)
    """
    rows = (files(__package__) / "glosses.tsv").read_text("utf-8").splitlines()
    pairs = [row.split("\t") for row in rows if not row.startswith("#")][:count]
    ranks = np.full(1 << 16, -1, dtype=np.int32)
    for place, (char, _) in enumerate(pairs):
        ranks[int.from_bytes(char.encode("gbk"), "big")] = place
    return Glosses(ranks, tuple(f"({reading})".encode("gb18030") for _, reading in pairs))


def gloss_bytes(data: bytes, count: int) -> bytes:
    """Gloss `data` by the first `count` entries: what one replacement after another over all of it gives.

    A replacement inserts its reading behind a pair. That parts the pair which begins at this pair's second byte, if
    its turn comes later, and no other; the readings, bracketed in ASCII, make no new pairs. So it is enough to take
    the pairs that stand in `data` in the order of the table.

    >>> gloss_bytes("他們日常".encode("gbk"), 3_500).decode("gb18030", "replace")
    '他們\ufffd(nèi)粘\ufffd'
    >>> gloss_bytes("手机".encode("gbk"), 3_500).decode("gbk")
    '手机'
    """
    table = glosses(count)
    octets = np.frombuffer(data, dtype=np.uint8).astype(np.uint16)
    ranks = table.ranks[octets[:-1] << 8 | octets[1:]]
    places = np.flatnonzero(ranks >= 0)
    inserted: dict[int, bytes] = {}
    for place in places[np.argsort(ranks[places], kind="stable")].tolist():
        if place + 1 not in inserted:
            inserted[place + 2] = table.readings[ranks[place]]
    pieces: list[bytes] = []
    at = 0
    for place in sorted(inserted):
        pieces += (data[at:place], inserted[place])
        at = place
    return b"".join((*pieces, data[at:]))


def fold_marks(data: bytes) -> bytes:
    """Fold full-width `！` and `？` on bytes, and write a byte that lost its partner as `?`.

    >>> fold_marks("来了！".encode("gbk")).decode("gbk")
    '来了!'
    >>> fold_marks("短信。”这".encode("gbk")).decode("gbk")
    '短信?!闭?'
    """
    folded = data
    for mark, ascii_mark in _MARKS:
        folded = folded.replace(mark, ascii_mark)
    return folded.decode("gb18030", "replace").replace("\ufffd", "?").encode("gb18030")


def read_swallowing(data: bytes, lost: str) -> str:
    r"""Read GB18030 as careless converters do: a byte without its partner becomes `lost` and takes what follows it.

    >>> read_swallowing("請".encode("gbk") + b"\xc8(", "?"), read_swallowing(b"\xa3</p>", "?")
    ('請?', '?/p>')
    """
    return _SWALLOWED_RE.sub(lost, data.decode("gb18030", "replace"))


def without_glosses(text: str) -> str:
    """Return `text` without the readings in brackets; other brackets stay.

    >>> without_glosses("發(fā)短信(原文)")
    '發短信(原文)'
    """
    return _GLOSS_RE.sub("", text)

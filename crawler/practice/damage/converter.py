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

_MARKS = (("！".encode("gbk"), b"!"), ("？".encode("gbk"), b"?"))
_GLOSS_RE = re.compile(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǘǚǜńňǹḿ]{1,6}\)")  # one reading in ASCII brackets
_UNFOLDED = str.maketrans({"＜": "‹", "＞": "›", "＆": "﹠", "＂": "″"})


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
        data = self.to_bytes(html)
        if self.lost is None:
            return data.decode("gb18030", "replace")
        text = read_swallowing(data, self.lost)
        if not self.keeps_private_use:
            text = "".join(char for char in text if not "\ue000" <= char <= "\uf8ff")
        return unicodedata.normalize("NFKC", text.translate(_UNFOLDED)) if self.folds_width else text


@lru_cache(maxsize=8)
def glosses(count: int) -> dict[tuple[int, int], tuple[int, bytes]]:
    """Return the first `count` entries of the table: byte pair -> (place in the table, reading in brackets).

    >>> 0x83C8 - 0x8300 == "內".encode("gbk")[1], glosses(1)
    (True, {(176, 108): (0, b'(f\\xa8\\xa1)')})
    """
    rows = (files(__package__) / "glosses.tsv").read_text("utf-8").splitlines()
    pairs = [row.split("\t") for row in rows if not row.startswith("#")][:count]
    table = {}
    for place, (char, reading) in enumerate(pairs):
        lead, trail = char.encode("gbk")
        table[lead, trail] = (place, f"({reading})".encode("gb18030"))
    return table


def gloss_bytes(data: bytes, count: int) -> bytes:
    """Gloss `data` by the first `count` entries, one replacement after another.

    An inserted gloss is bracketed in ASCII and so makes no new pair: only pairs that stand in `data` need a pass.

    >>> gloss_bytes("們日常".encode("gbk"), 3_500).decode("gb18030", "replace")
    '們(men)日常'
    >>> gloss_bytes("手机".encode("gbk"), 3_500).decode("gbk")
    '手机'
    """
    table = glosses(count)
    present = set(zip(data, data[1:], strict=False)) & table.keys()
    for pair in sorted(present, key=lambda pair: table[pair][0]):
        data = data.replace(bytes(pair), bytes(pair) + table[pair][1])
    return data


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
    """Read GB18030 as careless converters do: a byte without its partner becomes `lost` and takes what follows it.

    >>> read_swallowing("請".encode("gbk") + b"\\xc8(", "?"), read_swallowing(b"\\xa3</p>", "?")
    ('請?', '?/p>')
    """
    return _SWALLOWED_RE.sub(lost, data.decode("gb18030", "replace"))


_SWALLOWED_RE = re.compile("\ufffd[\x20-\x7f]?")  # the lost byte and the ASCII character it swallows


def without_glosses(text: str) -> str:
    """Return `text` without the readings in brackets; other brackets stay.

    >>> without_glosses("發(fā)短信(原文)")
    '發短信(原文)'
    """
    return _GLOSS_RE.sub("", text)

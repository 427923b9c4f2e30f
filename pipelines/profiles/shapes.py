"""The lines of a site's pages with the shapes of those that may recur: most recur nowhere, and shapes cost more than all else.

A shape masks names of lenders, numbers, names behind labels, and drops spaces (`lexicon.line_shape`). What it never masks
are the other characters of a line; so lines of one shape have the same sum of what those weigh, and a line whose sum is
rare needs no shape. Names behind labels may be of any characters: lines with a mark that ends a label all count as one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from pipelines.lexicon.lenders import names
from pipelines.lexicon.line_shape import LENDER, line_shape
from pipelines.profiles.counts import Lines, Page

Sums = npt.NDArray[np.uint64]

_LABEL_ENDS: Final = [*map(ord, ":：/")]
_MASKED: Final = f"0{LENDER}年月日.,:/-\ufffd"
"""What shapes mask or put in, beside digits, spaces and the names of lenders."""
_MASKED_RE: Final = re.compile(r"[\d\s]")  # what they mean by digits and spaces
_LAST: Final = 0xFFFF
_SURROGATES: Final = slice(0xD800, 0xE000)


@cache
def _weights() -> Sums:
    """What each character weighs: nothing where a shape may mask it, and nothing beyond the first 65,535."""
    weights = np.random.default_rng(0).integers(1 << 63, size=_LAST + 1, dtype=np.uint64)
    masked = {*_MASKED, *"".join(names()).lower(), *_MASKED_RE.findall("".join(map(chr, range(_LAST))))}
    weights[[ord(character) for character in masked if ord(character) < _LAST]] = 0
    weights[_SURROGATES] = weights[_LAST] = 0
    return weights


def sums(text: str) -> Sums:
    r"""Return for each line of a text what its characters weigh: lines of one shape weigh the same.

    >>> found = sums("拍拍贷 第1页\n借呗 第12页\n借呗 下一页")
    >>> bool(found[0] == found[1]), bool(found[1] == found[2])
    (True, False)
    """
    codes = np.frombuffer(f"{text.lower()}\n".encode("utf-32-le", "surrogatepass"), np.uint32)
    ends = np.flatnonzero(codes == ord("\n"))
    starts = np.append(0, ends[:-1] + 1)
    found: Sums = np.add.reduceat(_weights()[np.minimum(codes, _LAST)], starts)
    found[np.searchsorted(ends, np.flatnonzero(np.isin(codes, _LABEL_ENDS)))] = 0
    return found


def shaped(pages: Sequence[Page], least: int) -> list[Lines]:
    r"""Return the lines of pages; one whose shape does not stand on `least` of them may have none.

    >>> shaped([Page(id="1", site="a", text="共 12 页\n头一回")], 1)[0].shaped
    (('共 12 页', '共0页'), ('头一回', '头一回'))
    >>> shaped([Page(id="1", site="a", text="共 12 页\n头一回")], 2)[0].shaped
    (('共 12 页', ''), ('头一回', ''))
    """
    if not pages:
        return []
    found = [page.text.split("\n") for page in pages]
    _, inverse, counts = np.unique(
        sums("\n".join(page.text for page in pages)), return_inverse=True, return_counts=True
    )
    may_recur = iter((counts[inverse] >= least).tolist())
    told = ([(line, next(may_recur)) for line in lines] for lines in found)
    return [
        Lines(tuple((line, line_shape(line) if may else "") for line, may in lines if line.strip())) for lines in told
    ]

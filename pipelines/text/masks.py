"""Censor masks: asterisks where the site hid a word.

    识别***短信        涉嫌提***讼

The word is lost; nothing is guessed into its place. A mask stays as one mark, `***` whatever its length, and is
counted in `Signals.masked_words`.

Left alone: masked personal data (`195****1730`, `a***@mail.example`, the name `张**`), powers and pointers in code
(`2**3`), rows of asterisks that divide sections, and markdown's bold, which another stage has removed before.
"""

from __future__ import annotations

import re
from typing import Final

from pipelines.edits import cleaned
from pipelines.lexicon.characters import CLOSING, HAN, OPENING, STOPS
from pipelines.types import Cleaned, Edit, Signals

# Two or more asterisks of either width, with no letter, digit or @ on either side. Begins with the asterisk and then
# looks back, so it is found fast.
_MASK_RE: Final = re.compile(r"[*＊](?<![0-9A-Za-z@*＊].)[*＊]+(?![0-9A-Za-z@*＊])")

_TEXT_RE: Final = re.compile(f"[{HAN}{OPENING}{CLOSING}{STOPS}]")

# A family name before and a title or a verb of saying behind: someone's given name is masked, not a word.
_NAME_RE: Final = re.compile(
    f"(?:^|[^{HAN}])[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢姜崔]$"
)


def mark_masks(text: str) -> Cleaned:
    """Give every censor mask the same form and count them.

    >>> cleaned = mark_masks("这种******短信涉嫌***，客服说再等等")
    >>> cleaned.text, cleaned.signals.masked_words
    ('这种***短信涉嫌***，客服说再等等', 2)
    >>> mark_masks("尾号195****1730，2**3等于8，张**先生").signals.masked_words
    0
    """
    if "*" not in text and "＊" not in text:
        return Cleaned(text=text)
    masks = [match for match in _MASK_RE.finditer(text) if is_censor_mask(text, match.start(), match.end())]
    edits = [Edit("mask.form", *match.span(), match[0], "***") for match in masks if match[0] != "***"]
    return cleaned(text, edits, Signals(masked_words=len(masks)) if masks else None)


def is_censor_mask(text: str, start: int, end: int) -> bool:
    """Whether the asterisks at [start, end) hide a word of Chinese text.

    It stands on one side of them at least, on both of a mere pair (else a footnote's, or half of a bold span), and no
    family name stands before them.
    """
    sides = (text[max(0, start - 1) : start], text[end : end + 1])
    beside = sum(bool(_TEXT_RE.match(side)) for side in sides)
    return beside >= (2 if end - start == 2 else 1) and not _NAME_RE.search(text[max(0, start - 2) : start])

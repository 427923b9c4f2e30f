"""Damage to words: masks, dropped words, residue, half-width marks, mixed script, stretched lines, spinning.

Each function takes a text as printed so far beside its truth, and returns both with the damage done: the truth is what
a perfect cleaner could make of the printed text.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from crawler.practice.draft import Line
from crawler.practice.grammar import table

MASK = "***"
"""How the truth writes a censor mask, whatever the page prints."""

_FOUNDED_RE = re.compile(r"成立于\d{4}年")
_MASKS_RE = re.compile(r"\*{4,}")  # masks of neighbouring words are one mark
_HALF_WIDTH = str.maketrans("，：；？！（）", ",:;?!()")
_SHORT_RE = re.compile("[\u4e00-\u9fff、]{2,10}")
_RESIDUE = ("&nbsp;", "</p>", "&amp;nbsp;", "|---|", "<br/>", "##")


class Damaged(NamedTuple):
    """A text as printed, and the best that can be made of it."""

    printed: str
    truth: str


Damager = Callable[[Damaged, random.Random], Damaged]


def mask_words(text: Damaged, rng: random.Random) -> Damaged:
    """Replace words of the filter's list by asterisks; nobody can bring them back.

    >>> mask_words(Damaged("有人冒充客服", "有人冒充客服"), random.Random(1))
    Damaged(printed='有人**客服', truth='有人***客服')
    """
    printed, truth = text
    for word, mask in table("damage_words")["masked"].items():
        if word in printed and rng.random() < 0.8:
            printed, truth = printed.replace(word, mask), truth.replace(word, MASK)
    return Damaged(printed, _MASKS_RE.sub(MASK, truth))


def drop_words(text: Damaged, rng: random.Random) -> Damaged:
    """Drop words the way such sites do: `问题` leaves `问`, `电话` a hole, a year of founding nothing.

    >>> drop_words(Damaged("这个问题要打电话问", "这个问题要打电话问"), random.Random(5))
    Damaged(printed='这个问要打 问', truth='这个问题要打问')
    """
    printed, truth = text
    if rng.random() < 0.8:
        printed = printed.replace("问题", "问")
    if rng.random() < 0.8:
        printed, truth = printed.replace("电话", " "), truth.replace("电话", "")
    if rng.random() < 0.8:
        printed, truth = _FOUNDED_RE.sub("成立于年", printed), _FOUNDED_RE.sub("成立于年", truth)
    return Damaged(printed, truth)


def leave_residue(text: Damaged, rng: random.Random) -> Damaged:
    """Leave a piece of mark-up standing as text in every fourth line.

    >>> leave_residue(Damaged("一行。", "一行。"), random.Random(2)).truth
    '一行。'
    """
    if rng.random() < 0.75:
        return text
    piece = rng.choice(_RESIDUE)
    return Damaged(f"{piece} {text.printed}" if piece == "##" else text.printed + piece, text.truth)


def narrow_marks(text: Damaged, _rng: random.Random) -> Damaged:
    """Print full-width marks in half width, as pages typed in a hurry do.

    >>> narrow_marks(Damaged("是吗？好，", "是吗？好，"), random.Random(1)).printed
    '是吗?好,'
    """
    return Damaged(text.printed.translate(_HALF_WIDTH), text.truth)


def mix_script(text: Damaged, _rng: random.Random) -> Damaged:
    """Write some words in traditional or wrongly traditional characters, as pages pasted from many sources have them.

    >>> mix_script(Damaged("请你注意", "请你注意"), random.Random(1))
    Damaged(printed='请妳註意', truth='请你注意')
    """
    printed = text.printed
    for word, mixed in table("damage_words")["mixed"].items():
        printed = printed.replace(word, mixed)
    return Damaged(printed, text.truth)


def space_out(text: Damaged, _rng: random.Random) -> Damaged:
    """Put spaces between the characters of a short line of nothing but Chinese, as headings are stretched.

    >>> space_out(Damaged("影响", "影响"), random.Random(1)).printed
    '影 响'
    >>> space_out(Damaged("1.1 背景", "1.1 背景"), random.Random(1)).printed
    '1.1 背景'
    """
    is_short = _SHORT_RE.fullmatch(text.printed) is not None
    return Damaged(" ".join(text.printed) if is_short else text.printed, text.truth)


DAMAGERS: dict[str, tuple[Damager, float]] = {
    "mask": (mask_words, 0.25),
    "dropped_word": (drop_words, 0.3),
    "residue": (leave_residue, 0.15),
    "halfwidth": (narrow_marks, 0.25),
    "mixed_script": (mix_script, 0.08),
    "spaces": (space_out, 0.06),
}
"""Kinds of damage to words, in the order done, and the share of pages that have each."""


def damage_lines(lines: Sequence[Line], spared: Sequence[str], rng: random.Random) -> tuple[list[Damaged], list[str]]:
    """Return the lines damaged, and the kinds that left a trace; a line with a `spared` text keeps its words."""
    chosen = [(kind, damager) for kind, (damager, share) in DAMAGERS.items() if rng.random() < share]
    results = []
    kinds = set()
    for line in lines:
        result = Damaged(line.text, line.text)
        is_spared = any(text in line.text for text in spared)
        for kind, damager in chosen:
            before = result
            result = before if is_spared and kind != "halfwidth" else damager(before, rng)
            if result.printed != before.printed:
                kinds.add(kind)
        results.append(result)
    return results, sorted(kinds)


def spin(text: str) -> str:
    """Replace words by the spinner's near-synonyms; the result is a text of its own, nothing to be repaired.

    >>> spin("用户收到短信")
    '使用者接收到短信'
    """
    for word, other in table("damage_words")["spun"].items():
        text = text.replace(word, other)
    return text

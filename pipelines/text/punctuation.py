"""Punctuation width: half-width marks between Chinese become full-width, the one form Chinese is printed in.

    手机短信,是沟通方式之一        原因:推广        (以下简称“平台”)

A mark belongs to Chinese if a Chinese character, quote or bracket stands before it, or right behind it. Brackets change in
pairs that hold Chinese.

A text that ends its Chinese sentences with ASCII stops and has no full-width one gets those too.

Left alone: marks between letters and digits (`16:01`, `1,000`, `https://…`), numbered headings (`1. 短信`, `一.原因`), dots,
quotation marks. And `?` and `!` that may be the trace of lost bytes, not a question: beside another mark (but
`?!` within a text), a letter or nothing, or around one or two characters (`处理?!边@`, `糠?。`, `?减负?`, `包?有?破?`), and a `?` that is named as a sign.
"""

from __future__ import annotations

import re
from typing import Final

from pipelines.edits import cleaned, in_turn, substitutions
from pipelines.lexicon.characters import CLOSING, HAN, OPENING, STOPS
from pipelines.types import Cleaned, Edit

_WIDE: Final = str.maketrans(",;:?!.", "，；：？！。")
_CHINESE: Final = f"{HAN}{OPENING}{CLOSING}{STOPS}"

# Every pattern begins with the marks themselves, which are rare, and then looks back: so almost no place is tried.
# A comma, semicolon or colon right behind Chinese; behind spaces too if no letter follows, as in `输入 :wq`. Looking back
# from the first space only, so a run of them is tried once.
_BEHIND_RE: Final = re.compile(f"[ ,;:](?<=[{_CHINESE}].)(?:(?<! )|(?<= ) *[,;:](?![!-~]))(?![,;:/])")
# … or right before Chinese, behind a letter, digit or closing mark. `12:30开始` stays: that colon stands in digits.
_BEFORE_RE: Final = re.compile(f"[,;:](?<=[0-9A-Za-z%)\\]>*].)(?= ?[{HAN}{OPENING}])")

# What `?` is a sign of, no question: the object of a word that ends no sentence (`参数用?占位`), or what a name of signs follows.
_MENTIONED: Final = "(?<![把将被以和与或从按].)(?<![^不能没有可使作管费信应利录适启受]用.)"
_NO_SIGN: Final = "(?! {0,2}(?:占位|表示|代表|代替|匹配|通配|号|开头|结尾))"
# A question or exclamation mark behind two Chinese characters that no other such mark opens (`?减负?`), with Chinese, a
# quote or the line's end behind it, a space or two between; with spaces on both sides it may be a sign in a manual.
_ASKING_RE: Final = re.compile(
    f"[ ?!](?<=[{HAN}{CLOSING}]{{2}}.)(?<!^[?!][{HAN}]{{2}}.)(?<![^{HAN}{CLOSING}][?!][{HAN}]{{2}}.)(?:(?<! )|(?<= )[?!])"
    f"{_MENTIONED}{_NO_SIGN}(?=(?:(?<! .) {{0,2}})?[{HAN}{OPENING}{CLOSING}]| *$)",
    re.MULTILINE,
)

# Two different marks of a writer who is upset, behind two Chinese characters and before two: no lost byte is a `!`, and slips
# with such a pair leave a letter or a rare character soon.
_UPSET_RE: Final = re.compile(f"[?!](?<=[{HAN}{CLOSING}]{{2}}.)(?:(?<=[?])!|(?<=!)[?])(?=[{HAN}]{{2}})")

# An ASCII stop that ends a sentence: two Chinese characters before it, the last no number, and a sentence or nothing
# behind it. Names and menus have dots between words too (`文件.打印`), so a text needs two, one of them at a line's end.
_STOP_RE: Final = re.compile(
    f"\\.(?<=[{HAN}{CLOSING}][{HAN}{CLOSING}].)(?<![一二三四五六七八九十].)(?= {{0,2}}[{HAN}{OPENING}]| *$)",
    re.MULTILINE,
)
_LAST_STOP_RE: Final = re.compile(f"\\.(?<=[{HAN}{CLOSING}].) *$", re.MULTILINE)
_LEAST_STOPS: Final = 2

# A pair without bracket or line end inside, not an argument list: no letter or digit before it. Bounded.
_PAIR_RE: Final = re.compile(r"\((?<![0-9A-Za-z_\]].)([^()（）\n]{1,200})\)")
_HAN_RE: Final = re.compile(f"[{HAN}]")


def widen_punctuation(text: str) -> Cleaned:
    """Give Chinese text full-width punctuation.

    >>> widen_punctuation("真的吗?客服说:“可以”,于是(当天)还了。").text
    '真的吗？客服说：“可以”，于是（当天）还了。'
    >>> widen_punctuation("他说什么?!我没听清").text, widen_punctuation("参数用?占位").text
    ('他说什么？！我没听清', '参数用?占位')
    >>> widen_punctuation("1. 收到于16:01，共1,000元，盡快处理?!边@，包?有?破?").edits
    ()
    """
    if not has_narrow_mark(text):
        return Cleaned(text=text)
    return cleaned(text, in_turn(text, (_pairs, _marks_before, _marks_behind, _asking, _upset, _stops)))


def has_narrow_mark(text: str) -> bool:
    """Whether any half-width mark that could change is there at all."""
    return any(map(text.__contains__, ",;:?!(."))


def _pairs(text: str) -> list[Edit]:
    if "(" not in text:
        return []
    return substitutions(
        text, _PAIR_RE, "punctuation.width", lambda match: f"（{match[1]}）" if _HAN_RE.search(match[1]) else None
    )


def _marks_before(text: str) -> list[Edit]:
    return _widened(text, _BEFORE_RE) if _has_pause(text) else []


def _marks_behind(text: str) -> list[Edit]:
    return _widened(text, _BEHIND_RE) if _has_pause(text) else []


def _has_pause(text: str) -> bool:
    return any(map(text.__contains__, ",;:"))


def _asking(text: str) -> list[Edit]:
    return _widened(text, _ASKING_RE) if "?" in text or "!" in text else []


def _upset(text: str) -> list[Edit]:
    if "?!" not in text and "!?" not in text:
        return []
    return substitutions(text, _UPSET_RE, "punctuation.width", lambda match: match[0].translate(_WIDE))


def _stops(text: str) -> list[Edit]:
    if "." not in text or "。" in text or not _LAST_STOP_RE.search(text):
        return []
    stops = _widened(text, _STOP_RE)
    return stops if len(stops) >= _LEAST_STOPS else []


def _widened(text: str, pattern: re.Pattern[str]) -> list[Edit]:
    """Edits of the mark that ends each match; spaces before it are left to their own stage, which counts holes."""
    ends = (match.end() for match in pattern.finditer(text))
    return [Edit("punctuation.width", end - 1, end, text[end - 1], text[end - 1].translate(_WIDE)) for end in ends]

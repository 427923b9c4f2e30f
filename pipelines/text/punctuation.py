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
from collections.abc import Iterator, Sequence
from typing import Final

from pipelines.edits import apply, cleaned
from pipelines.lexicon.characters import CLOSING, HAN, OPENING, STOPS
from pipelines.types import Cleaned, Edit

_WIDE: Final = str.maketrans("(),;:?!.", "（），；：？！。")
_BOTH: Final = ("?!", "!?")
_CHINESE: Final = f"{HAN}{OPENING}{CLOSING}{STOPS}"

# A comma, semicolon or colon right behind Chinese; behind spaces too if no letter follows, as in `输入 :wq`. Looking back
# from the first space only, so a run of them is tried once.
_BEHIND: Final = f"(?<=[{_CHINESE}].)(?:(?<=[,;:])|(?<= ) *[,;:](?![!-~]))(?![,;:/])"
# … or right before Chinese, behind a letter, digit or closing mark. `12:30开始` stays: that colon stands in digits.
_BEFORE: Final = f"(?<=[0-9A-Za-z%)\\]>*][,;:])(?= ?[{HAN}{OPENING}])"

# What `?` is a sign of, no question: the object of a word that ends no sentence (`参数用?占位`), or what a name of signs follows.
_MENTIONED: Final = "(?<![把将被以和与或从按].)(?<![^不能没有可使作管费信应利录适启受]用.)"
_NO_SIGN: Final = "(?! {0,2}(?:占位|表示|代表|代替|匹配|通配|号|开头|结尾))"
# A question or exclamation mark behind two Chinese characters that no other such mark opens (`?减负?`), with Chinese, a
# quote or the line's end behind it, a space or two between; with spaces on both sides it may be a sign in a manual.
_ASKING: Final = (
    f"(?<=[{HAN}{CLOSING}]{{2}}[ ?!])(?<!^[?!][{HAN}]{{2}}.)(?<![^{HAN}{CLOSING}][?!][{HAN}]{{2}}.)(?:(?<=[?!])|(?<= )[?!])"
    f"{_MENTIONED}{_NO_SIGN}(?=(?:(?<! .) {{0,2}})?[{HAN}{OPENING}{CLOSING}]| *$)"
)
# Two different marks of a writer who is upset, behind two Chinese characters and before two: no lost byte is a `!`, and slips
# with such a pair leave a letter or a rare character soon.
_UPSET: Final = f"(?<=[{HAN}{CLOSING}]{{2}}.)(?:(?<=[?])!|(?<=!)[?])(?=[{HAN}]{{2}})"

# An ASCII stop that ends a sentence: two Chinese characters before it, the last no number, and a sentence or nothing
# behind it. Names and menus have dots between words too (`文件.打印`), so a text needs two, one of them at a line's end.
_STOP: Final = f"(?<=[{HAN}{CLOSING}]{{2}}[.])(?<![一二三四五六七八九十].)(?= {{0,2}}[{HAN}{OPENING}]| *$)"
_LEAST_STOPS: Final = 2
_LINE_END_RE: Final = re.compile(" *$", re.MULTILINE)

# Every mark that may change, found in one walk: it begins with the mark itself or a space before it, which are rare, and
# each rule then looks back. Where no sentence may end with an ASCII stop those are not looked for.
_BUT_STOPS: Final = f"{_BEFORE}|{_BEHIND}|{_ASKING}|{_UPSET}"
_PAUSE_RE: Final = re.compile(f"[ ,;:?!](?:{_BUT_STOPS})", re.MULTILINE)
_MARK_RE: Final = re.compile(f"[ ,;:?!.](?:{_BUT_STOPS}|{_STOP})", re.MULTILINE)

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
    brackets = [_wide(text, at, at + 1) for pair in _pairs(text) for at in pair]
    marks = _marks(apply(text, brackets))
    return cleaned(text, sorted(brackets + marks, key=lambda edit: edit.start))


def has_narrow_mark(text: str) -> bool:
    """Whether any half-width mark that could change is there at all."""
    return any(map(text.__contains__, ",;:?!(."))


def _pairs(text: str) -> Iterator[tuple[int, int]]:
    """Where the brackets of each pair stand that holds Chinese."""
    at = text.find("(")
    while at >= 0:
        pair = _PAIR_RE.match(text, at)
        if pair and _HAN_RE.search(pair[1]):
            yield at, pair.end() - 1
        at = text.find("(", at + 1)


def _marks(text: str) -> list[Edit]:
    """Edits of the other marks, in a text whose brackets are as wide as they will be: they tell what is Chinese."""
    if "." in text and "。" not in text:
        found = [_edit(text, match) for match in _MARK_RE.finditer(text)]
        return found if _ends_sentences(text, found) else [edit for edit in found if edit.before != "."]
    if not any(map(text.__contains__, ",;:?!")):
        return []
    return [_edit(text, match) for match in _PAUSE_RE.finditer(text)]


def _edit(text: str, match: re.Match[str]) -> Edit:
    """Widen what a match ends with; spaces before it are left to their own stage, which counts holes."""
    return _wide(text, match.start() if match[0] in _BOTH else match.end() - 1, match.end())


def _wide(text: str, start: int, end: int) -> Edit:
    return Edit("punctuation.width", start, end, text[start:end], text[start:end].translate(_WIDE))


def _ends_sentences(text: str, edits: Sequence[Edit]) -> bool:
    """Whether the ASCII stops among these end sentences, and not words."""
    stops = [edit.end for edit in edits if edit.before == "."]
    return len(stops) >= _LEAST_STOPS and any(_LINE_END_RE.match(text, end) for end in stops)

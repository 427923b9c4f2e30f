"""Traditional script: pages printed in traditional characters, wholly or here and there, become simplified.

    隨著互聯網的發展        這個平臺隱藏著風險        用户的后續還款（two scripts in one line）

The script is read from evidence: characters that only traditional texts have against those that only simplified texts
have. Characters at home in both (乾隆, 著名, 台) say nothing. 著 as the particle becomes 着, which the dictionaries
alone do not do: 隨著, 隱藏著, 承擔著; as a word of writing or note it stays: 著名, 著作, 顯著, 土著.

Left alone: simplified texts, and the traditional words and names they quote. Conversion is character for character
and phrase for phrase, never longer or shorter, and Taiwan's words stay words: choosing other words is not repair.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final, Literal, TypeAlias

from opencc import OpenCC

from pipelines.edits import cleaned, diff
from pipelines.lexicon.script import simplified_only, traditional_only
from pipelines.types import Cleaned, Script, Signals

Config: TypeAlias = Literal["t2s", "tw2s", "hk2s", "tw2sp"]

_MIXED_SHARE: Final = 0.15
"""With so many of its telling characters traditional, a text is not a simplified one that quotes a word."""
_LEAST: Final = 4
"""Fewer traditional characters among as many simplified ones do not make a mixed text."""

# What a simplified text quotes: a word or name in quotation marks or a title. Bounded, no bracket inside.
_QUOTED_RE: Final = re.compile('([“「『《‘"][^“”「」『』《》‘’"\n]{1,20}[”」』》’"])')

# Overdone by converters that know no context: 妳 for every 你, and 壹 as a count or in words such as 壹直. In sums of
# money (壹万元) and names (壹钱包) it stays.
_OVERDONE_RE: Final = re.compile("妳|壹(?=[個个些直起下次樣样般定切條条種种旦邊边方點点位天年月路趟句遍])")
_PLAIN: Final = {"妳": "你", "壹": "一"}

# 著 as a word of writing: what it begins (著名, 著作, 著者, 著有《…》) and what it ends (名著, 原著, 顯著, 土著).
_BEGINS: Final = "(?![名作称稱者书書述录錄]|有[《多過过])"
_ENDS: Final = "(?<![名原編编譯译專专巨顯显卓昭土拙遺遗撰所])"
# Words that call for the particle: behind them 著 is one even before a title or a closing bracket.
_CALLING: Final = "(?<=[隨随沿朝跟伴憑凭藉味繞绕藏擔担臨临懷怀抱帶带看聽听])"

# In a traditional text 著 is the particle unless it is such a word, or says who wrote (`魯迅著《…》`, `（魯迅著）`).
_PARTICLE_RE: Final = re.compile(f"{_CALLING}著{_BEGINS}|{_ENDS}著(?![《）)]){_BEGINS}")
# In a simplified text it is the particle only where a word calls for it: a converter before us left it there.
_LEFT_OVER_RE: Final = re.compile(f"{_CALLING}著{_BEGINS}")


def convert(text: str, config: Config = "t2s") -> str:
    """Return `text` in simplified script by a configuration of opencc-python-reimplemented.

    >>> convert("頭髮發白，乾隆年間的乾糧")
    '头发发白，乾隆年间的干粮'
    >>> convert("簡訊", "tw2sp"), convert("簡訊", "t2s")
    ('短信', '简讯')
    """
    converted: str = _converter(config).convert(text)
    return converted


@cache
def _converter(config: Config) -> Any:  # noqa: ANN401 - the package has no types; `convert` is its typed face
    """The converter, its dictionaries loaded once."""
    return OpenCC(config)


def detect_script(text: str) -> Script:
    """Say which script `text` is in, by the characters that only one of them has.

    >>> detect_script("這是簡訊"), detect_script("这是短信"), detect_script("收到的"), detect_script("還款后貸款還是没消")
    ('traditional', 'simplified', 'none', 'mixed')
    """
    traditional, simplified = _evidence(text)
    if not traditional and not simplified:
        return "none"
    share = traditional / (traditional + simplified)
    if share < _MIXED_SHARE or traditional < min(_LEAST, simplified):
        return "simplified"
    return "traditional" if share > 1 - _MIXED_SHARE else "mixed"


def to_simplified(text: str) -> Cleaned:
    """Convert what is traditional in `text` to simplified script.

    >>> cleaned = to_simplified("隨著網貸的發展，著名平臺隱藏著風險")
    >>> cleaned.text, cleaned.signals.script
    ('随着网贷的发展，著名平台隐藏着风险', 'traditional')
    >>> to_simplified("后來他们又说，“愛”是“爱”的繁体，壹直这么写").text
    '后来他们又说，“愛”是“爱”的繁体，一直这么写'
    >>> to_simplified("乾隆年间的著名建筑，里面有壹钱包的广告").edits
    ()
    """
    script = detect_script(text)
    if not _holds_traditional(text) and not any(mark in text for mark in "著妳壹"):
        return Cleaned(text=text, signals=Signals(script=script))
    simplify = {"traditional": _simplify, "mixed": _simplify_mixed}.get(script, _simplify_scattered)
    lines = [simplify(line) for line in text.split("\n")]
    return cleaned(text, diff(text, "\n".join(lines), "script.t2s"), Signals(script=script))


def _simplify(line: str) -> str:
    """A line of a traditional text in simplified script."""
    return convert(_plain(_PARTICLE_RE.sub("着", line)))


def _simplify_mixed(line: str) -> str:
    """A line of a mixed text: converted if anything in it is traditional; the particle is mended in all of them."""
    return _simplify(line) if _holds_traditional(line) else _plain(_PARTICLE_RE.sub("着", line))


def _simplify_scattered(line: str) -> str:
    """A line of a simplified text: as a whole if it is traditional itself, else but for what it quotes."""
    if not _holds_traditional(line):
        return _plain(_LEFT_OVER_RE.sub("着", line))
    if detect_script(line) in ("traditional", "mixed"):
        return _simplify(line)
    mended = _LEFT_OVER_RE.sub("着", line)
    pieces = _QUOTED_RE.split(_plain(mended))
    return "".join(piece if i % 2 else _simplify_only_traditional(piece) for i, piece in enumerate(pieces))


def _simplify_only_traditional(text: str) -> str:
    """The text with the characters converted that only traditional texts have: 乾, 藉, 著 stay as the author set them."""
    if not _holds_traditional(text):
        return text
    pairs = zip(text, convert(text), strict=True)
    return "".join(new if old in traditional_only() else old for old, new in pairs)


def _plain(line: str) -> str:
    return _OVERDONE_RE.sub(lambda match: _PLAIN[match[0]], line)


def _holds_traditional(text: str) -> bool:
    return not traditional_only().isdisjoint(text)


def _evidence(text: str) -> tuple[int, int]:
    """How many characters only traditional and how many only simplified texts have."""
    traditional, simplified = _evidence_res()
    return len(traditional.findall(text)), len(simplified.findall(text))


@cache
def _evidence_res() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """One character of either script; compiled when first asked for, as the tables are loaded then.

    Characters beyond the basic plane are too rare to count, and would cost `re` its fast table.
    """
    sets = (filter("\uffff".__gt__, characters) for characters in (traditional_only(), simplified_only()))
    traditional, simplified = (re.compile(f"[{''.join(characters)}]") for characters in sets)
    return traditional, simplified

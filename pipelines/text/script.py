"""Traditional script: pages printed in traditional characters, wholly or here and there, become simplified.

    隨著互聯網的發展        這個平臺隱藏著風險        用户的後續還款（two scripts in one line）

The script is read from evidence: characters that only traditional texts have against those that only simplified texts
have. Characters at home in both (乾隆, 著名, 台) say nothing. 著 as the particle becomes 着, which the dictionaries
alone do not do: 隨著, 隱藏著, 承擔著; as a word of writing or note it stays: 著名, 著作, 顯著, 土著. Taiwan's and Hong
Kong's words become the mainland's only in a traditional text whose words say that it is from there.

Left alone: simplified texts, the traditional words, names and sentences they quote (`“錢鋪財務”`), Japanese lines and
clauses, whose 電話 is no traditional Chinese and no evidence, and protected names, which come out as they are given
however a text that is converted spells them: 玖富叮噹 is 玖富叮当, though 叮噹 is 丁当 elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Final, Literal, TypeAlias

from opencc import OpenCC

from pipelines.edits import Deferred, edits_at
from pipelines.lexicon.alignment import Converted, changed, replaced
from pipelines.lexicon.conversion import Engine, compile_engine
from pipelines.lexicon.dictionaries import Config, engine
from pipelines.lexicon.evidence import Evidence, read_evidence
from pipelines.lexicon.japanese import japanese_spans
from pipelines.lexicon.lenders import names as lender_names
from pipelines.lexicon.particle import mend_simplified, mend_traditional
from pipelines.lexicon.phrases import Match
from pipelines.lexicon.protection import find_names, hide, restore
from pipelines.lexicon.regions import Region, region_of, regional_engine
from pipelines.lexicon.script import characters, traditional_only
from pipelines.types import Cleaned, Edit, Script, Signals

ReferenceConfig: TypeAlias = Literal["t2s", "tw2s", "hk2s", "tw2sp"]

_MIXED_SHARE: Final = 0.15
"""With so many of its telling characters traditional, a text is not a simplified one that quotes a word."""
_LEAST: Final = 4
"""Fewer traditional characters among as many simplified ones do not make a mixed text."""

# What a simplified text quotes: a word, a name or a sentence in quotation marks or a title. Bounded, no bracket inside.
_QUOTED_RE: Final = re.compile('([“「『《‘"][^“”「」『』《》‘’"\n]{1,60}[”」』》’"])')


def convert(text: str, config: Config = "t2s") -> str:
    """Return `text` in simplified script by a configuration of OpenCC, with today's dictionaries.

    The output is OpenCC's, for every input.

    >>> convert("頭髮發白，乾隆年間的乾糧")
    '头发发白，乾隆年间的干粮'
    >>> convert("簡訊", "tw2sp"), convert("簡訊", "t2s"), convert("短信")
    ('短信', '简讯', '短信')
    """
    return engine(config).convert(text)


def convert_reference(text: str, config: ReferenceConfig = "t2s") -> str:
    """Return what opencc-python-reimplemented makes of `text`: to compare with, not to use. It has no hk2sp.

    >>> convert_reference("復甦"), convert("復甦")
    ('复苏', '复苏')
    """
    converted: str = _reference(config).convert(text)
    return converted


@cache
def _reference(config: ReferenceConfig) -> Any:  # noqa: ANN401 - the package has no types; `convert_reference` is its typed face
    """The converter, its dictionaries loaded once."""
    return OpenCC(config)


def detect_script(text: str) -> Script:
    """Say which script `text` is in, by the characters that only one of them has.

    >>> detect_script("這是簡訊"), detect_script("这是短信"), detect_script("收到的"), detect_script("還款后貸款还是没消")
    ('traditional', 'simplified', 'none', 'mixed')
    """
    return _script_of(text, read_evidence(text))


def _script_of(text: str, evidence: Evidence) -> Script:
    """The script of a text; one that is traditional in what it quotes only is simplified, if that is its lesser part."""
    script = _script(evidence)
    if script == "mixed":
        outside = read_evidence(_QUOTED_RE.sub("", text))
        if outside.simplified >= evidence.traditional - outside.traditional and _script(outside) == "simplified":
            return "simplified"
    return script


def _script(evidence: Evidence) -> Script:
    traditional, simplified = evidence.traditional, evidence.simplified
    if not traditional and not simplified:
        return "none"
    share = traditional / (traditional + simplified)
    if share < _MIXED_SHARE or traditional < min(_LEAST, simplified):
        return "simplified"
    return "traditional" if share > 1 - _MIXED_SHARE else "mixed"


@dataclass(frozen=True, slots=True)
class Simplifier:
    """The stage with the names it protects: in simplified script, as they shall come out.

    >>> Simplifier(frozenset({"乾安贷"}))("乾安貸說乾杯時來電話").text
    '乾安贷说干杯时来电话'
    >>> Simplifier(region="taiwan")("簡訊太多").text, Simplifier()("簡訊太多").text
    ('短信太多', '简讯太多')
    """

    names: frozenset[str] = frozenset()
    region: Region | None = None
    """Where texts are from if what stands around them tells; else their own words do."""

    def __call__(self, text: str) -> Cleaned:
        """Convert what is traditional in `text` to simplified script."""
        evidence = read_evidence(text)
        japanese = [] if evidence.is_plain else [Match(*span, text[slice(*span)]) for span in japanese_spans(text)]
        chinese = hide(text, japanese)
        if japanese:
            evidence = read_evidence(chinese)
        script = _script_of(chinese, evidence)
        signals = Signals(script=script)
        if evidence.is_plain:
            return Cleaned(text=text, signals=signals)
        converted = restore(self._convert(chinese, _plan(chinese, evidence, script, self.region)), japanese)
        edits = Deferred(partial(_edits, text, converted)) if converted.text != text else ()
        return Cleaned(text=converted.text, edits=edits, signals=signals)

    def _convert(self, text: str, plan: _Plan) -> Converted:
        """Convert the traditional spans of a plan; names and what lies between the spans are hidden meanwhile."""
        if not plan.traditional:
            return Converted(plan.mended)
        between = [Match(start, end, plan.mended[start:end]) for start, end in _gaps(plan.traditional, len(text))]
        kept = sorted([*between, *find_names(hide(text, between), self.names)])
        return restore(plan.engine.align(hide(plan.mended, kept)), kept)


def to_simplified(text: str) -> Cleaned:
    """Convert what is traditional in `text` to simplified script; the names of lenders are protected.

    >>> cleaned = to_simplified("隨著網貸的發展，著名平臺隱藏著風險")
    >>> cleaned.text, cleaned.signals.script
    ('随着网贷的发展，著名平台隐藏着风险', 'traditional')
    >>> to_simplified("后來他們又说，“愛”是“爱”的繁体，壹直这么写").text
    '后来他们又说，“愛”是“爱”的繁体，一直这么写'
    >>> to_simplified("收到簡訊和網路銀行的通知").text, to_simplified("簡訊說微信網貸逾期").text
    ('收到短信和网络银行的通知', '简讯说微信网贷逾期')
    >>> to_simplified("乾隆年间的著名建筑，里面有壹钱包的广告").edits
    ()
    """
    return _lender_simplifier()(text)


def simplifier_beside(body: str) -> Simplifier:
    """Return the stage for texts that stand around `body`: a title alone has too few words to tell where it is from.

    >>> simplifier_beside("收到簡訊和網路銀行的通知")("簡訊太多").text, simplifier_beside("收到短信")("簡訊太多").text
    ('短信太多', '简讯太多')
    """
    region = region_of(body) if detect_script(body) in ("traditional", "mixed") else "mainland"
    return _lender_simplifier(None if region == "mainland" else region)


@cache
def _lender_simplifier(region: Region | None = None) -> Simplifier:
    return Simplifier(frozenset(lender_names()), region)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be done with a text."""

    mended: str
    """The text, as long as it was: particles and overdone characters mended, scattered characters converted."""
    traditional: list[tuple[int, int]]
    """The spans that are converted as traditional text."""
    engine: Engine


def _plan(text: str, evidence: Evidence, script: Script, region: Region | None) -> _Plan:
    if script in ("simplified", "none"):
        return _plan_scattered(text, evidence)
    lines = [(0, len(text))] if script == "traditional" else list(_lines(text, evidence.places(marks=False)))
    return _Plan(mend_traditional(text), lines, regional_engine(region or region_of(text)))


def _plan_scattered(text: str, evidence: Evidence) -> _Plan:
    """A simplified text: a line that is traditional itself as a whole, of the others what they do not quote."""
    mended: list[Match] = []
    traditional: list[tuple[int, int]] = []
    for start, end in _lines(text, evidence.places()):
        line = text[start:end]
        if detect_script(_QUOTED_RE.sub("", line)) in ("traditional", "mixed"):
            traditional.append((start, end))
            mended.append(Match(start, end, mend_traditional(line)))
        else:
            mended.append(Match(start, end, _simplify_scattered(line)))
    return _Plan(replaced(text, mended), traditional, regional_engine("mainland"))


def _simplify_scattered(line: str) -> str:
    """A simplified line, with the characters converted that only traditional texts have, but in quotation marks."""
    pieces = _QUOTED_RE.split(mend_simplified(line))
    return "".join(piece if i % 2 else _scattered_engine().convert(piece) for i, piece in enumerate(pieces))


@cache
def _scattered_engine() -> Engine:
    """乾, 藉, 徵 and their like stay in a simplified line as the author set them."""
    return compile_engine([[{key: characters()[key] for key in traditional_only()}]])


def _lines(text: str, places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The lines that hold one of the sorted places."""
    end = -1
    for at in places:
        if at > end:
            start = text.rfind("\n", max(end, 0), at) + 1 or max(end, 0)
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            yield start, end


def _gaps(spans: Sequence[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    """What lies between sorted spans, before and behind them."""
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    return ((end, start) for end, start in zip([0, *ends], [*starts, length], strict=True) if end < start)


def _edits(text: str, converted: Converted) -> tuple[Edit, ...]:
    """An edit for each run of changed characters."""
    runs = list(changed(text, converted))
    spans = [run[0] for run in runs], [run[1] for run in runs]
    return edits_at("script.t2s", text, spans, [converted.text[at:end] for _, _, at, end in runs])

"""Which lenders an article names, where, and which of them it is about.

Names are found by the one pass for all tables (`scan.py`), longest name first, over the clean text; letters of either case match.
A hit is no mention where

- a letter or digit goes on at its edge (`PPD` in `APPD`),
- it ends in 贷 or 借 and 款 follows: 及贷 in `存款及贷款` is the word 贷款,
- the table says that it may not stand after or before what is there (`便捷信贷`, `中国银行业`),
- it is an ordinary word (白条, 有钱花) that the article nowhere uses as a name: with a word of lending behind it, or
  inside quotation marks. Where it does so once, the word is a name all through.

普惠金融 is a policy, no lender, and so is no row of the table. Comments and related links are never searched.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import NamedTuple, TypeAlias

from pipelines.labels.disguises import Spelling, spellings
from pipelines.labels.scan import Scan, scan_all
from pipelines.labels.spun import is_row
from pipelines.lexicon.lenders import CONTEXT_WORDS, Lender
from pipelines.types import Mention

_QUOTES = {"“": "”", "「": "」", "『": "』", "《": "》", "【": "】", '"': '"'}
_EARLY = 200
"""Characters: an article of one mention is about the lender if it opens with it."""


class Occurrence(NamedTuple):
    """One place where a lender is named: `[start, end)` of the text searched."""

    lender: Lender
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Found:
    """All that a title and a text say of one lender: its names in the title, its spans in the text."""

    lender: Lender
    in_title: list[str] = field(default_factory=list)
    in_text: list[tuple[int, int]] = field(default_factory=list)

    @property
    def first(self) -> int:
        """Where the text names it first; before everything where only the title does."""
        return self.in_text[0][0] if self.in_text else -1

    @property
    def is_prominent(self) -> bool:
        """Whether it is more than named in passing."""
        return bool(self.in_title) or len(self.in_text) > 1 or self.first < _EARLY


class Places(NamedTuple):
    """Where a title and a text name lenders, each with offsets of its own."""

    in_title: tuple[Occurrence, ...]
    in_text: tuple[Occurrence, ...]


@dataclass(frozen=True, slots=True)
class _Alias:
    lender: Lender
    text: str
    needs_context: bool
    not_before: tuple[str, ...]
    """What may not stand behind it."""
    has_limits: bool
    """Whether what stands beside it can forbid it at all."""

    @classmethod
    def of(cls, spelling: Spelling) -> _Alias:
        """A spelling as it is searched for."""
        lender, text, needs_context = spelling
        not_before = (*lender.not_before, *(["款"] if text[-1] in "贷借" else []))
        has_limits = bool(not_before or lender.not_after) or text[0].isascii() or text[-1].isascii()
        return cls(lender, text, needs_context, not_before, has_limits)


@cache
def _aliases() -> dict[str, _Alias]:
    """What each spelling means."""
    return {text: _Alias.of(each) for text, each in spellings().items()}


def find_lenders(text: str, title: str | None = None) -> tuple[Mention, ...]:
    """Return one mention for each lender named in a clean text or title, in the order in which they come up.

    `mention` is the alias printed most often, the longer one of equals, and the span is its first place in the text;
    a lender that only the title names has none. At most one lender is the subject: the title decides, then whether it
    lends itself (支付宝 stands beside the product that it carries), then how often and how early it is named.

    >>> [(m.mention, m.subject) for m in find_lenders("借呗逾期后,我收到了支付宝的短信。")]
    [('借呗', True), ('支付宝', False)]
    >>> find_lenders("存款及贷款业务,普惠金融,收到后请马上处理。")
    ()
    """
    body, head = scan_all((text, title or "")).scans
    return mentions(body, head, find_places(body, head))


def find_places(body: Scan, head: Scan) -> Places:
    """Return where a text and its title name lenders; an ordinary word that is a name in one is one in both.

    >>> from pipelines.labels.scan import scan
    >>> [len(places) for places in find_places(scan("白条的短信，白条又来了。"), scan("“白条”逾期"))]
    [1, 2]
    """
    in_title, in_text = _hits(head), _hits(body)
    used = {*_used(head.text, in_title), *_used(body.text, in_text)}
    return Places(_named(in_title, used), _named(in_text, used))


def mentions(body: Scan, head: Scan, places: Places) -> tuple[Mention, ...]:
    """Return what `find_lenders` does of a text and title whose names are found already."""
    found = _gather(head.text, places)
    subject = max((each for each in found if each.is_prominent), key=_prominence, default=None)
    return tuple(_mention(each, body.text, is_subject=each is subject) for each in found)


def occurrences(text: str) -> tuple[Occurrence, ...]:
    """Return every place where `text` names a known lender, in order, without overlaps.

    >>> [(o.lender.id, o.start, o.end) for o in occurrences("便捷信贷与捷信贷款")]
    [('jiexin-cf', 5, 7)]
    """
    return find_places(*scan_all((text, "")).scans).in_text


_Hit: TypeAlias = tuple[_Alias, int, int]


def _hits(seen: Scan) -> list[_Hit]:
    """The aliases that stand in a text for themselves, not yet as names."""
    aliases = _aliases()
    hits = [(aliases[word], start, end) for word, start, end in seen.names]
    if seen.spun_names:
        spun = [(_as_printed(aliases[word], seen.text[start:end]), start, end) for word, start, end in seen.spun_names]
        hits = _apart([*hits, *spun])
    text = seen.text
    return [hit for hit in hits if not hit[0].has_limits or _is_whole(text, hit[1], hit[2], hit[0])]


def _as_printed(alias: _Alias, printed: str) -> _Alias:
    """The alias that a name with marks inside is: what may be a row of words is an ordinary word."""
    return replace(alias, text=printed.lower(), needs_context=alias.needs_context or is_row(printed))


def _apart(hits: list[_Hit]) -> list[_Hit]:
    """Of hits that overlap the one that starts first, of those the longest."""
    apart: list[_Hit] = []
    for hit in sorted(hits, key=lambda each: (each[1], -each[2])):
        if not apart or hit[1] >= apart[-1][2]:
            apart.append(hit)
    return apart


def _used(text: str, hits: Iterable[_Hit]) -> Iterator[str]:
    """The ordinary words that a text uses as names at least once."""
    return (alias.text for alias, *span in hits if alias.needs_context and _is_used_as_name(text, *span))


def _named(hits: Iterable[_Hit], used: Container[str]) -> tuple[Occurrence, ...]:
    return tuple(
        [Occurrence(alias.lender, *span) for alias, *span in hits if not alias.needs_context or alias.text in used]
    )


def _is_whole(text: str, start: int, end: int, alias: _Alias) -> bool:
    """Whether the alias at [start, end) stands for itself, and is not a piece of other words."""
    if (text[start].isascii() and _is_cut(text, start)) or (text[end - 1].isascii() and _is_cut(text, end)):
        return False
    return not (text.startswith(alias.not_before, end) or text.endswith(alias.lender.not_after, 0, start))


def _is_used_as_name(text: str, start: int, end: int) -> bool:
    """Whether what stands around an ordinary word makes it a name."""
    return text.startswith(CONTEXT_WORDS, end) or _is_quoted(text, start, end)


def _is_cut(text: str, at: int) -> bool:
    """Whether a word of letters and digits goes on across position `at`."""
    around = text[at - 1 : at + 1] if at else ""
    return len(around) == 2 and around.isascii() and around.isalnum()


def _is_quoted(text: str, start: int, end: int) -> bool:
    """Whether quotation marks or the brackets of a signature enclose exactly this span."""
    opening = text[start - 1] if start else ""
    return opening in _QUOTES and text.startswith(_QUOTES[opening], end)


def _gather(title: str, places: Places) -> tuple[_Found, ...]:
    """What is said of each lender, those of the title first, then by place."""
    named = {lender.id: lender for lender, _, _ in (*places.in_title, *places.in_text)}
    found = {name: _Found(lender) for name, lender in named.items()}
    for lender, start, end in places.in_title:
        found[lender.id].in_title.append(title[start:end])
    for lender, start, end in places.in_text:
        found[lender.id].in_text.append((start, end))
    return tuple(found.values())


def _prominence(found: _Found) -> tuple[bool, bool, int, int]:
    return bool(found.in_title), found.lender.lends, len(found.in_text), -found.first


def _mention(found: _Found, text: str, *, is_subject: bool) -> Mention:
    """The one mention that stands for all of a lender's."""
    printed = [text[start:end] for start, end in found.in_text] or found.in_title
    different = dict.fromkeys(printed)
    best = printed[0] if len(different) == 1 else max(different, key=lambda alias: (printed.count(alias), len(alias)))
    start, end = found.in_text[printed.index(best)] if found.in_text else (None, None)
    return Mention(id=found.lender.id, name=found.lender.name, mention=best, subject=is_subject, start=start, end=end)

"""Names that look like a lender's and stand where lenders stand, but are in no table: for a person to review.

Such a name ends as lenders' names do (金融, 贷, 分期, 钱包, …) and begins at a place that tells where it begins: in a
signature (`【某某金融】`), at the start of a line or a clause, or behind a word that takes a lender (`在某某贷借款`,
`收到某某分期的短信`). In the last two places what follows has to fit too: names in running text have no other edge.

Left out: names that the table matches, kinds of loans and trades (房贷, 供应链金融), and what holds a word that no name
holds (`我的贷`). Nothing is decided here: a candidate is a row for the table, or it is not.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from pipelines.lexicon.lenders import known_lenders, lenders

_NAME = r"(?P<name>[\u4e00-\u9fffA-Za-z0-9]{1,6}?(?:消费金融|金融|小贷|钱包|分期|借款|贷|呗)(?:金融|钱包|分期)?)"
_SAID = r"(?:平台|客服|公司)?(?:的|发来的?|发的|发出的)?(?:催收|催款|逾期|还款|提醒)*(?:短信|简讯|来电|电话|信息)"
# Bounded repeats only, and what may follow a name begins with other characters than it ends with: linear.
_TAKING = "在|向|从|找|来自|收到|接到|自称|注册过?|用过"
"""Words that take a lender's name behind them."""
_PLACES_RE: Final = (
    re.compile(rf"【{_NAME}】"),
    re.compile(rf"(?:{_TAKING}){_NAME}(?=借|贷款|申请|平台|App|注册|{_SAID})"),
    re.compile(rf"(?:^|[，。：；！？“（\n])(?!{_TAKING}){_NAME}(?={_SAID})"),
)
# Words of running text: a name that seems to hold one is a piece of a sentence.
_SENTENCE_RE = re.compile("[的了我他她你您这那某是有和与及被把各每两几多少不没就都再已将能可要会家请问对为什么怎谁个]")
_AROUND = 24
"""Characters of an example on both sides of a name."""
_EXAMPLES = 3
"""Pages that examples are taken from."""


class Candidate(NamedTuple):
    """One place where a name stands that may be a lender's."""

    name: str
    example: str


@dataclass(slots=True)
class Reviewed:
    """All that is known of one candidate."""

    name: str
    times: int = 0
    pages: set[str] = field(default_factory=set)
    sites: set[str] = field(default_factory=set)
    """A name on many pages of one site may be that site's own."""
    examples: list[str] = field(default_factory=list)
    """Of some pages, one each."""

    @property
    def is_doubtful(self) -> bool:
        """Whether the table has the name with low confidence, and so does not match it."""
        return any(self.name in (*each.aliases, *each.context_aliases) for each in lenders())


def candidates(text: str) -> Iterator[Candidate]:
    """Yield the places of a clean text that name what may be an unknown lender.

    >>> [each.name for each in candidates("我在飞鹭金融借款，后来收到青桔果贷的催收短信。")]
    ['飞鹭金融', '青桔果贷']
    >>> list(candidates("我在招联金融借款，房贷短信也收到过，普惠金融电话很多。"))
    []
    """
    found = sorted(match.span("name") for place in _PLACES_RE for match in place.finditer(text))
    for start, end in dict.fromkeys(found):
        if is_unknown(name := text[start:end]):
            example = text[max(0, start - _AROUND) : end + _AROUND].replace("\n", " ")
            yield Candidate(name, example)


def is_unknown(name: str) -> bool:
    """Whether a name holds none that the table matches, not even with words around it, and is no ordinary word.

    >>> is_unknown("飞鹭金融"), is_unknown("马上金融"), is_unknown("房贷"), is_unknown("我的分期")
    (True, False, False, False)
    """
    return (
        name not in common_words() and not _SENTENCE_RE.search(name) and not any(alias in name for alias in _aliases())
    )


@cache
def common_words() -> frozenset[str]:
    """Return the table of what ends as names do and is none: kinds of loans and trades.

    >>> "房贷" in common_words()
    True
    """
    source = files(__package__).joinpath("tables", "candidates.toml").read_text("utf-8")
    return frozenset(tomllib.loads(source)["common"])


@cache
def _aliases() -> frozenset[str]:
    return frozenset(alias for each in known_lenders() for alias in (*each.aliases, *each.context_aliases))


def review(pages: Iterable[tuple[str, str | None, str | None, str]]) -> list[Reviewed]:
    """Return the candidates of pages (id, site, title, clean text), those on most pages first."""
    found: dict[str, Reviewed] = {}
    for page, site, title, text in pages:
        for each in candidates(f"{title or ''}\n{text}"):
            seen = found.setdefault(each.name, Reviewed(each.name))
            if page not in seen.pages and len(seen.examples) < _EXAMPLES:
                seen.examples.append(each.example)
            seen.times += 1
            seen.pages.add(page)
            seen.sites.add(site or "")
    return sorted(found.values(), key=lambda each: (-len(each.pages), -each.times, each.name))

r"""Where furniture stands: which lines that read like furniture of a page are it, by what stands around them.

    收到短信以后怎么办                      我把记录整理如下：
    2024-05-01 10:22                        2024-05-01 10:22
    我收到一条短信，……                      收到短信，说要上门。

Furniture stands at the head of a text, before its first sentence, at its foot, behind the last one, or in a row with other
furniture. What no article says, a site's words about its own texts above all, is furniture wherever it stands.

Left alone: what the line above introduces; headers of which there are several with different values, as in a diary, a list
of books or a menu's paths; dates and sources among the fields of a record (`内容：…`); statements in the first person.

Only lines that no rule takes count as neighbours, so what is dropped changes nothing for the others.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.lexicon import furniture
from pipelines.text.fold import fold
from pipelines.text.quotations import introduces

_HEAD, _FOOT = 6, 4
"""Lines above or below, furniture not counted: where the fields of a page stand."""
_CELL: Final = 12
"""Characters; lines no longer, without a stop, are cells of a table or entries of a menu."""
_FIELD: Final = 40
"""Characters of a key; a longer line behind a label is a paragraph."""

_MARK_RE: Final = re.compile("[，。！？；：、,.!?;:]")
_FULL_STOPS: Final = ("；", ";", "…")
_OTHER_STOPS: Final = ("！", "？", "!", "?", "”")
"""A title may end with these; behind a comma they end a sentence."""
# A label of two to six characters and the beginning of its value, at the start of a key.
_FIELD_RE: Final = re.compile("([一-鿿]{2,6}):.")
_NO_RECORD: Final = frozenset().union(
    furniture.SECTION_LABELS, furniture.TAG_LABELS, furniture.SECTION_NAME_LABELS, furniture.AUTHOR_LABELS,
    furniture.SOURCE_LABELS, furniture.DATE_LABELS, furniture.VIEW_LABELS,
)  # fmt: skip
"""Labels of a page's own fields; any other, with its value, is a field of a record."""
_SITE_STARTS: Final = (*furniture.DISCLAIMER_STARTS, *furniture.CONTACT_STARTS, *furniture.FOLLOW_STARTS)
# Somebody's own statement; 我们 may be the site.
_FIRST_PERSON_RE: Final = re.compile("本人|我(?!们)|俺")
# A date and its clock at the start of a key, one class behind the year.
_DATE_RE: Final = re.compile("(?:19|20)[0-9]{2}[-/.年][0-9:/.月日-]+")
# What ends a header's label.
_SPLIT_RE: Final = re.compile("[:0-9>»/›]")
_WHEN: Final = frozenset(("日期", "时间"))
# Counts of readers and names of authors: beside each other or a date, no article's own line.
_COUNTED_RE: Final = re.compile("|".join((*sorted(furniture.VIEW_LABELS), "评论|点赞|收藏|分享")))
_NAMED_RE: Final = re.compile("|".join(sorted(furniture.AUTHOR_LABELS)))
_NEIGHBOUR_RE: Final = re.compile("[上下]一[篇页条]:")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """The lines of a text, with what is asked of them more than once."""

    lines: Sequence[str]
    rules: Sequence[str | None]
    others: Sequence[int]
    """Where the lines stand that no rule takes."""
    keys: dict[int, str]
    """Of the lines that a rule takes."""
    first: int
    last: int
    """Which of the others are the first and last sentence."""
    series: frozenset[int]
    """Headers of which there are several."""
    introduced: frozenset[int]
    """Lines of one rule right below a line that introduces them."""
    links: Counter[int]
    """How many links to neighbouring articles stand in a row, by the number of others above."""

    def above(self, at: int) -> int:
        """How many of the others stand above a line; furniture in a row has the same number."""
        return bisect_left(self.others, at)

    def around(self, at: int) -> list[str]:
        """The nearest of the others, one above and one below, as printed."""
        above = self.above(at)
        return [self.lines[other].strip() for other in self.others[max(0, above - 1) : above + 1]]


def placed(lines: Sequence[str], rules: Sequence[str | None]) -> list[str | None]:
    """Return the rules of the lines that stand where furniture stands, None for all others.

    >>> placed(["短信怎么退", "时间：2024-05-01 10:22", "我退了。"], [None, "boilerplate.header", None])[1]
    'boilerplate.header'
    >>> placed(["我退了。", "时间：2024-05-01 10:22", "内容：已退"], [None, "boilerplate.header", None])[1] is None
    True
    """
    page = _page(lines, rules)
    sure = {page.above(at) for at in page.keys if _is_sure(page, at)}
    return [rule if rule and _is_furniture(page, at, sure) else None for at, rule in enumerate(rules)]


def _page(lines: Sequence[str], rules: Sequence[str | None]) -> _Page:
    others = [at for at, line in enumerate(lines) if line.strip() and not rules[at]]
    title = lines[others[0]].strip() if others else ""
    keys = {at: fold(lines[at]) for at, rule in enumerate(rules) if rule}
    places = range(len(others))
    return _Page(
        lines=lines,
        rules=rules,
        others=others,
        keys=keys,
        first=next((n for n in places if _is_sentence(lines[others[n]], title)), len(others)),
        last=next((n for n in reversed(places) if _is_sentence(lines[others[n]], title)), -1),
        series=_series({at: key for at, key in keys.items() if rules[at] == "boilerplate.header"}),
        introduced=frozenset(_introduced(lines, rules)),
        links=Counter(bisect_left(others, at) for at, key in keys.items() if _NEIGHBOUR_RE.match(key)),
    )


def _is_sentence(line: str, title: str = "") -> bool:
    """Whether a line is running text; the title, whenever it is printed, only with a full stop."""
    line = line.strip()
    if "。" in line or line == title:
        return "。" in line
    return line.endswith(_FULL_STOPS) or (line.endswith(_OTHER_STOPS) and ("，" in line or "," in line))


def _introduced(lines: Sequence[str], rules: Sequence[str | None]) -> Iterator[int]:
    """Where lines stand that are introduced, or follow one that is and goes by the same rule."""
    quoting, rule_above = False, None
    for at, (line, rule) in enumerate(zip(lines, rules, strict=True)):
        if rule:
            quoting = quoting and rule_above in (None, rule)
            rule_above = rule
            if quoting:
                yield at
        elif line.strip():
            quoting, rule_above = introduces(line) and not _bare(fold(line)).startswith(_SITE_STARTS), None


def _bare(key: str) -> str:
    """A key without what is drawn before its first word."""
    return key.lstrip(furniture.DECORATION)


def _series(headers: dict[int, str]) -> frozenset[int]:
    """Where headers of one shape with different values stand: a page has one of each."""
    shapes: dict[str, set[int]] = defaultdict(set)
    for at, key in headers.items():
        shapes[_shape(key)].add(at)
    several = (places for places in shapes.values() if len({headers[at] for at in places}) > 1)
    return frozenset().union(*several)


def _shape(key: str) -> str:
    """The label a header begins with, or that it begins with a date and what stands behind it."""
    date = _DATE_RE.match(key)
    return f"0{key[date.end() : date.end() + 2]}" if date else _SPLIT_RE.split(key, maxsplit=1)[0]


def _is_furniture(page: _Page, at: int, sure: set[int]) -> bool:
    """Whether a line that a rule takes stands where furniture stands; `sure` tells where other furniture does."""
    rule, key = page.rules[at], page.keys[at]
    if key in furniture.FIELD_WORDS:
        return _is_field(page, at)
    if rule == "boilerplate.label" or key in furniture.BADGES:
        return True
    if at in page.introduced:
        return False
    if rule == "boilerplate.header":
        return _is_header_here(page, at)
    return _is_sure(page, at) or (not _is_told(rule, key) and (page.above(at) in sure or _is_at_edge(page, at)))


def _is_field(page: _Page, at: int) -> bool:
    """Whether a bare label stands near the first or last of the other lines, and not between short ones."""
    above, around = page.above(at), page.around(at)
    if len(around) > 1 and all(len(line) <= _CELL and not _MARK_RE.search(line) for line in around):
        return False
    return above <= _HEAD or len(page.others) - above <= _FOOT


def _is_sure(page: _Page, at: int) -> bool:
    """Whether a line is furniture in any place: a label, or what only a site says of itself."""
    rule, key = page.rules[at], page.keys[at]
    if rule == "boilerplate.label":
        return key not in furniture.FIELD_WORDS
    if rule == "boilerplate.header" or at in page.introduced:
        return False
    if any(cue in key for cue in furniture.SITE_CUES):
        return not _bare(key).startswith(furniture.RESERVING_STARTS)
    if rule == "boilerplate.contact":
        return not _bare(key).startswith(furniture.PUBLIC_CONTACT_STARTS)
    return rule == "boilerplate.spam" and _is_sure_call(page, at)


def _is_sure_call(page: _Page, at: int) -> bool:
    """A link beside another, an advert of vice, a call that is no sentence and names what is to be followed."""
    key = page.keys[at]
    if _NEIGHBOUR_RE.match(key):
        return page.links[page.above(at)] > 1
    return not (_is_sentence(key) or _bare(key).startswith(furniture.RESERVING_STARTS) or _names_nothing(key))


def _names_nothing(key: str) -> bool:
    """Whether a call names what is to be followed in its first words only: 扫描二维码前先核对域名."""
    start = max(filter(_bare(key).startswith, furniture.FOLLOW_STARTS), key=len, default="")
    rest = _bare(key)[len(start) :]
    return bool(start and rest) and not any(cue in rest for cue in furniture.FOLLOW_CUES)


def _is_told(rule: str | None, key: str) -> bool:
    """Whether the article speaks: somebody states what happened, or a sentence only begins as a call does."""
    if rule == "boilerplate.disclaimer":
        return _FIRST_PERSON_RE.search(key) is not None
    return rule == "boilerplate.spam" and _is_sentence(key) and _names_nothing(key)


def _is_at_edge(page: _Page, at: int) -> bool:
    """Whether a line stands before the first sentence or behind the last."""
    return _is_at_head(page, at) or _is_at_foot(page, at)


def _is_at_head(page: _Page, at: int) -> bool:
    """Whether a line stands before the first sentence, or right under the title printed again."""
    above = page.above(at)
    title, over = (page.lines[page.others[n]].strip() for n in (0, above - 1)) if above > 1 else ("", "。")
    if over == title and not _is_sentence(title, title):
        return True
    return above <= min(_HEAD, page.first)


def _is_at_foot(page: _Page, at: int) -> bool:
    """Whether a line stands behind the last sentence."""
    above = page.above(at)
    return len(page.others) - above <= _FOOT and page.last < above


def _is_header_here(page: _Page, at: int) -> bool:
    """Whether a header is the page's: alone of its shape, no field of a record, at the head, or signed at the foot."""
    key = page.keys[at]
    if at in page.series:
        return False
    if _COUNTED_RE.search(key) and (_DATE_RE.search(key) or _NAMED_RE.search(key)):
        return True
    around = list(map(fold, page.around(at)))
    if _is_at_head(page, at):
        return not any(map(_is_record, around))
    is_date = _DATE_RE.match(key) or _SPLIT_RE.split(key, maxsplit=1)[0] in _WHEN
    return _is_at_foot(page, at) and not is_date and not any(map(_is_listed, around))


def _label(key: str) -> str:
    """The label of a field, unless it is one of the page's own fields; empty where a line is no field."""
    field = _FIELD_RE.match(key)
    return field[1] if field and field[1] not in _NO_RECORD else ""


def _is_record(key: str) -> bool:
    """Whether a line is what was sent, said or paid, behind its label."""
    return _label(key).endswith(furniture.RECORD_LABEL_ENDS)


def _is_listed(key: str) -> bool:
    """Whether a line is a short field of any list but the page's."""
    return bool(_label(key)) and len(key) <= _FIELD and not _is_sentence(key)

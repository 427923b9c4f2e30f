"""Choose the article's author among the names its byline zones print.

A label outranks a place: an author before who posted it, a reporter before an editor, and names behind the title before
those at the foot. A name that only markup or metadata gives counts where the byline prints it.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from itertools import pairwise, zip_longest
from typing import Final

from pipelines.extract.comment_heads import date_span
from pipelines.extract.dates import find_date
from pipelines.extract.keys import folded
from pipelines.extract.meta_line import LONGEST_BYLINE, has_label, is_filler, is_meta_line, tokens_of
from pipelines.extract.metadata import Metadata, marked_names
from pipelines.extract.name_tables import AUTHOR, MARKED, RANK_ENDS, REPORTER
from pipelines.extract.names import Name, bare_name, find_names, is_name, is_person, label_weight
from pipelines.extract.post_words import AT, HOST, POSTED
from pipelines.extract.readings import without_glosses
from pipelines.extract.relative_dates import relative_span
from pipelines.extract.signatures import read_signature
from pipelines.extract.tables import OTHER_LABELS
from pipelines.extract.user_links import linked_people
from pipelines.extract.zones import Zones

_LONGEST_JOINED: Final = 12
_LONGEST_MARKED: Final = 80
"""Characters of a line that prints a name which only markup or metadata gives."""
_HEAD_BONUS: Final = 3
"""What a place in the head is worth: a reporter there stands before whoever signs as author at the foot."""
# What a board prints under a poster's name.
_CARD_RE: Final = re.compile(r"(?:等[级級]|[级級][别別]|[头頭][衔銜])\s?[:：]")
_NEAR: Final = 2
"""Lines around a linked name among which its day stands."""
# What stands before the name of a source, or of somebody who did something else.
_NO_POSTER_RE: Final = re.compile(
    r"(?:[来來]源|[转轉]自|出[处處]|推[荐薦]人?|回[复復覆]|[译譯]者?|[编編][辑輯]|via)\s?[:：]?\s?$"
)
# What stands behind the name of a reader who did something.
_READER_RE: Final = re.compile(
    r"\s?(?:等|也|赞|贊|点赞|評論了|评论了|回[复復覆]|[转轉][发發]了?|收藏|[关關]注了|推[荐薦]了?|打[赏賞])"
)
# Where somebody is from, in brackets behind the name.
_PLACE_RE: Final = re.compile(r"^\s?[(（][\u3400-\u9fff]{2,6}[)）]")
_POSTED_BELOW_RE: Final = re.compile(rf"(?P<host>(?:{HOST})?\s?){POSTED}{AT}")


def choose_author(zones: Zones, meta: Metadata) -> Name | None:
    """Return the author, or None.

    >>> choose_author(Zones(head=("来源：晚报 编辑：林小满", "本报记者 陆一帆"), tail=("作者：秦小满",)), Metadata()).name
    '陆一帆'
    >>> choose_author(Zones(head=("责任编辑：林小满",)), Metadata(author="不在页上")).name
    '林小满'
    """
    printed = (*_in_lines(zones.head), *_in_lines(zones.above[::-1]), *_in_parts(zones))
    head = [(2 * name.weight + _HEAD_BONUS * (name.weight >= REPORTER), name) for name in printed]
    if any(rank > 2 * AUTHOR for rank, _ in head):
        return max(head, key=_rank)[1]
    linked = () if any(rank >= 2 * MARKED for rank, _ in head) else _linked(zones, meta)
    elsewhere = (*_marked(zones, meta), *linked, *_in_lines(zones.tail), *_signer(zones))
    ranked = [*head, *((2 * name.weight, name) for name in elsewhere)]
    return max(ranked, key=_rank)[1] if ranked else None


def _rank(candidate: tuple[int, Name]) -> int:
    return candidate[0]


def _marked(zones: Zones, meta: Metadata) -> Iterator[Name]:
    """The names that markup, the page's data or metadata gives, as far as the zones print them."""
    for value in filter(None, (*marked_names(meta.visible), meta.data_author, meta.author)):
        if name := _shown_name(value, meta, zones):
            yield name


def _signer(zones: Zones) -> Iterator[Name]:
    """Who signed the text with its day."""
    signature = read_signature(zones.signed)
    if signature and signature.name:
        yield signature.name


def _linked(zones: Zones, meta: Metadata) -> Iterator[Name]:
    """People whose pages are linked from a byline, or from a line beside one, that says nothing else of them."""
    lines = (*reversed(zones.above[:_NEAR]), *zones.head)
    if not any(map(date_span, lines)):
        return
    for name in linked_people(meta.visible):
        near = [at for at, line in enumerate(lines) if name in line]
        if near and is_name(name) and any(_is_posters(lines, at, name) for at in near):
            yield Name(name, name, MARKED)


def _is_posters(lines: Sequence[str], at: int, name: str) -> bool:
    """Whether a line names its poster: what else it holds is byline, a day stands in it or near, no source stands before."""
    before, _, behind = lines[at].partition(name)
    if len(lines[at]) > _LONGEST_MARKED or _NO_POSTER_RE.search(before) or _READER_RE.match(behind):
        return False
    rest = f"{before} {_PLACE_RE.sub('', behind)}"
    near = [rest, *lines[max(0, at - _NEAR) : at], *lines[at + 1 : at + 1 + _NEAR]]
    is_dated = any(is_meta_line(line) and (find_date(line) or relative_span(line)) for line in near)
    return is_dated and (is_meta_line(rest) or all(map(is_filler, rest.split())))


def _in_parts(zones: Zones) -> Iterator[Name]:
    """Names in the parts of bylines: one behind a part that is its label, or one person that nothing labels or links."""
    for parts in zones.loose:
        plain = [without_glosses(part) for part in parts]
        for label, value in pairwise(plain):
            if label not in zones.links and (weight := _part_weight(label, value)):
                yield Name(value, f"{label} {value}", weight)
        if name := bare_name([part for part in plain if part not in zones.links]):
            yield name
        yield from _original(plain, zones.links)
    for line in filter(is_meta_line, zones.head):
        words = [word for word in tokens_of(line) if word not in zones.links]
        if find_date(line) and (name := bare_name(words)):
            yield name


def _original(parts: Sequence[str], links: Container[str]) -> Iterator[Name]:
    """The name that a message account prints between `原创` and its own name, which is a link."""
    words = [word for part in parts for word in ([part] if part in links else part.split())]
    for badge, name, account in zip(words, words[1:], words[2:], strict=False):
        is_between = folded(badge) == "原创" and account in links and name not in links
        if is_between and is_name(name) and len(name) <= _LONGEST_JOINED and not find_date(name):
            yield Name(name, f"{badge} {name}", MARKED)


def _part_weight(label: str, value: str) -> int:
    """How much a part is believed to be the label of the next one; `原创` is one only where a person follows."""
    if not is_name(value) or find_date(value):
        return 0
    return MARKED if folded(label).strip(":") == "原创" and is_person(value) else label_weight(label.rstrip(":：|｜/ "))


def _in_lines(lines: Sequence[str]) -> list[Name]:
    """The names of lines; reporters on lines that follow one another are named together."""
    found: list[Name] = []
    is_reporters = False
    for line in _joined(lines):
        names = list(find_names(line))
        is_more = len(names) == 1 and names[0].weight == REPORTER
        if is_more and is_reporters:
            found[-1] = _together(found[-1], names[0])
        else:
            found += names
        is_reporters = is_more
    return found


def _together(one: Name, other: Name) -> Name:
    """Two signatures as one, each person once."""
    people = dict.fromkeys([*one.name.split(), *other.name.split()])
    return Name(" ".join(people), f"{one.raw} {other.raw}", one.weight)


def _joined(lines: Sequence[str]) -> list[str]:
    """The lines without glosses, with a label that stands alone joined to its value on the next."""
    plain = [without_glosses(line) for line in lines]
    return [_with_below(*each) for each in zip_longest(plain, plain[1:], plain[2:], fillvalue="")]


def _with_below(line: str, below: str, next_below: str) -> str:
    """A label with its value below, a poster's name with `发表于`, `楼主` or a rank below; any other line, a rank too, as it is."""
    if len(line) > LONGEST_BYLINE or folded(line).endswith(RANK_ENDS):
        return line
    is_field = (
        is_person(below)
        or is_meta_line(next_below)
        or label_weight(next_below)
        or (len(next_below) <= LONGEST_BYLINE and folded(next_below) in OTHER_LABELS)
    )
    if label_weight(line) == AUTHOR and is_name(below) and len(below) <= _LONGEST_JOINED and is_field:
        return f"{line}：{below}"
    if len(line) <= _LONGEST_JOINED and line.endswith((":", "：")) and not has_label(below):
        return f"{line} {below}"
    if 1 < len(line) <= _LONGEST_JOINED and (folded(below) == "楼主" or _CARD_RE.match(below)) and is_name(line):
        return f"楼主：{line}"
    if len(line) <= _LONGEST_JOINED and (match := _POSTED_BELOW_RE.match(below)):
        return f"楼主：{line}" if match["host"].strip() and is_name(line) else f"{line} {below[match.end('host') :]}"
    return line


def _shown_name(value: str, meta: Metadata, zones: Zones) -> Name | None:
    """The author that markup or metadata gives, where the byline zone prints that name too."""
    value = without_glosses(value.strip())
    name = next(find_names(value), None) or Name(value, value, MARKED)
    if not is_name(name.name) or folded(name.name) == folded(meta.site_name or ""):
        return None
    lines = (*zones.head, *zones.above, *zones.tail)
    short = (without_glosses(line) for line in lines if len(line) <= _LONGEST_MARKED and "。" not in line)
    return name if any(name.name in line for line in short) else None

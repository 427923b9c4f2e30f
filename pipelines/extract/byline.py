"""Read author, time, section and view count from where a page prints them: the byline zone.

The zone is the blocks around the title and before the body, then the lines at the body's end. A date in prose is no
publication date, one in a list of links is another article's. What the page states in JSON-LD, OpenGraph or meta counts
only where the page shows the same day or the same name: no date is better than an invented one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest
from typing import Final

from pipelines.extract.dates import PrintedDate, find_date
from pipelines.extract.keys import folded
from pipelines.extract.meta_line import LONGEST_BYLINE, has_label, is_meta_line, without_glosses
from pipelines.extract.metadata import Metadata
from pipelines.extract.names import Name, bare_name, find_names, is_name
from pipelines.extract.stated import read_stated
from pipelines.extract.tables import NO_SECTION

_LONGEST_JOINED: Final = 12
_POSTED_BELOW_RE: Final = re.compile(r"(?P<host>(?:[楼樓]主)?\s?)[发發]表[于於]")
_VIEWS_RE: Final = re.compile(
    r"(?:[瀏浏][覽览]|[點点][擊击]|[閱阅][讀读]|人[氣气]|[訪访][問问]|查看|[圍围][觀观])(?:量|次?[數数]|率)?\s?[:：(（]?\s?(?P<after>\d{1,9})"
    r"|(?<![\d:：-])(?P<before>\d{1,9})\s?(?:次|人)?(?:[瀏浏][覽览]|[閱阅][讀读]|[點点][擊击])"
)
_GLUED_VIEWS_RE: Final = re.compile(r"(?<!\d)(?P<count>\d{1,6})(?=(?:19|20)\d{2}[-/年]\d)")
_CRUMB_RE: Final = re.compile(r"\s*(?:>>?|»|›|→|＞|/(?=\D|$))\s*")
_HOME_RE: Final = re.compile(r"(?:首[页頁]|主[页頁]|home|位置)\s*[:：]?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """What the byline zone says; None where it does not."""

    author: Name | None = None
    date: PrintedDate | None = None
    views: int | None = None
    section: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Zones:
    """The lines a byline may stand in, nearest to the title first."""

    head: tuple[str, ...]
    """After the title, up to the body's first lines; then the lines before the title."""
    tail: tuple[str, ...] = ()
    """The body's last lines and those right behind."""
    crumbs: tuple[str, ...] = ()
    """All lines before the body."""
    loose: tuple[tuple[str, ...], ...] = ()
    """The unlinked parts of each byline between title and body that has several."""


def read_byline(zones: Zones, meta: Metadata, fetched_at: datetime | None = None, *, shown: str = "") -> Byline:
    """Read the zones; `shown` is the page's text and URL, against which the metadata is checked.

    >>> zones = Zones(head=("首页 > 贷款问答 人气:27 日期:2024-03-05 08:09:10", "作者:陳一鳴"))
    >>> byline = read_byline(zones, Metadata())
    >>> byline.author.name, byline.date.at.hour, byline.views
    ('陳一鳴', 8, 27)
    >>> read_byline(Zones(head=("他说2024年1月5日收到一条短信，要他还款。",)), Metadata()).date is None
    True
    """
    bare = [name for parts in zones.loose if (name := bare_name([without_glosses(part) for part in parts]))]
    names = bare + [name for line in (*_joined(zones.head), *_joined(zones.tail)) for name in find_names(line)]
    head = [line for line in _joined(zones.head) if is_meta_line(line)]
    return Byline(
        author=max(names, key=lambda name: name.weight, default=None) or _stated_name(meta, zones),
        date=_date(head, zones.tail, meta, fetched_at, shown),
        views=next((views for line in head if (views := find_views(line)) is not None), None),
        section=next((section for line in (*head, *zones.crumbs) if (section := find_section(line))), meta.section),
    )


def _joined(lines: Sequence[str]) -> list[str]:
    """The lines without glosses, with a label that stands alone joined to its value on the next."""
    plain = [without_glosses(line) for line in lines]
    return [_with_below(line, below) for line, below in zip_longest(plain, plain[1:], fillvalue="")]


def _with_below(line: str, below: str) -> str:
    """A label with its value below, a poster's name with `发表于` or `楼主` below; any other line as it is."""
    if len(line) <= _LONGEST_JOINED and line.endswith((":", "：")):
        return f"{line} {below}"
    if 1 < len(line) <= _LONGEST_JOINED and folded(below) == "楼主" and is_name(line):
        return f"{below}：{line}"
    if len(line) <= _LONGEST_JOINED and (match := _POSTED_BELOW_RE.match(below)):
        return f"{line} {below[match.end('host') :]}"
    return line


def find_views(line: str) -> int | None:
    """Return the number of views a byline shows, also one glued to its date.

    >>> find_views("人气:27 日期:2024-03-05"), find_views("某網82024-03-05"), find_views("浏览 作者:甲")
    (27, 8, None)
    """
    if match := _VIEWS_RE.search(line):
        return int(match["after"] or match["before"])
    glued = _GLUED_VIEWS_RE.search(line)
    return int(glued["count"]) if glued else None


def find_section(line: str) -> str | None:
    """Return the last section of a breadcrumb.

    >>> find_section("首页 > 贷款问答 人气:27 日期:2024-03-05 08:09:10"), find_section("您的位置：首頁 > 新聞 > 正文")
    ('贷款问答', '新聞')
    >>> find_section("3 > 2") is None
    True
    """
    if len(line) > LONGEST_BYLINE or not _HOME_RE.search(line):
        return None
    segments = [segment.split(" ")[0].strip() for segment in _CRUMB_RE.split(line)[1:]]
    sections = [s for s in segments if 1 < len(s) <= 12 and folded(s) not in NO_SECTION and find_date(s) is None]
    return sections[-1] if sections else None


def _date(
    head: Iterable[str], tail: Iterable[str], meta: Metadata, fetched_at: datetime | None, shown: str
) -> PrintedDate | None:
    """The date of the nearest byline line; a stated one on the same day adds its clock, or stands where the page shows its day."""
    printed = [date for line in head if (date := find_date(line, fetched_at))]
    printed += [date for line in tail if _signs_off(line) and (date := find_date(line, fetched_at))]
    stated = read_stated(meta.published) if meta.published else None
    if printed:
        day = next((date for date in printed if date.precision != "month"), printed[0])
        same = [date for date in printed if date.at.date() == day.at.date()]
        best = max(same, key=lambda date: date.precision in {"minute", "second"})
        if best.precision == "day" and stated and stated.at.date() == best.at.date():
            return replace(best, at=stated.at, precision=stated.precision)
        return best
    if stated and stated.at.strftime("%Y%m%d") in _days_shown(shown):
        return stated
    return None


def _signs_off(line: str) -> bool:
    """Whether a line behind the body tells when it was posted: with a label or a name, or by nothing but the date.

    A title with a date behind it is another article's.
    """
    date = find_date(line)
    is_bare = date is not None and len(date.raw) * 10 > len(line) * 6
    return is_meta_line(line) and (is_bare or has_label(line) or any(find_names(line)))


def _days_shown(shown: str) -> set[str]:
    """The days printed in a text, as eight digits."""
    days = set(re.findall(r"(?:19|20)\d{6}", shown))
    for match in re.finditer(r"((?:19|20)\d\d)\s?[-./年]\s?(\d{1,2})\s?[-./月]\s?(\d{1,2})", shown):
        days.add(f"{match[1]}{int(match[2]):02d}{int(match[3]):02d}")
    return days


def _stated_name(meta: Metadata, zones: Zones) -> Name | None:
    """The author the metadata states, where the byline zone prints that name too."""
    name = (meta.author or "").strip()
    if not is_name(name) or folded(name) == folded(meta.site_name or ""):
        return None
    return Name(name, name, 1) if any(name in line for line in (*zones.head, *zones.tail)) else None

"""Read author, time, section and view count from where a page prints them: the byline zone.

The zone is the blocks around the title and before the body, then the lines at the body's end. A date in prose is no
publication date, one in a list of links is another article's. What the page states in JSON-LD, OpenGraph or meta counts
only where the page shows the same day or the same name: no date is better than an invented one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pipelines.extract.byline_dates import choose_date
from pipelines.extract.byline_names import choose_author
from pipelines.extract.dates import PrintedDate, find_date
from pipelines.extract.keys import folded
from pipelines.extract.mended import mended
from pipelines.extract.meta_line import LONGEST_BYLINE, is_meta_line
from pipelines.extract.metadata import Metadata
from pipelines.extract.names import Name
from pipelines.extract.post_words import OF_TIMES, SEEN, VIEWED
from pipelines.extract.tables import NO_SECTION
from pipelines.extract.zones import Zones
from pipelines.lexicon.characters import SPACES

_COUNT: Final = r"\d{1,3}(?:[,，]\d{3}){1,3}|\d{1,9}(?:\.\d{1,2}(?=\s?[万萬wWkK]))?"
_VIEWS_RE: Final = re.compile(
    rf"(?:{SEEN})(?:{OF_TIMES})?\s?[:：(（]?\s?"
    rf"(?P<after>{_COUNT})(?P<unit>\s?[万萬wWkK])?"
    rf"|(?<![\d:：,.-])(?P<before>{_COUNT})(?P<times>\s?[万萬wWkK])?\+?\s?(?:次|人)?(?:{VIEWED})(?![量率数數次]{{0,2}}\s?[:：(（]?\s?\d)"
)
_UNITS: Final = {"万": 10_000, "萬": 10_000, "w": 10_000, "k": 1_000}
_GLUED_VIEWS_RE: Final = re.compile(r"(?<!\d)(?P<count>\d{1,6})(?=(?:19|20)\d{2}[-/年]\d)")
_CRUMB_RE: Final = re.compile(rf"{SPACES}(?:>>?|»|›|→|＞|/(?=\D|$))\s*")
_HOME_RE: Final = re.compile(r"(?:首[页頁]|主[页頁]|home|位置)\s*[:：]?", re.IGNORECASE)
# A path whose first part is the site: three short parts or more, no mark of a sentence in them. The classes exclude what
# follows them, so it is linear.
_PATH_RE: Final = re.compile(r"[^\s>»›→。，：:]{2,12}(?:\s?[>»›→]\s?[^\s>»›→。，：:]{1,12}){2,5}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """What the byline zone says; None where it does not."""

    author: Name | None = None
    date: PrintedDate | None = None
    views: int | None = None
    section: str | None = None


def read_byline(zones: Zones, meta: Metadata, fetched_at: datetime | None = None, *, shown: str = "") -> Byline:
    """Read the zones; `shown` is the page's text and URL, against which the metadata is checked.

    >>> zones = Zones(head=("首页 > 贷款问答 人气:27 日期:2024-03-05 08:09:10", "作者:陳一鳴"))
    >>> byline = read_byline(zones, Metadata())
    >>> byline.author.name, byline.date.at.hour, byline.views
    ('陳一鳴', 8, 27)
    >>> read_byline(Zones(head=("他说2024年1月5日收到一条短信，要他还款。",)), Metadata()).date is None
    True
    """
    zones = mended(zones)
    head = [line for line in (*zones.head, *zones.above) if is_meta_line(line)]
    return Byline(
        author=choose_author(zones, meta),
        date=choose_date(zones, meta.dates, fetched_at, shown, meta.data_dates),
        views=next((views for line in head if (views := find_views(line)) is not None), None),
        section=next((section for line in (*head, *zones.crumbs) if (section := find_section(line))), meta.section),
    )


def find_views(line: str) -> int | None:
    """Return the number of views a byline shows, also one glued to its date.

    >>> find_views("人气:27 日期:2024-03-05"), find_views("某網82024-03-05"), find_views("浏览 作者:甲")
    (27, 8, None)
    >>> find_views("人气：52024-05-01"), find_views("浏览5672024-05-01 10:20"), find_views("阅读2024")
    (5, 567, 2024)
    >>> find_views("字数 1,204 阅读 318"), find_views("评论：0 点击：407")
    (318, 407)
    >>> find_views("点击：3,021次"), find_views("阅读 1.2万"), find_views("2.3w阅读")
    (3021, 12000, 23000)
    """
    glued = _GLUED_VIEWS_RE.search(line)
    line = _GLUED_VIEWS_RE.sub(r"\g<count> ", line)
    if match := _VIEWS_RE.search(line):
        number = float(re.sub("[,，]", "", match["after"] or match["before"]))
        unit = (match["unit"] or match["times"] or "").strip().lower()
        return round(number * _UNITS.get(unit, 1))
    return int(glued["count"]) if glued else None


def find_section(line: str) -> str | None:
    """Return the last section of a breadcrumb.

    >>> find_section("首页 > 贷款问答 人气:27 日期:2024-03-05 08:09:10"), find_section("您的位置：首頁 > 新聞 > 正文")
    ('贷款问答', '新聞')
    >>> find_section("维权论坛 › 网贷 › 催收"), find_section("3 > 2"), find_section("设置 > 短信")
    ('催收', None, None)
    """
    if len(line) > LONGEST_BYLINE or not (_HOME_RE.search(line) or _PATH_RE.fullmatch(line)):
        return None
    segments = [segment.split(" ")[0].strip() for segment in _CRUMB_RE.split(line)[1:]]
    sections = [s for s in segments if 1 < len(s) <= 12 and folded(s) not in NO_SECTION and find_date(s) is None]
    return sections[-1] if sections else None

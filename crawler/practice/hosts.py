"""The sites of the practice web: host, manner, script, charset and the converter each text went through.

All names are reserved for documentation (RFC 2606), so that a practice URL can never mean somebody's site.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from crawler.practice.damage.converter import Converter

FamilyName: TypeAlias = Literal["divsoup", "layout", "hidden", "thread", "blog", "portal"]

_TEXT_COPY = Converter(glosses=800, lost="?", keeps_private_use=False, folds_width=True)
_RELAY = Converter(glosses=3_500, lost="?", keeps_private_use=True)
_FEW_GLOSSES = Converter(glosses=400, lost="\ufffd", keeps_private_use=True)
_MARKS_ONLY = Converter(glosses=0, lost="?", keeps_private_use=True)
_RAW_GLOSSES = Converter(glosses=1_500, lost=None, keeps_private_use=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One host of the practice web and how it serves its pages."""

    host: str
    name: str
    family: FamilyName
    charset: str = "utf-8"
    lies: tuple[str, ...] = ()
    """Charsets it declares instead of the true one, on some pages."""
    script: Literal["simplified", "traditional", "taiwan"] = "simplified"
    converter: Converter | None = None
    article: str = "/info/{n}.html"
    listing: str = "/info/list_{p}.html"
    sitemap: Literal["plain", "gz"] | None = None
    feed: Literal["rss", "atom"] | None = None
    title_end: str = ""
    """What it prints behind every title, in the heading too."""
    head_lines: tuple[str, ...] = ()
    foot_lines: tuple[str, ...] = ()
    """Furniture in the content block of nearly every page, in words that no list knows; `{n}` is the page's number."""
    withholds: frozenset[str] = frozenset()
    """Which of `etag` and `last-modified` it does not give."""
    part_lines: int = 0
    """Lines of a body to a page: longer articles go on behind `下一页`; 0 where every article is one page."""

    @property
    def base(self) -> str:
        """The URL of the host, without a slash at its end."""
        return f"http://{self.host}"

    def part_path(self, path: str, part: int) -> str:
        """Return the path of part `part` of the article at `path`; the first is the article's own.

        >>> SITES[5].part_path("/news/5.shtml", 2), SITES[5].part_path("/news/5.shtml", 1)
        ('/news/5_2.shtml', '/news/5.shtml')
        """
        stem, dot, ending = path.rpartition(".")
        return path if part == 1 else f"{stem}_{part}{dot}{ending}"


SITES: tuple[Site, ...] = (
    Site(
        host="farm-a.example.com",
        name="融信资讯网",
        family="divsoup",
        script="traditional",
        converter=_TEXT_COPY,
        sitemap="gz",
    ),
    Site(
        host="farm-b.example.net",
        name="逾期问答",
        family="layout",
        charset="gb18030",
        lies=("utf-8",),
        converter=_MARKS_ONLY,
        article="/wenda/{n}.htm",
        listing="/wenda/index_{p}.htm",
    ),
    Site(
        host="farm-c.example.org",
        name="用卡笔记",
        family="hidden",
        article="/s/{n}",
        listing="/s?page={p}",
        feed="rss",
        withholds=frozenset({"last-modified"}),
        head_lines=("给笔记点亮星标，下一篇早知道",),
        foot_lines=("第{n}篇笔记写到这里", "—— 记账的人不慌张 ——"),
    ),
    Site(
        host="farm-d.example.com",
        name="负债者之家",
        family="thread",
        charset="gb18030",
        lies=("utf-8", "big5"),
        withholds=frozenset({"etag"}),
        article="/thread-{n}-1-1.html",
        listing="/forum-2-{p}.html",
    ),
    Site(
        host="farm-e.example.net",
        name="法律小站",
        family="blog",
        lies=("gb2312",),
        script="traditional",
        converter=_FEW_GLOSSES,
        article="/post/{n}/",
        listing="/page/{p}/",
        sitemap="plain",
        feed="atom",
    ),
    Site(
        host="farm-f.example.org",
        name="金融觀察站",
        family="portal",
        charset="big5",
        lies=("utf-8", "gb2312"),
        script="taiwan",
        article="/news/{n}.shtml",
        listing="/news/p{p}.shtml",
        feed="rss",
        part_lines=8,
    ),
    Site(
        host="farm-g.example.com",
        name="消费维权通",
        family="divsoup",
        charset="gb18030",
        lies=("utf-8",),
        script="traditional",
        converter=_RAW_GLOSSES,
        article="/a/{n}.html",
        listing="/a/{p}/",
        sitemap="gz",
    ),
    Site(
        host="farm-h.example.net",
        name="理财百科",
        family="blog",
        lies=("gb2312", "big5"),
        withholds=frozenset({"etag", "last-modified"}),
        article="/archives/{n}",
        listing="/archives/page/{p}",
        sitemap="plain",
        title_end=" - 小灶开饭",
        foot_lines=("小灶每逢周三添柴，旧账都收在目录页里，翻起来不费劲。", "掌勺：灶王爷 试吃：全体街坊"),
    ),
    Site(
        host="farm-i.example.org",
        name="信用中心",
        family="portal",
        script="traditional",
        converter=_RELAY,
        article="/yuqi/{n}.html",
        listing="/yuqi/list-{p}.html",
    ),
)

HOSTS: tuple[str, ...] = tuple(site.host for site in SITES)


def site_of(host: str) -> Site | None:
    """Return the site that answers to `host`, also by its first label under `localhost` (for browsers).

    >>> site_of("farm-b.example.net").family, site_of("farm-b.localhost").family
    ('layout', 'layout')
    >>> site_of("example.com") is None
    True
    """
    for site in SITES:
        if host in (site.host, f"{site.host.split('.')[0]}.localhost"):
            return site
    return None

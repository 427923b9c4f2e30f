"""Hosts that make pages without end, each beside a real site of a few articles: what a crawl must not fall into."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from hashlib import sha256
from typing import Final, TypeAlias
from urllib.parse import parse_qsl, urlsplit

from crawler.practice.draft import Draft, Line
from crawler.practice.lenders import lenders
from crawler.practice.truth import PracticePage
from crawler.practice.wide import TRAP_DOMAIN
from crawler.practice.wide.articles import BLOCK, article_page, list_page, write

REAL: Final = 5
"""Articles of each host's real site."""
SHOWN: Final = 6
"""Links on a page of a trap."""
SEED: Final = 20261122
_Anchors: TypeAlias = list[tuple[str, str]]
_NUMBER_RE: Final = re.compile(r"\d+")

SOURCE: Final = """
name = "traps"
start_urls = [{doors}]
allowed_domains = ["{domain}"]
article = ['/(info|junk|same)/\\d+\\.html$']

[listing]
next = ["a"]
max_pages = 100_000

[budget]
hosts = {hosts}
patience = {patience}
stale_pages = {stale}
variants = {variants}

[politeness]
delay = 0
"""
PATIENCE, STALE, VARIANTS, NEW_HOSTS = 12, 3, 4, 4
"""The budget that the source file sets; of hosts it is so many beside the doors'."""


def source() -> str:
    """Return the source file that collects all hosts at once."""
    doors = ", ".join(f'"{door(name)}"' for name in TRAPS)
    bounds = {"patience": PATIENCE, "stale": STALE, "variants": VARIANTS, "hosts": len(TRAPS) + NEW_HOSTS}
    return SOURCE.format(doors=doors, domain=TRAP_DOMAIN, **bounds)


def door(name: str) -> str:
    """Return the first page of a trap's host."""
    return f"http://{name}.{TRAP_DOMAIN}/"


def real(name: str) -> frozenset[str]:
    """Return the addresses of the real site beside a trap."""
    return frozenset(f"{door(name)}info/{number}.html" for number in range(REAL))


def page(url: str) -> PracticePage | None:
    """Return the answer to `url`, None where there is nothing.

    >>> page("http://elsewhere.example.com/") is None
    True
    """
    parts = urlsplit(url)
    name = (parts.hostname or "").removesuffix(f".{TRAP_DOMAIN}").rpartition(".")[2]
    if name not in TRAPS or parts.path == "/robots.txt":
        return None
    if url == door(name):
        anchors = [(to, _real(name, at).title) for at, to in enumerate(sorted(real(name)))]
        return list_page(url, "首页", [*anchors, (TRAPS[name][0], "更多")])
    if url in real(name):
        return article_page(url, _real(name, _number(parts.path)))
    return TRAPS[name][1](url)


def _real(name: str, number: int) -> Draft:
    """A relevant article of a trap's host: of every ten articles one is."""
    start = (list(TRAPS).index(name) * REAL + number) * BLOCK
    return next(each.draft for each in map(_written, range(start, start + BLOCK)) if each.is_relevant)


_written = cache(lambda number: write(SEED, number))


def _number(path: str) -> int:
    found = _NUMBER_RE.findall(path)
    return int(found[-1]) if found else 0


def _calendar(url: str) -> PracticePage:
    """A month with links to the next and the one before, for ever."""
    month = _number(urlsplit(url).path)
    return list_page(url, "日历", [(f"/calendar/{month + step}/", "月份") for step in (1, -1) if month + step >= 0])


def _visit_in_query(url: str) -> PracticePage:
    """The same list of articles under a new session each time."""
    visit = sha256(url.encode()).hexdigest()[:20]
    anchors = [(f"/info/{number}.html?PHPSESSID={visit}", "文章") for number in range(REAL)]
    return list_page(url, "列表", [*anchors, (f"/list?PHPSESSID={visit}", "列表")])


def _visit_in_path(url: str) -> PracticePage | None:
    """The same articles under a new folder at each visit."""
    path, visit = urlsplit(url).path, sha256(url.encode()).hexdigest()[:20]
    if path.endswith(".html"):
        return article_page(url, _real("path-visits", _number(path.rpartition("/")[2]) % REAL))
    anchors = [(f"/visit/{visit}/info/{number}.html", "文章") for number in range(REAL)]
    return list_page(url, "列表", [*anchors, (f"/visit/{visit}/", "列表")])


def _repeated(url: str) -> PracticePage:
    """A relative link that was meant to be absolute."""
    return list_page(url, "列表", [("news/city/", "新闻")])


def _hosts(url: str) -> PracticePage:
    """Every host names more hosts."""
    name = sha256(url.encode()).hexdigest()
    letters = "".join(chr(ord("a") + int(digit, 16)) for digit in name)
    return list_page(
        url, "分站", [(f"http://{letters[at : at + 8]}.hosts.{TRAP_DOMAIN}/", "分站") for at in (0, 8, 16)]
    )


def _loop(url: str) -> PracticePage:
    """A redirect to an address that redirects again, for ever."""
    where = f"/loop/{_number(urlsplit(url).path) + 1}/"
    return PracticePage(url=url, status=302, headers={"location": where, "content-type": "text/html"})


def _facets(url: str) -> PracticePage:
    """Filters that can be set in any order and to anything, over the same articles."""
    chosen = dict(parse_qsl(urlsplit(url).query))
    every = {name: dict(chosen, **{name: value}) for name in ("city", "kind", "sort", "year") for value in ("a", "b")}
    links: _Anchors = [(f"/info/{number}.html", "文章") for number in range(REAL)]
    for name, facets in every.items():
        links += [
            ("/list?" + "&".join(f"{key}={facets[key]}" for key in order), name)
            for order in (facets, sorted(facets, reverse=True))
        ]
    return list_page(url, "筛选", links)


def _pages(url: str) -> PracticePage:
    """A pager whose last page shows the same articles again under every further number."""
    anchors = [(f"/info/{number}.html", "文章") for number in range(REAL)]
    return list_page(url, "列表", [*anchors, (f"/list?page={_number(urlsplit(url).query) + 1}", "下一页")])


def _junk(url: str) -> PracticePage:
    """A pager over articles without end, none of which belongs."""
    parts = urlsplit(url)
    if parts.path.startswith("/junk/"):
        number = _number(parts.path)
        found = (
            each.draft
            for each in map(_written, range(number * BLOCK, number * BLOCK + BLOCK))
            if each.relevance == "off_topic"
        )
        return article_page(url, next(found))
    at = _number(parts.query)
    anchors = [(f"/junk/{at * SHOWN + number}.html", "阅读全文") for number in range(SHOWN)]
    return list_page(url, "列表", [*anchors, (f"/list?page={at + 1}", "下一页")])


def _variants(url: str) -> PracticePage:
    """A pager over one article under all lenders and many numbers."""
    parts = urlsplit(url)
    if parts.path.startswith("/same/"):
        return article_page(url, _variant(_number(parts.path)))
    at = _number(parts.query)
    anchors = [(f"/same/{at * SHOWN + number}.html", _variant(at * SHOWN + number).title) for number in range(SHOWN)]
    return list_page(url, "列表", [*anchors, (f"/list?page={at + 1}", "下一页")])


def _variant(number: int) -> Draft:
    draft = _real("variants", 0)
    mention = lenders()[number % len(lenders())].mentions[0]

    def told(text: str) -> str:
        return text.replace(draft.lender_mention or "\0", mention).replace("短信", f"短信（第{number}条）", 1)

    lines = tuple(Line(line.kind, told(line.text)) for line in draft.lines)
    return replace(draft, title=told(draft.title), lender_mention=mention, lines=lines)


TRAPS: Final[Mapping[str, tuple[str, Callable[[str], PracticePage | None]]]] = {
    "calendar": ("/calendar/24311/", _calendar),
    "visits": ("/list?PHPSESSID=0", _visit_in_query),
    "path-visits": ("/visit/0123456789abcdef0123/", _visit_in_path),
    "repeated": ("/news/city/", _repeated),
    "hosts": (f"http://first.hosts.{TRAP_DOMAIN}/", _hosts),
    "loop": ("/loop/1/", _loop),
    "facets": ("/list?sort=a", _facets),
    "pages": ("/list?page=2", _pages),
    "junk": ("/list?page=1", _junk),
    "variants": ("/list?page=1", _variants),
}
"""What each host's first page leads into, and who answers there."""

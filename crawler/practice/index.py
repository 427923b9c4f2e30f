"""What leads to the articles of a site: numbered listings, sitemap index, feed, robots.txt."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

from crawler.practice.drafting import draft_of
from crawler.practice.families import FAMILIES
from crawler.practice.furniture import published
from crawler.practice.hosts import SITES, Site
from crawler.practice.plan import PRIVATE_FOLDER, Plan, plan
from crawler.practice.sheet import MADE_UP, MARK
from crawler.practice.truth import PracticePage

PER_LISTING = 20
PER_SITEMAP = 1_000
PER_FEED = 30
_SITEMAP_NS = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True, slots=True)
class Now:
    """The time at which the web is looked at."""

    generation: int = 0
    today: date = date(2026, 11, 21)


BEGINNING = Now()
"""The web as it was written."""


def indices(site: Site, pages: int) -> range:
    """The numbers of the site's pages, lazily."""
    return range(SITES.index(site), pages, len(SITES))


def robots(site: Site) -> PracticePage:
    """The site's robots.txt: one folder is nobody's business."""
    lines = ["User-agent: *", f"Disallow: {PRIVATE_FOLDER}", "Allow: /"]
    if site.sitemap:
        lines.append(f"Sitemap: {site.base}/sitemap.xml")
    return _answer(f"{site.base}/robots.txt", "text/plain", "\n".join(lines) + "\n")


def listing(site: Site, seed: int, pages: int, number: int) -> PracticePage | None:
    """Listing `number` (from 1) of a site, with links to its neighbours; None behind the last."""
    own = indices(site, pages)
    shown = own[(number - 1) * PER_LISTING : number * PER_LISTING]
    last = max(1, -(-len(own) // PER_LISTING))
    if not 1 <= number <= last:
        return None
    items = "\n".join(f'<li><a href="{plan(seed, at).path}">{_title(seed, at)}</a></li>' for at in shown)
    turns = ((number - 1, "上一页", "prev"), (number + 1, "下一页", "next"))
    links = " ".join(
        f'<a class="{kind}" href="{site.listing.format(p=to)}">{label}</a>'
        for to, label, kind in turns
        if 1 <= to <= last
    )
    tags = " ".join(f'<a class="tag" href="/tag/{name}/">{name}</a>' for name in ("yuqi", "cuishou", "xieshang"))
    html = (
        f'<!DOCTYPE html>\n<html><head><meta charset="{site.charset}">{MARK}<title>{site.name}</title></head><body>\n'
        f'<h1>{site.name}</h1>\n<ul class="list">\n{items}\n</ul>\n<div class="pages">{links}</div>\n<div>{tags}</div>\n</body></html>\n'
    )
    return _answer(site.base + site.listing.format(p=number), f"text/html; charset={site.charset}", html, site.charset)


def tag(site: Site, seed: int, pages: int, name: str) -> PracticePage:
    """A tag page: the site's first articles once more."""
    page = listing(site, seed, pages, 1)
    return PracticePage(
        url=f"{site.base}/tag/{name}/", headers=page.headers if page else {}, body=page.body if page else b""
    )


def sitemap_index(site: Site, pages: int) -> PracticePage:
    """The sitemap index: one sitemap for every thousand pages."""
    ending = "xml.gz" if site.sitemap == "gz" else "xml"
    count = max(1, -(-len(indices(site, pages)) // PER_SITEMAP))
    entries = "".join(f"<sitemap><loc>{site.base}/sitemap-{n}.{ending}</loc></sitemap>\n" for n in range(1, count + 1))
    return _xml(f"{site.base}/sitemap.xml", f'<sitemapindex xmlns="{_SITEMAP_NS}">\n{entries}</sitemapindex>\n')


def sitemap(site: Site, seed: int, pages: int, number: int, now: Now = BEGINNING) -> PracticePage | None:
    """Sitemap `number` (from 1), gzipped where the site does so; None behind the last. What has vanished is not in it."""
    shown = indices(site, pages)[(number - 1) * PER_SITEMAP : number * PER_SITEMAP]
    if number < 1 or not shown:
        return None
    decided = (plan(seed, at, now.generation) for at in shown)
    entries = "".join(_entry(each, now.today) for each in decided if not each.is_vanished)
    page = _xml(f"{site.base}/sitemap-{number}.xml", f'<urlset xmlns="{_SITEMAP_NS}">\n{entries}</urlset>\n')
    if site.sitemap != "gz":
        return page
    return PracticePage(
        url=page.url + ".gz", headers={"content-type": "application/gzip"}, body=gzip.compress(page.body, mtime=0)
    )


def _entry(decided: Plan, today: date) -> str:
    """One page in a sitemap, with the day of its last change where the page has a date; one that was revised was so today."""
    moment = today if decided.revisions else published(decided, FAMILIES[decided.site.family].precision)
    changed = f"<lastmod>{moment:%Y-%m-%d}</lastmod>" if moment else ""
    return f"<url><loc>{decided.site.base}{decided.path}</loc>{changed}</url>\n"


def feed(site: Site, seed: int, pages: int) -> PracticePage:
    """The feed of the site's last articles."""
    items = [(site.base + plan(seed, at).path, _title(seed, at)) for at in indices(site, pages)[-PER_FEED:]]
    return _atom(site, items) if site.feed == "atom" else _rss(site, items)


def _rss(site: Site, items: Sequence[tuple[str, str]]) -> PracticePage:
    """RSS 2.0."""
    entries = "".join(
        f"<item><title>{escape(title)}</title><link>{url}</link><guid>{url}</guid></item>\n" for url, title in items
    )
    head = f"<title>{site.name}</title><link>{site.base}/</link><description>{site.name}</description>"
    return _xml(f"{site.base}/feed.xml", f'<rss version="2.0"><channel>{head}\n{entries}</channel></rss>\n')


def _atom(site: Site, items: Sequence[tuple[str, str]]) -> PracticePage:
    """Atom 1.0."""
    stamp = "2025-01-01T00:00:00Z"
    entries = "".join(
        f'<entry><title>{escape(title)}</title><id>{url}</id><link href="{url}"/><updated>{stamp}</updated></entry>\n'
        for url, title in items
    )
    head = f"<title>{site.name}</title><id>{site.base}/</id><updated>{stamp}</updated>"
    return _xml(f"{site.base}/feed.xml", f'<feed xmlns="http://www.w3.org/2005/Atom">{head}\n{entries}</feed>\n')


def _title(seed: int, index: int) -> str:
    """The title of page `index`, as listings print it: simplified and undamaged."""
    return draft_of(plan(seed, index)).title


def _xml(url: str, content: str) -> PracticePage:
    """An XML answer."""
    return _answer(url, "application/xml", f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {MADE_UP} -->\n{content}')


def _answer(url: str, content_type: str, text: str, charset: str = "utf-8") -> PracticePage:
    """An answer that is no article."""
    return PracticePage(url=url, headers={"content-type": content_type}, body=text.encode(charset, "xmlcharrefreplace"))

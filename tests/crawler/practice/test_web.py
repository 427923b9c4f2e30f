"""The practice web as a value: every address has its answer, every page its way."""

from __future__ import annotations

import gzip
import itertools
import re
import tracemalloc
from urllib.parse import urljoin

import pytest
from lxml import etree
from lxml import html as lxml_html

from crawler.practice import PracticePage, PracticeWeb
from crawler.practice.hosts import SITES, Site

RESERVED = (".example.com", ".example.net", ".example.org")
NAMESPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "a": "http://www.w3.org/2005/Atom"}


def answer(web: PracticeWeb, url: str) -> PracticePage:
    """The answer to a URL that must have one."""
    page = web.page(url)
    assert page is not None, url
    return page


def select(tree: etree._Element, path: str) -> list[str]:
    """The strings that an XPath selects."""
    found = tree.xpath(path, namespaces=NAMESPACES)
    assert isinstance(found, list)
    return [str(one) for one in found]


def crawl_listings(web: PracticeWeb, site: Site) -> list[str]:
    """All article links of a site's listings, following `next`."""
    url: str | None = site.base + site.listing.format(p=1)
    links = []
    while url:
        tree = lxml_html.fromstring(answer(web, url).body.decode(site.charset))
        links += [urljoin(url, link) for link in select(tree, "//ul[@class='list']//a/@href")]
        turn = select(tree, "//a[@class='next']/@href")
        url = urljoin(url, turn[0]) if turn else None
    return links


def locations(body: bytes) -> list[str]:
    """The addresses in a sitemap or sitemap index."""
    return select(etree.fromstring(body), "//s:loc/text()")


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.host)
def test_every_page_is_listed_once(web: PracticeWeb, pages: list[PracticePage], site: Site) -> None:
    """Following the numbered listings finds each page of a site exactly once."""
    listed = crawl_listings(web, site)
    assert sorted(listed) == sorted(page.url for page in pages if page.url.startswith(site.base + "/"))
    assert len(set(listed)) == len(listed)


@pytest.mark.parametrize("site", [site for site in SITES if site.sitemap], ids=lambda site: site.host)
def test_sitemaps_hold_every_page(web: PracticeWeb, pages: list[PracticePage], site: Site) -> None:
    """The sitemap index leads, plain or gzipped, to every page of its site."""
    found: list[str] = []
    for url in locations(answer(web, f"{site.base}/sitemap.xml").body):
        body = answer(web, url).body
        found += locations(gzip.decompress(body) if url.endswith(".gz") else body)
    assert sorted(found) == sorted(page.url for page in pages if page.url.startswith(site.base + "/"))


def test_sitemaps_tell_the_day_of_change(web: PracticeWeb, pages: list[PracticePage]) -> None:
    """Each `lastmod` is the day of the page's own date; pages without a date have none."""
    site = next(site for site in SITES if site.sitemap == "plain")
    tree = etree.fromstring(answer(web, locations(answer(web, f"{site.base}/sitemap.xml").body)[0]).body)
    days = [truth.published_at for truth in (page.truth for page in pages if page.url.startswith(site.base)) if truth]
    assert None in days
    assert select(tree, "//s:lastmod/text()") == [f"{day:%Y-%m-%d}" for day in days if day]


@pytest.mark.parametrize("site", [site for site in SITES if site.feed], ids=lambda site: site.host)
def test_feeds_name_the_last_pages(web: PracticeWeb, site: Site) -> None:
    """Feeds are well-formed, and each entry leads to a page."""
    tree = etree.fromstring(answer(web, f"{site.base}/feed.xml").body)
    links = select(tree, "//item/link/text() | //a:entry/a:link/@href")
    assert len(links) == 30
    assert all(web.page(link) for link in links)


def test_start_urls_answer(web: PracticeWeb) -> None:
    """Every start URL has an answer; plain and gzipped sitemaps, RSS and Atom are among the sites."""
    assert all(answer(web, url).status == 200 for url in web.start_urls)
    assert {site.sitemap for site in SITES} == {"plain", "gz", None}
    assert {site.feed for site in SITES} == {"rss", "atom", None}


def test_robots_forbids_what_is_private(web: PracticeWeb, pages: list[PracticePage]) -> None:
    """Disallowed pages lie under the path that robots.txt forbids, and are listed all the same."""
    for site in SITES:
        assert b"Disallow: /private/" in answer(web, f"{site.base}/robots.txt").body
    forbidden = [page for page in pages if page.is_disallowed]
    assert forbidden
    assert all("/private/" in page.url for page in forbidden)


def test_moved_pages_redirect(web: PracticeWeb, pages: list[PracticePage]) -> None:
    """An old address leads to the new one, and that is the truth's."""
    moved = [page for page in pages if page.truth and page.truth.role == "moved"]
    assert moved
    for page in moved:
        first = answer(web, page.url)
        assert first.status == 301
        target = urljoin(page.url, first.headers["location"])
        assert page.truth
        assert target == page.truth.url
        assert answer(web, target).status == 200


def test_loops_never_end(web: PracticeWeb) -> None:
    """A loop leads back to itself by way of another address."""
    loop = next(page for page in web.pages() if page.truth and page.truth.role == "loop")
    urls = [loop.url]
    for _ in range(4):
        urls.append(urljoin(urls[-1], answer(web, urls[-1]).headers["location"]))
    assert urls[0] == urls[2] == urls[4]
    assert urls[0] != urls[1]


@pytest.mark.parametrize(
    "url",
    [
        "http://www.example.com/",
        "http://farm-a.example.com/info/600.html",
        "http://farm-a.example.com/info/1.html",
        "http://farm-a.example.com/info/00.html",
        "http://farm-a.example.com/info/list_0.html",
        "http://farm-a.example.com/info/list_99.html",
        "http://farm-a.example.com/feed.xml",
        "http://farm-b.example.net/sitemap.xml",
        "http://farm-a.example.com/sitemap-2.xml.gz",
        "http://farm-a.example.com/nothing",
    ],
)
def test_other_addresses_have_no_answer(web: PracticeWeb, url: str) -> None:
    """What is not there is not made up: other hosts, pages of other sites, listings behind the last."""
    assert web.page(url) is None


def test_hosts_are_reserved_names(web: PracticeWeb) -> None:
    """No practice URL can ever be somebody's: all hosts are reserved for documentation, also those in the texts."""
    assert all(host.endswith(RESERVED) for host in web.hosts)
    for page in itertools.islice(web.pages(), 60):
        hosts = re.findall(rb"https?://([^/\"<\s]+)", page.body)
        assert all(host.decode().endswith(RESERVED) for host in hosts)


def test_pages_of_a_site_never_mix(web: PracticeWeb) -> None:
    """The same path on another host is another page or none."""
    page = next(web.pages())
    assert page.truth
    assert web.truth(page.truth.url) == page.truth
    assert web.truth(page.truth.url.replace(web.hosts[0], web.hosts[6])) is None


def test_sizes_have_bounds() -> None:
    """A practice web has 100 to 100,000 pages; the error names the bounds."""
    for wrong in (0, 99, 100_001):
        with pytest.raises(ValueError, match=r"100 to 100000 pages"):
            PracticeWeb(pages=wrong, seed=1)


def test_tag_pages_link_articles(web: PracticeWeb) -> None:
    """Tag pages exist and are linked from the listings."""
    listing = answer(web, SITES[0].base + "/").body
    tags = re.findall(rb'class="tag" href="([^"]+)"', listing)
    assert tags
    assert b'class="list"' in answer(web, SITES[0].base + tags[0].decode()).body


def test_a_hundred_thousand_pages_cost_no_memory() -> None:
    """Pages of the largest web are made when asked for: far ones at once, and none is kept."""
    web = PracticeWeb(pages=100_000, seed=7)
    for number in range(0, 2_000, 10):
        web.page(web.url(number))
    tracemalloc.start()
    try:
        for number in range(5, 100_000, 500):
            assert web.page(web.url(number))
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 4_000_000


def test_the_first_pages_do_not_depend_on_the_size() -> None:
    """Page i is the same in a small web and a large one."""
    small, large = PracticeWeb(pages=100, seed=9), PracticeWeb(pages=100_000, seed=9)
    assert list(itertools.islice(small.pages(), 20)) == list(itertools.islice(large.pages(), 20))

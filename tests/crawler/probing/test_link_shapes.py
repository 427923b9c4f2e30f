"""What is learned from the links of a list: forms of addresses, and where links stand."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.links import read_listing
from crawler.practice import PracticeWeb
from crawler.practice.hosts import SITES, Site
from crawler.probing.link_shapes import (
    LEAST,
    Link,
    feeds_of,
    learn_articles,
    learn_links,
    learn_next,
    links_of,
    name_shape,
    number_shape,
)
from crawler.registry import Listing
from crawler.settings import PRACTICE_SEED

SITE = "https://www.example.com"
TITLE = "收到催收短信怎么办"
paths = st.text(alphabet="abc012/._-()+?&=$[]一", max_size=30).map(lambda path: f"{SITE}/{path}")


@given(paths)
def test_a_shape_is_a_pattern_that_its_address_has(url: str) -> None:
    """Whatever stands in an address, its own shape finds it."""
    for shape in (number_shape(url), name_shape(url)):
        if shape is not None and "?" not in url:
            assert re.search(shape, url)
    if (numbered := number_shape(url)) is not None and not url.endswith("?"):
        assert re.search(numbered, url)


@given(paths, st.integers(0, 10**9))
def test_a_shape_does_not_depend_on_the_numbers(url: str, number: int) -> None:
    """Two addresses that differ in a number have one shape."""
    assert number_shape(f"{url}/x1.html") == number_shape(f"{url}/x{number}.html")


def test_too_few_addresses_are_no_form() -> None:
    """One fewer than needed proposes nothing; as many as needed do, each counted once."""
    found = [Link(f"{SITE}/info/{n}.html", TITLE) for n in range(LEAST)]
    assert learn_articles([*found[:-1], *found[:-1]], []) is None
    assert learn_articles(found, []) == r"/info/\d+\.html$"


def test_menus_and_the_pages_of_a_list_are_no_articles() -> None:
    """Short labels, or the form of the list itself, are not taken for articles however many there are."""
    menu = [Link(f"{SITE}/c/{n}/", "贷款") for n in range(30)]
    pager = [Link(f"{SITE}/info/list_{n}.html", "第几页的列表在此") for n in range(2, 30)]
    articles = [Link(f"{SITE}/info/{n}.html", TITLE) for n in range(LEAST)]
    lists = [f"{SITE}/info/list_1.html"]
    assert learn_articles([*menu, *pager], lists) is None
    assert learn_articles([*menu, *pager, *articles], lists) == r"/info/\d+\.html$"


def test_names_are_read_where_there_are_no_numbers() -> None:
    """Addresses of words share a folder and an ending."""
    found = [Link(f"{SITE}/post/{word}-sms/", TITLE) for word in ("a", "b", "c", "d", "e")]
    assert learn_articles(found, [f"{SITE}/"]) == "/post/[^/?]+/$"


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.host)
def test_every_list_of_the_practice_web_teaches_its_articles(site: Site) -> None:
    """The pattern has all articles and no other page; the selector reaches the articles of the list and nothing else."""
    web = PracticeWeb(900, PRACTICE_SEED)
    url = site.base + site.listing.format(p=1)
    page = web.page(url)
    assert page is not None
    html = page.body.decode(site.charset)
    links = [link for link in links_of(html, url) if link.url.startswith(site.base)]
    pattern = learn_articles(links, [url])
    assert pattern
    own = [web.url(number) for number in range(SITES.index(site), 900, len(SITES))]
    shown = set(own) & {link.url for link in links}
    assert shown
    matched = {link.url for link in links if re.search(pattern, link.url)}
    assert matched <= shown
    assert len(matched) > len(shown) / 2, "addresses of a second form, such as private ones, are a person's to add"
    selector, further = learn_links(html, url, pattern), learn_next(html)
    assert selector
    assert further
    read = read_listing(html, url, Listing(links=(selector,), next=(further,)))
    assert set(read.articles) == shown
    assert read.further == (site.base + site.listing.format(p=2),)


def test_a_page_names_its_feeds_and_a_style_sheet_is_none() -> None:
    """Feeds of both kinds, relative or whole; other links of the head are left alone."""
    html = (
        '<link rel="stylesheet" type="text/css" href="/a.css"><link rel="alternate" media="handheld" href="/m/">'
        '<link rel="alternate" type="application/atom+xml" href="atom.xml">'
        '<link rel="alternate" type="application/RSS+xml" href="//www.example.com/rss">'
    )
    assert feeds_of(html, f"{SITE}/news/") == (f"{SITE}/news/atom.xml", f"{SITE}/rss")


@given(st.text(alphabet='<a href="1>下一页/div.lisk ', max_size=80))
def test_no_markup_makes_it_fail(html: str) -> None:
    """Whatever a page holds, it is read or gives nothing."""
    links_of(html, SITE)
    feeds_of(html, SITE)
    learn_next(html)
    learn_links(html, SITE, "1")

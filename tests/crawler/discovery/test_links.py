"""Links out of listing pages, sitemaps and feeds."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.indexes import read_feed, read_sitemap
from crawler.discovery.lastmod import seconds_of
from crawler.discovery.links import Links, read_links, read_listing, read_next_page
from crawler.registry import Listing
from pipelines.errors import UnreadablePage

BASE = "https://www.example.com/list/1.html"
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def test_a_listing_gives_articles_and_further_pages() -> None:
    """Selectors name links, or what holds them."""
    html = """
    <a href="/about">关于</a>
    <ul class="news"><li><a href="../n/1.html">一</a> <a href="../n/2.html#c">二</a></li></ul>
    <p class="pager"><a class="next" href="2.html">下一页</a></p>
    """
    links = read_listing(html, BASE, Listing(links=("ul.news li",), next=("a.next",)))
    assert links == Links(
        ("https://www.example.com/n/1.html", "https://www.example.com/n/2.html"),
        ("https://www.example.com/list/2.html",),
    )


def test_a_list_without_pager_has_one_page() -> None:
    """No `next` selector means no further pages, whatever the page links to."""
    assert read_listing('<a href="2.html">2</a>', BASE, Listing()).further == ()


def test_a_pager_inside_the_list_is_no_article() -> None:
    """Where one selector names the whole list, its pager is not fetched as an article."""
    html = '<ul><li><a href="/n/1.html">1</a></li><li class="next"><a href="2.html">下一页</a></li></ul>'
    links = read_listing(html, BASE, Listing(links=("ul",), next=(".next",)))
    assert links == Links(("https://www.example.com/n/1.html",), ("https://www.example.com/list/2.html",))


def test_base_href_is_obeyed() -> None:
    """A page may say what its links are relative to."""
    html = '<head><base href="https://www.example.com/deep/"></head><a href="1.html">1</a>'
    assert read_listing(html, BASE, Listing()).articles == ("https://www.example.com/deep/1.html",)


def test_links_come_once_in_order_and_escaped() -> None:
    """The same article is linked by picture and title; Chinese paths are percent-encoded."""
    html = '<a href="b"></a><a href="b#top"></a><a href="a?q=短信"></a>'
    assert read_listing(html, BASE, Listing()).articles == (
        "https://www.example.com/list/b",
        "https://www.example.com/list/a?q=%E7%9F%AD%E4%BF%A1",
    )


@pytest.mark.parametrize(
    "href",
    [
        *("javascript:void(0)", "mailto:a@example.com", "tel:12378", "data:,x", "http://[", "ftp://example.com/a"),
        *(
            "http://example.com:8o80/",
            "http://example.com:99999/",
            "//example.com:-1/",
            "http://\u2100/",
            "http://\ufffd.example/",
            "http://\ud800.example/",
        ),
    ],
)
def test_what_is_no_web_address_is_left_out(href: str) -> None:
    """Only http and https can be fetched; the links beside it are found all the same."""
    html = f'<a href="{href}">x</a><a href="2.html">2</a>'
    assert read_listing(html, BASE, Listing()).articles == ("https://www.example.com/list/2.html",)


@pytest.mark.parametrize("base", ["http://[", "http://example.com:8o80/", "//example.com:99999/"])
def test_a_base_that_is_no_address_is_not_obeyed(base: str) -> None:
    """The page's own address is what its links lead on from, as in a browser."""
    html = f'<base href="{base}"><a href="1.html">1</a>'
    assert read_listing(html, BASE, Listing()).articles == ("https://www.example.com/list/1.html",)
    assert read_links(html, BASE, ["a"]).further == ("https://www.example.com/list/1.html",)
    page = f'{html}<a href="7_2.html">下一页</a>'.encode()
    assert read_next_page(page, "https://www.example.com/7.html") == "https://www.example.com/7_2.html"


@given(st.text(max_size=200))
def test_no_listing_page_raises(html: str) -> None:
    """A listing page is a stranger's: whatever it holds, links come out or none."""
    read_listing(html, BASE, Listing(next=("a",)))


@given(st.text(max_size=40).map(lambda href: href.replace('"', "").replace("<", "")))
def test_every_link_found_is_http(href: str) -> None:
    """No other scheme gets through, however it is written."""
    for url in read_listing(f'<a href="{href}">x</a>', BASE, Listing()).articles:
        assert url.startswith(("http://", "https://"))
        assert "#" not in url


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_sitemap_gives_pages(pack: type[bytes]) -> None:
    """Plain or packed, with or without the other elements."""
    xml = f"<urlset {NAMESPACE}><url><loc> https://www.example.com/1 </loc><lastmod>2026-01-01</lastmod></url></urlset>"
    url = "https://www.example.com/1"
    assert read_sitemap(pack(xml.encode()), BASE) == Links((url,), modified={url: 1_767_312_000})


def test_only_days_that_can_be_read_are_told() -> None:
    """A sitemap's other entries lead to their pages all the same."""
    entries = "".join(
        f"<url><loc>/{n}</loc><lastmod>{day}</lastmod></url>" for n, day in enumerate(("", "soon", "2026-02-30"))
    )
    found = read_sitemap(f"<urlset {NAMESPACE}>{entries}<url><loc>/3</loc></url></urlset>".encode(), BASE)
    assert (len(found.articles), found.modified) == (4, {})


@given(st.text() | st.datetimes(timezones=st.timezones()).map(lambda moment: moment.isoformat()))
def test_no_lastmod_raises(text: str) -> None:
    """It is a stranger's, too."""
    assert seconds_of(text) is None or isinstance(seconds_of(text), int)


def test_an_index_gives_sitemaps() -> None:
    """An index lists sitemaps, never articles."""
    xml = f"<sitemapindex {NAMESPACE}><sitemap><loc>/a.xml.gz</loc></sitemap></sitemapindex>".encode()
    assert read_sitemap(xml, BASE) == Links((), ("https://www.example.com/a.xml.gz",))


def test_images_in_a_sitemap_are_no_pages() -> None:
    """Extensions nest further `loc` elements; only those of pages count."""
    xml = b"""<urlset xmlns:image="urn:i"><url><loc>https://www.example.com/1</loc>
    <image:image><image:loc>https://www.example.com/1.jpg</image:loc></image:image></url></urlset>"""
    assert read_sitemap(xml, BASE).articles == ("https://www.example.com/1",)


def test_a_truncated_sitemap_gives_what_it_has() -> None:
    """Sites cut their sitemaps off; the entries before are as good as ever."""
    xml = b"<urlset><url><loc>https://www.example.com/1</loc></url><url><loc>https://www.exa"
    assert read_sitemap(xml, BASE).articles[0] == "https://www.example.com/1"


def test_entities_reach_no_file() -> None:
    """An external entity in a sitemap is not resolved."""
    xml = b'<!DOCTYPE u [<!ENTITY e SYSTEM "file:///etc/hostname">]><urlset><url><loc>https://www.example.com/&e;</loc></url></urlset>'
    assert read_sitemap(xml, BASE).articles in {(), ("https://www.example.com/",)}


def test_rss_gives_items_only() -> None:
    """The channel's own link is the site, no article."""
    xml = b"<rss><channel><link>https://www.example.com/</link><item><link>https://www.example.com/1</link></item></channel></rss>"
    assert read_feed(xml, BASE) == Links(("https://www.example.com/1",))


def test_rdf_gives_items() -> None:
    """RSS 1.0 keeps its items beside the channel."""
    xml = b'<r:RDF xmlns:r="urn:r" xmlns="urn:s"><channel/><item><link>https://www.example.com/1</link></item></r:RDF>'
    assert read_feed(xml, BASE).articles == ("https://www.example.com/1",)


def test_atom_gives_alternate_links() -> None:
    """An entry's enclosure and edit links are no articles."""
    xml = b"""<feed xmlns="http://www.w3.org/2005/Atom"><link href="/"/>
    <entry><link href="/1"/><link rel="edit" href="/edit/1"/></entry>
    <entry><link rel="alternate" href="/2"/><link rel="enclosure" href="/2.mp3"/></entry></feed>"""
    assert read_feed(xml, BASE).articles == ("https://www.example.com/1", "https://www.example.com/2")


@pytest.mark.parametrize("body", [b"", b"<html><body>404</body></html>", b"\x89PNG", b"no xml", b"\x00" * 20])
def test_what_is_no_index_is_told(body: bytes) -> None:
    """A page instead of a sitemap or feed is a failure with a name, not an empty list."""
    with pytest.raises(UnreadablePage) as sitemap:
        read_sitemap(body, BASE)
    with pytest.raises(UnreadablePage) as feed:
        read_feed(body, BASE)
    assert (sitemap.value.reason, feed.value.reason) == ("no_sitemap", "no_feed")
    assert BASE in str(sitemap.value)


@given(st.binary(max_size=200))
def test_bytes_give_links_or_unreadable(body: bytes) -> None:
    """Nothing but our own error comes out, whatever a server sends."""
    for read in (read_sitemap, read_feed):
        try:
            links = read(b"<rss>" + body, BASE)
        except UnreadablePage:
            continue
        assert isinstance(links, Links)

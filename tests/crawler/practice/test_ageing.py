"""How the practice web changes from generation to generation."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.practice import PracticePage, PracticeWeb
from crawler.practice.hosts import SITES, site_of
from crawler.practice.index import Now

pytestmark = pytest.mark.slow

LATER = Now(3, date(2026, 12, 24))


def both(web: PracticeWeb) -> list[tuple[PracticePage, PracticePage]]:
    """Every page as it was written and as it is later."""
    return list(zip(web.pages(), PracticeWeb(web.size, web.seed, LATER).pages(), strict=True))


def test_each_change_is_what_it_says(web: PracticeWeb) -> None:
    """A revised page says more, a restless one only has other bytes, a vanished one is 404; some of each, and most are the same."""
    found = [(first, later) for first, later in both(web) if first != later]
    revised = [(a, b) for a, b in found if a.truth and b.truth and b.truth.body.startswith(a.truth.body[:20] or "?")]
    vanished = [later for _, later in found if later.status == 404]
    restless = [(a, b) for a, b in found if b.status == 200 and a.truth and b.truth and a.truth.body == b.truth.body]
    assert vanished
    assert restless
    assert len(revised) > len(restless)
    assert len(found) < web.size // 3
    assert all(later.truth and not later.truth.is_article for later in vanished)
    for first, later in restless:
        assert first.headers.get("etag", "?") != later.headers.get("etag")
        assert first.body != later.body


def test_sites_give_different_validators(web: PracticeWeb) -> None:
    """Both, one of them, or none, as their plans say; what they give changes with the page."""
    assert {site.withholds for site in SITES} > {frozenset(), frozenset({"etag", "last-modified"})}
    for first, later in both(web):
        site = site_of(first.url.split("/")[2])
        assert site is not None
        given = {"etag", "last-modified"} - site.withholds
        assert given == {"etag", "last-modified"} & first.headers.keys() or first.status != 200
        if first.body != later.body and later.status == 200 and not first.parts:
            assert all(first.headers[name] != later.headers[name] for name in given)


def test_a_sitemap_tells_of_revisions_and_leaves_out_what_vanished(web: PracticeWeb) -> None:
    """With the day on which the web is looked at."""
    later = PracticeWeb(web.size, web.seed, LATER)
    page = later.page("http://farm-e.example.net/sitemap-1.xml")
    assert page is not None
    told = page.body.decode()
    for first, now in both(web):
        if first.url.startswith("http://farm-e.example.net/"):
            assert (f"<loc>{first.url}</loc>" in told) == (now.status == first.status)
            is_revised = bool(first.truth and now.truth and first.truth.body != now.truth.body)
            assert (f"<loc>{first.url}</loc><lastmod>2026-12-24</lastmod>" in told) == is_revised

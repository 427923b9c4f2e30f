"""The comparison with breadth-first in a reduced form: two crawls of one small web over loopback."""

from __future__ import annotations

import pytest

from benchmarks.discovery import Found, compare, needed
from crawler.practice.wide.layouts import LAYOUTS
from crawler.practice.wide.web import WideWeb


@pytest.mark.slow
def test_ours_needs_fewer_pages_than_breadth_first() -> None:
    """Of a web this small a crawl has read a good part before it has learned anything; `make bench` takes larger ones."""
    assert compare("sections", 5, 200).ratio <= 0.75


def test_a_crawl_that_never_had_enough_is_told() -> None:
    """It counts as short, whatever the other needed."""
    assert needed(["a"], frozenset("ab")) is None
    assert Found("tags", 1, None, 100, 50).ratio > 1


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_wide_web_is_whole_and_the_same_again(layout: str) -> None:
    """Every article is reached from the doors, one in ten belongs, and a seed gives one web."""
    web = WideWeb(seed=5, layout=layout, size=150)
    seen, ahead = (
        set[str](),
        [f"http://{host}/" for host in ("wide-a.example.com", "wide-b.example.net", "wide-c.example.org")],
    )
    while ahead:
        url = ahead.pop()
        if url not in seen:
            seen.add(url)
            links = [*web.graph.lists.get(url, ()), *web.graph.onward.get(url, ())]
            ahead += [to if to.startswith("http") else "/".join(url.split("/")[:3]) + to for to, _ in links]
    assert set(web.graph.articles) <= seen
    assert len(web.relevant) == 15
    again = WideWeb(seed=5, layout=layout, size=150)
    assert all(web.page(url) == again.page(url) for url in sorted(seen)[:20])

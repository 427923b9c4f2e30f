"""A practice web and its pages, made once for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crawler.practice import PracticePage, PracticeServer, PracticeWeb, Truth


@pytest.fixture(scope="session")
def web() -> PracticeWeb:
    """A practice web of 600 pages."""
    return PracticeWeb(pages=600, seed=7)


@pytest.fixture(scope="session")
def pages(web: PracticeWeb) -> list[PracticePage]:
    """All pages of `web`, in turn."""
    return list(web.pages())


@pytest.fixture(scope="session")
def truths(pages: list[PracticePage]) -> list[Truth]:
    """The truth of every page of `web`."""
    return [page.truth for page in pages if page.truth]


@pytest.fixture(scope="module")
def server() -> Iterator[PracticeServer]:
    """A server of a web of 100 pages, fresh for each test module."""
    with PracticeWeb(pages=100, seed=3).serve() as running:
        yield running

"""No reading of an address, of its words or of a robots.txt grows faster than its text, whatever a stranger writes there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from crawler.discovery.clues import Stand, article_clues, is_endless, links_of, series_of, template_of
from crawler.discovery.lastmod import seconds_of
from crawler.robots_txt import read_robots
from pipelines.store.canonical import canonical
from tests.processor_time import grows_too_fast

SITE: Final = "http://farm.example.com/"
PIECES: Final = (
    "a", "1", "a1", "/", "/a", "/a1", "-", "a-", "%", "%2f", "%E8", "?", "&", "&a=1", "a=", "=", ";jsessionid=", ";sid=1/",
    "(S(a))/", "(", "(a", "[", ".", "..", "/../", "/./", " ", "\n", "短", "短信", ".a", "*", "*a", "$", "#", ":", "@",
)  # fmt: skip
SMALL, LARGE = 25_000, 100_000


def robots(text: str) -> bool:
    """Read the text as a rule, and ask about it as a path."""
    return read_robots(f"User-agent: *\nDisallow: /{text}".encode()).allows("bot", SITE + text)


def clues(text: str) -> tuple[str, ...]:
    """Read the text as what a link says, as where it leads, and as what the list calls itself."""
    [link] = links_of({SITE + text: text})
    return article_clues(link, Stand(SITE, title=text))


READERS: Final[dict[str, Callable[[str], object]]] = {
    "canonical": lambda text: canonical(SITE + text),
    "query": lambda text: canonical(f"{SITE}?{text}"),
    "host": lambda text: canonical(f"http://{text}/"),
    "template": lambda text: template_of.__wrapped__(SITE + text),
    "series": lambda text: series_of.__wrapped__(SITE + text),
    "endless": lambda text: is_endless(SITE + text),
    "clues": clues,
    "robots": robots,
    "lastmod": seconds_of,
}


@pytest.mark.growth
@pytest.mark.parametrize("name", READERS)
def test_work_grows_no_faster_than_an_address(name: str) -> None:
    """Four times the text takes about four times the work, whatever piece the text is made of."""
    for piece in PIECES:
        small, large = ((piece * size)[:size] for size in (SMALL, LARGE))
        assert not grows_too_fast(READERS[name], small, large, noise=0.05), repr(piece)

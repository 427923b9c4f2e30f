"""A wide web as a value: every address of it answered without a socket."""

from __future__ import annotations

from functools import cached_property

from crawler.practice.truth import PracticePage
from crawler.practice.wide import HOSTS
from crawler.practice.wide.articles import article_page, list_page, write
from crawler.practice.wide.layouts import LAYOUTS, Graph

SOURCE = """
name = "wide"
start_urls = [{doors}]
article = ['/\\d+(\\.html)?$']
follow = ["a"]
note = "Made up: a wide practice web on loopback."

[listing]
links = ["a"]
next = ["a"]
max_pages = 100_000

[budget]
patience = 1_000_000

[politeness]
delay = 0
concurrency = 1
"""


class WideWeb:
    """`size` articles on the hosts of `HOSTS`, one in ten of them relevant; the same for the same seed and layout.

    >>> web = WideWeb(seed=7, layout="stream", size=60)
    >>> len(web.relevant), web.page("http://wide-a.example.com/nowhere") is None
    (6, True)
    """

    def __init__(self, *, seed: int, layout: str, size: int) -> None:
        self._seed, self._layout, self._size = seed, layout, size

    @cached_property
    def graph(self) -> Graph:
        """All pages and where they lead."""
        return LAYOUTS[self._layout](self._seed, [write(self._seed, number) for number in range(self._size)])

    @property
    def relevant(self) -> frozenset[str]:
        """The addresses of the articles that belong."""
        return frozenset(url for url, article in self.graph.articles.items() if article.is_relevant)

    @property
    def source(self) -> str:
        """The source file that collects it whole: any link may lead to an article or a list."""
        return SOURCE.format(doors=", ".join(f'"http://{host}/"' for host in HOSTS))

    def page(self, url: str) -> PracticePage | None:
        """Return the answer to `url`, None where there is nothing."""
        if url in self.graph.lists:
            return list_page(url, self.graph.titles.get(url) or "全部文章", self.graph.lists[url])
        if article := self.graph.articles.get(url):
            return article_page(url, article.draft, self.graph.onward.get(url, ()))
        return None

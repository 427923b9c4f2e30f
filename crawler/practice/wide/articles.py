"""Articles of a wide web: few that belong, and many that do not, a third of these near misses."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass

from crawler.practice.articles import write_article
from crawler.practice.draft import Draft
from crawler.practice.irrelevant import write_irrelevant
from crawler.practice.lenders import two_lenders
from crawler.practice.seeding import stream
from crawler.practice.sheet import MADE_UP
from crawler.practice.truth import PracticePage, Relevance

HTML = {"content-type": "text/html; charset=utf-8"}
_OF_TEN: tuple[Relevance, ...] = ("relevant", *("near_miss",) * 3, *("off_topic",) * 6)
BLOCK = len(_OF_TEN)
"""Of so many articles in a row one belongs."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article, before it has an address."""

    number: int
    relevance: Relevance
    draft: Draft

    @property
    def is_relevant(self) -> bool:
        """Whether it belongs to the dataset."""
        return self.relevance == "relevant"


def write(seed: int, number: int) -> Article:
    """Write article `number`: a pure function of its arguments.

    >>> sum(write(7, number).is_relevant for number in range(50))
    5
    """
    block, place = divmod(number, BLOCK)
    kinds = [*_OF_TEN]
    stream(seed, "wide", block).shuffle(kinds)
    rng = stream(seed, "wide article", number)
    subject, other = two_lenders(rng)
    relevance = kinds[place]
    if relevance == "relevant":
        return Article(number, relevance, write_article(rng, subject, other))
    return Article(number, relevance, write_irrelevant(rng, relevance, subject))


def article_page(url: str, draft: Draft, links: Iterable[tuple[str, str]] = ()) -> PracticePage:
    """Lay an article out, with links to where it leads on below it."""
    body = "".join(f"<p>{html.escape(line.text)}</p>\n" for line in draft.lines)
    title = html.escape(draft.title)
    return _page(url, title, f"<h1>{title}</h1>\n<div class='content'>{body}</div>\n{_list(links)}")


def list_page(url: str, title: str, links: Iterable[tuple[str, str]]) -> PracticePage:
    """Lay a list out: links with their words, in order."""
    return _page(url, html.escape(title), _list(links))


def _list(links: Iterable[tuple[str, str]]) -> str:
    items = "".join(f'<li><a href="{html.escape(to)}">{html.escape(text)}</a></li>\n' for to, text in links)
    return f"<ul class='list'>{items}</ul>\n" if items else ""


def _page(url: str, title: str, body: str) -> PracticePage:
    head = f"<!DOCTYPE html>\n<html><head><meta charset='utf-8'><title>{title}</title></head><!-- {MADE_UP} -->"
    return PracticePage(url=url, headers=HTML, body=f"{head}<body>{body}</body></html>".encode())

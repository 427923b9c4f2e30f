"""What a family lays out: the fields of one page as printed, before script, converter and charset."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from html import escape, unescape

from crawler.practice.draft import Line
from crawler.practice.hosts import SITES, Site
from crawler.practice.plan import BLOCK
from crawler.practice.truth import TrueComment

MADE_UP = "practice web of lender-sms-complaints: synthetic, nothing in here happened"
MARK = f'<meta name="generator" content="{MADE_UP}">'
"""What every page says of itself in its head, since lenders bear real names; ASCII, so that no charset loses it."""
_TAG_RE = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The words with which a site announces what follows."""

    section: str
    badge: str
    comments: str
    related: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One article page; all texts are simplified and not yet escaped."""

    site: Site
    index: int
    title: str
    before: tuple[str, ...]
    """Furniture inside the content block, above the body: labels, title again, lead again, glued teasers."""
    lines: tuple[Line, ...]
    after: tuple[str, ...]
    """Furniture below it: disclaimers, contacts, empty labels, spam."""
    author: str | None
    published: datetime | None
    labels: Labels
    views: int
    comments: tuple[TrueComment, ...]
    related: tuple[str, ...]
    description: str
    declared: str | None
    is_public: bool
    part: int = 1
    parts: int = 1
    """Which of how many pages of the article this is."""

    @property
    def pager(self) -> str:
        """The links to the other parts of the article, `下一页` last; nothing where there is one page."""
        if self.parts == 1:
            return ""
        path = self.site.article.format(n=self.index)
        numbers = (
            f"<b>{at}</b>" if at == self.part else f'<a href="{self.site.part_path(path, at)}">{at}</a>'
            for at in range(1, self.parts + 1)
        )
        following = (
            f' <a href="{self.site.part_path(path, self.part + 1)}">下一页</a>' if self.part < self.parts else ""
        )
        return f'<p class="page">{" ".join(numbers)}{following}</p>\n'

    @property
    def links(self) -> list[tuple[str, str]]:
        """The related titles, each with the address of a page of the same site."""
        places = (_neighbour(self.index, back) for back in range(1, len(self.related) + 1))
        return [(self.site.article.format(n=at), title) for at, title in zip(places, self.related, strict=True)]

    @property
    def heading(self) -> str:
        """The title as the page prints it over the article."""
        return self.title + self.site.title_end

    @property
    def head(self) -> str:
        """The `<head>` that all families share: charset as declared, title, description, robots."""
        charset = (
            f'<meta http-equiv="Content-Type" content="text/html; charset={self.declared}">\n' if self.declared else ""
        )
        robots = "" if self.is_public else '<meta name="robots" content="noindex, noarchive">\n'
        return (
            f"<head>\n{charset}<title>{text(self.heading)}_{text(self.site.name)}</title>\n"
            f'<meta name="description" content="{escape(self.description)}">\n{robots}{MARK}\n</head>'
        )


def _neighbour(index: int, back: int) -> int:
    """An earlier page of the same site; near the start another of the first hundred, which every web has."""
    step = len(SITES)
    at = index - step * back
    return at if at >= 0 else at % (BLOCK // step * step)


def text(raw: str) -> str:
    """Escape `raw` for element content.

    >>> text("a</p>&nbsp;")
    'a&lt;/p&gt;&amp;nbsp;'
    """
    return escape(raw, quote=False)


def printed(fragment: str) -> str:
    r"""Return what a reader sees of a laid-out fragment, a line for each of its rows.

    >>> printed("<p>一&amp;nbsp;</p>\n<p>二?/p>")
    '一&nbsp;\n二?/p>'
    """
    lines = unescape(_TAG_RE.sub("", fragment)).strip("\n").split("\n")
    return "\n".join(line.strip() for line in lines)


def paragraphs(lines: Iterable[str]) -> str:
    r"""Return lines as paragraphs, a row each.

    >>> paragraphs(["一", "二"])
    '<p>一</p>\n<p>二</p>\n'
    """
    return "".join(f"<p>{text(line)}</p>\n" for line in lines)


def list_items(links: Iterable[tuple[str, str]]) -> str:
    """Return links, each an address and a title, as items of a list."""
    return "\n".join(f'<li><a href="{href}">{text(title)}</a></li>' for href, title in links)


def commenter(one: TrueComment) -> str:
    """Return who wrote a comment and when, glued together as content farms print it."""
    return f"头像 {text(one.author)}{'-' + one.role if one.role else ''} {one.posted_on}"


def stamp(moment: datetime | None, form: str) -> str:
    """Format `moment`, or nothing.

    >>> stamp(None, "%Y")
    ''
    """
    return moment.strftime(form) if moment else ""

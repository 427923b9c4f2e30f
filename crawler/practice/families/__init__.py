"""The families of sites: each lays out the same sheet with a DOM of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crawler.practice.draft import Line
from crawler.practice.families import blog, divsoup, hidden, layout, portal, thread
from crawler.practice.hosts import FamilyName
from crawler.practice.sheet import Sheet
from crawler.practice.truth import Precision


@dataclass(frozen=True, slots=True)
class Family:
    """How a family of sites prints an article."""

    render: Callable[[Sheet], str]
    body: Callable[[Sequence[Line]], str]
    """The lines of the body, a row each; `render` holds exactly these rows."""
    precision: Precision
    """How precisely it prints the time."""
    has_author: bool
    """Whether it names somebody over the article."""
    has_comments: bool = True
    has_roles: bool = True
    """Whether it prints what a commenter is, such as `律师`."""
    has_related: bool = True
    says_author: bool = True
    """Whether it says that who is named wrote or posted the article; a reporter in the text stands before an editor or a bare name."""


FAMILIES: dict[FamilyName, Family] = {
    "divsoup": Family(divsoup.render, divsoup.body, "second", True),
    "layout": Family(layout.render, layout.body, "second", False),
    "hidden": Family(
        hidden.render, hidden.body, "minute", True, has_comments=False, has_related=False, says_author=False
    ),
    "thread": Family(thread.render, thread.body, "second", True, has_roles=False),
    "blog": Family(blog.render, blog.body, "minute", True),
    "portal": Family(portal.render, portal.body, "day", True, says_author=False),
}

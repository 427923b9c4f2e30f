"""`lendersms clean`: print saved pages as clean articles; nothing is stored."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from crawler.console.base_command import BAD_INPUT, OK, complain
from crawler.console.base_command import Command as Base
from crawler.console.terminal import console, printable
from crawler.saved.pages import SavedPage, Unusable, read_pages
from pipelines.errors import InputError, UnreadablePage
from pipelines.labels.lenders import find_lenders
from pipelines.publish.json_lines import json_line
from pipelines.publish.site_lines import read_profiles
from pipelines.records import read_article, to_document
from pipelines.text import SiteProfile
from pipelines.types import Comment, Document


class Command(Base):
    """Prints each page's title, byline, clean text, comments and related links."""

    summary = "Print saved pages as clean articles"
    operands = "PATH ..."
    example = "lendersms clean --json saved/page.html"

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the paths and the form."""
        parser.add_argument("paths", metavar="PATH", nargs="+", help="a file, a folder, or - for standard input")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")
        parser.add_argument(
            "--site-profile", metavar="FILE", help="what `lendersms profile SITE --json` printed of their site"
        )

    def execute(self, opts: argparse.Namespace) -> int:
        """Print what can be read, complain of the rest."""
        profile = site_profile(Path(opts.site_profile)) if opts.site_profile else None
        out, status = console(), BAD_INPUT
        for path, document in documents(opts.paths, profile):
            status = OK
            out.print(json_line(describe(path, document)) if opts.json else printable(readable(path, document)))
        return status


def site_profile(path: Path) -> SiteProfile | None:
    """Return the one profile of a file; None where nothing recurs on that site.

    Raises:
        InputError: the file holds no profile, or those of several sites.
    """
    found = list(read_profiles(path).values())
    if len(found) > 1:
        raise InputError(f"{path}: holds {len(found)} profiles; leave the line of the site that the pages are from")
    return found[0] if found else None


def documents(paths: list[str], profile: SiteProfile | None = None) -> Iterator[tuple[str, Document]]:
    """Yield the readable pages of `paths`, clean; complain of every other on standard error."""
    for found in read_pages(paths, take_all=True):
        if isinstance(found, Unusable):
            complain(found.message)
        if not isinstance(found, SavedPage):
            continue
        try:
            article = read_article(found.page)
        except UnreadablePage as error:
            complain(f"{found.path}: {error}")
        else:
            yield found.path, to_document(article, profile)


def describe(path: str, document: Document) -> dict[str, object]:
    """Return what `--json` prints of a page: commenters by name, times with China's offset."""
    article, body = document.article, document.body
    return {
        "path": path,
        "url": article.url or None,
        "title": document.title,
        "author": document.author,
        "published_at": article.published_at.isoformat() if article.published_at else None,
        "text": body.text,
        "comments": [_comment(comment) for comment in document.comments],
        "related": list(document.related),
        "lenders": [asdict(mention) for mention in find_lenders(body.text, document.title)],
        "changes": dict(document.changes),
        "masked_words": body.signals.masked_words,
    }


def _comment(comment: Comment) -> dict[str, object]:
    date = comment.posted_on.isoformat() if comment.posted_on else None
    return {"author": comment.author, "role": comment.role, "date": date, "text": comment.text}


def readable(path: str, document: Document) -> str:
    """Return the same for a person to read."""
    article, body = document.article, document.body
    byline = [document.author or "", article.published_at.isoformat(" ", "minutes") if article.published_at else ""]
    foot = {
        "comments": [f"{comment.author or '?'}: {comment.text}" for comment in document.comments],
        "related": list(document.related),
        "lenders": [mention.mention for mention in find_lenders(body.text, document.title)],
        "changes": [f"{rule} × {count}" for rule, count in document.changes],
    }
    lists = ["\n".join([f"[{name}]", *(f"- {line}" for line in lines)]) for name, lines in foot.items() if lines]
    head = [f"# {document.title or path}", " · ".join(filter(None, byline))]
    return "\n".join([*filter(None, head), "", body.text, "", *lists, ""])

"""`lendersms explain`: what became of a page, stage by stage."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from rich.text import Text

from crawler.commands.clean import documents
from crawler.console.base_command import BAD_INPUT, OK
from crawler.console.base_command import Command as Base
from crawler.console.terminal import console, plain
from pipelines.publish.json_lines import json_line
from pipelines.text import trace
from pipelines.types import Article, Document, Edit

_CONTEXT = 16
"""Characters shown on either side of a change."""


class Command(Base):
    """Shows what extraction took apart and left out, then each stage's changes; plain where nobody sees colours."""

    summary = "Show what each rule changed in a page, stage by stage"
    operands = "PATH"
    example = "lendersms explain --json saved/page.html"

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the path and the form."""
        parser.add_argument("path", metavar="PATH", help="a file, a folder, or - for standard input")
        parser.add_argument("--json", action="store_true", help="one JSON object a page, with every edit and its span")

    def execute(self, opts: argparse.Namespace) -> int:
        """Print the explanation."""
        out, status = console(), BAD_INPUT
        for path, document in documents([opts.path]):
            status = OK
            if opts.json:
                out.print(json_line(describe(path, document)))
                continue
            for line in (plain(path, "bold"), *_extraction(document.article), *_stages(document.article.text)):
                out.print(line)
        return status


def describe(path: str, document: Document) -> dict[str, object]:
    """Return what `--json` prints of a page.

    `edits` are spans of `original`: made there from the last to the first, they give `text`. The edits of each of the
    `stages` are spans of what the one before it gave.
    """
    article, body = document.article, document.body
    steps = (
        {"stage": step.stage, "turn": step.turn, "edits": _listed(step.cleaned.edits)} for step in trace(article.text)
    )
    return {
        "path": path,
        "url": article.url or None,
        "charset": article.charset,
        "left_out": [{"rule": rule, "line": line} for rule, line in article.left_out],
        "original": article.text,
        "stages": [step for step in steps if step["edits"]],
        "edits": _listed(body.edits),
        "signals": asdict(body.signals) | {"pii": dict(body.signals.pii)},
        "text": body.text,
    }


def _listed(edits: Iterable[Edit]) -> list[dict[str, object]]:
    return [edit._asdict() for edit in edits]


def _extraction(article: Article) -> Iterator[Text]:
    """What is not body text any more: fields read, comments and links moved, lines left out."""
    fields = {"title": article.title, "author": article.author_raw, "published_at": article.published_at_raw}
    for name, value in fields.items():
        yield plain(f"  {name}: {value or '(none)'}")
    yield plain(f"  charset: {article.charset}; {len(article.comments)} comments; {len(article.related)} related links")
    for rule, line in article.left_out:
        yield plain(f"  left out by {rule}: ") + plain(line, "red")


def _stages(text: str) -> Iterator[Text]:
    """Each stage that changed something, with its changes in context."""
    for step in trace(text):
        edits = step.cleaned.edits
        if edits:
            yield plain(f"{step.stage} ({len(edits)})", "bold")
        for edit in edits:
            yield show_edit(step.before, edit)


def show_edit(before: str, edit: Edit) -> Text:
    """Return a change with its neighbourhood on one line; marks as well as colours tell old from new.

    >>> show_edit("他說他沒錢", Edit("script.t2s", 1, 2, "說", "说")).plain
    '  script.t2s  他[-說-]{+说+}他沒錢'
    """
    left = before[max(0, edit.start - _CONTEXT) : edit.start]
    right = before[edit.end : edit.end + _CONTEXT]
    line = plain(f"  {edit.rule}  ", "dim") + _inline(left)
    if edit.before:
        line += Text("[-") + _inline(edit.before, "red") + Text("-]")
    if edit.after:
        line += Text("{+") + _inline(edit.after, "green") + Text("+}")
    return line + _inline(right)


def _inline(text: str, style: str = "") -> Text:
    """A piece of one line: line breaks and tabs are shown as marks."""
    return plain(text.replace("\n", "⏎").replace("\t", "⇥"), style)

"""Why fields of real pages are read wrong, by kind of failure: what is missing, invented, more, less or another's.

    figure   kind                      pages
    author   missing                   1  au-2d5af32e
    F        lines that are no text    3  au-db66a0c3 …

Read from what the scorer of the shared pages dumps, a row for each page, beside the gold.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.table import Table

LOW = 0.95
"""F, precision and recall below which a body counts as a failure."""
_MOST_IDS = 4
_WORD_RE = re.compile(r"[^\W_]+")
_BETWEEN_RE = re.compile(r"[\s、,，;；&|/]+")
_DAY_RE = re.compile(r"(\d{4})\D+(\d{1,2})(?:\D+(\d{1,2}))?")


def kinds(gold: Mapping[str, Any], row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each figure of a page that is wrong, and in which way; the scorer's row holds the fields as they were read.

    >>> list(kinds({"title": "催收短信", "author": "林小满"}, {"title": "催收短信_某网", "author": ""}))
    [('title', 'more than the title'), ('author', 'missing')]
    >>> list(kinds({"title": "催收短信", "author": "林小满 陆一帆"}, {"title": "催收短信", "author": "陆一帆、林小满", "F": 0.99}))
    []
    """
    for figure in ("title", "author"):
        if (wanted := str(gold.get(figure) or "")) and (kind := _of_text(figure, wanted, str(row.get(figure) or ""))):
            yield figure, kind
    yield from (
        (name.removesuffix("_invented"), "invented") for name in ("author_invented", "day_invented") if row.get(name)
    )
    for figure in ("day", "time"):
        if row.get(figure) == 0:
            yield figure, _of_time(str(gold["published"]), str(row.get("published_at") or ""))
    if row.get("F", 1) < LOW:
        yield "F", _of_body(row["P"], row["R"])


def _key(text: str) -> str:
    return "".join(_WORD_RE.findall(text)).lower()


def _of_text(figure: str, gold: str, read: str) -> str | None:
    """How a title or the authors differ from the gold, if they do."""
    wanted, got = _key(gold), _key(read)
    people = [{_key(name) for name in _BETWEEN_RE.split(text) if _key(name)} for text in (gold, read)]
    if wanted == got or (figure == "author" and people[0] == people[1]):
        return None
    if not got or got in wanted:
        return f"less than the {figure}" if got else "missing"
    return f"more than the {figure}" if wanted in got else "another's"


def _of_time(gold: str, read: str) -> str:
    """How a time differs from the gold."""
    wanted, got = _DAY_RE.search(gold), _DAY_RE.search(read)
    if wanted is None or got is None:
        return "missing"
    pairs = zip(wanted.groups(), got.groups(), strict=True)
    return "another clock" if all(int(one) == int(other or 0) for one, other in pairs if one) else "another day"


def _of_body(precision: float, recall: float) -> str:
    """Whether a body has lines that are no text, lacks some of the text, or both."""
    if not precision and not recall:
        return "another text"
    more, less = precision < LOW, recall < LOW
    return "both" if more == less else "lines that are no text" if more else "text that is not read"


def confusion(dump: Path, gold: Path, extractor: str) -> Table:
    """The table of an extractor's failures by figure and kind, with the first pages of each; the dump may hold a peer's rows too."""
    by_id = {page["id"]: page for page in map(json.loads, gold.read_text("utf-8").splitlines())}
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    rows = map(json.loads, dump.read_text("utf-8").splitlines())
    for row in (row for row in rows if row["extractor"] == extractor):
        for failure in kinds(by_id[row["id"]], row):
            found[failure].append(row["id"])
    table = Table("figure", "kind", "pages", "", title="what is read wrong, by kind of failure")
    for (figure, kind), ids in sorted(found.items()):
        table.add_row(figure, kind, str(len(ids)), " ".join(ids[:_MOST_IDS]))
    return table

"""Samples as CSV for a spreadsheet, and decisions out of it.

A row is a page: fill in the columns named after questions, several issues joined by `;`; what stays empty is not
answered. The rules' answers stand beside them as `rules_...`. No cell runs as a formula when a spreadsheet opens it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final

from pipelines.annotation.entries import Entry, Left, Sheet, Source, Wrong, entries
from pipelines.annotation.questions import questions
from pipelines.annotation.sampling import Drawn
from pipelines.lexicon.formulas import is_computed

_PAGE: Final = "page:"
"""What an id begins with in a table: one of digits only would come back from a spreadsheet as a rounded number."""
_KNOWN: Final = ("id", "text_sha256", "annotator", "decided_at", "site", "stratum", "title", "text")
_LONGEST: Final = 2**24
"""Characters of a cell; the standard library's own bound is shorter than some articles."""


def write(sample: Iterable[Drawn]) -> str:
    """Return the sample as CSV."""
    names = [question.name for question in questions()]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*_KNOWN, *names, *(f"rules_{name}" for name in names)])
    for drawn in sample:
        page = drawn.page
        known = (
            f"{_PAGE}{page.id}",
            page.text_sha256,
            "",
            "",
            page.site or "",
            ".".join(drawn.stratum),
            page.title or "",
            page.text,
        )
        said = [";".join(page.predicted[name]) for name in names]
        writer.writerow([*map(safe, known), *("" for _ in names), *map(safe, said)])
    return out.getvalue()


def safe(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula.

    >>> safe("=1+1"), safe("短信")
    ("'=1+1", '短信')
    """
    return f"'{cell}" if is_computed(cell) else cell


def read(text: str, source: Source) -> Iterator[Entry]:
    """Yield what a table holds, row by row."""
    names = [question.name for question in questions()]
    csv.field_size_limit(_LONGEST)
    reader = csv.DictReader(io.StringIO(text, newline=""))
    head = reader.fieldnames or ()
    if missing := [name for name in ("id", "text_sha256") if name not in head]:
        yield Wrong(
            place=source.name, key="columns", what=f"{', '.join(missing)} missing: keep what `labels sample` wrote"
        )
        return
    if not any(name in head for name in names):
        yield Wrong(place=source.name, key="columns", what=f"no question is there: name columns {', '.join(names)}")
        return
    try:
        for row in reader:
            yield from _row(row, names, f"{source.name} line {reader.line_num} (id {row['id']})", source)
    except csv.Error as error:
        yield Wrong(place=f"{source.name} line {reader.line_num}", key="row", what=f"{error}: save it as CSV in UTF-8")


def _row(row: dict[str, str], names: list[str], place: str, source: Source) -> Iterator[Entry]:
    if None in row or None in row.values():
        yield Wrong(place=place, key="row", what="has more or fewer cells than the first line: quote cells with commas")
        return
    chosen = {name: _options(row[name]) for name in names if row.get(name, "").strip()}
    if not chosen:
        yield Left(why="not answered")
        return
    sheet = Sheet(
        place=place,
        page=row["id"].strip().removeprefix(_PAGE),
        text_sha256=row["text_sha256"].strip(),
        text=row.get("text"),
        annotator=row.get("annotator", "").strip(),
        decided_at=row.get("decided_at", "").strip(),
        chosen=chosen,
    )
    yield from entries(sheet, source)


def _options(cell: str) -> list[str]:
    return [option.strip() for option in cell.replace("；", ";").split(";") if option.strip()]

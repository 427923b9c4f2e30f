"""What is wrong with a table of lenders: every fault with its line and its cure, for whoever adds a row.

A row is wrong by itself (a cell missing, a word that is none of those allowed, an ordinary word as a bare alias), or beside
others: two rows claim an id or an alias; the note of one names another whose note does not name it, so that whoever
edits the second does not hear of it; a bare alias stands inside a name that is not matched everywhere (of a row of low
confidence, or one that needs context) and would be found there, in place of that name.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, get_args

from pipelines.labels.candidates import common_words
from pipelines.lexicon.lenders import COLUMNS, Confidence, Lender, Licence, header, lender_of

_SLUG_RE: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")  # groups parted by one hyphen each: linear
_NEEDED: Final = {
    "name": "give the name that the dataset is to use",
    "operator": "name the company, or write `unknown` where nobody could find out",
    "licence": f"write one of {', '.join(get_args(Licence))}",
    "confidence": f"write one of {', '.join(get_args(Confidence))}",
    "source": "say where the name was met, such as `public reporting` or `one mention`",
}
"""Cells that may not be empty."""
_ONE_OF: Final = {"licence": get_args(Licence), "confidence": get_args(Confidence)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong."""

    file: str
    line: int
    what: str
    cure: str

    def __str__(self) -> str:
        return f"{self.file} line {self.line}: {self.what}; {self.cure}"


@dataclass(frozen=True, slots=True)
class _Row:
    """A sound row and its line."""

    line: int
    lender: Lender

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of the lender."""
        return (*self.lender.aliases, *self.lender.context_aliases)

    def is_named_in(self, note: str) -> bool:
        """Whether a note speaks of this lender."""
        return any(name in note for name in (self.lender.name, *self.names))


def check(lines: Iterable[str], file: str) -> list[Fault]:
    """Return what is wrong with a CSV table of lenders, by line; nothing where it is sound.

    Raises:
        InputError: the columns are not those of the table.

    >>> head = "id,name,aliases,context_aliases,not_after,not_before,operator,licence,confidence,source,collisions"
    >>> [str(each) for each in check([head, "xd,星贷,星贷,,,,星贷公司,p2p,high,one mention,"], "x.csv")]
    []
    >>> print(*check([head, "xd,星贷,星贷;马上,,,,星贷公司,p2p,sure,one mention,"], "x.csv"))
    x.csv line 2: confidence 'sure' is unknown; write one of high, medium, low
    """
    reader = csv.DictReader(lines)
    header(reader, file)
    found: list[tuple[int, str, str]] = []
    rows: list[_Row] = []
    for cells in reader:
        wrong = [*_wrong_cells(cells)]
        found += ((reader.line_num, *each) for each in wrong)
        if not wrong:
            rows.append(_Row(reader.line_num, lender_of(cells)))
    for faults in (_wrong_aliases, _claimed_twice, _one_sided, _inside_others):
        found += faults(rows)
    return [Fault(file=file, line=line, what=what, cure=cure) for line, what, cure in sorted(found)]


def _wrong_cells(cells: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What is wrong with the cells of one line."""
    if set(cells) != set(COLUMNS) or None in cells.values():
        yield f"has not {len(COLUMNS)} cells", "quote a cell that holds a comma"
        return
    if not _SLUG_RE.fullmatch(cells["id"]):
        yield f"id {cells['id']!r} is no slug", "write lower-case letters and digits, with single hyphens between"
    for column, cure in _NEEDED.items():
        if not cells[column].strip():
            yield f"{column} is missing", cure
        elif column in _ONE_OF and cells[column] not in _ONE_OF[column]:
            yield f"{column} {cells[column]!r} is unknown", cure


_Faults = Iterator[tuple[int, str, str]]


def _wrong_aliases(rows: Sequence[_Row]) -> _Faults:
    """Names that rows lack or cannot have."""
    for row in rows:
        if row.lender.name not in row.names:
            yield row.line, f"{row.lender.name} is no alias of its own", "add it to aliases, or to context_aliases"
        for alias in row.lender.aliases:
            if alias in ordinary_words() or alias in common_words() or len(alias) == 1:
                yield row.line, f"alias {alias} is an ordinary word", "move it to context_aliases"


@cache
def ordinary_words() -> frozenset[str]:
    """Return the table of words of daily language that lenders have taken for names.

    >>> "马上" in ordinary_words(), "招联" in ordinary_words()
    (True, False)
    """
    source = files(__package__).joinpath("tables", "ordinary_words.toml").read_text("utf-8")
    return frozenset(tomllib.loads(source)["ordinary"])


def _claimed_twice(rows: Sequence[_Row]) -> _Faults:
    """Ids and names that stand twice: they cannot say which lender is meant."""
    ids: dict[str, int] = {}
    names: dict[str, int] = {}
    for row in rows:
        if (first := ids.setdefault(row.lender.id, row.line)) != row.line:
            yield row.line, f"id {row.lender.id} is that of line {first}", "give each lender an id of its own"
        for name in row.names:
            if name.lower() in names:
                cure = "leave it to the lender it means, or to none, and say so in collisions"
                yield row.line, f"alias {name} is claimed in line {names[name.lower()]} already", cure
            names.setdefault(name.lower(), row.line)


def _one_sided(rows: Sequence[_Row]) -> _Faults:
    """Notes that name a lender whose own note does not name theirs."""
    for row in rows:
        for other in rows:
            is_named = other is not row and other.is_named_in(row.lender.collisions)
            if is_named and not row.is_named_in(other.lender.collisions):
                cure = f"name {row.lender.name} in collisions of line {other.line} too"
                yield row.line, f"collides with {other.lender.name}, whose note does not say so", cure


def _inside_others(rows: Sequence[_Row]) -> _Faults:
    """Bare aliases found inside names that are not matched there themselves; a note that names the other accepts it."""
    matched = [row for row in rows if row.lender.confidence != "low"]
    for row in matched:
        for other in rows:
            hidden = other.names if other.lender.confidence == "low" else other.lender.context_aliases
            for alias, name in ((alias, name) for alias in row.lender.aliases for name in hidden):
                if other is not row and alias in name and not other.is_named_in(row.lender.collisions):
                    cure = "add what stands around it to not_after or not_before, or name that lender in collisions"
                    yield (
                        row.line,
                        f"alias {alias} stands inside {name} of {other.lender.name}, line {other.line}",
                        cure,
                    )

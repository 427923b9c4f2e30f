"""`lendersms lenders`: names that may be lenders' and are in no table yet, and whether the table is sound."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from rich.table import Table

from crawler.console.base_command import BAD_INPUT, OK, add_data_option, complain
from crawler.console.base_command import Command as Base
from crawler.console.terminal import console, plain
from pipelines.annotation.sheets import safe
from pipelines.errors import InputError
from pipelines.labels.candidates import Reviewed, review
from pipelines.labels.lender_check import check
from pipelines.store import parts
from pipelines.store.files import replacing
from pipelines.store.ledger import Ledger

_COLUMNS = ("candidate", "pages", "sites", "times", "table", "examples")
_SHOWN = 40
"""Candidates shown; `--csv` writes all."""


class Command(Base):
    """Lists candidates by how many pages name them, and checks the table that a person makes of them."""

    summary = "Review names that look like lenders' and are in no table; check the table of lenders"
    operands = "{review,check}"
    example = "lendersms lenders review --data datasets/practice"

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare both actions with their options."""
        actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, prog="lendersms lenders")
        reviewing = actions.add_parser("review", help="list candidates with examples of each")
        reviewing.add_argument("--csv", metavar="FILE", default="", help="write all candidates to FILE")
        add_data_option(reviewing)
        checking = actions.add_parser("check", help="list what is wrong with a table of lenders, with the cure")
        checking.add_argument("path", metavar="FILE", nargs="?", help="another table than the one in use")

    def execute(self, opts: argparse.Namespace) -> int:
        """Do one of the two."""
        return self._review(opts) if opts.action == "review" else _check(opts.path)

    def _review(self, opts: argparse.Namespace) -> int:
        with Ledger.open(self.data_of(opts), read_only=True) as ledger:
            pages = parts.read_all(ledger).select(["id", "site", "title", "text"]).to_pylist()
        found = review((page["id"], page["site"], page["title"], page["text"] or "") for page in pages)
        if opts.csv:
            write_csv(Path(opts.csv), found)
            console().print(f"{opts.csv}: {len(found)} candidates")
        else:
            console().print(shown(found), soft_wrap=False)
        return OK


def _check(path: str | None) -> int:
    """Print every fault of a table."""
    name, text = _table(path)
    faults = check(text.splitlines(), name)
    for each in faults:
        complain(str(each))
    if faults:
        complain(f"{name}: {len(faults)} faults")
        return BAD_INPUT
    console().print(f"{name}: {len(text.splitlines()) - 1} lenders, nothing wrong")
    return OK


def _table(path: str | None) -> tuple[str, str]:
    """The name and text of a table, that in use if none is given."""
    if path is None:
        return "lenders.csv", files("pipelines.lexicon").joinpath("lenders.csv").read_text("utf-8")
    try:
        return path, Path(path).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error}); name a CSV file in UTF-8") from error


def write_csv(path: Path, found: Iterable[Reviewed]) -> None:
    """Write candidates as CSV, without a cell that a spreadsheet takes for a formula.

    Raises:
        DataError: the file cannot be written.
    """
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_COLUMNS)
        writer.writerows(map(safe, _cells(each)) for each in found)


def shown(found: list[Reviewed]) -> Table:
    """Return the table for a person, those on most pages first."""
    table = Table(title=f"{len(found)} candidates", title_justify="left", box=None, pad_edge=False)
    for column in _COLUMNS:
        table.add_column(column, overflow="fold", justify="right" if column in ("pages", "sites", "times") else "left")
    for each in found[:_SHOWN]:
        table.add_row(*map(plain, _cells(each)))
    return table


def _cells(each: Reviewed) -> tuple[str, ...]:
    table = "low confidence" if each.is_doubtful else ""
    counts = (len(each.pages), len(each.sites), each.times)
    return (each.name, *map(str, counts), table, "\n".join(example.strip() for example in each.examples))

"""`lendersms lenders`: names that may be lenders' and are in no table yet."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable
from pathlib import Path

from rich.table import Table

from crawler.base_command import OK, add_data_option
from crawler.base_command import Command as Base
from crawler.terminal import console, plain
from pipelines.labels.candidates import Reviewed, review
from pipelines.store import parts
from pipelines.store.files import replacing
from pipelines.store.ledger import Ledger

_COLUMNS = ("candidate", "pages", "times", "table", "example")
_SHOWN = 40
"""Candidates shown; `--csv` writes all."""


class Command(Base):
    """Lists candidates by how many pages name them; what is no lender is left to the person who reads the list."""

    summary = "Review names that look like lenders' and are in no table"
    operands = "review"
    example = "lendersms lenders review --data datasets/practice"

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the form and the folder."""
        parser.add_argument("action", choices=("review",), help="list candidates with an example of each")
        parser.add_argument("--csv", metavar="FILE", default="", help="write all candidates to FILE")
        add_data_option(parser)

    def execute(self, opts: argparse.Namespace) -> int:
        """Find and print."""
        with Ledger.open(self.data_of(opts), read_only=True) as ledger:
            pages = parts.read_all(ledger).select(["id", "title", "text"]).to_pylist()
        found = review((page["id"], page["title"], page["text"] or "") for page in pages)
        if opts.csv:
            write_csv(Path(opts.csv), found)
            console().print(f"{opts.csv}: {len(found)} candidates")
        else:
            console().print(shown(found), soft_wrap=False)
        return OK


def write_csv(path: Path, found: Iterable[Reviewed]) -> None:
    """Write candidates as CSV.

    Raises:
        DataError: the file cannot be written.
    """
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_COLUMNS)
        writer.writerows(map(_cells, found))


def shown(found: list[Reviewed]) -> Table:
    """Return the table for a person, those on most pages first."""
    table = Table(title=f"{len(found)} candidates", title_justify="left", box=None, pad_edge=False)
    for column in _COLUMNS:
        table.add_column(column, overflow="fold")
    for each in found[:_SHOWN]:
        table.add_row(*map(plain, _cells(each)))
    return table


def _cells(each: Reviewed) -> tuple[str, ...]:
    table = "low confidence" if each.is_doubtful else ""
    return each.name, str(len(each.pages)), str(each.times), table, each.example

"""The lenders this project knows by name, with every alias they are printed under.

The table is `lenders.csv` beside this file, one lender a line, lists joined by `;`. An alias belongs to one lender
only: a name that several share has no place there, and its `collisions` note says so. Rows of `low` confidence are
names met once or twice, of unknown operator: they are listed for review and not matched.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, TypeAlias, cast, get_args

from pipelines.errors import InputError

Licence: TypeAlias = Literal[
    "bank",
    "consumer_finance",
    "facilitation",
    "group",
    "iou",
    "lead_generation",
    "micro_loan",
    "p2p",
    "platform",
    "unknown",
]
Confidence: TypeAlias = Literal["high", "medium", "low"]

CONTEXT_WORDS: tuple[str, ...] = (
    "金融",
    "消费金融",
    "消费贷",
    "消金",
    "贷",
    "小贷",
    "网贷",
    "借款",
    "借钱",
    "借条",
    "分期",
    "信用卡",
    "还款",
    "逾期",
    "欠款",
    "催收",
    "催款",
    "账单",
    "短信",
)
"""What must follow an alias that is also an ordinary word; none speaks of shopping or delivery."""

COLUMNS: tuple[str, ...] = (
    "id",
    "name",
    "aliases",
    "context_aliases",
    "not_after",
    "not_before",
    "operator",
    "licence",
    "confidence",
    "source",
    "collisions",
)
"""The columns of the table, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lender:
    """One row of the table."""

    id: str
    """A stable slug of lower-case ASCII."""
    name: str
    """The name the dataset uses for it, whatever an article prints."""
    aliases: tuple[str, ...]
    """Names that mean this lender wherever they stand."""
    context_aliases: tuple[str, ...]
    """Ordinary words such as 有钱花, names where one of `CONTEXT_WORDS` follows or quotation marks enclose them."""
    not_after: tuple[str, ...]
    """What must not stand before an alias: 便 before 捷信, because of 便捷信贷."""
    not_before: tuple[str, ...]
    """What must not stand behind an alias: 业 behind 中国银行."""
    operator: str
    licence: Licence
    confidence: Confidence
    source: str
    collisions: str
    """What else the names can mean, for the next editor of the table."""

    @property
    def lends(self) -> bool:
        """Whether it lends or brokers loans itself: payment platforms and company groups are merely named beside."""
        return self.licence not in {"platform", "group"}


@cache
def lenders() -> tuple[Lender, ...]:
    """Return the whole table in its own order, rows of low confidence included.

    >>> [lender.name for lender in lenders() if "邮你贷" in lender.aliases]
    ['中邮消费金融']
    """
    return parse(files(__package__).joinpath("lenders.csv").read_text("utf-8").splitlines(), "lenders.csv")


@cache
def known_lenders() -> tuple[Lender, ...]:
    """Return the lenders that are matched in texts: those of high and medium confidence.

    >>> {lender.confidence for lender in known_lenders()} == {"high", "medium"}
    True
    """
    return tuple(lender for lender in lenders() if lender.confidence != "low")


@cache
def names() -> tuple[str, ...]:
    """Return every alias of the table, longest first, as a mask of lender names needs them.

    >>> "及贷" in names(), "普惠金融" in names()
    (True, False)
    """
    every = {alias for lender in lenders() for alias in (*lender.aliases, *lender.context_aliases)}
    return tuple(sorted(every, key=lambda alias: (-len(alias), alias)))


def parse(lines: Iterable[str], name: str) -> tuple[Lender, ...]:
    """Return the lenders of a CSV table with a header line; `name` is the file that an `InputError` names.

    >>> parse(["id,name"], "x.csv")
    Traceback (most recent call last):
    pipelines.errors.InputError: x.csv: columns ['id', 'name']; they must be those of lenders.csv, in that order
    """
    reader = csv.DictReader(lines)
    header(reader, name)
    return tuple(_row(row, f"{name} line {reader.line_num}") for row in reader)


def header(reader: csv.DictReader[str], name: str) -> None:
    """Read the line of column names.

    Raises:
        InputError: they are not those of the table, in its order.
    """
    columns = list(reader.fieldnames or ())
    if tuple(columns) != COLUMNS:
        raise InputError(f"{name}: columns {columns}; they must be those of lenders.csv, in that order")


def _row(row: dict[str, str], place: str) -> Lender:
    """One line of the table as a value; a cell out of place names its line."""
    if set(row) != set(COLUMNS) or None in row.values():
        raise InputError(f"{place}: {len(COLUMNS)} cells are needed; quote a cell that holds a comma")
    for column, words in (("licence", get_args(Licence)), ("confidence", get_args(Confidence))):
        _check_word(row[column], words, place)
    return lender_of(row)


def lender_of(row: Mapping[str, str]) -> Lender:
    """Return the lender of a row that is sound."""
    return Lender(
        id=row["id"],
        name=row["name"],
        aliases=_list(row["aliases"]),
        context_aliases=_list(row["context_aliases"]),
        not_after=_list(row["not_after"]),
        not_before=_list(row["not_before"]),
        operator=row["operator"],
        licence=cast("Licence", row["licence"]),
        confidence=cast("Confidence", row["confidence"]),
        source=row["source"],
        collisions=row["collisions"],
    )


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(";") if part)


def _check_word(word: str, words: tuple[str, ...], place: str) -> None:
    """Refuse what is none of `words`."""
    if word not in words:
        raise InputError(f"{place}: {word!r} must be one of {', '.join(words)}")

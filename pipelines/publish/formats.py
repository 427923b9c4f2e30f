"""The files that rows are exported to: each format writes batches to an open file, and the same rows as the same bytes."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from io import TextIOWrapper
from typing import IO, TypeAlias

import pyarrow as pa

from pipelines.lexicon.formulas import is_computed
from pipelines.publish.json_lines import json_line
from pipelines.store import parquet

Write: TypeAlias = Callable[[pa.RecordBatch], None]
Format: TypeAlias = Callable[[IO[bytes], pa.Schema], AbstractContextManager[Write]]

_AS_TEXT = "'"
"""Before a cell, it says that the rest is text."""


@contextmanager
def parquet_file(sink: IO[bytes], schema: pa.Schema) -> Iterator[Write]:
    """Write Parquet with the settings of a release; each batch is a row group."""
    with parquet.writer(sink, schema) as writer:
        yield writer.write_batch


@contextmanager
def arrow_stream(sink: IO[bytes], schema: pa.Schema) -> Iterator[Write]:
    """Write an Arrow IPC stream."""
    with pa.ipc.new_stream(sink, schema) as stream:
        yield stream.write_batch


@contextmanager
def jsonl_file(sink: IO[bytes], schema: pa.Schema) -> Iterator[Write]:  # noqa: ARG001 - the signature of a format
    """Write a JSON object a line, in UTF-8, with every column."""

    def write(batch: pa.RecordBatch) -> None:
        sink.writelines(f"{json_line(row)}\n".encode() for row in batch.to_pylist())

    yield write


@contextmanager
def csv_file(sink: IO[bytes], schema: pa.Schema) -> Iterator[Write]:
    """Write CSV as spreadsheets read it: UTF-8 with byte order mark, no cell a formula, nested columns as JSON.

    Every cell is quoted: a program that splits at semicolons or tabs beside commas makes no second cell of a text.
    """
    text = TextIOWrapper(sink, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(schema.names)

    def write(batch: pa.RecordBatch) -> None:
        writer.writerows([cell(value) for value in row.values()] for row in batch.to_pylist())

    yield write
    text.detach()


def cell(value: object) -> str:
    r"""Return a value as the text of a cell, empty for null.

    Text that a spreadsheet would compute gets an apostrophe before it, and so does text that begins with one: taking
    one away always gives the text back. Numbers stay numbers, below zero too.

    >>> cell('=HYPERLINK("http://x.example")'), cell("'quoted'"), cell("欠款-300元"), cell(-1), cell(None)
    ('\'=HYPERLINK("http://x.example")', "''quoted'", '欠款-300元', '-1', '')
    >>> cell(["a", "b"]), cell(date(2024, 1, 2)), cell(True)
    ('["a", "b"]', '2024-01-02', 'true')
    """
    match value:
        case None:
            return ""
        case str():
            return _AS_TEXT + value if is_computed(value) or value.startswith(_AS_TEXT) else value
        case date() | datetime():
            return value.isoformat()
        case _:
            return json_line(value)


FORMATS: Mapping[str, Format] = {
    "parquet": parquet_file,
    "jsonl": jsonl_file,
    "csv": csv_file,
    "arrow": arrow_stream,
}
"""By the names that people give and the suffixes that files have."""

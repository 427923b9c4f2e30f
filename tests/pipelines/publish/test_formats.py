"""The files of an export: what a cell of a CSV may begin with, and where it ends."""

from __future__ import annotations

import csv
import io

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.publish.formats import cell, csv_file

SIGNS = tuple("=+-@\t\r\n＝＋－＠")
UNSEEN = " \u3000\xa0\ufeff\0\u200b\x0b\x85\u2028"
"""Characters that print nothing: a program may drop them before it looks at a cell."""


@given(st.text(f"{UNSEEN}=+@－'x", max_size=6) | st.text())
def test_a_cell_gives_its_text_back_and_begins_no_formula(text: str) -> None:
    """Whatever the text, and whatever stands before its first sign: taking away one apostrophe is the way back."""
    assert cell(text).removeprefix("'") == text
    assert not cell(text).startswith(SIGNS)
    assert not cell(text).lstrip(UNSEEN).startswith(SIGNS)


@pytest.mark.parametrize("text", ["x=1", " 欠款=300", "\u3000欠款-300", "", UNSEEN, "a-b@c", '"=1'])
def test_a_text_that_nothing_computes_is_a_cell_as_it_is(text: str) -> None:
    """A sign in the middle marks nothing, nor do blanks alone."""
    assert cell(text) == text


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1))
def test_every_cell_is_quoted_and_comes_back(texts: list[str]) -> None:
    """A semicolon or a tab stands in quotation marks, so a program that splits there beside commas makes no cell of it."""
    sink, schema = io.BytesIO(), pa.schema([("title", pa.string()), ("n", pa.int32())])
    with csv_file(sink, schema) as write:
        write(pa.RecordBatch.from_pylist([{"title": text, "n": -1} for text in texts], schema))
    content = sink.getvalue().decode("utf-8-sig")
    assert not set("".join(content.split('"')[::2])) - set(",\r\n")
    _, *rows = csv.reader(io.StringIO(content, newline=""))
    assert rows == [[cell(text), "-1"] for text in texts]

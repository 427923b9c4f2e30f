"""A table opens safely in a spreadsheet and comes back from it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.annotation import sheets
from pipelines.annotation.entries import Given, Left, Source, Wrong
from pipelines.annotation.questions import NONE, question_names
from pipelines.annotation.sampling import Drawn

_HEAD = "id,text_sha256,annotator,decided_at,relevance,issues\n"


def _rows(text: str) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(text, newline=""))]


def test_a_row_is_a_page_with_room_for_answers(sample: list[Drawn]) -> None:
    """Nothing is answered yet; the rules' answers stand beside."""
    rows = _rows(sheets.write(sample))
    assert [row["text"] for row in rows] == [each.page.text for each in sample]
    assert all(row[name] == "" for row in rows for name in question_names())
    assert rows[0]["rules_issues"] == ";".join(sample[0].page.predicted["issues"])


def test_what_is_filled_in_is_decided(sample: list[Drawn], source: Source) -> None:
    """The rules' answers copied over are decisions, by the named annotator."""
    rows = _rows(sheets.write(sample))
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows(row | {name: row[f"rules_{name}"] for name in question_names()} for row in rows)
    found = [*sheets.read(out.getvalue(), replace(source, annotator="mei"))]
    decided = {
        (each.decision.page, each.decision.question): each.decision.answer for each in found if isinstance(each, Given)
    }
    assert decided == {(each.page.id, name): chosen for each in sample for name, chosen in each.page.predicted.items()}
    assert {each.decision.annotator for each in found if isinstance(each, Given)} == {"mei"}


@given(st.text("\u3000\ufeff =＝-x", max_size=4) | st.text())
def test_no_cell_is_a_formula(cell: str) -> None:
    """Whatever a page holds, a spreadsheet shows it and runs nothing; harmless text stays."""
    written = sheets.safe(cell)
    assert not written.startswith(("\t", "\r", "\n"))
    assert not written.lstrip("\u3000\ufeff ").startswith(tuple("=+-@＝＋－＠"))
    assert written.removeprefix("'") == cell.removeprefix("'")


def test_ids_are_no_numbers(sample: list[Drawn]) -> None:
    """A spreadsheet would round an id of digits."""
    assert all(
        row["id"] == f"page:{each.page.id}" for row, each in zip(_rows(sheets.write(sample)), sample, strict=True)
    )


def test_columns_may_be_fewer_and_elsewhere(source: Source) -> None:
    """Only id, digest and one question are needed; a row without answers is left."""
    text = "channel,text_sha256,id,annotator\nsms,a,page:1,an\n,b,page:2,an\n"
    given_one, left = sheets.read(text, source)
    assert isinstance(given_one, Given)
    assert (given_one.decision.page, given_one.decision.answer) == ("1", ("sms",))
    assert left == Left(why="not answered")


def test_several_issues_are_joined(source: Source) -> None:
    """By semicolons of either width, with spaces."""
    text = _HEAD + f'1,a,an,2026-03-01,,"harassment； legal_threat"\n2,b,an,,,{NONE}\n'
    found = [each.decision for each in sheets.read(text, source) if isinstance(each, Given)]
    assert [each.answer for each in found] == [("harassment", "legal_threat"), ("none",)]
    assert [each.decided_at.date().isoformat() for each in found] == ["2026-03-01", "2026-03-01"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "f: columns: id, text_sha256 missing: keep what `labels sample` wrote"),
        ("id,text_sha256\n", "f: columns: no question is there: name columns relevance, "),
        (_HEAD + "1,a,an,,yes,\n", "f line 2 (id 1): relevance: 'yes' is no answer: take one of relevant, irrelevant"),
        (_HEAD + "1,a,an,,relevant\n", "f line 2 (id 1): row: has more or fewer cells than the first line"),
        (_HEAD + "1,a,,,relevant,\n", "f line 2 (id 1): annotator: is missing: name one by --annotator"),
        (_HEAD + "1,a,an,gestern,relevant,\n", "f line 2 (id 1): time: 'gestern' is no time"),
    ],
)
def test_what_is_wrong_names_line_and_column(text: str, said: str, source: Source) -> None:
    """One message for one row, with the cure."""
    (wrong,) = sheets.read(text, source)
    assert isinstance(wrong, Wrong)
    assert str(wrong).startswith(said)

"""The splits by time and by lender keep their word, never part a template, and stay as released."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import ReleaseError
from pipelines.publish import card, changes, manifest
from pipelines.publish.further_splits import COLUMNS, TEST, TRAIN, assigned, choose_cut, is_held_out, side_numbers
from pipelines.publish.leakage import check_leaks, search_leaks
from pipelines.publish.releases import release
from pipelines.publish.tables import read_tables
from pipelines.publish.verify import verify
from pipelines.schema import SCHEMA
from pipelines.store import parquet
from pipelines.store.ledger import Ledger
from pipelines.types import Kept, Mention
from tests.pipelines.conftest import MakeKept
from tests.pipelines.publish.conftest import forge

FEW = settings(max_examples=40)
"""Rows in an example make up for examples."""
CUT = "2026-03"
LATE = datetime(2026, 6, 1, tzinfo=UTC)
FIRST = datetime(2026, 2, 28, 16, tzinfo=UTC)
"""The cut: midnight in China."""
SEEN, HELD = ("jiebei", "weilidai"), ("haibei", "yirendai")
LENDERS = st.lists(st.tuples(st.sampled_from(SEEN + HELD), st.booleans()), max_size=3)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 5, 1), timezones=st.just(UTC))  # noqa: DTZ001 - as hypothesis wants it


DECIDES = pa.schema(
    [SCHEMA.field(name) for name in ("id", "template_id", "published_at", "first_seen", "lenders", *COLUMNS.values())]
)


@dataclass(frozen=True)
class Row:
    """What decides about a row."""

    template: str
    published: datetime | None
    seen: datetime
    lenders: list[tuple[str, bool]]


ROWS = st.lists(
    st.builds(Row, template=st.sampled_from("abcd"), published=st.none() | MOMENTS, seen=MOMENTS, lenders=LENDERS),
    min_size=1,
    max_size=12,
)


def table(rows: Iterable[Row], first: int = 0) -> pa.Table:
    """The rows as a release has them, numbered from `first` on."""
    told = [
        {
            "id": f"{number:016x}",
            "template_id": row.template,
            "published_at": row.published,
            "first_seen": row.seen,
            "lenders": [{"id": lender, "subject": subject} for lender, subject in row.lenders],
        }
        for number, row in enumerate(rows, first)
    ]
    return pa.Table.from_pylist(told, DECIDES)


def sides(rows: pa.Table, name: str) -> dict[str, str | None]:
    """The side of each row by its id."""
    return dict(zip(rows["id"].to_pylist(), rows[name].to_pylist(), strict=True))


@FEW
@given(rows=ROWS)
def test_sides_keep_their_word(rows: list[Row]) -> None:
    """Train is from before the cut and names no held-out lender; test is from after it, or about held-out lenders only."""
    for row, told in zip(rows, assigned(table(rows), [], CUT).to_pylist(), strict=True):
        if told["time_split"] == TRAIN:
            assert min(row.published or row.seen, row.seen) < FIRST
        if told["time_split"] == TEST:
            assert row.published
            assert min(row.published, row.seen) >= FIRST
        if told["lender_split"] == TRAIN:
            assert not {lender for lender, _ in row.lenders} & set(HELD)
        if told["lender_split"] == TEST:
            about = {lender for lender, subject in row.lenders if subject} or {lender for lender, _ in row.lenders}
            assert about
            assert about <= set(HELD)


@FEW
@given(rows=ROWS, later=ROWS)
def test_no_template_is_parted_and_no_row_moves(rows: list[Row], later: list[Row]) -> None:
    """Whatever rows come later, those that stood on a side stay there, and no template stands on both."""
    first = assigned(table(rows), [], CUT)
    second = assigned(table([*rows, *later]), [first], CUT)
    for name in COLUMNS.values():
        before, after = sides(first, name), sides(second, name)
        assert {row: after[row] for row in before if before[row]} == {row: each for row, each in before.items() if each}
        stands = set(zip(second["template_id"].to_pylist(), second[name].to_pylist(), strict=True))
        assert not {template for template, side in stands if side == TRAIN} & {
            template for template, side in stands if side == TEST
        }


@FEW
@given(rows=ROWS, joined=st.sampled_from("abcd"))
def test_joined_templates_move_no_row_across(rows: list[Row], joined: str) -> None:
    """Where two templates turn out to be one, rows may leave the test; none goes from one side to the other."""
    first = assigned(table(rows), [], CUT)
    second = assigned(table(replace(row, template=joined) for row in rows), [first], CUT)
    for name in COLUMNS.values():
        before, after = sides(first, name), sides(second, name)
        assert all(after[row] in (before[row], None) for row in before if before[row])
        assert {after[row] for row in before if before[row] == TRAIN} <= {TRAIN}


@FEW
@given(rows=ROWS, data=st.data())
def test_order_changes_nothing(rows: list[Row], data: st.DataObject) -> None:
    """Neither the sides nor the cut depend on the order of rows."""
    whole = table(rows)
    mixed = whole.take(data.draw(st.permutations(range(len(rows)))))
    assert choose_cut(whole) == choose_cut(mixed)
    for name in COLUMNS.values():
        assert sides(assigned(whole, [], CUT), name) == sides(assigned(mixed, [], CUT), name)


@FEW
@given(rows=ROWS)
def test_rows_of_one_number_are_of_one_side(rows: list[Row]) -> None:
    """Files are filled by these numbers: nothing is mixed, and what may share a file has the same number."""
    whole = assigned(table(rows), [], CUT)
    found = zip(side_numbers(whole).tolist(), *(whole[name].to_pylist() for name in COLUMNS.values()), strict=True)
    told = {(number, tuple(each)) for number, *each in found}
    assert len(told) == len({number for number, _ in told}) == len({each for _, each in told})


@FEW
@given(rows=ROWS)
def test_cut_leaves_rows_on_both_sides(rows: list[Row]) -> None:
    """At least a fifth of the dated rows are from after a cut, and one at least from before it."""
    cut = choose_cut(table(rows))
    told = assigned(table(replace(row, template=str(at)) for at, row in enumerate(rows)), [], cut)["time_split"]
    dated = [side for side, row in zip(told.to_pylist(), rows, strict=True) if row.published]
    assert cut is None or (dated.count(TEST) * 5 >= len(dated) and TRAIN in dated)


def test_one_lender_in_five_is_held_out() -> None:
    """The hash spreads evenly, so that no release is without either."""
    held = sum(is_held_out(f"lender-{number}") for number in range(5_000))
    assert 900 < held < 1_100


def held_out(kept: MakeKept, number: int) -> Kept:
    """A page of the next month, about a lender that is held out."""
    mention = Mention(id="haibei", name="还呗", mention="还呗", subject=True, start=0, end=2)
    text = f"还呗的短信第{number}次来时他在{'山' * number}上，信号很差，只看见一个陌生号码和一串数字。"
    day = datetime(2026, 2, 9, tzinfo=UTC)
    return kept(number, text=text, lenders=(mention,), published_at=day, fetched_at=day)


def test_release_has_a_config_for_each(data: Path, kept: MakeKept) -> None:
    """Its files are those of `default`, the header counts their rows, and the cut stands in the manifest and stays."""
    with Ledger.open(data) as ledger:
        for number in range(70, 90):
            ledger.finish("", held_out(kept, number), run=None)
    done = release(data, version="2026.11.21")
    assert manifest.read(done.path).time_cut == "2026-02"
    header = yaml.safe_load((done.path / card.NAME).read_text("utf-8").split("---\n")[1])
    configs = {each["config_name"]: each["data_files"] for each in header["configs"]}
    for name, column in COLUMNS.items():
        for each in configs[name]:
            assert {side for path in each["path"] for side in parquet.read(done.path / path)[column].to_pylist()} == {
                each["split"]
            }
    assert "`by_time` trains on what is known to be from before 2026-02" in (done.path / card.NAME).read_text("utf-8")
    with Ledger.open(data) as ledger:
        for number in range(100, 140):
            ledger.finish("", kept(number, published_at=LATE, fetched_at=LATE), run=None)
    again = release(data, version="2026.11.22")
    assert manifest.read(again.path).time_cut == "2026-02"
    assert verify(data) == []


def test_twins_on_both_sides_of_a_further_split_are_a_leak(data: Path, kept: MakeKept) -> None:
    """The release's own search looks between the sides of all splits, whatever the template says."""
    with Ledger.open(data) as ledger:
        for number in range(70, 90):
            ledger.finish("", held_out(kept, number), run=None)
    folder = release(data, version="2026.11.21").path
    assert search_leaks(folder).pairs == ()
    path, rows = next(
        (path, rows)
        for path in folder.glob("data/t*.parquet")
        if (rows := parquet.read(path))["lender_split"][0].as_py() == TEST
    )
    at = rows.schema.get_field_index("lender_split")
    moved = rows.slice(0, 1).set_column(at, rows.schema.field(at), pa.array([TRAIN]))
    parquet.write(path, pa.concat_tables([moved, rows.slice(1)]))
    with pytest.raises(ReleaseError, match="stand in different splits"):
        check_leaks("2026.11.21", search_leaks(folder))
    forge(folder, content_sha256=changes.content_sha256(changes.versions(read_tables(folder))))
    assert any("stands in several splits" in finding.what for finding in verify(data))

"""Folding the feed gives the newest release, wherever its reader stopped and whichever releases are gone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import DamagedData, DataError, InputError, StaleCursor
from pipelines.publish import changes, manifest
from pipelines.publish.cursors import At, Cursor, parse, render
from pipelines.publish.feed import CONFIGS, feed, lines
from pipelines.publish.history import summed
from pipelines.publish.manifest import Manifest
from pipelines.publish.releases import release
from pipelines.publish.tables import KINDS, read_tables
from pipelines.publish.versions import newest_version
from pipelines.schema import PIPELINE_VERSION, SCHEMA_VERSION
from pipelines.store import parquet
from pipelines.store.files import write_bytes
from pipelines.store.ledger import Ledger
from pipelines.store.rows import row_version
from pipelines.types import Kept, Rejected
from tests.pipelines.publish.conftest import write

pytestmark = pytest.mark.slow

Pages: TypeAlias = Mapping[str, tuple[str, str]]
"""Table and title by id."""
Held: TypeAlias = dict[str, str]
"""What a reader of the feed holds: row versions by id."""

PAGES: st.SearchStrategy[Pages] = st.dictionaries(
    st.text("ab", min_size=1, max_size=2),
    st.tuples(st.sampled_from(["train", "test", "rejected"]), st.sampled_from(["一", "二"])),
    max_size=5,
)
A, B, C = "2026.11.21", "2026.11.22", "2026.11.23"


def publish(data: Path, version: str, pages: Pages) -> None:
    """Publish a release of these pages, as far as the feed looks at one."""
    previous = newest_version(data)
    folder = data / "releases" / version
    tables = {kind.name: _table(kind.name, kind.schema, pages) for kind in KINDS}
    tables = {name: table for name, table in tables.items() if table.num_rows}
    write(folder, [tables])
    found = changes.compare(read_tables(data / "releases" / previous) if previous else {}, tables)
    parquet.write(folder / "changes.parquet", changes.changes_table(found), order=("config", "id"))
    promised = Manifest(
        version=version,
        previous=previous,
        schema_version=SCHEMA_VERSION,
        pipeline_version=PIPELINE_VERSION,
        synthetic=True,
        content_sha256=changes.content_sha256(changes.versions(tables)),
        files=manifest.describe(folder),
    )
    write_bytes(folder / manifest.NAME, manifest.render(promised))


def _table(name: str, schema: pa.Schema, pages: Pages) -> pa.Table:
    rows = [{"id": row_id, "title": title, "split": name} for row_id, (table, title) in pages.items() if table == name]
    return pa.Table.from_pylist([{key: row[key] for key in row if key in schema.names} for row in rows], schema)


def told(data: Path, since: str | None = None, config: str = "default") -> list[dict[str, Any]]:
    """All changes since a cursor; their number and the last cursor are those that were announced."""
    found = feed(data, since, config=config)
    rows = [row for batch in found.batches() for row in batch.to_pylist()]
    assert found.changes == len(rows)
    assert not rows or rows[-1]["cursor"] == found.cursor
    return rows


def fold(held: Held, rows: Sequence[Mapping[str, Any]]) -> Held:
    """What a reader holds after some changes; each of them must change something."""
    held = dict(held)
    for row in rows:
        version = row_version(row["row"]) if row["row"] else None
        assert held.get(row["id"]) != version
        words = {(False, True): "added", (True, True): "changed", (True, False): "removed"}
        assert row["change"] == words[row["id"] in held, version is not None]
        assert row["reason"]
        held.pop(row["id"], None)
        if version is not None:
            held[row["id"]] = version
    return held


def newest(data: Path, config: str = "default") -> Held:
    """The row versions of the newest release."""
    tables = read_tables(data / "releases" / str(newest_version(data)))
    return {key[1]: version for key, version in changes.versions(tables).items() if key[0] == config}


@settings(max_examples=40)
@given(st.lists(PAGES, min_size=1, max_size=4), st.data())
def test_folding_gives_the_newest_release_whatever_happens(history: list[Pages], choose: st.DataObject) -> None:
    """Read between releases or not, killed anywhere, with old releases gone; who must start anew is told so."""
    config = choose.draw(st.sampled_from(CONFIGS[:2]))
    held: Held = {}
    since: str | None = None
    with TemporaryDirectory() as folder:
        data = Path(folder)
        for number, pages in enumerate(history):
            publish(data, f"2026.11.2{number}", pages)
            for old in choose.draw(st.sets(st.integers(0, number - 1))) if number else set():
                shutil.rmtree(data / "releases" / f"2026.11.2{old}", ignore_errors=True)
            try:
                rows = told(data, since, config)
            except StaleCursor:
                held, since = {}, None
                rows = told(data, since, config)
            rows = rows[: choose.draw(st.integers(0, len(rows)))]
            held = fold(held, rows)
            since = rows[-1]["cursor"] if rows else since
        try:
            held = fold(held, told(data, since, config))
        except StaleCursor:
            held = fold({}, told(data, None, config))
        assert held == newest(data, config)


@settings(max_examples=15)
@given(PAGES, PAGES, st.data())
def test_reading_in_pieces_is_reading_at_once(one: Pages, other: Pages, choose: st.DataObject) -> None:
    """From any cursor on comes exactly what came behind it, in the same order."""
    with TemporaryDirectory() as folder:
        data = Path(folder)
        publish(data, A, one)
        start = feed(data).cursor
        publish(data, B, other)
        for since in (None, start):
            whole = told(data, since)
            at = choose.draw(st.integers(0, len(whole)))
            if at:
                assert told(data, whole[at - 1]["cursor"]) == whole[at:]


def _three(data: Path) -> str:
    """Three releases; the cursor of a reader who knows the first."""
    publish(data, A, {"a": ("train", "一"), "b": ("train", "一"), "c": ("train", "一")})
    since = feed(data).cursor
    publish(data, B, {"a": ("train", "二"), "b": ("rejected", "一"), "c": ("train", "一"), "d": ("test", "一")})
    publish(data, C, {"a": ("test", "二"), "b": ("rejected", "一"), "c": ("train", "一"), "d": ("train", "二")})
    return since


def _short(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    return sorted((row["id"], row["change"], row["reason"]) for row in rows)


def test_releases_in_between_are_added_up(tmp_path: Path) -> None:
    """One change for each row, with the reasons of all steps; the release that the reader knows may be gone."""
    since = _three(tmp_path)
    expected = [("a", "changed", "title, split"), ("b", "removed", "now in rejected"), ("d", "added", "new")]
    assert _short(told(tmp_path, since)) == expected
    shutil.rmtree(tmp_path / "releases" / A)
    assert _short(told(tmp_path, since)) == expected


def test_both_ends_are_compared_where_one_in_between_is_gone(tmp_path: Path) -> None:
    """The changes of the missing one are found in the rows."""
    since = _three(tmp_path)
    shutil.rmtree(tmp_path / "releases" / B)
    expected = [("a", "changed", "title, split"), ("b", "removed", "now in rejected"), ("d", "added", "new")]
    assert _short(told(tmp_path, since)) == expected
    shutil.rmtree(tmp_path / "releases" / A)
    with pytest.raises(StaleCursor, match=r"release 2026\.11\.21 is gone.*start anew without a cursor"):
        feed(tmp_path, since)


def test_a_reader_in_the_middle_of_a_release_finishes_it_first(tmp_path: Path) -> None:
    """Then comes what changed since; where that release is gone, the reader starts anew."""
    pages: Pages = {"a": ("train", "一"), "b": ("train", "一")}
    publish(tmp_path, A, pages)
    first, _ = told(tmp_path)
    publish(tmp_path, B, {"a": ("train", "二"), "b": ("train", "一")})
    assert _short(told(tmp_path, first["cursor"])) == [("a", "changed", "title"), ("b", "added", "new")]
    shutil.rmtree(tmp_path / "releases" / A)
    with pytest.raises(StaleCursor, match=r"2026\.11\.21, which was being read, is gone"):
        feed(tmp_path, first["cursor"])


@pytest.mark.parametrize("lost", [(), (A,)])
def test_a_cursor_of_another_dataset_is_refused(tmp_path: Path, lost: tuple[str, ...]) -> None:
    """Though its versions are the same, and also where its release is gone here."""
    since = _three(tmp_path / "one")
    publish(tmp_path / "other", A, {"x": ("train", "一")})
    publish(tmp_path / "other", B, {"x": ("train", "二")})
    for version in lost:
        shutil.rmtree(tmp_path / "other" / "releases" / version)
    with pytest.raises(StaleCursor, match="start anew"):
        feed(tmp_path / "other", since)


def test_a_rewritten_release_is_noticed(tmp_path: Path) -> None:
    """As the one known, and as the one being read: another content stands under the version."""
    publish(tmp_path, A, {"a": ("train", "一"), "b": ("train", "一")})
    first, last = told(tmp_path)
    shutil.rmtree(tmp_path / "releases" / A)
    publish(tmp_path, A, {"a": ("train", "一")})
    for since in (first["cursor"], last["cursor"]):
        with pytest.raises(StaleCursor, match=r"2026\.11\.21 is not the one of the cursor: it was rewritten"):
            feed(tmp_path, since)


def test_damage_is_told_and_gives_no_rows(tmp_path: Path) -> None:
    """A changed byte in the list of changes, or rows that it names and the release lacks."""
    since = _three(tmp_path)
    path = tmp_path / "releases" / C / "changes.parquet"
    content = path.read_bytes()
    path.write_bytes(content[:-9] + bytes([content[-9] ^ 1]) + content[-8:])
    with pytest.raises(DamagedData, match=r"changes\.parquet"):
        feed(tmp_path, since)
    path.write_bytes(content)
    next((tmp_path / "releases" / C / "data").glob("test-*")).unlink()
    with pytest.raises(DamagedData, match=r"3 rows changed, but 2 are there"):
        told(tmp_path, since)


@pytest.mark.parametrize(
    ("since", "config", "error"),
    [
        ("", "default", "no cursor"),
        ("2026.11.21", "default", "no cursor"),
        (render(Cursor(config="rejected")), "default", "is a cursor of config rejected"),
        (render(Cursor(config="default"))[:-1] + "x", "default", "no cursor"),
        (None, "train", "no such config; give one of default, rejected, repairs"),
    ],
)
def test_what_is_no_cursor_is_named(tmp_path: Path, since: str | None, config: str, error: str) -> None:
    """With the cure; a folder without releases too."""
    publish(tmp_path, A, {"a": ("train", "一")})
    with pytest.raises(InputError, match=error):
        feed(tmp_path, since, config=config)
    with pytest.raises(DataError, match="holds no release"):
        feed(tmp_path / "nowhere")


_ATS = st.builds(At, st.just(A) | st.just("2026.11.21.12"), st.text("0123456789abcdef", min_size=16, max_size=16))


@given(st.sampled_from(CONFIGS), _ATS | st.none(), _ATS | st.none(), st.integers(0, 10**9), st.data())
def test_cursors_come_back_and_notice_a_slip(
    config: str, done: At | None, towards: At | None, number: int, choose: st.DataObject
) -> None:
    """A token is its cursor; with any character changed it is none."""
    cursor = Cursor(config=config, done=done, towards=towards, changes=number)
    token = render(cursor)
    assert parse(token) == cursor
    at = choose.draw(st.integers(0, len(token) - 1))
    slipped = token[:at] + choose.draw(st.sampled_from("0123456789abcdef:-=.").filter(lambda c: c != token[at]))
    with pytest.raises(InputError, match="no cursor"):
        parse(slipped + token[at + 1 :])


@settings(max_examples=25)
@given(st.lists(PAGES, min_size=2, max_size=4))
def test_changes_add_up(history: list[Pages]) -> None:
    """The sum of steps is what comparing the ends finds, whatever lay between."""
    tables = [
        {kind.name: table for kind in KINDS if (table := _table(kind.name, kind.schema, pages)).num_rows}
        for pages in history
    ]
    steps = [changes.compare(one, other) for one, other in pairwise(tables)]
    found = summed(steps)
    assert found is not None
    expected = {(each.config, each.id): each for each in changes.compare(tables[0], tables[-1])}
    assert {key: (each.change, each.version) for key, each in found.items()} == {
        key: (each.change, each.version) for key, each in expected.items()
    }


def test_lines_and_arrow_say_the_same_of_a_real_release(
    data: Path, kept: Callable[..., Kept], rejected: Callable[..., Rejected]
) -> None:
    """All rows at first, then what another release changed, each with its row; a removed one has none."""
    release(data, today=date(2026, 11, 21))
    first = feed(data)
    assert (first.changes, len({row["id"] for row in told(data)})) == (52, 52)
    with Ledger.open(data) as ledger:
        ledger.finish("", kept(0, title="改过的标题"), run=None)
        ledger.finish("", rejected(1), run=None)
        ledger.finish("", kept(90, text="一篇全新的文章，讲的是催收电话。"), run=None)
    release(data, today=date(2026, 11, 22))
    second = feed(data, first.cursor)
    batches = list(second.batches())
    assert all(batch.schema.equals(second.schema, check_metadata=True) for batch in batches)
    found = [json.loads(line) for batch in batches for line in lines(batch)]
    assert [{"id": each["id"], "change": each["change"], "reason": each["reason"]} for each in found] == [
        {"id": row["id"], "change": row["change"], "reason": row["reason"]} for row in told(data, first.cursor)
    ]
    by_id = {each["id"]: each for each in found}
    assert "row" not in by_id[f"{1:016x}"]
    assert by_id[f"{1:016x}"]["reason"] == "now in rejected"
    assert by_id[f"{0:016x}"]["row"]["title"] == "改过的标题"
    assert by_id[f"{90:016x}"]["row"]["text"].startswith("一篇全新")
    assert told(data, second.cursor) == []
    assert fold(fold({}, told(data)[:0]), told(data)) == newest(data)

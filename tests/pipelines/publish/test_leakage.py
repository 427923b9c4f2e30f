"""What is released stays grouped and split as it was, and no release gets out with a near-duplicate in two splits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from pipelines.dedup.known import TEXT, digest_of, digests
from pipelines.dedup.splits import split_of
from pipelines.errors import ReleaseError
from pipelines.publish import card
from pipelines.publish.leakage import SECTION, check_leaks, search_leaks
from pipelines.publish.releases import release
from pipelines.publish.summary import summarise
from pipelines.publish.tables import read_tables
from pipelines.store import duplicates, parquet
from pipelines.store.ledger import Ledger
from pipelines.types import Kept
from tests.pipelines.conftest import START

STORY = (
    "月底那天，{lender}的短信又来了。短信里说欠款共{amount}元，限当日十八点以前存入，否则就要联系家里的人。阿姨把合同翻出来"
    "核对了两遍，每一期都按时扣过，银行流水上写得明明白白。她给客服打了三次电话，第三次才有人承认号码录错了。"
)
COLUMNS = ("cluster_id", "template_id", "duplicate_of", "split", "time_split", "lender_split")


def _stage(data: Path, *outcomes: Kept) -> None:
    with Ledger.open(data) as ledger:
        for outcome in outcomes:
            ledger.finish("", outcome, run=None)


def _rows(folder: Path) -> dict[str, tuple[str | None, ...]]:
    tables = read_tables(folder)
    return {
        row["id"]: tuple(row[name] for name in COLUMNS)
        for split in ("train", "validation", "test")
        if split in tables
        for row in tables[split].to_pylist()
    }


def test_twins_and_copies_are_marked(tmp_path: Path, kept: Callable[..., Kept]) -> None:
    """A known lender's twin shares the template, a damaged copy the cluster; all share the split."""
    texts = (STORY.format(lender="借呗", amount=300), STORY.format(lender="还呗", amount=5_200))
    lenders = [(kept(0).record.lenders), (kept(6).record.lenders)]
    _stage(
        tmp_path,
        kept(0, text=texts[0], lenders=lenders[0]),
        kept(1, text=texts[0].replace("号码", "***"), lenders=lenders[0]),
        kept(2, text=texts[1], lenders=lenders[1]),
    )
    first, copy, twin = (_rows(release(tmp_path).path)[f"{number:016x}"] for number in range(3))
    assert first[:3] == (f"{0:016x}", f"{0:016x}", None)
    assert copy[:4] == (*first[:2], f"{0:016x}", first[3])
    assert twin[:4] == (f"{2:016x}", first[1], None, first[3])


def test_later_rows_move_nothing(data: Path, kept: Callable[..., Kept]) -> None:
    """A copy that was published before what is released copies it all the same; only its own row is new."""
    text = STORY.format(lender="借呗", amount=300)
    earlier = START - timedelta(days=99)
    _stage(data, kept(70, text=text), kept(72, text="外婆的菜园里住着一只刺猬。", published_at=earlier))
    before = _rows(release(data).path)
    assert before[f"{70:016x}"][4] == "test"
    _stage(data, kept(71, text=text, lenders=kept(70).record.lenders, published_at=earlier))
    second = release(data)
    after = _rows(second.path)
    assert {row: after[row] for row in before} == before
    assert after[f"{71:016x}"][2] == f"{70:016x}"
    changed = pq.read_table(second.path / "changes.parquet").to_pylist()
    assert {row["id"] for row in changed} == {f"{71:016x}"}


def test_card_tells_the_proof(data: Path) -> None:
    """Rows compared and pairs found stand in the card, as they are in the files."""
    done = release(data)
    found = search_leaks(done.path)
    assert (found.rows, found.pairs) == (52, ())
    assert card.read_figures((done.path / card.NAME).read_text("utf-8"))[SECTION] == found.figures


def test_summary_counts_copies_and_twins(data: Path, kept: Callable[..., Kept]) -> None:
    """Rows of a template of several count as twins, whether copies or not."""
    _stage(data, kept(70, text=kept(0).record.text))
    release(data)
    summary = summarise(data)
    tables = read_tables(data / "latest")
    templates = [
        row
        for split in ("train", "validation", "test")
        if split in tables
        for row in tables[split]["template_id"].to_pylist()
    ]
    assert summary.duplicates == 1
    assert summary.twins == sum(templates.count(each) > 1 for each in templates) > 1


def test_leaking_release_is_refused(data: Path, kept: Callable[..., Kept]) -> None:
    """Near-duplicates that stand in two splits, whatever their ids say, are found in the files and named."""
    long = STORY.format(lender="借呗", amount=300)
    _stage(data, kept(70, text=long), kept(71, text=long.replace("300", "99")))
    folder = release(data).path
    assert search_leaks(folder).pairs == ()
    split, table = next(
        (name, table) for name, table in read_tables(folder).items() if f"{71:016x}" in table["id"].to_pylist()
    )
    other = "test" if split == "train" else "train"
    row = table.filter(pc.field("id") == f"{71:016x}")
    parquet.write(folder / "data" / f"{other}-00001-of-00002.parquet", row)
    found = search_leaks(folder)
    assert [pair[2] for pair in found.pairs] == [1.0]
    assert f"{71:016x}" in found.pairs[0]
    with pytest.raises(ReleaseError, match=r"alike \(1\.00\) and stand in different splits, as do 0 other pairs"):
        check_leaks("2026.11.21", found)


def test_a_leak_in_a_release_under_way_lets_nothing_out(data: Path, kept: Callable[..., Kept]) -> None:
    """An index that takes a text for another one parts it from its twin: the proof believes no index, and all stays as it was."""
    long, other = STORY.format(lender="借呗", amount=300), "外婆的菜园里住着一只刺猬，白天睡在南瓜叶底下。"
    twin = long.replace("300", "99")
    elsewhere = next(each for each in range(71, 199) if split_of(f"{each:016x}") != split_of(f"{70:016x}"))
    _stage(data, kept(70, text=long), kept(elsewhere, text=other))
    folder = release(data, version="2026.11.21").path
    known = duplicates.load(data)
    texts = [digest_of(twin) if each == digest_of(other) else each for each in known.templates.texts.tolist()]
    duplicates.save(data, replace(known, templates=replace(known.templates, texts=digests(texts, TEXT))))
    _stage(data, kept(200, text=twin))
    with pytest.raises(ReleaseError, match=r"alike \(\d\.\d\d\) and stand in different splits"):
        release(data, version="2026.11.22")
    assert [path.name for path in (data / "releases").iterdir()] == ["2026.11.21"]
    assert (data / "latest").resolve() == folder.resolve()

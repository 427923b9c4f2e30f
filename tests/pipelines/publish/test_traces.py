"""What other pages show of a page that is forgotten: its address, its title among their links; and what they are known by after."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipelines.publish.releases import release
from pipelines.publish.tables import read_tables
from pipelines.publish.takedown import forget
from pipelines.publish.verify import verify
from pipelines.records import located, read_page
from pipelines.store import parquet
from pipelines.store.addresses import Address
from pipelines.store.archive import places_of
from pipelines.store.frontier import Brought
from pipelines.store.layout import part_path
from pipelines.store.ledger import Ledger
from pipelines.store.returning import without_links
from pipelines.store.tombstones import Forgotten, Target
from pipelines.types import RawPage

SITE = "http://farm.example.com"
GONE = f"{SITE}/3.html"
TITLE = "借呗催收短信第三篇说我逾期"
OTHER = "借呗催收短信第四篇说我逾期"
PLACES = ("下班路上", "开会的时候", "早饭还没吃完", "在菜市场", "给孩子开家长会", "半夜")


def page(number: int, charset: str = "utf-8") -> RawPage:
    """An article with related links by path, its address printed in a message by the first."""
    message = f"他发来的短信是：“【借呗】您已逾期，请点击 {GONE} 还款。”" if number == 1 else ""
    text = f"我{PLACES[number]}收到一条借呗的催收短信，说我欠款{number}千元，要我马上还清，否则起诉。{message}"
    links = f'<h3>相关文章</h3><ul><li><a href="/3.html">{TITLE}</a></li><li><a href="4.html">{OTHER}</a></li></ul>'
    title = TITLE if number == 3 else f"借呗催收短信第{number}篇"
    body = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p><p>我打了客服电话核实。</p>{links}</body></html>"
    moment = datetime(2026, 3, 4, 12, tzinfo=UTC)
    return RawPage(url=f"{SITE}/{number}.html", status=200, body=body.encode(charset), fetched_at=moment, source="farm")


def crawl(data: Path, pages: list[RawPage]) -> list[bool]:
    """Read pages as a crawl does; return which of them were new or another version."""
    found = []
    with Ledger.open(data) as ledger:
        run = ledger.begin_run("collect", ["farm"])
        archive, frontier, forgotten = ledger.archive(), ledger.frontier(["farm"]), ledger.forgotten()
        frontier.enqueue(Address(url=page.url, source="farm") for page in pages)
        for each in (without_links(forgotten, page) for page in pages):
            captures = archive.keep(each)
            row = located(read_page(each), places_of(captures))
            found.append(frontier.finish(each.url, row, Brought(captures=captures)))
        ledger.end_run(run, reason="finished", stats={})
    return found


OTHERS = [0, 1, 2, 4, 5]


@pytest.fixture(scope="module")
def _forgot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("traces") / "data"
    assert all(crawl(data, [page(number) for number in range(6)]))
    release(data, today=date(2026, 3, 4))
    assert TITLE in shown(data)
    assert GONE in shown(data)
    assert "farm[.]example[.]com/3.html" in shown(data)
    forget(data, Target.of("url", GONE))
    return data


@pytest.fixture
def data(_forgot: Path, tmp_path: Path) -> Path:
    """A folder in which one of six pages was forgotten, which the others link to by its path and title."""
    return Path(shutil.copytree(_forgot, tmp_path / "data", symlinks=True))


def shown(data: Path) -> str:
    """All that parts and the newest release hold, as text."""
    parts = [parquet.read(path).to_pylist() for path in (data / "state" / "parts").glob("*.parquet")]
    return repr([*parts, *(table.to_pylist() for table in read_tables(data / "latest").values())])


def test_other_rows_lose_address_and_title(data: Path) -> None:
    """Of their related links the others stay; what a message was said to link to goes with the address."""
    left = shown(data)
    assert [trace in left for trace in (TITLE, GONE, "farm[.]example[.]com/3")] == [False] * 3
    assert OTHER in left
    assert verify(data) == []
    assert not release(data, today=date(2026, 3, 5)).is_new


def test_a_page_that_comes_again_unchanged_is_unchanged(data: Path) -> None:
    """Its row was changed in place, and the ledger knows it as it is."""
    assert crawl(data, [page(number) for number in OTHERS]) == [False] * 5


@pytest.mark.parametrize("charset", ["gb18030", "utf-16"])
def test_a_later_page_comes_in_without(data: Path, charset: str) -> None:
    """In any charset its row prints no address that was forgotten."""
    changed = page(1, charset)
    crawl(data, [changed])
    release(data, today=date(2026, 3, 5))
    assert GONE not in shown(data)
    assert b"3.html" not in without_links(_forgotten(data), changed).body.replace(b"\0", b"")


def _forgotten(data: Path) -> Forgotten:
    with Ledger.open(data) as ledger:
        return ledger.forgotten()


def test_a_part_is_written_as_parts_are(data: Path, tmp_path: Path) -> None:
    """For ourselves, not as what is published: written anew in that form, its rows are the same bytes."""
    with Ledger.open(data) as ledger:
        [part] = ledger.parts()
    path, again = part_path(data, part.number), tmp_path / "again.parquet"
    for form, is_same in ((parquet.OURS, True), (parquet.PUBLISHED, False)):
        parquet.write(again, parquet.read(path), form=form)
        assert (again.read_bytes() == path.read_bytes()) == is_same

"""What a ledger learns of where the subject is: counted with the page, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipelines.store.addresses import Address
from pipelines.store.erasing import erase_rows
from pipelines.store.frontier import Brought, Lesson, Room
from pipelines.store.harvest import Yield
from pipelines.store.ledger import Ledger
from pipelines.store.sought import Sought
from pipelines.store.sqlite_frontier import SqliteFrontier
from pipelines.store.tombstones import Target
from pipelines.store.variants import MOST_OF_ONE_SITE, alike, count, marks_of
from pipelines.types import Kept

ROOM = Room(total=9, articles=9, per_host=9, held={})
TEXT = "昨天收到甲贷的短信，说我欠款三百元没有还清，可是我从来没有借过这家的钱，打电话去问客服，客服让我先把身份信息报给他核实，我没有报，后来他们又发了两条短信来催。"


def url(number: int) -> str:
    """The address of an article."""
    return f"http://farm.example.com/{number}"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger with a run under way."""
    with Ledger.open(tmp_path) as opened:
        opened.begin_run("collect", ["farm"])
        yield opened


@pytest.fixture
def frontier(ledger: Ledger) -> SqliteFrontier:
    """Two addresses, each with clues, leased."""
    found = ledger.frontier(["farm"])
    found.enqueue(Address(url=url(number), source="farm", clues=("all", f"w:{number}")) for number in (1, 2))
    found.lease(ROOM)
    return found


def test_a_page_counts_for_what_spoke_for_it(frontier: SqliteFrontier, kept: Callable[..., Kept]) -> None:
    """Once: what is read again, or was here under another address, teaches nothing more."""
    frontier.finish(url(1), kept(1), Brought(lesson=Lesson(gave=True)))
    frontier.finish(url(1), kept(1), Brought(lesson=Lesson(gave=True)))
    frontier.finish(url(2), kept(2))
    assert frontier.harvest.of("farm", "all") == Yield(asked=2, gave=1, dry=1)
    assert frontier.harvest.of("farm", "w:1") == Yield(asked=1, gave=1, dry=0)
    assert frontier.harvest.of("other", "all") == Yield()


def test_a_page_counts_for_the_lists_it_links_to(frontier: SqliteFrontier, kept: Callable[..., Kept]) -> None:
    """Beside what had spoken for it, and once where both are the same."""
    frontier.finish(url(1), kept(1), Brought(lesson=Lesson(gave=True, clues=("to:tag", "w:1"))))
    assert [frontier.harvest.of("farm", clue) for clue in ("to:tag", "w:1")] == [Yield(asked=1, gave=1)] * 2


def test_a_step_that_is_undone_teaches_nothing(frontier: SqliteFrontier, kept: Callable[..., Kept]) -> None:
    """The row, the state of the address, the lesson and what the page led to are there together or not at all."""

    class Broken(tuple[Address, ...]):
        __slots__ = ()

        def __iter__(self) -> Iterator[Address]:
            raise ValueError("cut short")

    with pytest.raises(ValueError, match="cut short"):
        frontier.finish(url(1), kept(1), Brought(lesson=Lesson(gave=True, found=Broken())))
    assert frontier.harvest.of("farm", "all") == Yield()
    assert url(1) in frontier.held()


def test_lasting_failures_teach_and_passing_ones_do_not(frontier: SqliteFrontier) -> None:
    """A template of missing pages gives nothing; a server in trouble says nothing of its pages."""
    frontier.fail(url(1), "http_404")
    frontier.fail(url(2), "timeout")
    assert frontier.harvest.of("farm", "all") == Yield(asked=1, gave=0, dry=1)


def test_what_is_left_out_teaches_nothing_and_comes_up_again(frontier: SqliteFrontier, ledger: Ledger) -> None:
    """It is on record with its reason, and keeps what spoke for it."""
    assert frontier.leave(url(1), "budget_host", "enough for today")
    assert frontier.harvest.of("farm", "all") == Yield()
    assert ledger.counts().failures == {"budget_host": 1}
    assert not frontier.leave(url(1), "budget_host")


def test_a_list_counts_by_what_the_run_had_not_met(frontier: SqliteFrontier) -> None:
    """A page of new articles is fresh, the same ones shown again are stale; further lists are nothing new."""
    more = [Address(url=url(number), source="farm") for number in (3, 4)]
    lists = [Address(url="http://farm.example.com/l", source="farm", kind="listing")]
    for found in (more, more, lists):
        frontier.enqueue([Address(url="http://farm.example.com/", source="farm", kind="listing", priority=9)])
        frontier.lease(ROOM)
        frontier.expand("http://farm.example.com/", found, series=["l:x"])
        frontier._database.execute("UPDATE urls SET found_run = NULL WHERE kind = 'listing'")
    assert frontier.harvest.of("farm", "l:x") == Yield(asked=3, gave=1, dry=2)


def test_what_is_queued_is_weighed_anew(ledger: Ledger) -> None:
    """A step at a time, in the order of finding; leases then go by the new priorities."""
    frontier = ledger.frontier(["farm"])
    frontier.enqueue(Address(url=url(number), source="farm", clues=("w:1",)) for number in range(5))
    frontier.enqueue([Address(url=url(9), source="farm", priority=3)])
    after, seen = 0, 0
    while (last := frontier.weigh(lambda address: int(address.url[-1]), after=after, most=2)) is not None:
        after, seen = last, seen + 1
    assert seen == 3
    assert [lease.address.url for lease in frontier.lease(ROOM)] == [url(number) for number in (4, 3, 9, 2, 1, 0)]


def test_variants_have_marks_in_common() -> None:
    """Other lenders and numbers are the same text, another text is not."""
    same = marks_of(TEXT.replace("甲贷", "拍拍贷").replace("两条", "2条"))
    assert len(set(marks_of(TEXT.replace("甲贷", "借呗").replace("两条", "7条"))) & set(same)) == len(same)
    assert not set(marks_of("红烧肉先焯水再炒糖色，" * 12)) & set(same)


def test_variants_are_counted_by_site(ledger: Ledger) -> None:
    """A page is like as many as have half of its marks; what is met once is forgotten where there is too much."""
    database = ledger._database
    for _ in range(3):
        count(database, "farm.example.com", (1, 2, 3, 4))
    assert alike(database, "farm.example.com", (1, 2, 8, 9)) == 3
    assert alike(database, "farm.example.com", (1, 7, 8, 9)) == 0
    assert alike(database, "other.example.com", (1, 2, 3, 4)) == 0
    count(database, "farm.example.com", range(10, 10 + MOST_OF_ONE_SITE))
    assert database.query("SELECT count(*) FROM marks") == [(4,)]


def test_what_is_forgotten_leaves_no_clue(frontier: SqliteFrontier, ledger: Ledger, kept: Callable[..., Kept]) -> None:
    """Clues name hosts and quote anchors: of a site that is forgotten none stays, nor of those still queued."""
    lesson = Lesson(gave=True, site="farm.example.com", marks=(1, 2))
    frontier.enqueue([Address(url=url(5), source="farm", clues=("at:farm.example.com/l",))])
    frontier.finish(url(1), kept(1), Brought(lesson=lesson))
    ledger._database.execute("INSERT INTO harvest VALUES ('farm', 'u:farm.example.com/N', 1, 1, 0)")
    erase_rows(ledger, Sought.of([Target("site", "farm.example.com")]), frozenset())
    assert ledger._database.query("SELECT clue FROM harvest WHERE instr(clue, 'farm.example.com')") == []
    assert ledger._database.query("SELECT count(*) FROM marks") == [(0,)]

"""When what was read is read again, and what that changes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.store.addresses import Address
from pipelines.store.captures import Capture
from pipelines.store.frontier import Brought, Standing
from pipelines.store.holds import Hold
from pipelines.store.ledger import Ledger
from pipelines.store.revisits import DAY, DEFAULT, Revisits, Visited, next_interval, when_told
from pipelines.store.validators import Validator, dumps, loads
from pipelines.types import Kept, Place
from tests.pipelines.store.conftest import LIST, ROOM, A, B, C, Run

_TIMES = st.integers(0, 10**10)
_BOUNDS = st.tuples(st.integers(60, 10**5), st.integers(0, 10**6), st.integers(0, 10**7)).map(
    lambda sizes: Revisits(least=sizes[0], first=sizes[0] + sizes[1], most=sum(sizes))
)


@given(_BOUNDS, st.none() | _TIMES, st.booleans(), st.booleans())
def test_pauses_keep_their_bounds(bounds: Revisits, before: int | None, changed: bool, is_list: bool) -> None:
    """Whatever was before."""
    assert bounds.least <= next_interval(bounds, before, changed=changed, is_list=is_list) <= bounds.most


@given(_BOUNDS, _TIMES, _TIMES, _TIMES, st.integers(0, 10**7))
def test_a_sitemap_is_heard_and_not_obeyed(
    bounds: Revisits, fetched_at: int, modified: int, now: int, pause: int
) -> None:
    """It never brings us sooner than the least pause, nor keeps us away for more than the longest."""
    page = Visited(fetched_at, pause, fetched_at + pause)
    at = when_told(bounds, page, modified=modified, now=now)
    if modified > fetched_at:
        assert min(page.next_fetch, fetched_at + bounds.least) <= at <= page.next_fetch
    else:
        assert page.next_fetch <= at <= max(page.next_fetch, fetched_at + bounds.most)


@given(st.lists(st.builds(Validator, st.text(), st.text(), st.text()), max_size=3).map(tuple))
def test_validators_come_back_as_they_were(validators: tuple[Validator, ...]) -> None:
    """Whatever a server wrote."""
    assert loads(dumps(validators)) == validators


def make_due(ledger: Ledger, *urls: str) -> None:
    """Let the time come for pages to be read again: these, one after the other, or all."""
    for number, url in enumerate(urls or [""]):
        sql = "UPDATE urls SET next_fetch = ?, fetched_at = fetched_at - ? WHERE next_fetch NOTNULL AND (? = '' OR url = ?)"
        ledger._database.execute(sql, (number, 30 * DAY, url, url))


def read_all(run: Run, kept: Callable[..., Kept], *urls: str) -> None:
    """Find and read articles."""
    run.find(*urls)
    for number, url in enumerate(run.lease(), 1):
        run.frontier.finish(url, kept(number, url=url), Brought(validators=(Validator(url, etag='"1"'),)))


def test_what_was_read_is_read_again_when_it_is_due(ledger: Ledger, run: Run, kept: Callable[..., Kept]) -> None:
    """Not by the run that read it, nor before its time; then it is leased with what it was read with."""
    read_all(run, kept, A)
    assert Run(ledger, "farm").lease() == []
    make_due(ledger)
    run = Run(ledger, "farm")
    [lease] = run.frontier.lease(ROOM)
    assert (lease.address.url, lease.is_revisit, lease.validators) == (A, True, (Validator(A, etag='"1"'),))
    run.frontier.finish(A, kept(1, url=A))
    make_due(ledger)
    assert run.lease() == []
    assert run.frontier.standing("farm") == Standing()


def test_new_pages_go_first_and_then_what_is_longest_overdue(
    ledger: Ledger, run: Run, kept: Callable[..., Kept]
) -> None:
    """Whatever their priority; and nothing is read again of a host whose lists may still lead to something new."""
    read_all(run, kept, A, B, C)
    make_due(ledger, C, A, B)
    run = Run(ledger, "farm")
    run.find(A, priority=9)
    run.find(LIST, kind="listing", priority=10)
    assert run.lease() == [LIST]
    assert run.lease() == []
    run.frontier.expand(LIST, [Address(url=f"{A}/new", source="farm")])
    assert run.lease() == [f"{A}/new", C, A, B]


@pytest.mark.parametrize(("text", "factor"), [(None, 2), ("短信换了说法。", 0.5)])
def test_pauses_grow_with_what_stays_and_shrink_with_what_changes(
    text: str | None, factor: float, ledger: Ledger, run: Run, kept: Callable[..., Kept]
) -> None:
    """A page that says the same in other bytes is no new version, and is left alone for longer."""
    read_all(run, kept, A)
    make_due(ledger)
    run = Run(ledger, "farm")
    run.lease()
    said = {"text": text} if text else {}
    again = kept(1, url=A, raw_sha256="0" * 64, view_count=9, related=("别的",), **said)
    assert run.frontier.finish(A, again) is bool(text)
    [(interval,)] = ledger._database.query("SELECT interval FROM urls")
    assert interval == DEFAULT.first * factor


def test_what_its_server_calls_unchanged_is_seen_again(ledger: Ledger, run: Run, kept: Callable[..., Kept]) -> None:
    """No new row; the page's last time moves, and all of it or nothing."""
    read_all(run, kept, A)
    make_due(ledger)
    run = Run(ledger, "farm")
    run.lease()
    moment = datetime(2030, 1, 1, tzinfo=UTC)
    said = Capture(url=A, place=Place("a", 1), length=1, sha256="", captured_at=moment, page="?", is_unchanged=True)
    assert not run.frontier.confirm(A, [said])
    assert run.frontier.held() == [A]
    assert run.frontier.confirm(A, [replace(said, page=f"{1:016x}")])
    assert ledger.counts().urls == {"done": 1}
    assert [each.is_unchanged for each in ledger.captures(url=A)] == [True]
    assert ledger._database.query("SELECT last_seen FROM pages") == [(moment.isoformat(),)]
    assert ledger.counts().staged == 1


def test_a_failure_makes_the_next_request_whole(ledger: Ledger, run: Run, kept: Callable[..., Kept]) -> None:
    """What a server said before it failed is not relied on."""
    read_all(run, kept, A)
    for expected in ((Validator(A, etag='"1"'),), ()):
        make_due(ledger)
        run = Run(ledger, "farm")
        [lease] = run.frontier.lease(ROOM)
        assert lease.validators == expected
        run.frontier.fail(A, "timeout")


def test_a_sitemap_spares_a_look_or_asks_for_one(ledger: Ledger, run: Run, kept: Callable[..., Kept]) -> None:
    """A due page that has not changed since it was read is left alone; one that has is read at once; the rest as planned."""
    read_all(run, kept, A, B, C)
    make_due(ledger, A, C)
    ledger._database.execute("UPDATE urls SET fetched_at = fetched_at - ? WHERE url = ?", (3 * DAY, B))
    now = int(time.time())
    run = Run(ledger, "farm")
    run.find(LIST, kind="listing")
    assert run.lease() == [LIST]
    claims = {A: now - 40 * DAY, B: now}
    run.frontier.expand(LIST, [Address(url=url, source="farm", modified=claim) for url, claim in claims.items()])
    assert run.lease() == [C, B]
    assert run.frontier.standing("farm") == Standing(resting=1, listed=2)


def test_what_lists_show_counts_where_a_door_could_be_read(ledger: Ledger, run: Run) -> None:
    """Further lists keep their counts till they are asked again; behind doors that fail they lead nowhere; one that is put off says nothing."""
    further = Address(url=f"{LIST}/2", source="farm", kind="listing", depth=1)
    run.find(LIST, kind="listing")
    for url, found in (
        (LIST, [Address(url=A, source="farm"), further]),
        (further.url, [Address(url=B, source="farm")]),
    ):
        assert url in run.lease()
        run.frontier.expand(url, found)
    assert run.frontier.standing("farm").listed == 2
    later = Run(ledger, "farm")
    later.find(LIST, kind="listing")
    assert later.frontier.standing("farm").listed is None
    assert LIST in later.lease()
    later.frontier.fail(LIST, "http_404")
    assert later.frontier.standing("farm").listed == 0


def test_further_lists_wait_for_their_time_unless_something_is_new(ledger: Ledger, run: Run) -> None:
    """A list that leads to nothing new is asked ever more seldom; a door, and what stands behind news, by every run."""
    further = Address(url=f"{LIST}/2", source="farm", kind="listing")
    for shown, expected in (([A], True), ([A], False), ([A, B], True)):
        run = Run(ledger, "farm")
        run.find(LIST, kind="listing")
        assert LIST in run.lease()
        run.frontier.expand(LIST, [*(Address(url=url, source="farm") for url in shown), further])
        assert (further.url in run.lease()) is expected
        run.frontier.expand(further.url, [])


def test_lists_are_read_anew_by_other_rules(ledger: Ledger, run: Run) -> None:
    """What was no article by the old rules may be one by the new ones, on a page that is the same."""
    for rules, known in (("1", 0), ("1", 1), ("2", 0)):
        run = Run(ledger, "farm")
        run.frontier.read_anew("farm", rules)
        run.find(LIST, kind="listing")
        [lease] = run.frontier.lease(ROOM)
        assert len(lease.validators) == known
        run.frontier.expand(LIST, [], (Validator(LIST, etag='"1"'),))


def test_holds_outlast_a_run(ledger: Ledger, run: Run) -> None:
    """Until a day after their end, or until the host answers; the time that it asked for stays all the same."""
    now = time.time()
    for host, until in (("a", now + 60), ("b", now - 60), ("c", now - 2 * DAY), ("d", now + 60), ("e", now + 60)):
        run.frontier.hold(host, Hold(2, until))
    run.frontier.hold("d", Hold(0, 0.0))
    run.frontier.hold("e", Hold(0, now + 60))
    holds = Run(ledger, "farm").frontier.holds()
    assert set(holds) == {"a", "b", "e"}
    assert holds["a"].failures == 2
    assert 59 <= holds["a"].until - now <= 62

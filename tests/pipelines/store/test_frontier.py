"""What a frontier promises beside its laws: order, fairness, what a run is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.store.addresses import Address, key_of
from pipelines.store.frontier import Lease, Remaining, Room
from pipelines.store.ledger import Ledger
from pipelines.store.queue import LIST as LIST_RANK
from pipelines.store.queue import REVISIT, Candidate, fitting, in_turn
from pipelines.store.retries import MAX_TRIES, after_failure, is_passing
from pipelines.store.revisits import DAY
from pipelines.store.sqlite_frontier import SqliteFrontier
from pipelines.types import Kept
from tests.pipelines.store.conftest import LIST, ROOM, A, B, C, Run


def test_addresses_are_queued_once_in_any_spelling(run: Run) -> None:
    """The first spelling is the one that is asked for."""
    run.find(A, B, A.replace("farm", "FARM"), f"{A}#end", f"{B}?b=1&a=2", f"{B}?a=2&b=1")
    assert run.lease() == [A, B, f"{B}?b=1&a=2"]


def test_the_best_goes_first_and_the_rest_as_found(run: Run) -> None:
    """A better priority raises what is queued; a worse one changes nothing."""
    run.find(A, B, C)
    run.find(C, priority=2)
    run.find(C, priority=1)
    assert run.lease() == [C, A, B]


def test_hosts_take_turns(run: Run) -> None:
    """A host of a thousand pages, found first, does not hold up one of two."""
    run.find(*(f"http://slow.example.com/{number}" for number in range(1_000)))
    run.find(*(f"http://fast.example.com/{number}" for number in range(2)))
    assert [url.partition(".")[0].removeprefix("http://") for url in run.lease(total=6)] == [
        *("slow", "fast", "slow", "fast", "slow", "slow")
    ]


def test_no_host_fills_the_hand(run: Run) -> None:
    """What is held of a host already counts."""
    run.find(*(f"http://slow.example.com/{number}" for number in range(9)))
    room = Room(total=99, articles=99, per_host=4, held={"slow.example.com": 3})
    assert len(run.frontier.lease(room)) == 1


def test_a_budget_bounds_articles_and_not_lists(run: Run) -> None:
    """With no article left to ask for, lists are still read; with one, one is leased."""
    run.find(A, B)
    run.find(LIST, kind="listing")
    assert run.lease(articles=0) == [LIST]
    assert run.lease(articles=1) == [A]


def test_only_the_sources_of_the_run_are_leased(ledger: Ledger, run: Run) -> None:
    """What other sources queued waits for a run of theirs, and does not count as remaining."""
    run.find(A)
    run.find(B, source="other")
    assert run.lease() == [A]
    assert Run(ledger, "other").frontier.remaining() == Remaining(queued=1)
    assert Run(ledger).lease() == []


def test_what_another_source_finds_passes_to_it(ledger: Ledger, run: Run, kept: Callable[..., Kept]) -> None:
    """A source that is renamed takes over what the old name had queued; what is done stays with who read it."""
    run.find(A, B)
    run.lease(total=1)
    run.frontier.finish(A, kept(1))
    renamed = Run(ledger, "renamed")
    assert renamed.find(A, B, source="renamed") == 0
    assert renamed.lease() == [B]


def test_lists_are_read_by_every_run_once(ledger: Ledger, run: Run) -> None:
    """An article leads nowhere new; a list may."""
    run.find(LIST, kind="listing")
    assert run.lease() == [LIST]
    run.frontier.expand(LIST, [Address(url=LIST, source="farm", kind="listing")])
    run.find(LIST, kind="listing")
    assert run.lease() == []
    later = Run(ledger, "farm")
    later.find(LIST, kind="listing")
    assert later.lease() == [LIST]


def test_a_door_that_was_taken_for_an_article_becomes_one(ledger: Ledger, run: Run, kept: Callable[..., Kept]) -> None:
    """The source's file knows better than a link."""
    run.find(LIST)
    run.lease()
    run.frontier.finish(LIST, kept(1))
    later = Run(ledger, "farm")
    later.find(LIST, kind="listing")
    [lease] = later.frontier.lease(Room(total=9, articles=0, per_host=9, held={}))
    assert lease.address.kind == "listing"


def test_what_is_new_is_told_once(ledger: Ledger, run: Run) -> None:
    """However many lists name an address, in whatever spelling and run."""
    assert (run.find(A, B, A), run.find(A)) == (2, 0)
    assert Run(ledger, "farm").find(A, C) == 1


def test_a_list_and_what_it_led_to_are_one_step(run: Run) -> None:
    """Where the links cannot all be queued the list is not done either."""

    def found() -> Iterator[Address]:
        yield Address(url=A, source="farm")
        raise ZeroDivisionError

    run.find(LIST, kind="listing")
    run.lease()
    with pytest.raises(ZeroDivisionError):
        run.frontier.expand(LIST, found())
    assert run.frontier.held() == [LIST]
    assert run.frontier.remaining() == Remaining(leased=1)


def test_what_a_dead_run_held_is_taken_back_at_once(ledger: Ledger, run: Run) -> None:
    """The next run has the lock, so the last one is dead: nobody waits for its leases to expire."""
    run.find(A)
    assert run.lease() == [A]
    assert Run(ledger, "farm").lease() == [A]


def test_failures_wait_longer_each_time_and_then_no_more(run: Run) -> None:
    """What may pass remains to be done; what was tried often enough does not."""
    clock = [1_000_000.0]
    frontier = SqliteFrontier(run.ledger._database, run=run.number, sources=["farm"], clock=lambda: clock[0])
    run.find(A)
    waits = []
    for tries in range(MAX_TRIES):
        leases: list[Lease] = []
        while not leases:
            leases = frontier.lease(Room(total=1, articles=1, per_host=1, held={}))
            clock[0] += 60
        waits.append(clock[0])
        assert leases[0].tries == tries
        assert frontier.fail(A, "timeout", "no answer")
        assert frontier.remaining().waiting == int(tries + 1 < MAX_TRIES)
    pauses = [later - sooner for sooner, later in pairwise(waits)]
    assert pauses == sorted(pauses)
    clock[0] += 1e9
    assert frontier.lease(Room(total=1, articles=1, per_host=1, held={})) == []
    assert run.ledger.counts().urls == {"failed": 1}


def test_a_page_that_two_runs_do_not_find_is_gone(ledger: Ledger) -> None:
    """The second look comes a day later and in another run; it is not waited for."""
    clock = [1_000_000.0]
    for state in ("failed", "gone"):
        run = Run(ledger, "farm")
        frontier = SqliteFrontier(ledger._database, run=run.number, sources=["farm"], clock=lambda: clock[0])
        run.find(A)
        for _ in range(2):
            for lease in frontier.lease(ROOM):
                frontier.fail(lease.address.url, "http_404")
            clock[0] += 2 * DAY
        assert ledger.counts().urls == {state: 1}
        assert frontier.remaining() == Remaining()
        assert frontier.standing("farm").gone == int(state == "gone")
        assert len(ledger.failures(9)) == int(state == "failed")


def test_a_failure_takes_nothing_from_what_was_read(run: Run, kept: Callable[..., Kept]) -> None:
    """A page that is leased once more and cannot be read stays done, and is asked again later."""
    run.find(A)
    run.lease()
    run.frontier.finish(A, kept(1))
    run.ledger._database.execute("UPDATE urls SET next_fetch = 0")
    later = Run(run.ledger, "farm")
    assert later.lease() == [A]
    later.frontier.fail(A, "timeout")
    assert run.ledger.counts().urls == {"done": 1}
    assert run.ledger.counts().queues == {"farm": {"done": 1, "waiting": 1}}


_CANDIDATES = st.lists(
    st.builds(Candidate, st.integers(0, 99), st.sampled_from("abc"), st.integers(0, 1), st.integers(0, 3))
    | st.builds(
        Candidate, st.integers(0, 99), st.sampled_from("abc"), st.just(2), st.integers(0, 3), st.integers(0, 9)
    ),
    unique_by=lambda each: each.sequence,
)


@given(_CANDIDATES)
def test_turns_are_fair_within_a_priority(found: list[Candidate]) -> None:
    """Nobody is forgotten, and before a host's n-th of a priority every other host that has one had its (n-1)-th."""
    turned = in_turn(found)
    assert sorted(each.sequence for each in turned) == sorted(each.sequence for each in found)
    assert [each.rank == REVISIT for each in turned] == sorted(each.rank == REVISIT for each in turned)
    for order in sorted({each.order for each in turned}):
        same = [each for each in turned if each.order == order]
        for at, each in enumerate(same):
            before = [other.host for other in same[:at]]
            for host in {other.host for other in same[at:]}:
                assert before.count(host) >= before.count(each.host)


@given(_CANDIDATES, st.integers(0, 9), st.integers(0, 9), st.integers(0, 5))
def test_no_bound_of_the_room_is_passed(found: list[Candidate], total: int, articles: int, per_host: int) -> None:
    """In all, of articles, and of each host with what is held of it."""
    room = Room(total=total, articles=articles, per_host=per_host, held={"a": 2})
    chosen = list(fitting(found, room))
    hosts = ["a", "a", *(each.host for each in chosen)]
    assert len(chosen) <= total
    assert sum(each.rank != LIST_RANK for each in chosen) <= articles
    assert all(hosts.count(each.host) <= per_host for each in chosen)


@given(st.text())
def test_any_text_has_a_normal_form_and_that_is_its_own(text: str) -> None:
    """Whatever strangers link to: no error, and normal stays normal."""
    url = f"http://{text}"
    assert key_of(key_of(url)) == key_of(url)


@given(st.text(), st.integers(1, MAX_TRIES - 1))
def test_waits_grow_and_end(reason: str, tries: int) -> None:
    """For every reason, also one nobody has thought of; what may pass is asked sooner than what lasts."""
    now, later = (after_failure(reason, tries=each).wait for each in (tries, tries + 1))
    assert now is not None
    assert later is None or later >= now
    assert after_failure(reason, tries=MAX_TRIES).wait is None
    assert now <= (24 * 3600 if is_passing(reason) else 30 * 24 * 3600)

"""Turns in a data folder: late, but not lost."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest

from crawler.timing.turns import Turns
from pipelines.errors import DataBusy
from pipelines.store.database import Lock
from pipelines.store.ledger import Ledger, lock

LONG = timedelta(minutes=2)
BRIEF = timedelta(milliseconds=1)


@pytest.fixture
def stopping() -> Iterator[Event]:
    """What ends waiting, at the latest when the test has ended."""
    event = Event()
    yield event
    event.set()


def take(data: Path, stopping: Event) -> Lock:
    """A turn that is free."""
    turn = Turns(data, BRIEF).take("a", stopping)
    assert turn is not None
    return turn


def taken(data: Path, stopping: Event) -> tuple[Thread, Event]:
    """A thread that waits for a turn, and whether it has had it."""
    has_had = Event()

    def take() -> None:
        if turn := Turns(data, LONG).take("a", stopping):
            turn.release()
            has_had.set()

    thread = Thread(target=take, daemon=True)
    thread.start()
    return thread, has_had


def test_a_turn_waits_for_whoever_writes(tmp_path: Path, stopping: Event) -> None:
    """A release or a run by hand takes no turns, but is waited for."""
    with Ledger.open(tmp_path):
        thread, has_had = taken(tmp_path, stopping)
        assert not has_had.wait(1.5)
    thread.join(60)
    assert has_had.is_set()
    Ledger.open(tmp_path).close()


def test_nobody_waits_longer_than_told(tmp_path: Path, stopping: Event) -> None:
    """Neither for a writer nor for a turn; who waits for a writer keeps no turn from the next."""
    with Ledger.open(tmp_path), pytest.raises(DataBusy, match="is writing here"):
        Turns(tmp_path, BRIEF).take("b", stopping)
    turn = take(tmp_path, stopping)
    with pytest.raises(DataBusy):
        Turns(tmp_path, BRIEF).take("b", stopping)
    turn.release()
    take(tmp_path, stopping).release()


def test_one_waits_for_each_source(tmp_path: Path, stopping: Event) -> None:
    """A second process that waits for the same is sent away, one for another source is not; when the first has had it, the next may wait."""
    waiting = lock(tmp_path, "waits-a.lock")
    assert Turns(tmp_path, LONG).take("a", stopping) is None
    other = Turns(tmp_path, BRIEF).take("b", stopping)
    assert other is not None
    other.release()
    waiting.release()
    take(tmp_path, stopping).release()
    lock(tmp_path, "waits-a.lock").release()


def test_who_writes_is_named_before_who_took_the_turn(tmp_path: Path, stopping: Event) -> None:
    """The scheduler that took it may have been killed; its run, which writes, is what can be looked at."""
    turn = take(tmp_path, stopping)
    os.pwrite(turn.descriptor, b"999999999\n", 0)
    with pytest.raises(DataBusy, match="process 999999999"):
        Turns(tmp_path, BRIEF).take("b", stopping)
    with Ledger.open(tmp_path), pytest.raises(DataBusy, match=f"process {os.getpid()}"):
        Turns(tmp_path, BRIEF).take("b", stopping)
    turn.release()


def test_a_stop_ends_waiting(tmp_path: Path, stopping: Event) -> None:
    """At once, and it is no turn."""
    stopping.set()
    with Ledger.open(tmp_path), pytest.raises(DataBusy):
        Turns(tmp_path, LONG).take("a", stopping)


def test_a_turn_lasts_as_long_as_the_process_that_was_started_in_it(tmp_path: Path, stopping: Event) -> None:
    """So the next waits for a run whose scheduler was killed, also before that run writes."""
    turn = take(tmp_path, stopping)
    held = (turn.descriptor,)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=held) as run:
        turn.release()
        with pytest.raises(DataBusy):
            Turns(tmp_path, BRIEF).take("b", stopping)
        run.communicate(b"\n")
    take(tmp_path, stopping).release()

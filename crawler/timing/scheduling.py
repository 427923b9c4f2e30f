"""Keep collecting: one process of `lendersms collect SOURCE` after the other, at the times of the schedule.

One data folder has one writer, so runs wait for each other and none overlaps another. APScheduler keeps the times in memory;
what it knows comes from the ledger when it starts, and goes there with every run. A process that outlives a killed scheduler
ends its run in peace; the next scheduler finds the folder busy and comes back later.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Final

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from crawler.console.base_command import BUSY, OK, REMAINING, STOPPED
from crawler.registry import Source
from crawler.timing.schedule import Plan, following, last_runs, was_cut_short
from crawler.timing.turns import Turns
from pipelines.errors import DataBusy

_ENDS_WELL: Final = frozenset({OK, REMAINING})
_STOPS: Final = (signal.SIGTERM, signal.SIGINT)
_LOOK_AGAIN: Final = 5.0
"""Seconds."""


class Runner:
    """Starts one run after the other, and stops the one under way when asked to."""

    def __init__(
        self,
        arguments: Sequence[str],
        tell: Callable[[str], None],
        turns: Turns | None = None,
        is_needed: Callable[[str], bool] = lambda _: True,
    ) -> None:
        self._arguments = tuple(arguments)
        self._tell = tell
        self._turns = turns
        self._is_needed = is_needed
        self._lock = threading.RLock()  # a signal may come while its own thread holds it
        self._child: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()

    def __call__(self, source: str) -> int:
        """Collect a source in a process of its own, in its turn, and return its exit status.

        Nothing is to be done where another process waits for the source, or collected it in the meantime.
        """
        if self._turns is None:
            return self._run(source, ())
        try:
            turn = self._turns.take(source, self._stopping)
        except DataBusy as busy:
            if self._stopping.is_set():
                return STOPPED
            self._tell(f"{source}: no turn within {self._turns.patience}: {busy}")
            return BUSY
        if turn is None:
            return OK
        try:
            return self._run(source, (turn.descriptor,)) if self._is_needed(source) else OK
        finally:
            turn.release()

    def _run(self, source: str, held: tuple[int, ...]) -> int:
        command = [sys.executable, "-P", "-m", "crawler", "collect", source, *self._arguments]
        with self._lock:
            if self._stopping.is_set():
                return STOPPED
            # A session of its own: Ctrl-C reaches us, and we hand it on, once.
            self._child = child = subprocess.Popen(command, start_new_session=True, pass_fds=held)  # noqa: S603 - our own
            if self._stopping.is_set():
                child.terminate()
        self._tell(f"{source}: started")
        status = child.wait()
        self._tell(f"{source}: ended with status {status}")
        return status

    def unless_stopping(self, act: Callable[[], object]) -> None:
        """Do something that a stop waits for; nothing where one has come."""
        with self._lock:
            if not self._stopping.is_set():
                act()

    def stop(self) -> None:
        """Let the run under way end in order, and start no other."""
        with self._lock:
            self._stopping.set()
            if self._child and self._child.poll() is None:
                self._child.terminate()


class SourceTrigger(BaseTrigger):  # type: ignore[misc]  # APScheduler ships no types
    """The times of one source's schedule, each up to some seconds late, and never later than its hours last."""

    def __init__(self, source: Source, jitter: int) -> None:
        self._source = source
        self._jitter = jitter

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """Return the next time after the last one; APScheduler makes one run of those that were missed."""
        at = following(self._source, previous_fire_time or now).astimezone(UTC)
        latest = at + timedelta(seconds=self._jitter)
        closes = self._source.hours.closing(at) if self._source.hours else None
        return at + random.random() * (min(latest, closes or latest) - at)  # noqa: S311 - nothing to keep secret


def run_due(plans: Iterable[Plan], run: Runner, now: datetime) -> int:
    """Collect what is due, one after the other, and return the status that says most.

    The first that did not end well, else whether pages remain.
    """
    for number in _STOPS:
        signal.signal(number, lambda *_: run.stop())
    statuses = [run(plan.source.name) for plan in plans if plan.due <= now]
    wrong = [status for status in statuses if status not in _ENDS_WELL]
    return wrong[0] if wrong else max(statuses, default=OK)


def keep_running(plans: Iterable[Plan], run: Runner, data: Path, *, jitter: int, resume_after: timedelta) -> None:
    """Collect sources at their times until SIGTERM or Ctrl-C; the run under way ends in order first."""
    signals: SimpleQueue[int] = SimpleQueue()
    scheduler = one_at_a_time()

    def collect(source: Source) -> None:
        """Run, and come back soon where another run was in the way or this one was cut short, by the ledger."""
        is_busy = run(source.name) == BUSY
        if is_busy or was_cut_short(last_runs([source], data).get(source.name)):
            soon = datetime.now(UTC) + resume_after
            at = source.hours.opening(soon) if source.hours else soon
            # A scheduler that shuts down holds its jobs until this run has returned: both would wait for each other.
            run.unless_stopping(lambda: scheduler.modify_job(source.name, next_run_time=at))

    for plan in plans:
        name, trigger = plan.source.name, SourceTrigger(plan.source, jitter)
        scheduler.add_job(collect, trigger, [plan.source], id=name, next_run_time=plan.due)
    for number in _STOPS:
        signal.signal(number, lambda received, _: signals.put(received))
    scheduler.start()
    _await(signals)
    run.stop()
    _shut_down(scheduler)


def _await(signals: SimpleQueue[int]) -> None:
    """Wait for a signal: one that comes just before the wait begins does not end it, so it is looked for now and then."""
    received = None
    while received is None:
        with suppress(Empty):
            received = signals.get(timeout=_LOOK_AGAIN)


def one_at_a_time() -> Any:  # noqa: ANN401 - APScheduler ships no types
    """Return a scheduler in which no run overlaps another, and which makes one run of all that a source missed."""
    return BackgroundScheduler(
        timezone=UTC,
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )


def _shut_down(scheduler: Any) -> None:  # noqa: ANN401 - APScheduler ships no types
    """Wait for the run under way; those that wait behind it return at once."""
    scheduler.shutdown(wait=True)

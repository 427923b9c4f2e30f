"""Turns in one data folder, which has one writer: a source that is due while another run writes there is late, not lost.

A turn goes on to the process that was started in it: it ends when both have, so that a run whose scheduler was killed is waited
for as any other. Whoever takes no turns, a release or a run by hand, is waited for by the folder's own lock. One process waits
for a source: those that a timer starts behind a run which hangs do not pile up, and each that has waited in vain says so.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from pipelines.errors import DataBusy
from pipelines.store.database import Lock
from pipelines.store.ledger import lock

_LOOK_AGAIN: Final = 1.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Turns:
    """The turns of one folder, each waited for no longer than the patience lasts."""

    data: Path
    patience: timedelta

    def take(self, source: str, stopping: threading.Event) -> Lock | None:
        """Wait for a turn in which nobody writes, and return what holds it; None where another process waits for that source.

        Raises:
            DataBusy: there was none in time, or it is stopping.
            DataError: the folder cannot be written to.
        """
        try:
            waiting = lock(self.data, f"waits-{source}.lock")
        except DataBusy:
            return None
        try:
            return self._await(stopping)
        finally:
            waiting.release()

    def _await(self, stopping: threading.Event) -> Lock:
        end = time.monotonic() + self.patience.total_seconds()
        while True:
            try:
                return self._take()
            except DataBusy:
                if time.monotonic() >= end or stopping.wait(_LOOK_AGAIN):
                    raise

    def _take(self) -> Lock:
        try:
            turn = lock(self.data, "turn.lock")
        except DataBusy:
            lock(self.data).release()  # names who writes: who took the turn may have been killed
            raise
        try:
            lock(self.data).release()
        except BaseException:
            turn.release()
            raise
        return turn

"""The console in processes of its own, forked from one that has loaded it.

To load what the console is made of takes a start some seconds, and the suite starts it hundreds of times. Here one
process for each test worker loads it once, without a reactor, a thread or a setting, and each command is a fork of that:
with a folder, streams, signals and an exit status of its own, as if a shell had started it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from pkgutil import iter_modules
from typing import Final

import pytest

import crawler.commands

BIN: Final = Path(sys.executable).parent
_COMMANDS: Final = [each.name for each in iter_modules(crawler.commands.__path__, "crawler.commands.")]
_RUNS: Final = [
    "item_pipelines",
    "frontier",
    "log_formatter",
    "middlewares.obey_robots",
    "spiders.articles",
    "spiders.files",
]
_CONTEXT: Final = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload([__name__, *_COMMANDS, *(f"crawler.{name}" for name in _RUNS)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command line of `lendersms`; calling it runs it in this process, which is all its own."""

    words: tuple[str, ...]
    folder: Path
    streams: Path
    """A folder with a file `in`, in which what it prints is written to `out` and `err`."""
    environment: Mapping[str, str]
    before: Callable[[], None] | None = None
    """What its process does first."""

    def __call__(self) -> None:
        """Become the command."""
        os.chdir(self.folder)
        os.environ.clear()
        os.environ.update(self.environment)
        for number, name, flags in ((0, "in", os.O_RDONLY), (1, "out", os.O_WRONLY), (2, "err", os.O_WRONLY)):
            os.dup2(os.open(self.streams / name, flags | os.O_CREAT), number)
        sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115 - for the whole process
        sys.argv = [str(BIN / "lendersms"), *self.words]
        warnings.simplefilter("error", DeprecationWarning)
        if self.before:
            self.before()
        crawler.commands.main()

    def start(self) -> Started:
        """Run it in a process of its own."""
        process = _CONTEXT.Process(target=self)
        process.start()
        return Started(process, self.streams)


class Started:
    """A command under way."""

    def __init__(self, process: BaseProcess, streams: Path) -> None:
        self._process = process
        self._streams = streams
        self.pid = process.pid or 0

    @property
    def returncode(self) -> int | None:
        """Its exit status, or the number of the signal that ended it, below zero; None while it runs."""
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """End it as a machine does that fails."""
        self.send_signal(signal.SIGKILL)

    def wait(self, timeout: float) -> int:
        """Return its exit status once it ends; one that takes longer fails the test."""
        self._process.join(timeout)
        status = self.returncode
        if status is None:
            self.kill()
            pytest.fail(f"still running after {timeout:.0f} seconds")
        return status

    def communicate(self, timeout: float) -> tuple[str, str]:
        """Return what it printed once it ends."""
        self.wait(timeout)
        return (self._streams / "out").read_text("utf-8"), (self._streams / "err").read_text("utf-8")

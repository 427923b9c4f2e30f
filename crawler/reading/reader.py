"""One process that reads pages for a run, and another one where that dies."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import IO, Final, Self

from crawler.reading.wire import Result, pack_pages, receive, result_of, send, unpack_results
from pipelines.errors import DataError
from pipelines.records import read_pages
from pipelines.types import RawPage

KILLED: Final = "reader_killed"
"""Why a page failed that nobody survives reading."""


def read_here(page: RawPage) -> Result:
    """Return what a page becomes, read in this process."""
    [found] = read_pages((page,))
    return result_of(found)


class Reader:
    """A process that reads one batch at a time, and another one where that died; a context manager."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self.is_over = False
        """Whether nobody wants it any more."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def start(self) -> None:
        """Start a process and wait until it has its tables.

        Raises:
            DataError: it cannot be started, or ends before it is ready.
        """
        self._end()
        # Modules are looked up as here, and not in the folder the run was started in. A session of its own: Ctrl-C is for
        # the run, which still wants its last pages.
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-P", "-m", "crawler.reading"]
        pipe = subprocess.PIPE
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own
                command, stdin=pipe, stdout=pipe, env=environment, start_new_session=True
            )
            if self.is_over:  # said while it was started
                self._process.kill()
            receive(self._pipes[1])
        except (OSError, EOFError) as error:
            cure = "see whether the machine has memory enough, or read in the run's own process with -s READERS=0"
            raise DataError(f"a process that reads pages cannot be started ({error!r}): {cure}") from error

    def kill(self) -> None:
        """End the process for good, whatever it does and whoever waits for it."""
        self.is_over = True
        if self._process is not None:
            self._process.kill()

    def _end(self) -> None:
        if self._process is not None:
            with suppress(BrokenPipeError), self._process:  # what it never took of its last batch
                self._process.kill()
            self._process = None

    @property
    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        """What it is asked by and what it tells by; raises EOFError where there is no process."""
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise EOFError
        return process.stdin, process.stdout

    def read(self, pages: Sequence[RawPage]) -> Sequence[Result]:
        """Return what pages became; where the process dies over them, each is read once more, alone.

        Raises:
            DataError: the process died, and no other one can be started.
        """
        try:
            return self._exchange(pages)
        except (EOFError, BrokenPipeError):
            self.start()
        return [self._alone(page) for page in pages]

    def _alone(self, page: RawPage) -> Result:
        try:
            return self._exchange([page])[0]
        except (EOFError, BrokenPipeError):
            self.start()
        return KILLED, "the process that read it was killed, twice: see whether the machine has memory enough"

    def _exchange(self, pages: Sequence[RawPage]) -> Sequence[Result]:
        asked, told = self._pipes
        send(asked, pack_pages(pages))
        return unpack_results(receive(told))

"""The console in processes and folders of their own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.crawler.forked import BIN, Command, Started


@dataclass(frozen=True)
class Told:
    """What a command said and how it ended."""

    status: int
    out: str
    err: str


@dataclass(frozen=True)
class Console:
    """The console, started in `folder`; a deprecated call is an error there."""

    folder: Path

    def __call__(self, *words: str, stdin: bytes = b"", before: Callable[[], None] | None = None) -> Told:
        """Run a command of `lendersms` to its end; `before` is what its process does first."""
        started = self._command(words, stdin, before).start()
        out, err = started.communicate(timeout=300)
        return Told(started.wait(0), out, err)

    def start(self, *words: str, before: Callable[[], None] | None = None) -> Started:
        """Start a command of `lendersms` and leave it running."""
        return self._command(words, b"", before).start()

    def cold(self, program: str, *words: str) -> Told:
        """Run a program of ours as a shell does: from nothing."""
        command = [str(BIN / program), *words]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, check=False, timeout=300, env=_ENV)
        return Told(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    def _command(self, words: tuple[str, ...], stdin: bytes, before: Callable[[], None] | None) -> Command:
        streams = Path(mkdtemp(dir=self.folder.parent, prefix="streams-"))
        (streams / "in").write_bytes(stdin)
        return Command(words=words, folder=self.folder, streams=streams, environment=_ENV, before=before)


_ENV = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
"""Of no terminal, whatever starts the tests: tables have the width that a file gets."""
_ENV["PYTHONWARNINGS"] = "error::DeprecationWarning"


@pytest.fixture
def console(tmp_path: Path) -> Console:
    """The console in an empty folder."""
    return Console(tmp_path)


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> tuple[Console, Told]:
    """A folder in which the practice web of a hundred pages was collected and released once; and what was told."""
    console = Console(tmp_path_factory.mktemp("collected"))
    told = console("collect", "practice", "--practice-pages", "100")
    assert told.status == 0, told.err
    assert console("release", "--data", "datasets/practice").status == 0
    return console, told

"""The console as a person starts it: a process of its own, in a folder of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent


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

    def __call__(
        self,
        *words: str,
        program: str = "lendersms",
        stdin: bytes = b"",
        before: Callable[[], None] | None = None,
    ) -> Told:
        """Run a command to its end; `before` is what its process does first."""
        command = [str(BIN / program), *words]
        done = subprocess.run(
            command,
            cwd=self.folder,
            input=stdin,
            capture_output=True,
            check=False,
            timeout=120,
            env=_ENV,
            preexec_fn=before,
        )
        return Told(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start a command and leave it running."""
        command = [str(BIN / "lendersms"), *words]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=self.folder, stdout=pipe, stderr=pipe, text=True, env=_ENV)


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

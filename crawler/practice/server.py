"""The practice web as a real HTTP server: in a process of its own that ends with the one that started it."""

from __future__ import annotations

import http.client
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from crawler.practice.counters import Counters
from crawler.practice.protocol import COUNTERS_HOST

_SECONDS_TO_END = 10


@dataclass(frozen=True, slots=True)
class PracticeServer:
    """A running practice server on 127.0.0.1: one port for all host names, told apart by the Host header."""

    port: int

    def counters(self) -> Counters:
        """Return what was asked of the server since it began."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", "/", headers={"Host": COUNTERS_HOST})
            return Counters.from_json(connection.getresponse().read())
        finally:
            connection.close()


@contextmanager
def serve(pages: int, seed: int, generation: int = 0) -> Iterator[PracticeServer]:
    """Start the server, yield it when it answers, end it with the context.

    The child reads a pipe of ours and leaves when that closes, so it also ends when this process is killed. Raises
    RuntimeError where it does not start.
    """
    command = [sys.executable, "-m", "crawler.practice", "--pages", str(pages), "--seed", str(seed), "--until-eof"]
    command += ["--generation", str(generation)]
    # A session of its own: Ctrl-C is for the crawl, which may still want its last pages.
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, start_new_session=True) as child:  # noqa: S603 - our own
        try:
            yield PracticeServer(port=_port(child))
        finally:
            _end(child)


def _port(child: subprocess.Popen[bytes]) -> int:
    """The port that the child prints once it listens: `http://127.0.0.1:PORT/` is its first line."""
    line = child.stdout.readline().decode() if child.stdout else ""
    if not line.startswith("http://127.0.0.1:"):
        message = f"the practice server did not start: it said {line!r}"
        raise RuntimeError(message)
    return int(line.strip().strip("/").rpartition(":")[2])


def _end(child: subprocess.Popen[bytes]) -> None:
    """Close the pipe that keeps the child alive, and wait; kill it if it does not leave."""
    if child.stdin:
        child.stdin.close()
    try:
        child.wait(_SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        child.kill()

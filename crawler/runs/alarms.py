"""Tell somebody that a run is red: POST to a webhook, or start a command; what fails here costs nothing else."""

from __future__ import annotations

import json
import shlex
import subprocess
from collections.abc import Iterable, Iterator
from http.client import HTTPException
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Final
from urllib.request import Request, urlopen

from scrapy.settings import BaseSettings

from crawler.runs.reports import SourceReport
from crawler.source_values import is_web_address

_PATIENCE: Final = 10.0
"""Seconds that a webhook may take in all, however it spreads its answer."""
_LONGEST: Final = 60.0
"""Seconds that a command may run."""


def message(reports: Iterable[SourceReport], run: int) -> bytes:
    """Return what is sent: JSON with the run's number and, for each red source, its counts and what is wrong.

    >>> message([SourceReport(source="a", counts={})], 7)
    b'{"run": 7, "red": []}'
    """
    red = [
        {
            "source": each.source,
            "findings": [{"id": f.id, "now": f.now, "usual": f.usual, "says": str(f)} for f in each.findings],
            "counts": dict(each.counts),
        }
        for each in reports
        if each.findings
    ]
    return json.dumps({"run": run, "red": red}).encode()


def sound(settings: BaseSettings, body: bytes) -> Iterator[str]:
    """Send `body` to ALARM_URL, and to the standard input of ALARM_COMMAND, where they are set; yield what failed."""
    for name, send in (("ALARM_URL", _post), ("ALARM_COMMAND", _start)):
        if settings[name]:
            try:
                send(settings[name], body)
            except (OSError, ValueError, subprocess.SubprocessError) as error:
                yield f"{name}: nobody was told: {error}"


def _post(url: str, body: bytes) -> None:
    if not is_web_address(url):
        raise ValueError(f"{url!r} is no http(s) URL")
    request = Request(url, data=body, headers={"Content-Type": "application/json"}, method="POST")  # noqa: S310 - http(s), checked above
    ended = SimpleQueue[str]()
    Thread(
        target=lambda: ended.put(_ask(request)), daemon=True
    ).start()  # urlopen bounds each read only, never them all
    try:
        problem = ended.get(timeout=_PATIENCE)
    except Empty:
        raise TimeoutError(f"no whole answer within {_PATIENCE:g} seconds") from None
    if problem:
        raise OSError(problem)


def _ask(request: Request) -> str:
    """Return what went wrong, in words that another thread can tell; nothing where all is well."""
    try:
        with urlopen(request, timeout=_PATIENCE):  # noqa: S310 - http(s), checked by the caller
            return ""
    except (OSError, ValueError, HTTPException) as error:
        return f"{type(error).__name__}: {error}"


def _start(command: str, body: bytes) -> None:
    subprocess.run(shlex.split(command), input=body, check=True, timeout=_LONGEST, capture_output=True)  # noqa: S603 - the operator's own

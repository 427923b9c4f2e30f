"""Ask no host faster than it wants: hold off where it says so or fails, and keep the delay it asks for.

A host that does not answer is left alone for a time that doubles with each failure in a row; one that answers 429 or 503
too, and longer where its Retry-After asks for more, at most an hour: "at once" is no cure for a host that is still busy. A
request for a host that is held fails at once as `OnHold`, with the seconds that are left, so that no waiting request takes
another host's place.
Holds are kept in the ledger: who starts a crawl again does not ask sooner.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadFailedError, DownloadTimeoutError, IgnoreRequest
from scrapy.http import Response

from crawler.addons import LedgerRun
from crawler.robots_txt import IS_ROBOTS
from pipelines.store.holds import Hold

LONGEST_HOLD: Final = 3600.0
"""Seconds; no host holds us off longer, whatever it says."""
_BUSY: Final = frozenset({429, 503})
_FIRST_HOLD: Final = 30.0
"""Seconds after a first failure; twice as many after each further one."""
_PATIENCE: Final = 3
"""Connections in a row that fail before a host is held: a single one is that page's affair."""
_LONGEST_DELAY: Final = 60.0
"""Seconds between requests that a robots.txt may ask for."""
_MOST_HOSTS: Final = 10_000
_LONGEST_SHIFT: Final = 10


class OnHold(IgnoreRequest):
    """A host is not to be asked now, but in `seconds`."""

    def __init__(self, host: str, seconds: float) -> None:
        super().__init__(f"{host} is not to be asked for another {seconds:.0f} s")
        self.seconds = seconds


class Busy(OnHold):
    """A host was asked, and answered that it is busy."""


@dataclass(slots=True)
class _Host:
    """What a host has told us."""

    failures: int = 0
    held_until: float = 0.0


class Pace:
    """Holds requests off hosts that are busy or down, and keeps the delays that hosts ask for."""

    def __init__(self, crawler: Crawler, clock: Callable[[], float] = time.monotonic) -> None:
        """Pace the requests of a run; `clock` is in seconds and never goes back."""
        self._crawler = crawler
        self._clock = clock
        self._hosts: OrderedDict[str, _Host] = OrderedDict()
        crawler.signals.connect(self._recall, signals.spider_opened)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it, Scrapy's way."""
        return cls(crawler)

    @classmethod
    def of(cls, crawler: Crawler) -> Self:
        """The one of a run."""
        pace = crawler.get_downloader_middleware(cls)
        if pace is None:
            raise RuntimeError("DOWNLOADER_MIDDLEWARES lacks crawler.middlewares.pace.Pace")
        return pace

    @property
    def _run(self) -> LedgerRun | None:
        """The run that keeps holds for later ones; a probe of a site keeps nothing."""
        return self._crawler.get_addon(LedgerRun)

    def _recall(self) -> None:
        """Take up the holds that earlier runs left, at most for as long as a hold may last, whatever the clocks say."""
        run = self._run
        for name, hold in run.frontier.holds().items() if run else ():
            host = self._host(name)
            host.failures = hold.failures
            host.held_until = self._clock() + min(max(hold.until - time.time(), 0.0), LONGEST_HOLD)

    def _hold(self, name: str, seconds: float) -> None:
        """Leave a host alone for so long."""
        host, run = self._host(name), self._run
        host.held_until = self._clock() + seconds
        if run:
            with run.guarded():
                run.frontier.hold(name, Hold(host.failures, time.time() + seconds))

    def _release(self, name: str) -> None:
        """Forget that a host failed, which answers; a time that it asked for stays."""
        host, run = self._host(name), self._run
        was_failing, host.failures = host.failures > 0, 0
        if was_failing and run:
            left = host.held_until - self._clock()
            with run.guarded():
                run.frontier.hold(name, Hold(0, time.time() + left if left > 0 else 0.0))

    def keep(self, host: str, delay: float | None) -> None:
        """Leave at least `delay` seconds between requests to a host, if it asks for any; a minute at most."""
        if not delay or self._crawler.engine is None:
            return
        wanted = max(min(delay, _LONGEST_DELAY), self._crawler.settings.getfloat("DOWNLOAD_DELAY"))
        # A delay that is asked for is the least that may be: Scrapy's jitter would go below it.
        self._crawler.engine.downloader.per_slot_settings[host] = {"delay": wanted, "jitter": 0.0}
        self._slow_down(host)

    def _slow_down(self, host: str) -> None:
        """Keep to what a host asked for; AutoThrottle goes below it whenever an answer came fast."""
        downloader = self._crawler.engine.downloader
        wanted = downloader.per_slot_settings.get(host, {}).get("delay", 0.0)
        slot = downloader.slots.get(host)
        if wanted and slot is not None:
            slot.delay, slot.jitter = max(slot.delay, wanted), 0.0

    def holds(self) -> dict[str, float]:
        """The hosts that are not to be asked now, without their ports, and the seconds that are left."""
        now = self._clock()
        return {
            urlsplit(f"//{name}").hostname or "": host.held_until - now
            for name, host in self._hosts.items()
            if host.held_until > now
        }

    def process_request(self, request: Request) -> None:
        """Let requests to hosts pass that are not held.

        Raises:
            OnHold: the others.
        """
        host = _host_of(request)
        left = self._host(host).held_until - self._clock()
        if left > 0:
            raise OnHold(host, left)

    def process_response(self, request: Request, response: Response) -> Response:
        """Take note of a busy host; what its robots.txt means is not decided here.

        Raises:
            Busy: the answer was 429 or 503; the page is to be asked for again after that time.
        """
        name = _host_of(request)
        if response.status not in _BUSY:  # AutoThrottle goes no faster for the others
            self._slow_down(urlsplit(request.url).hostname or "")
            self._release(name)
            return response
        host = self._host(name)
        left = max(host.held_until - self._clock(), 0.0)
        host.failures += left == 0  # what was under way when it was held says nothing new
        wanted = seconds_to_wait((response.headers.get("Retry-After") or b"").decode("latin-1"), datetime.now(UTC))
        seconds = max(wanted, _growing(host.failures), left)
        self._hold(name, seconds)
        if request.meta.get(IS_ROBOTS):
            return response
        raise Busy(name, seconds)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Take note of a host that does not answer."""
        if isinstance(exception, (DownloadFailedError, DownloadTimeoutError, OSError)):
            name = _host_of(request)
            host = self._host(name)
            host.failures += 1
            if host.failures >= _PATIENCE:
                self._hold(name, _growing(host.failures - _PATIENCE + 1))

    def _host(self, name: str) -> _Host:
        host = self._hosts.setdefault(name, _Host())
        self._hosts.move_to_end(name)
        if len(self._hosts) > _MOST_HOSTS:
            self._hosts.popitem(last=False)
        return host


def seconds_to_wait(retry_after: str, now: datetime) -> float:
    """The seconds a Retry-After asks for, an hour at most; none where it is over, or says nothing that can be read.

    >>> now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    >>> seconds_to_wait("120", now), seconds_to_wait("Sat, 21 Nov 2026 12:00:30 GMT", now), seconds_to_wait("9999999", now)
    (120.0, 30.0, 3600.0)
    >>> seconds_to_wait("Sat, 21 Nov 2026 11:00:00 GMT", now), seconds_to_wait("soon", now)
    (0.0, 0.0)
    """
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:12]), LONGEST_HOLD)
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, OverflowError):  # no date, or a zone that is farther away than any
        return 0.0
    left = ((at if at.tzinfo else at.replace(tzinfo=UTC)) - now).total_seconds()
    return min(max(left, 0.0), LONGEST_HOLD)


def _growing(failures: int) -> float:
    return min(_FIRST_HOLD * 2.0 ** min(failures - 1, _LONGEST_SHIFT), LONGEST_HOLD)


def _host_of(request: Request) -> str:
    """The host with its port: another port is another server."""
    return urlsplit(request.url).netloc

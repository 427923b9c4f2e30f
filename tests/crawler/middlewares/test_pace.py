"""How long a host is left alone that says when to come back, by a clock of the test's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import Settings

from crawler.middlewares.pace import LONGEST_HOLD, Busy, OnHold, Pace
from crawler.spiders.articles import ArticlesSpider

PAGE = Request("http://busy.example.com/page.html")
BESIDE = Request("http://other.example.com/page.html")
FAR_ZONE = "Sat, 21 Nov 2099 12:00:00 +999999999999999999"
"""A date of HTTP in a zone that no clock has."""
SLACK = 60
"""Seconds that the test itself may take: a date is compared with the machine's clock."""


class Clock:
    """A time that passes when the test says so."""

    now = 5_000.0

    def __call__(self) -> float:
        """The seconds so far."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The time of the middleware."""
    return Clock()


def paced_by(clock: Clock) -> Pace:
    """The middleware of a run that keeps nothing, as when a site is probed."""
    return Pace(Crawler(ArticlesSpider, Settings()), clock)


def in_seconds(seconds: int) -> str:
    """Retry-After as a number."""
    return str(seconds)


def as_date(seconds: int) -> str:
    """Retry-After as a date of HTTP."""
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


def answer(pace: Pace, wait: str) -> None:
    """Let the host answer twice that it is busy, in both words there are for that."""
    for status in (429, 503):
        with pytest.raises(Busy):
            pace.process_response(PAGE, Response(PAGE.url, status, headers={"Retry-After": wait}))


BOTH_FORMS = pytest.mark.parametrize("form", [in_seconds, as_date])


@BOTH_FORMS
@pytest.mark.parametrize(
    ("asked", "kept"), [(600, 600), (3_000, 3_000), (3_600 + 2 * SLACK, 3_600), (36_000, 3_600), (10**8, 3_600)]
)
def test_nothing_is_asked_before_the_time_and_an_hour_is_the_longest(
    clock: Clock, form: Callable[[int], str], asked: int, kept: int
) -> None:
    """Up to the time that the host names every request for it is refused, none behind it; other hosts are asked all along."""
    pace = paced_by(clock)
    answer(pace, form(asked))
    for later in (0, 1, kept // 2, kept - SLACK):
        clock.now = 5_000.0 + later
        with pytest.raises(OnHold) as refused:
            pace.process_request(PAGE)
        assert kept - later - SLACK <= refused.value.seconds <= kept - later
        pace.process_request(BESIDE)
    clock.now = 5_000.0 + kept
    pace.process_request(PAGE)
    assert pace.holds() == {}


@BOTH_FORMS
def test_the_last_answer_counts(clock: Clock, form: Callable[[int], str]) -> None:
    """Who asks for ten hours at every answer gets one from each on, not the sum of them."""
    pace = paced_by(clock)
    for _ in range(3):
        answer(pace, form(36_000))
        assert pace.holds() == {"busy.example.com": LONGEST_HOLD}
        clock.now += LONGEST_HOLD


@BOTH_FORMS
def test_what_was_under_way_makes_a_pause_no_longer_and_no_shorter(clock: Clock, form: Callable[[int], str]) -> None:
    """Eight requests refused at once are one failure; the longest time that is asked for holds."""
    pace = paced_by(clock)
    for wait in (100, 5, 100, 5):
        answer(pace, form(wait))
    assert 100 - SLACK <= pace.holds()["busy.example.com"] <= 100


@pytest.mark.parametrize("wait", ["", "soon", "-5", "1e9", "3600.5", FAR_ZONE])
def test_what_says_no_time_is_a_failure_as_any_other(clock: Clock, wait: str) -> None:
    """The host is left alone for a time that doubles with each of its answers, an hour at most; those under way count as one."""
    pace, seen = paced_by(clock), []
    for _ in range(5):
        answer(pace, wait)
        seen.append(pace.holds()["busy.example.com"])
        clock.now += seen[-1]
    assert seen == [30, 60, 120, 240, 480]


@BOTH_FORMS
def test_a_time_that_is_over_or_short_is_no_way_around_the_pause(clock: Clock, form: Callable[[int], str]) -> None:
    """A busy host that says zero seconds, or a date of the past, or a minute again and again, is left alone ever longer."""
    for wait, kept in ((0, [30, 60, 120]), (-86_400, [30, 60, 120]), (100, [100, 100, 120])):
        pace, seen = paced_by(clock), []
        for _ in range(3):
            answer(pace, form(wait))
            seen.append(round(pace.holds()["busy.example.com"], -1))
            clock.now += 3_600
        assert seen == kept

"""How long the answer of a host is kept that was asked for its robots.txt: by a clock of the test's own."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field

import pytest

from crawler import settings
from crawler.middlewares.kept_answers import LONGEST_KEPT, Answer, KeptAnswers, Spans
from crawler.robots_txt import ALLOW_ALL, DISALLOW_ALL

SHOP = "http://shop.example.com"
SPANS = Spans(rules=settings.ROBOTS_KEPT_FOR, failures=settings.ROBOTS_ASKED_AGAIN_AFTER)
DOWN = Answer(DISALLOW_ALL, "HTTP 503")
OPEN = Answer(ALLOW_ALL)


@dataclass
class Web:
    """Hosts that answer as the test says, how often each was asked, and the time."""

    answer: Answer = OPEN
    asked: Counter[str] = field(default_factory=Counter)
    now: float = 1_000.0

    async def ask(self, origin: str) -> Answer:
        """Answer as a host does: not at once."""
        self.asked[origin] += 1
        await asyncio.sleep(0)
        return self.answer

    def kept(self, spans: Spans = SPANS) -> KeptAnswers:
        """What is kept of these hosts' answers."""
        return KeptAnswers(self.ask, spans, clock=lambda: self.now)


@pytest.mark.parametrize(
    ("answer", "seconds"), [(OPEN, 86_400), (DOWN, 3_600)], ids=["told its rules", "could not be asked"]
)
def test_an_answer_is_kept_for_its_time_and_no_longer(answer: Answer, seconds: int) -> None:
    """Rules for a day, a failure for an hour: not asked again a second before, and asked again then."""
    web = Web(answer)

    async def asking() -> None:
        kept = web.kept()
        await kept.of(SHOP)
        for later in (0, 1, seconds // 2, seconds - 1):
            web.now = 1_000.0 + later
            assert await kept.of(SHOP) == answer
            assert web.asked[SHOP] == 1, f"asked again after {later} s"
        web.now = 1_000.0 + seconds
        await kept.of(SHOP)

    asyncio.run(asking())
    assert web.asked[SHOP] == 2


def test_a_host_that_comes_back_is_crawled_again() -> None:
    """After the hour the new answer counts, with the time that belongs to it; before, what the host would say now does not."""
    web = Web(DOWN)

    async def asking() -> list[Answer]:
        kept, seen = web.kept(), []
        for now in (0.0, 3_599.0, 3_600.0, 3_600.0 + 86_399.0):
            web.now = now
            seen.append(await kept.of(SHOP))
            web.answer = OPEN
        return seen

    assert asyncio.run(asking()) == [DOWN, DOWN, OPEN, OPEN]
    assert web.asked[SHOP] == 2


@pytest.mark.parametrize("answer", [OPEN, DOWN], ids=["rules", "failure"])
def test_no_setting_keeps_an_answer_longer_than_a_day(answer: Answer) -> None:
    """RFC 9309 asks for that, whatever an operator writes."""
    web = Web(answer)

    async def asking() -> None:
        kept = web.kept(Spans(rules=9e9, failures=9e9))
        for web.now in (0.0, LONGEST_KEPT - 1, LONGEST_KEPT):
            await kept.of(SHOP)

    asyncio.run(asking())
    assert (LONGEST_KEPT, web.asked[SHOP]) == (86_400, 2)


def test_who_asks_meanwhile_waits_for_the_same_answer() -> None:
    """Many pages of one host are one request for its file, another port is another host."""
    web = Web()

    async def asking() -> list[Answer]:
        kept = web.kept()
        return list(await asyncio.gather(*(kept.of(SHOP) for _ in range(9)), kept.of(f"{SHOP}:81")))

    assert asyncio.run(asking()) == [OPEN] * 10
    assert web.asked == {SHOP: 1, f"{SHOP}:81": 1}


def test_who_gives_up_takes_the_answer_from_nobody_and_makes_it_no_younger() -> None:
    """A page that is cancelled leaves the file on its way; that nobody waited for it does not keep it past its day."""
    web = Web()

    async def asking() -> None:
        kept = web.kept()
        page = asyncio.ensure_future(kept.of(SHOP))
        await asyncio.sleep(0)
        page.cancel()
        await asyncio.gather(page, return_exceptions=True)
        web.now += 86_399
        await kept.of(SHOP)
        assert web.asked[SHOP] == 1
        web.now += 1
        await kept.of(SHOP)

    asyncio.run(asking())
    assert web.asked[SHOP] == 2


def test_hosts_without_end_are_forgotten_oldest_first() -> None:
    """Ever new host names leave a bounded number of answers; who was asked for lately stays."""
    web = Web()

    async def asking() -> None:
        kept = web.kept()
        await kept.of(SHOP)
        for number in range(10_005):
            await kept.of(f"http://s{number}.example.com")
            if number == 9_000:
                await kept.of(SHOP)
        await kept.of(SHOP)
        await kept.of("http://s0.example.com")

    asyncio.run(asking())
    assert (web.asked[SHOP], web.asked["http://s0.example.com"]) == (1, 2)

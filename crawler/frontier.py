"""The frontier as Scrapy's scheduler, and with it the filter of duplicates: addresses live in the ledger, not in memory.

Scrapy asks for one request at a time. They are made of leases, which are taken from the frontier in batches and lie in a
hand of bounded size, by host. A host that has as many requests under way as it may have is passed over, so that a slow
one never fills the places of the others. A request made under a lease (a redirect, a retry, a further page of an
article) goes out again without asking anybody: the right to it is held already.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection
from time import monotonic
from typing import Final, Self

from scrapy import Request, Spider, signals
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import create_looping_call

from crawler.addons import ledger_run, readers_of
from crawler.discovery.weighing import Weighing
from crawler.middlewares.pace import Pace
from crawler.places import Places, left
from crawler.runs import run_stats
from crawler.spiders.base import ADDRESS, LEASE, CollectingSpider
from pipelines.store.frontier import STEPS_PER_COMMIT, Lease, Room
from pipelines.store.retries import UNSETTLED
from pipelines.store.sqlite_frontier import LEASE as LEASE_SECONDS

MOST_HELD: Final = 256
MOST_OF_ONE_HOST: Final = 4
"""Leases in hand: enough that the ledger is asked seldom, and few: what is in hand is no longer weighed anew, and what is
found later goes behind it. Of a host that is asked one thing at a time, as most are, the next is chosen when its time comes."""
REFILL: Final = 8
"""After so many requests the hand is filled up; after each one where a host is asked one thing at a time."""
SECONDS_PER_COMMIT: Final = 0.5
PATIENCE: Final = 60.0
"""Seconds that a run stays for a host that asks not to be asked now; what wants longer is left to the next run."""
"""How much one commit waits for: what a kill costs is fetching that again."""


class FrontierScheduler(BaseScheduler):
    """Hands out what the frontier leases; there is one in every run of our spiders, though saved files lease nothing."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._run = ledger_run(crawler)
        self._readers = readers_of(crawler)
        self._under_way: deque[Request] = deque()
        self._hand: dict[str, deque[Lease]] = {}
        self._articles = 0
        self._given = 0
        self._looked_at = 0.0
        self._places = Places()
        crawler.signals.connect(self._answered, signals.response_downloaded)
        self._by_ones = crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 1
        self._committing = create_looping_call(self._commit)
        self._renewing = create_looping_call(self._renew)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it, Scrapy's way."""
        return cls(crawler)

    def open(self, spider: Spider) -> None:
        """Start to commit in groups, and to renew what is held."""
        if not isinstance(spider, CollectingSpider):
            raise TypeError(f"{type(spider).__name__} is no CollectingSpider: derive it from crawler.spiders.base")
        self._spider = spider
        self._run.ledger.group_commits(STEPS_PER_COMMIT)
        self._committing.start(SECONDS_PER_COMMIT, now=False)
        self._weighing = Weighing(self._run.frontier, spider.score)
        self._renewing.start(LEASE_SECONDS / 3, now=False)

    def close(self, reason: str) -> None:
        """Give back what was not asked; what was asked and never settled has failed, unless the run was cut short."""
        for call in (self._committing, self._renewing):
            if call.running:
                call.stop()
        with self._run.guarded():
            frontier = self._run.frontier
            frontier.put_off(lease.address.url for leases in self._hand.values() for lease in leases)
            for url in frontier.held() if reason == "finished" else ():
                frontier.fail(url, UNSETTLED, "asked for, and no answer or error came back")
                run_stats.count(self._crawler.stats, run_stats.FAILED, UNSETTLED)
            frontier.give_back()

    def has_pending_requests(self) -> bool:
        """Tell whether anything can be asked for now or soon; what waits for longer does not keep the run alive."""
        holds = Pace.of(self._crawler).holds()
        if not (self._under_way or self._hand):
            self._fill({host for host, seconds in holds.items() if seconds > PATIENCE})
        return bool(self._under_way) or any(holds.get(host, 0) <= PATIENCE for host in self._hand)

    def enqueue_request(self, request: Request) -> bool:
        """Take a request that goes on under its lease, or queue the address it is for."""
        if LEASE in request.meta:
            self._under_way.append(request)
            return True
        with self._run.guarded():
            self._run.frontier.enqueue([request.meta[ADDRESS]])
        return self._run.fault is None

    def next_request(self) -> Request | None:
        """Return what to ask for next: first what goes on, then the best lease of a host that has a place free.

        While many pages wait to be read nothing new is asked for: memory stays bounded, and what they teach comes in time.
        """
        if self._under_way:
            return self._under_way.popleft()
        if self._readers.is_full:
            return None
        if not self._hand or self._given >= (1 if self._by_ones else REFILL) or monotonic() - self._looked_at >= 1:
            self._fill(Pace.of(self._crawler).holds())
        while lease := self._take():
            if request := self._spider.ask(lease):
                return request
            if not self._hand:  # what was left out held the places of what is to be asked for
                self._fill(Pace.of(self._crawler).holds())
        return None

    def _take(self) -> Lease | None:
        """Take the best lease out of the hand; of equal ones that whose host was served longest ago."""
        under_way = self._under_way_by_host()
        silent = self._places.silent(under_way)
        closed = silent | Pace.of(self._crawler).holds().keys()
        free = [host for host in self._hand if host not in closed and self._has_place(host, under_way)]
        if not free or not left(under_way, silent):
            return None
        host = max(free, key=lambda host: _urgency(self._hand[host][0]))
        leases = self._hand.pop(host)
        lease = leases.popleft()
        if leases:
            self._hand[host] = leases
        self._given += 1
        return lease

    def _under_way_by_host(self) -> Counter[str]:
        """How many requests each host has under way."""
        downloader = self._crawler.engine.downloader
        return Counter(map(downloader.get_slot_key, downloader.active))

    def _has_place(self, host: str, under_way: Counter[str]) -> bool:
        """Whether the host has fewer requests under way than it may have."""
        downloader = self._crawler.engine.downloader
        slot = downloader.slots.get(host)
        return under_way[host] < (slot.concurrency if slot else downloader.domain_concurrency)

    def _answered(self, request: Request) -> None:
        self._places.answered(self._crawler.engine.downloader.get_slot_key(request))

    def _fill(self, closed: Collection[str]) -> None:
        """Lease as much as there is room for, of hosts that are not closed."""
        held = {host: len(leases) for host, leases in self._hand.items()}
        total = MOST_HELD - sum(held.values())
        per_host = 1 if self._by_ones else MOST_OF_ONE_HOST
        held |= dict.fromkeys(closed, per_host)
        if self._by_ones:
            under_way = self._under_way_by_host()
            held |= {host: 1 for host in under_way if not self._has_place(host, under_way)}
        articles = int(min(total, self._spider.most_articles - self._articles))
        room = Room(total=total, articles=articles, per_host=per_host, held=held)
        self._given, self._looked_at = 0, monotonic()
        with self._run.guarded():
            self._weighing.step()
            for lease in self._run.frontier.lease(room):
                self._articles += lease.address.kind == "article"
                self._hand.setdefault(lease.host, deque()).append(lease)

    def _commit(self) -> None:
        with self._run.guarded():
            self._run.frontier.commit()

    def _renew(self) -> None:
        with self._run.guarded():
            self._run.frontier.renew()


def _urgency(lease: Lease) -> tuple[bool, int]:
    """What goes first: anything new, and of that the best; of what was read before all is alike."""
    return (not lease.is_revisit, 0 if lease.is_revisit else lease.address.priority)

"""Where a crawl stops asking: budgets of one run, and patience with what gives nothing any more.

Nothing is cut without a word: an address that is not asked for is left out under a reason of its own (`REASONS`), counted
in the run's report, and comes up again when its time to be tried again has come. Budgets are counted by run, so a long
crawl of many runs is not cut short; patience is counted in the ledger, so a trap is not walked anew every day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from crawler import settings
from crawler.discovery.clues import is_endless, series_clues, series_of, template_of
from crawler.registry import Source
from pipelines.store.addresses import Address
from pipelines.store.harvest import Yield

REASONS: Final = {
    "too_deep": "so many lists and articles of other forms lead to it as `DEPTH_LIMIT` allows",
    "endless_path": "its folders repeat, or there are more than a site has",
    "budget_host": "the run has asked its host for as many pages as `budget.host` allows",
    "budget_hosts": "the run has asked as many hosts of the source as `budget.hosts` allows",
    "budget_template": "the run has asked for as many addresses of its template as `budget.template` allows",
    "barren_template": "as many articles of its template in a row as `budget.patience` allows brought nothing new",
    "barren_list": "articles from its series of lists brought nothing new for as long as `budget.patience` allows",
    "max_pages": "the run has read as many listing pages of the source as `listing.max_pages` allows",
    "stale_list": "as many pages of its series in a row as `budget.stale_pages` allows, or twice as many of its path, led to no new article",
}
"""Why an address is left out, as ledger and report name it."""
_PROBES: Final = 10
"""What was given up is tried again in later runs, with this part of the patience."""
MOST_TEMPLATES: Final = 20_000
"""Templates that are counted at a time; a site whose every folder has a new name must not fill the memory."""


class Bounds:
    """The bounds of one source in one run; counts what is asked for."""

    def __init__(self, source: Source, yields: Callable[[str], Yield]) -> None:
        self._budget = source.budget
        self._most_lists = source.listing.max_pages
        self._yields = yields
        self._doors = frozenset(source.doors)
        self._hosts = Counter({urlsplit(url).hostname or "": 0 for url in source.doors})
        self._templates: Counter[str] = Counter()
        self._lists = 0

    def cut(self, address: Address) -> str:
        """Return why an address is not asked for; empty where it is, and then it counts. Doors are always asked."""
        host, templates = urlsplit(address.url).hostname or "", _templates(address)
        if address.url not in self._doors and (reason := self._reason(address, host, templates)):
            return reason
        self._hosts[host] += 1
        self._count(templates)
        self._lists += address.kind == "listing"
        return ""

    def _count(self, templates: tuple[str, ...]) -> None:
        """Count what is asked for; where there are too many templates the rarer half is forgotten, which loses the least."""
        self._templates.update(templates)
        if len(self._templates) > MOST_TEMPLATES:
            self._templates = Counter(dict(self._templates.most_common(MOST_TEMPLATES // 2)))

    def _reason(self, address: Address, host: str, templates: tuple[str, ...]) -> str:
        budget = self._budget
        if astray := _astray(address):
            return astray
        if self._hosts[host] >= budget.host:
            return "budget_host"
        if host not in self._hosts and len(self._hosts) >= budget.hosts:
            return "budget_hosts"
        if address.kind == "listing" and self._lists >= self._most_lists:
            return "max_pages"
        if self._templates[templates[0]] >= budget.template:
            return "budget_template"
        return self._barren(address, templates)

    def _barren(self, address: Address, templates: tuple[str, ...]) -> str:
        """Why what is known of its template or series speaks against an address, but for a few probes each run."""
        patience, stale = self._budget.patience, self._budget.stale_pages
        if address.kind == "article":
            return "barren_template" if self._is_dry(templates[0], templates[0], patience) else ""
        if any(self._is_dry(clue, clue, stale * times) for times, clue in enumerate(templates, 1)):
            return "stale_list"
        led_to = (f"on:{template_of(address.url)}", f"at:{series_of(address.url)}")
        return "barren_list" if any(self._is_dry(clue, templates[0], patience) for clue in led_to) else ""

    def _is_dry(self, clue: str, asked_as: str, limit: int) -> bool:
        """Whether so many pages of a clue in a row gave nothing, and this run has tried it too."""
        return self._yields(clue).dry >= limit and self._templates[asked_as] >= max(1, limit // _PROBES)


def _astray(address: Address) -> str:
    """Why an address leads nowhere, whatever has been fetched so far."""
    if is_endless(address.url):
        return "endless_path"
    return "too_deep" if address.depth > settings.DEPTH_LIMIT else ""


def _templates(address: Address) -> tuple[str, ...]:
    """What an address counts under: its template, and a list's path after it."""
    return (f"u:{template_of(address.url)}",) if address.kind == "article" else series_clues(address.url)

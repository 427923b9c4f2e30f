"""How likely an address leads to an article that belongs: a small model that a person can add up.

Every clue has counts in the ledger: of so many pages it spoke for, so many belonged. What a clue says is how much more often
it speaks for pages that belong than for the others, in log-odds (naive Bayes); a clue met a few times says little, one never
met says what is assumed of it, which for most is nothing. All that an address has is added to the log-odds of the source's pages
as a whole. Pairs of characters overlap, so the strongest few count and no more. Nothing else is learned: delete the
table `harvest`, and the crawl starts again from what the relevance table makes of an anchor's words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import exp, log
from typing import Final, TypeAlias

from crawler.discovery.clues import ALL, MUTE
from pipelines.store.addresses import Address
from pipelines.store.harvest import Yield

Counts: TypeAlias = Callable[[str], Yield]
"""What each clue yielded so far."""

HIGHEST: Final = 100
DOOR: Final = 2 * HIGHEST
"""Priority of a source's doors: only who knows what there is can take the best first."""

_BASE: Final = 0.25
"""The share of pages that belong, before anything is known of a source; it counts like `_TRUST` pages."""
_TRUST: Final = 4.0
"""Pages that an assumption counts like."""
_DOUBT: Final = 6.0
"""Pages like all others that are added to those of a clue, so that it says little while it is seldom met."""
_ASSUMED: Final = {
    "say:both": 3.0,
    "called:both": 3.0,
    "called:lending": 1.5,
    "called:message": 1.0,
    "called:neighbour": -0.5,
    "say:lending": 1.0,
    "say:message": 1.0,
    "say:neighbour": -0.5,
    "say:nothing": -0.5,
    "near:kept": 0.7,
    "near:rejected": -0.7,
}
"""What clues say, in log-odds, that have a meaning before they have a history."""
_STRONGEST: Final = 5
"""Words of a kind that count: the more pairs an anchor has, the more of them say something by chance."""
_SHOWN: Final = 10
"""Articles that a list shows and that nobody has met, of which one that belongs makes it worth its reading."""
_STEPS: Final = 10.0
"""Steps of a priority to one of log-odds: a hundred steps reach from one page in 150 to all but one in 150."""


def rate(counts: Counts, clues: Iterable[str]) -> float:
    """Return how likely an article with these clues belongs.

    >>> known = {"w:催收": Yield(asked=8, gave=8), "all": Yield(asked=40, gave=10)}
    >>> one, other = (rate(lambda clue: known.get(clue, Yield()), [clue]) for clue in ("w:催收", "w:红烧"))
    >>> round(one, 2), round(other, 2)
    (0.68, 0.25)
    """
    every = counts(ALL)
    words: dict[str, list[float]] = {"w": [], "t": []}
    odds = _log_odds(smoothed(every, _BASE, _TRUST))
    for clue in clues:
        says = evidence(counts(clue), every, _ASSUMED.get(clue, 0.0))
        if (kind := clue.partition(":")[0]) in words:
            words[kind].append(says)
        else:
            odds += says
    odds += sum(sum(sorted(each, key=abs)[-_STRONGEST:]) for each in words.values())
    return 1 / (1 + exp(-max(-30.0, min(odds, 30.0))))


def evidence(known: Yield, every: Yield, assumed: float = 0.0) -> float:
    """Return what a clue says for a page, in log-odds: `known` are the pages it spoke for among `every` page.

    It is compared with as many pages drawn from all: so a clue that spoke for every page says nothing, and a few misses say
    little where most pages are misses.

    >>> every = Yield(asked=40, gave=10)
    >>> [round(evidence(known, every), 1) for known in (Yield(8, 8), Yield(8, 0), Yield(40, 10), Yield(1, 1), Yield())]
    [1.8, -1.0, 0.0, 0.5, 0.0]
    """
    base = smoothed(every, _BASE, _TRUST)
    drawn = known.asked * every.gave / max(every.asked, 1)
    ours, others = _DOUBT * base, _DOUBT * (1 - base)
    says = log((known.gave + ours) / (known.asked - known.gave + others))
    says -= log((drawn + ours) / (known.asked - drawn + others))
    return says + assumed * _TRUST / (known.asked + _TRUST)


def smoothed(known: Yield, assumed: float, trust: float) -> float:
    """Return the share of a clue's pages that belonged, as if `trust` pages at the assumed rate had come before.

    >>> smoothed(Yield(), 0.5, 4.0), smoothed(Yield(asked=4, gave=4), 0.5, 4.0)
    (0.5, 0.75)
    """
    return (known.gave + trust * assumed) / (known.asked + trust)


def _log_odds(share: float) -> float:
    return log(share / (1 - share))


def priority(share: float) -> int:
    """Return the priority of an address of which this is the chance that it leads to something: 1 to `HIGHEST`.

    >>> [priority(share) for share in (0.0, 0.1, 0.5, 0.9, 1.0)]
    [1, 28, 50, 72, 100]
    """
    odds = _log_odds(min(max(share, 1e-9), 1 - 1e-9))
    return min(HIGHEST, max(1, round(HIGHEST / 2 + _STEPS * odds)))


def list_share(counts: Counts, clues: Sequence[str], patience: int) -> float:
    """Return the chance that a list page leads to something: by what its series led to lately and its words.

    One that belongs of all the articles it shows is enough, where their words tell which that is. Of a list that says the same
    of all, any article is as good as another, and those known already cost no reading of a list. The longer a series gave
    nothing, the smaller; at the end of the patience nothing is left of it.

    >>> known = {"at:loans": Yield(asked=20, gave=2), "all": Yield(asked=40, gave=4)}
    >>> [round(list_share(lambda clue: known.get(clue, Yield()), ["at:loans", *mute], 500), 1) for mute in ([], ["mute"])]
    [0.7, 0.1]
    """
    series = [counts(clue) for clue in clues if clue.startswith(("on:", "at:"))]
    share = rate(counts, [clue for clue in clues if not clue.startswith(("on:", "at:", "near:"))])
    for known in series:  # the template first, then the list itself
        share = smoothed(known, share, _TRUST)
    chance = share if MUTE in clues else 1 - (1 - share) ** _SHOWN
    dry = max((known.dry for known in series), default=0)
    return chance * max(0.0, 1 - dry / patience)


def score(counts: Counts, address: Address, patience: int) -> int:
    """Return the priority of an address by its clues."""
    if address.kind == "article":
        return priority(rate(counts, address.clues))
    return priority(list_share(counts, address.clues, patience))

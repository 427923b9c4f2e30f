"""What page i is: its role, its site, and whose copy it is; pure functions of (seed, i)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from crawler.practice.ageing import times
from crawler.practice.hosts import SITES, Site
from crawler.practice.seeding import stream

OLD = "/old/{n}.html"
"""Where pages lay that have moved."""
PRIVATE_FOLDER = "/private/"
"""What robots.txt forbids."""
PRIVATE = PRIVATE_FOLDER + "{n}.html"

BLOCK = 100
"""Every hundred pages in a row hold each role as often as ROLES says, so that a small web has them all."""

ROLES: dict[str, int] = {
    "relevant": 45,
    "copy": 14,  # of a relevant page of the same hundred: the same, or with the lender swapped, or spun
    "near_miss": 14,
    "off_topic": 9,
    "cut_off": 2,  # the bytes end early, where it may be inside a character
    "empty": 1,
    "binary": 1,  # an image served as text/html
    "missing": 2,
    "gone": 1,
    "unstable": 2,  # answers 500 twice before it answers
    "slow": 2,
    "moved": 3,  # its old address redirects to the new one
    "loop": 1,
    "noindex": 1,
    "disallowed": 2,  # by robots.txt
}

UNBROKEN = frozenset({"relevant", "copy", "near_miss", "off_topic"})
"""Only these may go on over several pages."""

WITHOUT_ARTICLE = frozenset({"empty", "binary", "missing", "gone", "loop", "disallowed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is decided of a page before a word of it is written."""

    seed: int
    index: int
    role: str
    site: Site
    origin: int
    """The page whose article this is: its own index, or for a copy that of the relevant page it copies."""
    twist: str
    """What a copy does: `same`, `swapped`, `spun`; empty for originals."""
    revisions: int = 0
    """How many lines were added to it since it was written."""
    stirrings: int = 0
    """How often its bytes changed without its article."""
    is_vanished: bool = False

    @property
    def path(self) -> str:
        """The path of the page on its host, where the web lists it."""
        folder = {"moved": OLD, "disallowed": PRIVATE}.get(self.role, self.site.article)
        return folder.format(n=self.index)

    @property
    def final_path(self) -> str:
        """The path where the page ends up."""
        return self.site.article.format(n=self.index) if self.role == "moved" else self.path


@lru_cache(maxsize=64)
def _block(seed: int, number: int) -> tuple[str, ...]:
    """The roles of the hundred pages of one block, in order."""
    roles = [role for role, count in ROLES.items() for _ in range(count)]
    stream(seed, "block", number).shuffle(roles)
    return tuple(roles)


def plan(seed: int, index: int, generation: int = 0) -> Plan:
    """Decide what page `index` is by a generation.

    >>> plan(7, 12) == plan(7, 12)
    True
    >>> from collections import Counter
    >>> Counter(plan(7, i).role for i in range(100)) == ROLES
    True
    """
    number, place = divmod(index, BLOCK)
    roles = _block(seed, number)
    origin, twist = index, ""
    if roles[place] == "copy":
        rng = stream(seed, "copy", index)
        originals = [at for at, role in enumerate(roles) if role == "relevant"]
        # Few originals have all the copies, so that some clusters are large.
        origin = number * BLOCK + originals[min(rng.randrange(len(originals)), rng.randrange(len(originals)))]
        twist = rng.choice(("same", "swapped", "swapped", "spun"))
    first = Plan(seed=seed, index=index, role=roles[place], site=SITES[index % len(SITES)], origin=origin, twist=twist)
    return _aged(first, generation) if generation and first.role in UNBROKEN else first


def _aged(first: Plan, generation: int) -> Plan:
    """The page after so many generations."""
    seed, index = first.seed, first.index
    return replace(
        first,
        revisions=times(seed, index, "revised", generation),
        stirrings=times(seed, index, "restless", generation),
        is_vanished=times(seed, index, "vanished", generation) > 0,
    )

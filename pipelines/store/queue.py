"""The rows of the frontier: what is queued, who holds it, what became of it.

All functions work inside a transaction of the caller, so that an address and what was made of its page change
together. `now` is in seconds since 1970.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from pipelines.store.addresses import Address, host_of, key_of
from pipelines.store.database import Database
from pipelines.store.frontier import Room
from pipelines.store.retries import after_failure

# An address met again keeps its state, but for a list that this run has not met yet: that is read by every run. What
# another source finds while it is not settled passes to that source, since a source may be renamed. `RETURNING` tells
# the state once a run, or again when a better priority raised what is queued.
_MEET = """
INSERT INTO urls (key, url, source, host, kind, state, priority, depth, first_seen, last_seen, found_run, clues)
VALUES (?1, ?2, ?3, ?4, ?5, 'queued', ?6, ?7, ?8, ?8, ?9, ?10)
ON CONFLICT (key) DO UPDATE SET
    state = iif(excluded.kind != 'article' AND state NOT IN ('queued', 'leased'), 'queued', state),
    next_fetch = iif(excluded.kind = 'article', next_fetch, NULL),
    source = iif(state = 'leased' OR state = 'done' AND excluded.kind = 'article', source, excluded.source),
    kind = iif(excluded.kind = 'article', kind, excluded.kind),
    priority = max(priority, excluded.priority),
    depth = min(depth, excluded.depth),
    last_seen = excluded.last_seen,
    found_run = excluded.found_run,
    clues = iif(excluded.kind != 'article' OR state = 'queued' AND priority < excluded.priority, excluded.clues, clues)
WHERE found_run IS NOT excluded.found_run OR state = 'queued' AND priority < excluded.priority
RETURNING state, kind, run"""

# All hosts with something queued, each found by one look into the index.
_HOSTS = """
WITH RECURSIVE hosts(host) AS (
    SELECT min(host) FROM urls WHERE state = 'queued' AND source = ?1 AND (kind = 'article') = ?2
    UNION ALL
    SELECT (SELECT min(host) FROM urls WHERE state = 'queued' AND source = ?1 AND (kind = 'article') = ?2 AND host > hosts.host)
    FROM hosts WHERE host NOTNULL
) SELECT host FROM hosts WHERE host NOTNULL"""

_BEST = """
SELECT sequence, host, kind = 'article', priority FROM urls
WHERE state = 'queued' AND source = ? AND (kind = 'article') = ? AND host = ? ORDER BY priority DESC, sequence LIMIT ?"""

_LEASED = "SELECT url, source, kind, priority, depth, clues, host, tries FROM urls WHERE sequence = ?"

_TO_WEIGH = """
SELECT sequence, url, source, kind, priority, depth, clues FROM urls
WHERE state = 'queued' AND clues NOTNULL AND sequence > ? ORDER BY sequence LIMIT ?"""

_UNLEASE = "UPDATE urls SET state = 'queued', owner = NULL, lease_until = NULL WHERE state = 'leased' AND "


class Candidate(NamedTuple):
    """A row that may be leased."""

    sequence: int
    host: str
    is_article: int
    priority: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """How an address failed."""

    reason: str
    at: int
    run: int | None = None
    wait: int = 0
    """Seconds before which it is not asked again, whatever the rules say."""


class Met(NamedTuple):
    """What an address was that somebody met."""

    is_known: bool
    """An article that an earlier run has read; told once a run."""
    is_first: bool
    """An article that this run had not met yet."""


def meet(database: Database, address: Address, *, run: int, now: int) -> Met:
    """Queue an address that is new; return whether it was read before, and whether this run had met it."""
    key = key_of(address.url)
    before = database.query("SELECT found_run FROM urls WHERE key = ?", (key,))
    values = (key, address.url, address.source, host_of(address.url), address.kind)
    clues = " ".join(address.clues) or None
    found = database.query(_MEET, (*values, address.priority, address.depth, now, run, clues))
    is_known = any(state == "done" and kind == "article" and settled != run for state, kind, settled in found)
    return Met(is_known, address.kind == "article" and before != [(run,)])


def wake(database: Database, now: int) -> None:
    """Queue again what has waited long enough, and what was leased for too long."""
    database.execute("UPDATE urls SET state = 'queued', next_fetch = NULL WHERE next_fetch <= ?", (now,))
    database.execute(_UNLEASE + "lease_until <= ?", (now,))


def candidates(database: Database, sources: Sequence[str], room: Room) -> list[Candidate]:
    """Return the best queued rows of every host, somewhat more than there is room for."""
    groups = [(source, kind) for source in sources for kind in ((0, 1) if room.articles else (0,))]
    hosts = [(*group, host) for group in groups for (host,) in database.query(_HOSTS, group)]
    share = max(1, 2 * room.total // max(1, len(hosts)))
    found: list[Candidate] = []
    for source, kind, host in hosts:
        free = min(room.per_host - room.held.get(host, 0), share)
        found += (Candidate(*row) for row in database.query(_BEST, (source, kind, host, max(0, free))))
    return found


def in_turn(found: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates in the order they are leased: by priority, within it the hosts in turn, oldest first.

    >>> slow, fast = (Candidate(1, "a", 1, 0), Candidate(2, "a", 1, 0), Candidate(3, "a", 1, 0)), Candidate(9, "b", 1, 0)
    >>> [each.sequence for each in in_turn([*slow, fast])]
    [1, 9, 2, 3]
    >>> [each.sequence for each in in_turn([*slow, fast._replace(priority=1)])]
    [9, 1, 2, 3]
    """
    turns: Counter[tuple[str, int]] = Counter()
    ranked = []
    for each in sorted(found, key=lambda each: (-each.priority, each.sequence)):
        ranked.append((-each.priority, turns[each.host, each.priority], each.sequence, each))
        turns[each.host, each.priority] += 1
    return [each for *_, each in sorted(ranked)]


def fitting(found: Iterable[Candidate], room: Room) -> Iterator[Candidate]:
    """Yield the first of the candidates that there is room for.

    >>> found = [Candidate(n, "a", n % 2, 0) for n in range(6)]
    >>> [each.sequence for each in fitting(found, Room(total=9, articles=1, per_host=4, held={"a": 1}))]
    [0, 1, 2]
    """
    total, articles, held = 0, 0, defaultdict(int, room.held)
    for each in found:
        if total < room.total and held[each.host] < room.per_host and articles + each.is_article <= room.articles:
            total, articles = total + 1, articles + each.is_article
            held[each.host] += 1
            yield each


def lease(database: Database, sequence: int, *, owner: int, until: int) -> tuple[Address, str, int]:
    """Lease one row; return its address, its host and how often it failed."""
    database.execute(
        "UPDATE urls SET state = 'leased', owner = ?, lease_until = ? WHERE sequence = ?", (owner, until, sequence)
    )
    *values, host, tries = database.query(_LEASED, (sequence,))[0]
    return _address(values), host, tries


def _address(values: Sequence[Any]) -> Address:
    """The address of a row: url, source, kind, priority, depth and clues."""
    url, source, kind, priority, depth, clues = values
    told = tuple((clues or "").split())
    return Address(url=url, source=source, kind=kind, priority=priority, depth=depth, clues=told)


def weigh(database: Database, score: Callable[[Address], int], *, after: int, most: int) -> int | None:
    """Give the next `most` queued addresses with clues the priority that `score` says, from behind row `after` on.

    Returns the last row looked at, None behind the last.
    """
    last = None
    for last, *values in database.query(_TO_WEIGH, (after, most)):
        address = _address(values)
        if (priority := score(address)) != address.priority:
            database.execute("UPDATE urls SET priority = ? WHERE sequence = ?", (priority, last))
    return last


def clues_of(database: Database, url: str) -> tuple[str, tuple[str, ...]]:
    """Return the source of an address and what spoke for it, which is nothing once its page has taught what came of it."""
    found = database.query("SELECT source, clues FROM urls WHERE key = ?", (key_of(url),))
    return (found[0][0], tuple((found[0][1] or "").split())) if found else ("", ())


def renew(database: Database, *, owner: int, until: int) -> None:
    """Let all leases of an owner last until then."""
    database.execute("UPDATE urls SET lease_until = ? WHERE state = 'leased' AND owner = ?", (until, owner))


def give_back(database: Database, owner: int) -> None:
    """Queue again what an owner holds."""
    database.execute(_UNLEASE + "owner = ?", (owner,))


def settle_read(database: Database, url: str, *, source: str, run: int | None, now: int) -> None:
    """Mark an address done, whoever holds it; one that was never met is an article that somebody had saved."""
    values = (key_of(url), url, source, host_of(url), now, run)
    database.execute(
        "INSERT INTO urls (key, url, source, host, kind, state, first_seen, last_seen, fetched_at, run) "
        "VALUES (?1, ?2, ?3, ?4, 'article', 'done', ?5, ?5, ?5, ?6) "
        "ON CONFLICT (key) DO UPDATE SET state = 'done', owner = NULL, lease_until = NULL, next_fetch = NULL, "
        "tries = 0, reason = NULL, clues = NULL, fetched_at = excluded.fetched_at, run = excluded.run",
        values,
    )


def let_go(database: Database, url: str, *, run: int, is_known: bool) -> None:
    """End the lease of an address whose page is not kept: where it may stay known it is done, else nothing is left of it."""
    key = key_of(url)
    if is_known:
        values = (run, key)
        database.execute(
            "UPDATE urls SET state = 'done', owner = NULL, lease_until = NULL, run = ? WHERE key = ?", values
        )
    else:
        database.execute("DELETE FROM urls WHERE key = ?", (key,))


def settle_failed(database: Database, url: str, failed: Failed) -> None:
    """Mark an address failed or gone, and when it is asked again; a page that was read before stays done till then."""
    sql = "SELECT sequence, tries, reason, fetched_at, kind FROM urls WHERE key = ? AND state IN ('queued', 'leased')"
    for sequence, tries, before, fetched_at, kind in database.query(sql, (key_of(url),)):
        fate = after_failure(failed.reason, tries=tries + 1, before=before)
        was_read = fetched_at is not None and kind == "article"
        state = "done" if was_read and fate.state == "failed" else fate.state
        next_fetch = None if fate.wait is None else failed.at + max(fate.wait, failed.wait)
        database.execute(
            "UPDATE urls SET state = ?, tries = ?, reason = ?, next_fetch = ?, owner = NULL, lease_until = NULL, run = ? "
            "WHERE sequence = ?",
            (state, tries + 1, failed.reason, next_fetch, failed.run, sequence),
        )


def put_off(database: Database, url: str, owner: int) -> None:
    """Queue again an address that the owner holds."""
    database.execute(_UNLEASE + "owner = ? AND key = ?", (owner, key_of(url)))


def held(database: Database, owner: int) -> list[str]:
    """Return the addresses an owner holds, oldest first."""
    sql = "SELECT url FROM urls WHERE state = 'leased' AND owner = ? ORDER BY sequence"
    return [url for (url,) in database.query(sql, (owner,))]


def source_of_lease(database: Database, url: str, owner: int) -> str | None:
    """Return the source of an address that the owner holds; None where it does not."""
    sql = "SELECT source FROM urls WHERE key = ? AND state = 'leased' AND owner = ?"
    found = database.query(sql, (key_of(url), owner))
    return str(found[0][0]) if found else None


def tally(database: Database) -> Mapping[str, Mapping[str, int]]:
    """Return how many addresses of each source are in each state; `waiting` are those failed or done with a next time."""
    counts: defaultdict[str, dict[str, int]] = defaultdict(dict)
    sql = "SELECT source, state, count(*), count(next_fetch) FROM urls GROUP BY source, state ORDER BY source, state"
    for source, state, number, waiting in database.query(sql):
        counts[source][state] = number
        if waiting:
            counts[source]["waiting"] = counts[source].get("waiting", 0) + waiting
    return counts

"""The rows of the frontier: what is queued, who holds it, what became of it.

All functions work inside a transaction of the caller, so that an address and what was made of its page change
together. `now` is in seconds since 1970.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from pipelines.store import validators
from pipelines.store.addresses import Address, host_of, key_of
from pipelines.store.database import Database
from pipelines.store.frontier import Lease, Room, Standing
from pipelines.store.retries import after_failure
from pipelines.store.revisits import DEFAULT, Revisits, Visited, next_interval, when_told
from pipelines.store.validators import Validator

# An address met again keeps its state, but for a list that is to be read now (?11), or that failed. What another source finds
# while it is not settled passes to that source, since a source may be renamed. What turns out to be a list is no copy of an
# article any more.
_MEET = """
INSERT INTO urls (key, url, source, host, kind, state, priority, depth, first_seen, last_seen, found_run, clues)
VALUES (?1, ?2, ?3, ?4, ?5, 'queued', ?6, ?7, ?8, ?8, ?9, ?10)
ON CONFLICT (key) DO UPDATE SET
    state = iif(excluded.kind != 'article' AND (?11 AND state IN ('done', 'gone') OR state = 'failed'), 'queued', state),
    next_fetch = iif(excluded.kind != 'article' AND (?11 AND state IN ('done', 'gone') OR state = 'failed'), NULL, next_fetch),
    source = iif(state = 'leased' OR state = 'done' AND excluded.kind = 'article', source, excluded.source),
    validators = iif(excluded.kind IN ('article', kind), validators, NULL),
    kind = iif(excluded.kind = 'article', kind, excluded.kind),
    priority = max(priority, excluded.priority),
    depth = min(depth, excluded.depth),
    last_seen = excluded.last_seen,
    found_run = excluded.found_run,
    clues = iif(excluded.kind != 'article' OR state = 'queued' AND priority < excluded.priority, excluded.clues, clues)
WHERE found_run IS NOT excluded.found_run OR state = 'queued' AND priority < excluded.priority
    OR ?11 AND excluded.kind != 'article' AND state = 'done' AND run IS NOT excluded.found_run"""

# All hosts with something queued, each found by one look into the index.
_HOSTS = """
WITH RECURSIVE hosts(host) AS (
    SELECT min(host) FROM urls WHERE state = 'queued' AND source = ?1 AND rank = ?2
    UNION ALL
    SELECT (SELECT min(host) FROM urls WHERE state = 'queued' AND source = ?1 AND rank = ?2 AND host > hosts.host)
    FROM hosts WHERE host NOTNULL
) SELECT host FROM hosts WHERE host NOTNULL"""

_BEST = """
SELECT sequence, host, rank, priority, due FROM urls
WHERE state = 'queued' AND source = ? AND rank = ? AND host = ? ORDER BY due, priority DESC, sequence LIMIT ?"""

_TO_WEIGH = """
SELECT sequence, url, source, kind, priority, depth, clues FROM urls
WHERE state = 'queued' AND clues NOTNULL AND sequence > ? ORDER BY sequence LIMIT ?"""

_LISTS_LEASED = "SELECT DISTINCT source, host FROM urls WHERE state = 'leased' AND kind != 'article'"

_LEASED = "SELECT url, source, kind, priority, depth, clues, host, tries, rank, validators FROM urls WHERE sequence = ?"

# What a page due for another look was queued for; one that this run has read already waits for the next.
_WAKE = """
UPDATE urls SET state = 'queued', due = iif(kind = 'article' AND fetched_at NOTNULL, next_fetch, NULL), next_fetch = NULL
WHERE next_fetch <= ?1 AND (state = 'failed' OR run IS NOT ?2)"""

_TOLD = """
SELECT fetched_at, interval, coalesce(next_fetch, due) FROM urls WHERE key = ?1 AND kind = 'article' AND interval NOTNULL
    AND fetched_at NOTNULL AND tries = 0 AND (state = 'done' AND next_fetch NOTNULL OR state = 'queued' AND due NOTNULL)"""

_UNLEASE = "UPDATE urls SET state = 'queued', owner = NULL, lease_until = NULL WHERE state = 'leased' AND "


LIST, NEW, REVISIT = 0, 1, 2
"""What a row is leased as, in `rank`: lists and new articles go by their priority, those read before come after all of these."""


class Candidate(NamedTuple):
    """A row that may be leased."""

    sequence: int
    host: str
    rank: int
    priority: int
    due: int | None = None
    """Since when an article that was read before is due."""

    @property
    def order(self) -> tuple[bool, int]:
        """What it is leased by: of what was read before all is alike."""
        return (True, 0) if self.rank == REVISIT else (False, -self.priority)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """How an address was read."""

    source: str
    at: int
    run: int | None = None
    bounds: Revisits = DEFAULT
    changed: bool = True
    validators: tuple[Validator, ...] | None = ()
    """None leaves those that are known: the page is the same."""
    listed: int | None = None
    """How many articles it showed, if it is a list; None leaves what is known."""


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

    is_new: bool
    """Nobody had ever met it."""
    is_first: bool
    """An article that this run had not met yet."""


def meet(database: Database, address: Address, *, run: int, now: int, again: bool = True) -> Met:
    """Queue an address that is new, or a list that is to be read `again`; return whether anybody, or this run, had met it."""
    key = key_of(address.url)
    before = database.query("SELECT found_run FROM urls WHERE key = ?", (key,))
    values = (key, address.url, address.source, host_of(address.url), address.kind)
    clues = " ".join(address.clues) or None
    database.execute(_MEET, (*values, address.priority, address.depth, now, run, clues, again))
    return Met(not before, address.kind == "article" and before != [(run,)])


def heed(database: Database, address: Address, *, bounds: Revisits, now: int) -> None:
    """Ask sooner or later for a page that was read before, where a sitemap says when it changed last."""
    if address.modified is None:
        return
    key = key_of(address.url)
    for values in database.query(_TOLD, (key,)):
        page = Visited(*values)
        at = when_told(bounds, page, modified=address.modified, now=now)
        if at != page.next_fetch:
            database.execute("UPDATE urls SET state = 'done', next_fetch = ?, due = NULL WHERE key = ?", (at, key))


def wake(database: Database, now: int, run: int) -> None:
    """Queue again what has waited long enough, and what was leased for too long."""
    database.execute(_WAKE, (now, run))
    database.execute(_UNLEASE + "lease_until <= ?", (now,))


def candidates(database: Database, sources: Sequence[str], room: Room) -> list[Candidate]:
    """Return the best queued rows of every host, somewhat more than there is room for.

    What was read before waits until the lists of its host are read: they may lead to something new, or spare us the look.
    """
    ranks = (LIST, NEW, REVISIT) if room.articles else (LIST,)
    groups = [(source, rank) for source in sources for rank in ranks]
    hosts = [(*group, host) for group in groups for (host,) in database.query(_HOSTS, group)]
    listing = {(source, host) for source, rank, host in hosts if rank == LIST} | set(database.query(_LISTS_LEASED))
    share = max(1, 2 * room.total // max(1, len(hosts)))
    found: list[Candidate] = []
    for source, rank, host in hosts:
        free = min(room.per_host - room.held.get(host, 0), share)
        if rank != REVISIT or (source, host) not in listing:
            found += (Candidate(*row) for row in database.query(_BEST, (source, rank, host, max(0, free))))
    return found


def in_turn(found: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates in the order they are leased: by priority, within it the hosts in turn, oldest first.

    Articles that were read before come last, also hosts in turn, the longest overdue first.

    >>> slow, fast = (Candidate(1, "a", 1, 0), Candidate(2, "a", 1, 0), Candidate(3, "a", 1, 0)), Candidate(9, "b", 1, 0)
    >>> [each.sequence for each in in_turn([*slow, fast])]
    [1, 9, 2, 3]
    >>> [each.sequence for each in in_turn([*slow, fast._replace(priority=1)])]
    [9, 1, 2, 3]
    >>> [each.sequence for each in in_turn([Candidate(4, "a", 2, 9, due=70), Candidate(5, "a", 2, 0, due=60), *slow[:1]])]
    [1, 5, 4]
    """
    turns: Counter[tuple[str, tuple[bool, int]]] = Counter()
    ranked = []
    for each in sorted(found, key=lambda each: (each.order, each.due or 0, each.sequence)):
        ranked.append((each.order, turns[each.host, each.order], each.due or 0, each.sequence, each))
        turns[each.host, each.order] += 1
    return [each for *_, each in sorted(ranked)]


def fitting(found: Iterable[Candidate], room: Room) -> Iterator[Candidate]:
    """Yield the first of the candidates that there is room for.

    >>> found = [Candidate(n, "a", n % 2, 0) for n in range(6)]
    >>> [each.sequence for each in fitting(found, Room(total=9, articles=1, per_host=4, held={"a": 1}))]
    [0, 1, 2]
    """
    total, articles, held = 0, 0, defaultdict(int, room.held)
    for each in found:
        is_article = each.rank != LIST
        if total < room.total and held[each.host] < room.per_host and articles + is_article <= room.articles:
            total, articles = total + 1, articles + is_article
            held[each.host] += 1
            yield each


def lease(database: Database, sequence: int, *, owner: int, until: int) -> Lease:
    """Lease one row."""
    database.execute(
        "UPDATE urls SET state = 'leased', owner = ?, lease_until = ? WHERE sequence = ?", (owner, until, sequence)
    )
    *values, host, tries, rank, known = database.query(_LEASED, (sequence,))[0]
    return Lease(
        address=_address(values),
        host=host,
        tries=tries,
        is_revisit=rank == REVISIT,
        validators=validators.loads(known),
    )


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


def settle_read(database: Database, url: str, read: Read) -> None:
    """Mark an address done, whoever holds it; one that was never met is an article that somebody had saved."""
    key = key_of(url)
    kind, before = next(
        iter(database.query("SELECT kind, interval FROM urls WHERE key = ?", (key,))), ("article", None)
    )
    interval = next_interval(read.bounds, before, changed=read.changed, is_list=kind != "article")
    known = None if read.validators is None else validators.dumps(read.validators)
    values = (key, url, read.source, host_of(url), read.at, read.run, interval, read.at + interval)
    database.execute(
        "INSERT INTO urls (key, url, source, host, kind, state, first_seen, last_seen, fetched_at, run, interval, next_fetch, "
        "validators) VALUES (?1, ?2, ?3, ?4, 'article', 'done', ?5, ?5, ?5, ?6, ?7, ?8, ?9) "
        "ON CONFLICT (key) DO UPDATE SET state = 'done', owner = NULL, lease_until = NULL, due = NULL, tries = 0, "
        "reason = NULL, clues = NULL, fetched_at = excluded.fetched_at, run = excluded.run, interval = excluded.interval, "
        "next_fetch = excluded.next_fetch, validators = iif(?10, validators, excluded.validators), listed = coalesce(?11, listed)",
        (*values, known, read.validators is None, read.listed),
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


def settle_failed(database: Database, url: str, failed: Failed) -> bool:
    """Mark an address failed or gone, and when it is asked again; a page that was read before stays done till then.

    Returns whether it is gone.

    What two runs found missing is gone. A page that failed is asked for whole the next time.
    """
    sql = "SELECT sequence, tries, reason, fetched_at, kind, run FROM urls WHERE key = ? AND state IN ('queued', 'leased')"
    for sequence, tries, reason, fetched_at, kind, run in database.query(sql, (key_of(url),)):
        before = None if run is not None and run == failed.run else reason
        was_read = fetched_at is not None and kind == "article"
        fate = after_failure(failed.reason, tries=tries + 1, before=before, was_read=was_read)
        state = "done" if was_read and fate.state == "failed" else fate.state
        next_fetch = None if fate.wait is None else failed.at + max(fate.wait, failed.wait)
        database.execute(
            "UPDATE urls SET state = ?, tries = ?, reason = ?, next_fetch = ?, owner = NULL, lease_until = NULL, due = NULL, "
            "validators = NULL, listed = 0, run = ? WHERE sequence = ?",
            (state, tries + 1, failed.reason, next_fetch, failed.run, sequence),
        )
        return fate.state == "gone"
    return False


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


def standing(database: Database, source: str, run: int) -> Standing:
    """Return how a source stands at the end of a run."""
    sql = """SELECT total(state = 'done' AND kind = 'article' AND run IS NOT ?2), total(state = 'gone' AND run = ?2),
        sum(iif(kind = 'article', NULL, listed)),
        max(kind != 'article' AND depth = 0 AND state = 'done' AND run = ?2),
        max(kind != 'article' AND depth = 0 AND state = 'queued') FROM urls WHERE source = ?1"""
    resting, gone, listed, has_read, has_waiting = database.query(sql, (source, run))[0]
    if not has_read:
        listed = None if listed is None or has_waiting else 0
    return Standing(resting=int(resting), gone=int(gone), listed=listed)


def retry_lists(database: Database, source: str) -> None:
    """Queue the lists of a source that failed: every run asks for them."""
    sql = "UPDATE urls SET state = 'queued', next_fetch = NULL WHERE state = 'failed' AND kind != 'article' AND source = ?"
    database.execute(sql, (source,))


def read_anew(database: Database, source: str, rules: str) -> None:
    """Forget what the lists of a source looked like, where they were read by other rules, and have them all read now."""
    key = f"rules of {source}"
    if database.query("SELECT value FROM meta WHERE key = ?", (key,)) == [(rules,)]:
        return
    database.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (key, rules))
    of_source = "kind != 'article' AND source = ?"
    database.execute(f"UPDATE urls SET validators = NULL WHERE {of_source}", (source,))  # noqa: S608 - a constant
    database.execute(f"UPDATE urls SET next_fetch = 0 WHERE {of_source} AND state = 'done'", (source,))  # noqa: S608 - a constant


def ask_again(database: Database, url: str) -> None:
    """Let a page that was read be asked for again at once, and whole."""
    sql = "UPDATE urls SET validators = NULL, next_fetch = 0 WHERE key = ? AND state = 'done'"
    database.execute(sql, (key_of(url),))


def tally(database: Database) -> Mapping[str, Mapping[str, int]]:
    """Return how many addresses of each source are in each state; `waiting` are those that failed and are asked again."""
    counts: defaultdict[str, dict[str, int]] = defaultdict(dict)
    waits = "next_fetch NOTNULL AND tries > 0"
    sql = f"SELECT source, state, count(*), sum({waits}) FROM urls GROUP BY source, state ORDER BY source, state"  # noqa: S608 - a constant
    for source, state, number, waiting in database.query(sql):
        counts[source][state] = number
        if waiting:
            counts[source]["waiting"] = counts[source].get("waiting", 0) + waiting
    return counts

"""Read a robots.txt the way RFC 9309 and its reference, Google's parser, do.

A file is a list of groups: lines that name agents, then rules. All groups that name us are ours together; where none does,
those for `*` are. Of the rules that match a path the longest pattern decides, and `Allow` wins a tie. Left alone: lines
nobody defined, rules before the first agent, and whatever is not text: a page of HTML in this place forbids nothing. Scrapy's
own parser (Protego) is not used since it decides 15 of Google's published cases otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

IS_ROBOTS: Final = "is_robots"
"""In the meta of a request for a robots.txt; it may leave the site, since RFC 9309 has redirects followed everywhere."""
MOST_BYTES: Final = 500 * 1024
"""How much of a file is read; what lies behind counts as not written (RFC 9309, 2.5)."""
_LONGEST_LINE: Final = 2083 * 8 - 1
"""Bytes of a line that are read: eight of the longest addresses a browser takes."""
_EVERYBODY: Final = "*"
_AGENT, _ALLOW, _DISALLOW, _SITEMAP, _DELAY = "agent", "allow", "disallow", "sitemap", "delay"
_KEYS: Final = (
    # Misspellings that are common on the web, as the reference parser reads them.
    (("user-agent", "useragent", "user agent"), _AGENT),
    (("allow",), _ALLOW),
    (("disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"), _DISALLOW),
    (("sitemap", "site-map"), _SITEMAP),
    (("crawl-delay",), _DELAY),
)
_NAME_RE: Final = re.compile(r"[A-Za-z_-]*")
# What a pattern may not hold as it is: a byte beyond ASCII; and escapes are compared in capitals.
_ESCAPED_RE: Final = re.compile(r"%[0-9A-Fa-f]{2}|[\x80-\xff]")
# The scheme and authority of an address, and all before the path if it has no scheme.
_AUTHORITY_RE: Final = re.compile(r"(?://|[^/?;]*?://)?[^/?;]*")
_INDEX_RE: Final = re.compile(r"/index\.html?[^/]*$")


@dataclass(frozen=True, slots=True)
class Rule:
    """A path pattern that is allowed or not; `*` stands for anything, `$` at its end for the end of the path."""

    pattern: str
    is_allowed: bool

    def matches(self, path: str) -> bool:
        """Whether the pattern matches from the path's beginning.

        >>> Rule("/a*.php$", False).matches("/a/b.php"), Rule("/a*.php$", False).matches("/a/b.php?c")
        (True, False)
        """
        is_whole = self.pattern.endswith("$")
        first, *others = self.pattern.removesuffix("$").split("*")
        if not path.startswith(first) or (is_whole and not others and path != first):
            return False
        at = len(first)
        last = others.pop() if is_whole and others else ""
        for piece in others:
            found = path.find(piece, at)
            if found < 0:
                return False
            at = found + len(piece)
        return path.endswith(last) and len(path) - len(last) >= at


@dataclass(frozen=True, slots=True)
class Group:
    """What is said to some agents, named in lower case."""

    agents: frozenset[str]
    rules: tuple[Rule, ...] = ()
    delay: float | None = None
    """Seconds between two requests."""


@dataclass(frozen=True, slots=True)
class Robots:
    """A robots.txt as read."""

    groups: tuple[Group, ...] = ()
    sitemaps: tuple[str, ...] = ()

    def allows(self, agent: str, url: str) -> bool:
        r"""Whether `agent`, a bare name without version, may fetch `url`, whose path is percent-encoded.

        >>> robots = read_robots(b"User-agent: *\nDisallow: /a/\nAllow: /a/b")
        >>> robots.allows("bot", "http://x.example/a/bc"), robots.allows("bot", "http://x.example/a/c")
        (True, False)
        """
        path = path_of(url)
        rules = [rule for group in self._ours(agent) for rule in group.rules if rule.matches(path)]
        allowed, forbidden = (_longest(rules, is_allowed=which) for which in (True, False))
        return forbidden == 0 or allowed >= forbidden

    def delay(self, agent: str) -> float | None:
        """The seconds that `agent` is asked to leave between requests; no part of RFC 9309, but widely written."""
        return max((group.delay for group in self._ours(agent) if group.delay is not None), default=None)

    def _ours(self, agent: str) -> list[Group]:
        named = [group for group in self.groups if agent.lower() in group.agents]
        return named or [group for group in self.groups if _EVERYBODY in group.agents]


ALLOW_ALL: Final = Robots()
DISALLOW_ALL: Final = Robots((Group(frozenset({_EVERYBODY}), (Rule("/", is_allowed=False),)),))


def read_robots(body: bytes) -> Robots:
    r"""Read a file's bytes; any bytes are a robots.txt, most of them one without rules.

    >>> read_robots(b"User-agent: a\nUser-agent: B # both\nDisallow: /x\nCrawl-delay: 2").groups[0].delay
    2.0
    >>> read_robots(b"<html>Disallow: /</html>") == ALLOW_ALL
    True
    """
    lines = list(_lines(body[:MOST_BYTES]))
    return Robots(tuple(_groups(lines)), tuple(value for key, value in lines if key == _SITEMAP and value))


def path_of(url: str) -> str:
    """The path and query of an address, as patterns are compared with.

    >>> path_of("http://x.example/a?b#c"), path_of("http://x.example"), path_of("x.example?a")
    ('/a?b', '/', '/?a')
    """
    address = url.partition("#")[0]
    whole = _AUTHORITY_RE.match(address)
    path = address[whole.end() :] if whole else ""
    return path if path.startswith("/") else f"/{path}"


@dataclass(slots=True)
class _Draft:
    """A group while its lines are read."""

    agents: set[str] = field(default_factory=set)
    rules: list[Rule] = field(default_factory=list)
    delay: float | None = None

    def finished(self) -> Group:
        return Group(frozenset(self.agents), tuple(self.rules), self.delay)


def _groups(lines: Iterable[tuple[str, str]]) -> Iterator[Group]:
    """Agents named one after the other share the rules behind them; only a rule ends the naming."""
    draft = _Draft()
    for key, value in lines:
        if key == _AGENT:
            if draft.rules:
                yield draft.finished()
                draft = _Draft()
            draft.agents.add(_agent_name(value))
        elif key == _DELAY:
            draft.delay = _seconds(value, draft.delay)
        elif key != _SITEMAP and draft.agents:
            draft.rules += _rules(value, is_allowed=key == _ALLOW)
    if draft.agents:
        yield draft.finished()


def _rules(pattern: str, *, is_allowed: bool) -> list[Rule]:
    """The rule of a line; who is allowed to read an index page may read the folder it stands for."""
    rules = [Rule(_escaped(pattern), is_allowed)]
    if is_allowed and (index := _INDEX_RE.search(pattern)):
        rules.append(Rule(_escaped(pattern[: index.start()]) + "/$", is_allowed))
    return rules


def _agent_name(value: str) -> str:
    """The name a line gives; versions and whatever else stands behind it do not count."""
    if value == _EVERYBODY or (value[:1] == _EVERYBODY and value[1:2].isspace()):
        return _EVERYBODY
    name = _NAME_RE.match(value)
    return name[0].lower() if name else ""


def _seconds(value: str, before: float | None) -> float | None:
    """A delay in seconds; what is no number changes nothing."""
    try:
        seconds = float(value)
    except ValueError:
        return before
    return seconds if 0 <= seconds < float("inf") else before


def _lines(body: bytes) -> Iterator[tuple[str, str]]:
    """The lines that mean something: what they are and what stands behind."""
    text = body.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    for line in re.split(r"\r\n|\r|\n", text):
        written = line[:_LONGEST_LINE].partition("#")[0].strip(" \t\r\n\v\f\0")
        key, colon, value = written.partition(":")
        if not colon:
            # Two words without a colon are read as key and value, three are prose.
            key, _, value = written.replace("\t", " ").partition(" ")
            if " " in value.strip():
                continue
        kind = _kind(key.strip().lower())
        if kind:
            yield kind, value.strip()


def _kind(key: str) -> str | None:
    return next((kind for names, kind in _KEYS if key.startswith(names)), None)


def _escaped(pattern: str) -> str:
    """A pattern in ASCII, its escapes in capitals.

    >>> _escaped("/短".encode().decode("latin-1") + "%e4")
    '/%E7%9F%AD%E4'
    """
    return _ESCAPED_RE.sub(_escape, pattern)


def _escape(match: re.Match[str]) -> str:
    found = match[0]
    return found.upper() if len(found) > 1 else f"%{ord(found):02X}"


def _longest(rules: Iterable[Rule], *, is_allowed: bool) -> int:
    """The length of the longest pattern of a kind; an empty one counts as none."""
    return max((len(rule.pattern) for rule in rules if rule.is_allowed is is_allowed), default=0)

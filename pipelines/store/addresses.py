"""What a frontier holds: addresses, each with a normal form by which two spellings of one address are told to be one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

from w3lib.url import canonicalize_url

from pipelines.store.canonical import one_page

Kind: TypeAlias = Literal["article", "listing", "sitemap", "feed"]
"""What is expected at an address: an article is read once, the others lead to articles and are read by every run."""

# An address that is its own normal form, if it has no dots for folders: most are, and a match costs a hundredth of taking an address
# apart. Linear: two classes, a slash between.
_NORMAL_RE = re.compile(r"https?://[a-z0-9.-]+/[A-Za-z0-9/._~-]*")
_DOTS = "/."


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Somewhere to go, as it was found."""

    url: str
    source: str
    """The source of the registry it belongs to."""
    kind: Kind = "article"
    priority: int = 0
    """Higher goes first; whoever finds the address again can only raise it."""
    depth: int = 0
    """Links from a door of the source."""
    clues: tuple[str, ...] = ()
    """What spoke for it when it was found, in words of the crawl, none with white space: its page's result counts for them."""
    modified: int | None = None
    """When its page last changed, as a sitemap says, in seconds since 1970; None where nobody said."""


def key_of(url: str) -> str:
    """Return the normal form of an address: `one_page`, with its host in ASCII and no escapes but those that are needed.

    The address itself is asked for as it was found; only whether two are one is decided by this. Paths keep their
    case and their last slash, and http is not https: sites may tell these apart.

    >>> key_of("HTTP://Farm.example.com:80?b=2&utm_source=x&a=%e8%b4%b7#top")
    'http://farm.example.com/?a=%E8%B4%B7&b=2'
    >>> key_of("http://例子.中国/x/../1")
    'http://xn--fsqu00a.xn--fiqs8s/1'
    >>> key_of("http://farm.example.com/News/") == key_of("http://farm.example.com/news")
    False
    """
    if _NORMAL_RE.fullmatch(url) and _DOTS not in url:
        return url
    try:
        return canonicalize_url(one_page(canonicalize_url(url)))
    except (
        ValueError
    ):  # a host in brackets that is no IPv6 address, a port that is no number: no two spellings of these
        return url


def keys_of(url: str) -> frozenset[str]:
    """Return the key of an address, and those that tombstones laid before ledgers of version 9 may have of it.

    >>> sorted(keys_of("http://farm.example.com:80/1?utm_source=x"))
    ['http://farm.example.com/1', 'http://farm.example.com:80/1?utm_source=x']
    """
    try:
        return frozenset((key_of(url), canonicalize_url(url), url))
    except ValueError:  # as in `key_of`
        return frozenset((url,))


def host_of(url: str) -> str:
    """Return the host that is asked for `url`, in lower case; nothing where the address has none.

    >>> host_of("http://Farm.example.com:8080/1"), host_of("http://[broken/1")
    ('farm.example.com', '')
    """
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # a host in brackets that is no IPv6 address
        return ""

"""What a page asks of those who would keep it, in the words of robots tags and of the TDM reservation protocol.

The same words stand in response headers (`X-Robots-Tag: noindex`) and in meta elements (`<meta name="robots"
content="noindex">`); both are read by the rules here, so both decide alike. A page is closed to us by `noindex`, `none`
(which means noindex and nofollow), `noai` and a reservation of text and data mining. Left alone: `noarchive`,
`nosnippet` and the like, wishes about caches and result pages; `nofollow`, about links; `noimageai`, about pictures; and
whatever is said to another robot by its name.
"""

from __future__ import annotations

import re
from typing import Final

AGENT: Final = "lender-sms-complaints"
"""The name by which a site may speak to this project alone, in robots.txt and in robots tags."""
ADDRESSES: Final = frozenset({"robots", AGENT})
"""Names of meta elements that speak to us; `googlebot` is another robot."""
_TAGS: Final = ADDRESSES | {"x-robots-tag"}
_RESERVATION: Final = "tdm-reservation"
_CLOSING: Final = frozenset({"noindex", "none", "noai"})
_VALUED: Final = frozenset({"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"})
"""Directives with a value behind a colon, `none` among others; any other name before a colon is a robot's."""

# A word, with the colon and the word behind it, if any. It begins with a letter: a date's hours are no robot's name.
_WORD_RE: Final = re.compile(r"(?<![a-z0-9_-])([a-z][a-z0-9_-]*)(?:\s*(:)\s*([a-z0-9_-]*))?")


def closes(name: str, value: str) -> bool:
    """Return whether a header, or a meta element, of that name closes the page to us; one that names several robots speaks to each.

    >>> closes("X-Robots-Tag", "noindex"), closes("robots,googlebot", "noai"), closes("tdm-reservation", "1")
    (True, True, True)
    >>> closes("googlebot", "noindex"), closes("description", "noindex"), closes("tdm-reservation", "0")
    (False, False, False)
    """
    names = frozenset(name.lower().replace(",", " ").split())
    return (_RESERVATION in names and reserves_mining(value)) or (not names.isdisjoint(_TAGS) and forbids(value))


def forbids(directives: str) -> bool:
    """Return whether a robots tag, the value of a header or the content of a meta element, closes the page to us.

    A robot's name before a colon says whom all that follows is for.

    >>> forbids("max-snippet:-1, NoIndex"), forbids("lender-sms-complaints: noai")
    (True, True)
    >>> forbids("max-image-preview:none, noarchive"), forbids("googlebot: nofollow, noindex")
    (False, False)
    """
    is_ours = True
    for name, colon, value in _WORD_RE.findall(directives.lower()):
        if name in _VALUED:
            continue
        if colon:
            is_ours = name in ADDRESSES
        if is_ours and (value if colon else name) in _CLOSING:
            return True
    return False


def reserves_mining(value: str) -> bool:
    """Return whether a `tdm-reservation`, header or meta element, reserves text and data mining.

    Several headers that a proxy made one of are a list; the strictest of them holds.

    >>> reserves_mining(" 1 "), reserves_mining("0, 1"), reserves_mining("0"), reserves_mining("10")
    (True, True, False, False)
    """
    return "1" in map(str.strip, value.split(","))

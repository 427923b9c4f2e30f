"""One address for what a site spells in many ways: the form in which a link is asked for. Pure functions of the URL.

What goes is what only tells visits apart (session ids, tracking parameters, fragments) and what means nothing (the default
port, the case of scheme and host, the order and the repetition of parameters). Paths keep their case and their last slash,
http is not https, and a parameter that may choose a page stays: of two addresses that could be two pages, both are kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit, urlunsplit

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
# Parameters that count where a visitor came from, by the names that web analytics give them: utm_source, hmsr (Baidu), spm
# (Alibaba), gclid, fbclid, msclkid and the like. Linear: alternatives of fixed words, matched whole.
_TRACKING_RE: Final = re.compile(
    r"utm_\w+|hm(?:sr|pl|cu|kw|ci)|spm|scm|bd_vid|vd_source|gclid|dclid|fbclid|msclkid|yclid|mc_[ce]id|_ga|_gl|ref_src",
    re.IGNORECASE,
)
# Parameters that servers themselves put into links to know a visitor without cookies; each name has no other use.
_SESSION_RE: Final = re.compile(
    r"jsessionid|phpsessid|aspsessionid\w*|session_?id|oscsid|zenid|cfid|cftoken", re.IGNORECASE
)
# Names that may mean a session or a page (`sid=3`, `s=loan`): a session where the value is long and random.
_MAYBE_SESSION_RE: Final = re.compile(r"sid|s|sess|session|token|visit", re.IGNORECASE)
# 16 and more letters and digits, a digit among them, or a UUID. Words joined by hyphens are a search or a title.
_RANDOM_RE: Final = re.compile(r"(?=[a-z]*\d)[0-9a-z]{16,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# A session in the path: `;jsessionid=…` behind a file (Java), `(S(…))` as a folder of its own (ASP.NET).
_IN_PATH_RE: Final = re.compile(
    r";(?:jsessionid|phpsessid|sid)=[^/;?]*|/\((?:[A-Z]\([0-9a-z]+\))+\)(?=/)", re.IGNORECASE
)
_DOTS: Final = frozenset({".", ".."})
_ESCAPE_RE: Final = re.compile(r"%[0-9a-f]{2}", re.IGNORECASE)


def canonical(url: str) -> str:
    """Return the form of an http(s) URL in which it is asked for; what cannot be taken apart comes back as it is.

    >>> canonical("HTTP://News.Example.com:80/a/../Loan.html;jsessionid=9F8E?utm_source=x&b=2&a=1&a=1#top")
    'http://news.example.com/Loan.html?a=1&b=2'
    >>> canonical("http://example.com/list?sid=3&PHPSESSID=0a1b2c3d"), canonical("http://example.com/(S(x1y2))/7.aspx")
    ('http://example.com/list?sid=3', 'http://example.com/7.aspx')
    >>> canonical("http://example.com/News/") == canonical("http://example.com/news")
    False
    >>> canonical("http://[broken/")
    'http://[broken/'
    """
    return _rebuilt(url, lambda parameter: _is_of_visit(parameter) or _may_be_of_visit(parameter))


def one_page(url: str) -> str:
    """Return the form of an http(s) URL by which two are surely one page: `canonical`, with what may choose a page left in.

    >>> one_page("http://Example.com:80/a/../7?utm_source=x&sid=0123456789abcdef0")
    'http://example.com/7?sid=0123456789abcdef0'
    """
    return _rebuilt(url, _is_of_visit)


def _rebuilt(url: str, is_of_visit: Callable[[str], bool]) -> str:
    """A URL in its form without such parameters."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # a host in brackets that is no IPv6 address, a port that is no number
        return url
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not parts.hostname:
        return url
    user, at, host = parts.netloc.rpartition("@")
    host = host.lower()
    if port in (None, _DEFAULT_PORTS[scheme]) and ":" in host.rpartition("]")[2]:
        host = host.rpartition(":")[0]
    return urlunsplit((scheme, user + at + host, _path(parts.path), _query(parts.query, is_of_visit), ""))


def _path(path: str) -> str:
    """The path without sessions, its dots resolved and its escapes in capitals."""
    before, found = "", path or "/"
    while found != before:  # what is cut out may bring the pieces of another together; each step makes the path shorter
        before, found = found, _IN_PATH_RE.sub("", _without_dots(found))
    return _capital(found)


def _without_dots(path: str) -> str:
    """The path with `.` and `..` resolved (RFC 3986, 5.2.4)."""
    folders: list[str] = []
    *inner, last = path.split("/")[1:] or [""]
    for name in (*inner, *([last] if last in _DOTS else [])):
        if name == "..":
            folders = folders[:-1]
        elif name != ".":
            folders.append(name)
    return "/" + "/".join([*folders, "" if last in _DOTS else last])


def _query(query: str, is_of_visit: Callable[[str], bool]) -> str:
    """The parameters that choose a page, sorted by name, each once; equal names keep their order."""
    kept = dict.fromkeys(_capital(piece) for piece in query.split("&") if piece and not is_of_visit(piece))
    return "&".join(sorted(kept, key=lambda piece: piece.partition("=")[0]))


def _is_of_visit(parameter: str) -> bool:
    """Whether a parameter tells visits apart and not pages."""
    name = parameter.partition("=")[0]
    return bool(_TRACKING_RE.fullmatch(name) or _SESSION_RE.fullmatch(name))


def _may_be_of_visit(parameter: str) -> bool:
    """Whether a parameter looks like a session, by a name that may also mean a page."""
    name, _, value = parameter.partition("=")
    return bool(_MAYBE_SESSION_RE.fullmatch(name) and _RANDOM_RE.fullmatch(value))


def _capital(text: str) -> str:
    return _ESCAPE_RE.sub(lambda found: found[0].upper(), text)

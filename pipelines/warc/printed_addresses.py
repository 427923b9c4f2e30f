r"""Where addresses stand in a text, and which ones what is printed may mean: one description for pages, headers and rows.

    href="http://a.example/借"   ?u=http%3A%2F%2Fa.example%2F1   {"u": "http:\/\/a.example\/1"}   （见//a.example/1）

The value of what is named for a link (`href`, `src`, `data-url`, JSON's `"url"`, the header `location`) is one address, up to its
closing quote; a path counts as well. Anywhere else an address begins with `//`, and Chinese, a blank or a mark may end it: all
ends are tried, the farthest first. Slashes may be escaped as scripts, HTML and parameters of other addresses do it, and what
is beyond ASCII may be meant in UTF-8 or in the charsets of Chinese pages. Whether two spellings are one address, `is_gone` says.

A path that is named otherwise (`/2` in a sentence) and a host without `//` are left alone: they may be anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import islice
from typing import Final, TypeAlias
from urllib.parse import urljoin

from w3lib.url import safe_url_string

from pipelines.extract.links import base_of

IsGone: TypeAlias = Callable[[str], bool]
"""Whether an address is one that is looked for, however it is spelled."""
Span: TypeAlias = tuple[int, int]

_LONGEST: Final = 8_000
"""Characters of an address: no server takes more."""
_MOST_ENDS: Final = 24
"""Ends of one address that are tried, from where the first mark stands."""
_TIMES_ESCAPED: Final = 3
_CHARSETS: Final = tuple((charset, of_path) for charset in ("gb18030", "big5") for of_path in ("utf-8", charset))
"""In which the query and the path are sent of an address on a page in such a charset: the path in UTF-8 by today's browsers."""
_TRAILING: Final = ".,:;!?)]}"
"""What stands behind an address in a sentence."""

# A slash and a colon, as they are or escaped in scripts and HTML; and in a parameter of another address, once or more.
_SLASH: Final = r"(?:\\{0,3}/|\\{1,3}u002f|&\#(?:47|x2f);|&sol;)"
_HIDDEN_SLASH: Final = r"%(?:25){0,2}2f"
HINT: Final = rf"(?i){_SLASH}{{2}}|(?:{_HIDDEN_SLASH}){{2}}"
"""As a pattern, what stands in every text in which a whole address does."""
_COLON: Final = r"(?::|\\{1,3}u003a|%(?:25){0,2}3a|&\#(?:58|x3a);|&colon;)"
# Where an address begins, with a host that is not in ASCII only behind a scheme; `xx` is what links are disarmed with. Linear: all
# is bounded.
_BEGIN: Final = (
    rf"(?:(?P<scheme>h(?:tt|xx)ps?){_COLON})?(?:{_SLASH}{{2}}|(?P<hidden>{_HIDDEN_SLASH}){{2}})"
    r"(?:(?=[a-z0-9\[])|(?(scheme)(?=\w)|(?!)))"
)
_BEGIN_RE: Final = re.compile(_BEGIN, re.IGNORECASE)
# What names a link, and the link. Behind `?` and `&` it is a parameter, of which nobody knows where it ends; behind `;` only where a
# page leads on after some seconds. Linear: each run of blanks belongs to one name, each value ends at the next quote of its kind.
_NAMED: Final = (
    r"(?:(?<![\w?&;])|(?<=\d;))(?:href|src|(?:form)?action|cite|poster|background|longdesc|location|url)\\{0,3}[\"']?"
    r"\s*[=:]\s*(?:\\{0,3}\"(?P<double>[^\"]*)\"|\\{0,3}'(?P<single>[^']*)'|(?P<bare>[^\s\"'<>]+))"
)
_PLACE_RE: Final = re.compile(rf"{_NAMED}|{_BEGIN}", re.IGNORECASE)
_VALUES: Final = frozenset({"double", "single", "bare"})
# One character, as it may be escaped in scripts and HTML, or disarmed. Linear: all is bounded.
_UNIT_RE: Final = re.compile(r"\\{1,3}u[0-9a-f]{4}|\\{1,3}/|&\#?[0-9a-z]{1,8};|\[\.\]|.", re.IGNORECASE | re.DOTALL)
_ESCAPED_RE: Final = re.compile(r"[\\&]|\[\.")
# Where no address goes on: blanks, quotes, tags, Chinese marks, half characters. Linear: one class each.
_NONE: Final = (
    r"\x00-\x20\x7f-\xa0\"'<>`\u2018-\u201f\u2026\u3000-\u3003\u3008-\u3011\ud800-\udfff\uff01-\uff0f\uff1a-\uff1f"
)
_STRETCH_RE: Final = re.compile(f"[^{_NONE}]+")
_BEHIND_RE: Final = re.compile(rf"[{_NONE}\\]")
_BLANK_RE: Final = re.compile(r"\s")
# An address that is a parameter of another one. Linear: one class.
_HIDDEN_RE: Final = re.compile(r"[0-9a-z._~%+!*()-]+", re.IGNORECASE)
_HIDDEN_ASCII_RE: Final = re.compile(r"%([2-7][0-9a-f])", re.IGNORECASE)
# What may end an address though one may hold it: marks, the end of Chinese and its beginning; `&` behind a parameter.
_MARK_RE: Final = re.compile(r"[,;!)\]}|&]|[^\x00-\x7f]|(?<=[^\x00-\x7f])[\x00-\x7f]")


def gone_spans(text: str, is_gone: IsGone, url: str = "") -> list[Span]:
    """Return where addresses stand in a text that are gone, in order and apart; paths lead on from `url`, the page's own.

    >>> gone_spans("见 http://a.example/1。", "http://a.example/1".__eq__)
    [(2, 20)]
    >>> gone_spans('<a href="../1">', "http://a.example/1".__eq__, "http://a.example/b/2")
    [(9, 13)]
    >>> gone_spans('<a href="http://a.example/1借款"> /1 a.example/1', "http://a.example/1".__eq__, "http://a.example/2")
    []
    """
    return [*_spans(text, 0, len(text), _Wanted(is_gone, base_of(text, url)))]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is looked for, and where paths lead on from."""

    is_gone: IsGone
    base: str

    def is_any(self, urls: Iterator[str]) -> bool:
        """Whether one of these is gone."""
        return any(self.is_gone(each) for url in urls if len(url) <= _LONGEST for each in _spellings(url))


def _spellings(url: str) -> Iterator[str]:
    """An address as it may be asked for."""
    yield url
    if not url.isascii():
        for charset, of_path in _CHARSETS:
            try:
                yield safe_url_string(url, charset, of_path)
            except ValueError:  # a character that a charset does not have, a host that is none
                continue


def _spans(text: str, start: int, end: int, wanted: _Wanted, places: re.Pattern[str] = _PLACE_RE) -> Iterator[Span]:
    whole = start
    while place := places.search(text, start, end):
        if place.lastgroup in _VALUES:
            found, start = _named(text, place, wanted)
            yield from found
            continue
        start = place.end()
        is_inner = place.start() < whole
        whole = whole if is_inner else _stop(_STRETCH_RE, text, start, end)
        inner = _BEGIN_RE.search(text, start, whole)
        ends = [*_ends(text, place, inner.start() if inner else whole)]
        if inner and not is_inner:
            ends[:0] = _trimmed(_Printed.of(text, start, whole).cut())
        if gone := next((at for at, rest in ends if wanted.is_any(_meant(place, rest))), 0):
            yield place.start(), gone
            start = gone


def _named(text: str, place: re.Match[str], wanted: _Wanted) -> tuple[Iterable[Span], int]:
    """What is gone of a named link, and where to go on: behind it, inside of what is no address that goes up to its quote."""
    start, end = place.span(str(place.lastgroup))
    last = end - len(text[start:end]) + len(text[start:end].rstrip("\\"))
    link = _Printed.of(text, start, last).text.strip()
    if link and not link.startswith("#") and wanted.is_any(_resolved(wanted.base, link)):
        return [(start, last)], end
    if place.lastgroup == "bare":
        return _spans(text, start, end, wanted, _BEGIN_RE), end
    begin = _BEGIN_RE.match(text, start, end)
    is_one = begin and not begin["hidden"] and not _BLANK_RE.search(link)
    return (), begin.end() if begin and is_one else start


def _resolved(base: str, link: str) -> Iterator[str]:
    """Where a link leads; without a scheme of its own it may have come from a page under either."""
    link = link.replace("\\", "/")
    for printed in (f"http:{link}", f"https:{link}") if link.startswith("//") else (link,):
        try:
            yield urljoin(base, printed)
        except ValueError:  # a host in brackets that is no IPv6 address
            continue


@dataclass(frozen=True, slots=True)
class _Printed:
    """Characters as they are meant, and where in the text each of them ends."""

    text: str
    ends: Sequence[int]

    @classmethod
    def of(cls, text: str, start: int, end: int) -> _Printed:
        """Read what is printed between two places."""
        raw = text[start:end]
        if not _ESCAPED_RE.search(raw):
            return cls(raw, range(start + 1, end + 1))
        units = [(each, start + unit.end()) for unit in _UNIT_RE.finditer(raw) for each in _unescaped(unit[0])]
        return cls("".join(each for each, _ in units), [at for _, at in units])

    def cut(self) -> _Printed:
        """Return what an address can be made of: it may go on behind no blank, quote or tag, however they are escaped."""
        behind = _BEHIND_RE.search(self.text)
        return _Printed(self.text[: behind.start()], self.ends[: behind.start()]) if behind else self


def _unescaped(unit: str) -> str:
    r"""What one unit stands for.

    >>> _unescaped("\\u501f"), _unescaped("\\/"), _unescaped("&amp;"), _unescaped("[.]"), _unescaped("a")
    ('借', '/', '&', '.', 'a')
    """
    if unit.startswith("\\") and len(unit) > 1:
        return "/" if unit.endswith("/") else chr(int(unit[-4:], 16))
    return "." if unit == "[.]" else unescape(unit)


def _stop(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    match = pattern.match(text, start, end)
    return match.end() if match else start


def _ends(text: str, place: re.Match[str], stop: int) -> Iterator[tuple[int, str]]:
    """Where an address may end that stands up to `stop` at most, with what it is made of behind its `//`: the farthest first."""
    start = place.end()
    if place["hidden"]:
        yield from _trimmed(_Printed.of(text, start, _stop(_HIDDEN_RE, text, start, stop)))
        return
    printed = _Printed.of(text, start, min(stop, start + _LONGEST)).cut()
    is_parameter = text.endswith("=", 0, place.start())
    marks = (each.start() for each in _MARK_RE.finditer(printed.text) if each[0] != "&" or is_parameter)
    yield from _trimmed(printed)
    for at in reversed([*islice(marks, _MOST_ENDS)]):
        yield from _trimmed(_Printed(printed.text[:at], printed.ends[:at]))


def _trimmed(printed: _Printed) -> Iterator[tuple[int, str]]:
    """All of it, and all but the marks at its end."""
    for length in dict.fromkeys((len(printed.text), len(printed.text.rstrip(_TRAILING)))):
        if length:
            yield printed.ends[length - 1], printed.text[:length]


def _meant(place: re.Match[str], rest: str) -> Iterator[str]:
    """The addresses that may be meant by what stands behind a `//`."""
    scheme = (place["scheme"] or "").lower()
    schemes = ("http", "https") if not scheme else ("https" if scheme.endswith("s") else "http",)
    for plain in dict.fromkeys(_revealed(rest) if place["hidden"] else (rest,)):
        yield from (f"{each}://{plain}" for each in schemes)


def _revealed(rest: str) -> Iterator[str]:
    """What a parameter holds, escaped once or more; what is beyond ASCII stays escaped, as it is in an address.

    >>> [*_revealed("a.example%252F%25E5%2580%259F")]
    ['a.example%2F%E5%80%9F', 'a.example/%E5%80%9F', 'a.example/%E5%80%9F']
    """
    for _ in range(_TIMES_ESCAPED):
        rest = _HIDDEN_ASCII_RE.sub(lambda found: chr(int(found[1], 16)), rest)
        yield rest

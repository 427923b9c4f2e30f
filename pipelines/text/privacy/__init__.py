"""Personal data: numbers and addresses by which a private person could be reached or robbed.

    请打13812345678找王经理        身份证110101199003074610        发到zhang3@mail.example

Each becomes a placeholder in angle brackets, counted in `Signals.pii`. Disguises make no difference: other widths,
styles and scripts of digits, spaces, dots, dashes and brackets between them, a mask or a dot beside them, an at sign
spelled out. They are searched in views of the text of the same length (`views`), so the edits are spans of the text.

Left alone: hotlines (95xxx, 400…, 12378), numbers already masked, order and contract numbers, amounts, dates, senders
of text messages (106…), and every number whose check digit is wrong: an article about a message is worth less without
its numbers. QQ and WeChat names have no form of their own; only their label betrays them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple
from urllib.parse import quote, unquote

from pipelines.edits import cleaned
from pipelines.text.privacy.accounts import EMAIL, QQ, WECHAT
from pipelines.text.privacy.kinds import Family, Kind, Lines, lines_with
from pipelines.text.privacy.numbers import NUMBERS, is_card_number, is_identity_number
from pipelines.text.privacy.shapes import has_counted, shape_of
from pipelines.text.privacy.views import BLANK, counted, plain
from pipelines.types import Cleaned, Edit, Signals

__all__ = ["is_card_number", "is_identity_number", "redact", "redact_url"]

# Addresses first: their local part may be a number.
FAMILIES: Final = (EMAIL, NUMBERS, QQ, WECHAT)
_COUNTED_FAMILIES: Final = (NUMBERS, QQ)
_URL_KINDS: Final = frozenset({"email", "id_card", "mobile"})
_URL_MARKS: Final = "!#$&'()*+,/:;=?@[]~"
_PERCENT_BYTES: Final = "latin-1"
"""Reads and writes any percent-encoded byte as it is, whatever charset the site meant."""


class _Found(NamedTuple):
    """Where a value stands, and of what kind it is."""

    start: int
    end: int
    kind: Kind


def redact(text: str) -> Cleaned:
    """Replace personal data by placeholders.

    >>> redact("加微信号：abc_123456，或打１３８-1234-5678").text
    '加微信号：<微信号>，或打<手机号>'
    >>> redact("写信到li4@mail.example投诉").signals.pii
    (('email', 1),)
    >>> redact("客服95188，订单号13812345678，金额13800000000元，尾号195****1730").edits
    ()
    """
    found = _find(text)
    if not found:
        return Cleaned(text=text)
    edits = [Edit(kind.rule, start, end, text[start:end], kind.sign) for start, end, kind in found]
    pii = Counter(kind.name for *_, kind in found)
    return cleaned(text, edits, Signals(pii=tuple(sorted(pii.items()))))


def redact_url(url: str) -> str:
    """Return a URL without the mobile and identity numbers and e-mail addresses in it, percent-encoded or not.

    Only numbers written in one piece: paths are full of short numbers between slashes. Placeholders are
    percent-encoded, so the result is a URL. One without personal data stays as it is, to the byte.

    >>> redact_url("http://a.example/u/13812345678.html?mail=li4%40mail.example")
    'http://a.example/u/%3C%E6%89%8B%E6%9C%BA%E5%8F%B7%3E.html?mail=%3C%E9%82%AE%E7%AE%B1%3E'
    >>> redact_url("http://a.example/150/2024/0506/20241020160118.html")
    'http://a.example/150/2024/0506/20241020160118.html'
    """
    decoded = unquote(url, encoding=_PERCENT_BYTES)
    found = [one for one in _find(decoded) if _is_of_a_url(one, decoded)]
    if not found:
        return url
    pieces, at = [], 0
    for start, end, kind in found:
        pieces += [_quote(decoded[at:start]), quote(kind.sign)]
        at = end
    return "".join((*pieces, _quote(decoded[at:])))


def _quote(piece: str) -> str:
    return quote(piece, safe=_URL_MARKS, encoding=_PERCENT_BYTES, errors="replace")


def _is_of_a_url(one: _Found, url: str) -> bool:
    value = url[one.start : one.end]
    return one.kind.name in _URL_KINDS and (value.isalnum() or "@" in value)


def _find(text: str) -> Sequence[_Found]:
    """All personal data, in order, none over another."""
    shape = shape_of(text)
    hinted = _hinted(FAMILIES, shape)
    if not hinted and not has_counted(shape):
        return ()
    found: list[_Found] = []
    view = _search(plain(text), hinted, found)
    if has_counted(shape):
        view = counted(view)
        _search(view, _hinted(_COUNTED_FAMILIES, shape_of(view)), found)
    return sorted(found, key=lambda one: one.start)


def _hinted(families: Sequence[Family], shape: bytes) -> list[tuple[Kind, Lines]]:
    """The kinds whose hint is there, with the lines that hold it."""
    hinted: list[tuple[Kind, Lines]] = []
    for family in families:
        if any(mark in shape for mark in family.marks):
            lines = tuple(lines_with(family.hint, shape))
            hinted += [(kind, lines) for kind in family.kinds if lines]
    return hinted


def _search(view: str, hinted: Sequence[tuple[Kind, Lines]], found: list[_Found]) -> str:
    """Add to `found` what the kinds find in turn in their lines, and return the view with all of it blank.

    Once more where anything was found, because a number glued to another one is free only when that is gone.
    """
    for _ in range(2):
        before = len(found)
        for kind, lines in hinted:
            spans = [_Found(*span, kind) for span in kind.spans(view, lines)]
            view = _without(view, spans)
            found += spans
        if len(found) == before:
            break
    return view


def _without(view: str, spans: Sequence[_Found]) -> str:
    """The view with the spans blank, of the same length."""
    pieces, at = [], 0
    for start, end, _ in spans:
        pieces += [view[at:start], BLANK * (end - start)]
        at = end
    return "".join((*pieces, view[at:])) if spans else view

"""Cursors of the feed: how far somebody has read, as a token to be kept and given back.

    feed1:default:2026.11.21=0123456789abcdef:2026.11.22=fedcba9876543210:120:5e884898

reads: of the config `default`, all of the release 2026.11.21 is known and the first 120 changes on the way to 2026.11.22.
Behind each version stands the beginning of its content's digest, so that a cursor of another dataset or of a release
that was rewritten is noticed; the last part is a checksum of the others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

from pipelines.errors import InputError

_AT = r"-|\d{4}\.\d\d\.\d\d(?:\.\d{1,6})?=[0-9a-f]{16}"
_CURSOR_RE = re.compile(rf"(feed1:([a-z]{{1,20}}):({_AT}):({_AT}):(\d{{1,12}})):([0-9a-f]{{8}})")  # one spelling each
_NONE = "-"


@dataclass(frozen=True, slots=True)
class At:
    """A release as a cursor names it."""

    version: str
    content: str
    """First 16 hex digits of the digest of its content."""

    def is_of(self, content_sha256: str) -> bool:
        """Whether a release of that content is meant.

        >>> At("2026.11.21", "0" * 16).is_of("0" * 64), At("2026.11.21", "0" * 16).is_of("1" * 64)
        (True, False)
        """
        return content_sha256.startswith(self.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """How far a reader is."""

    config: str
    done: At | None = None
    """The release whose rows are all known; None for nothing yet."""
    towards: At | None = None
    """The release being read, where one is."""
    changes: int = 0
    """How many changes on the way there are known."""


def render(cursor: Cursor) -> str:
    """Return the token of a cursor.

    >>> render(Cursor(config="default", done=At("2026.11.21", "0123456789abcdef")))
    'feed1:default:2026.11.21=0123456789abcdef:-:0:e16dd53c'
    """
    body = f"feed1:{cursor.config}:{_said(cursor.done)}:{_said(cursor.towards)}:{cursor.changes}"
    return f"{body}:{_checksum(body)}"


def parse(token: str) -> Cursor:
    """Return the cursor of a token.

    Raises:
        InputError: it is none, or not as it was given.

    >>> parse(render(Cursor(config="rejected"))) == Cursor(config="rejected")
    True
    >>> parse("2026.11.21")
    Traceback (most recent call last):
    pipelines.errors.InputError: '2026.11.21': no cursor; give one as the feed gave it, or none to start anew
    """
    match = _CURSOR_RE.fullmatch(token)
    if match is None or _checksum(match[1]) != match[6]:
        raise InputError(f"{token!r}: no cursor; give one as the feed gave it, or none to start anew")
    return Cursor(config=match[2], done=_at(match[3]), towards=_at(match[4]), changes=int(match[5]))


def _said(at: At | None) -> str:
    return f"{at.version}={at.content}" if at else _NONE


def _at(said: str) -> At | None:
    return None if said == _NONE else At(*said.split("="))


def _checksum(body: str) -> str:
    return sha256(body.encode()).hexdigest()[:8]

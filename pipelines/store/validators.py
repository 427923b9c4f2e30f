"""What servers give to tell whether a page is still the same: entity tags and times of change (RFC 9110, 8.8)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pipelines.types import RawPage

_LONGEST: Final = 512
"""Characters; what is longer is no tag but a way to fill somebody's memory."""


@dataclass(frozen=True, slots=True)
class Validator:
    """What one page is asked for with, so that its server may answer that nothing changed."""

    url: str
    etag: str = ""
    modified: str = ""
    """As the server wrote it in `Last-Modified`."""

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """The headers of a conditional request.

        >>> Validator("http://x.example/", etag='"1"').headers
        (('If-None-Match', '"1"'),)
        """
        named = (("If-None-Match", self.etag), ("If-Modified-Since", self.modified))
        return tuple((name, value) for name, value in named if value)


def validators_of(page: RawPage) -> tuple[Validator, ...]:
    """Return the validators of a page and those its article goes on over; none where one of them has none.

    >>> from datetime import datetime
    >>> page = RawPage(url="http://x.example/", body=b"", fetched_at=datetime.min, source="x", headers=(("etag", '"1"'),))
    >>> validators_of(page)
    (Validator(url='http://x.example/', etag='"1"', modified=''),)
    >>> from dataclasses import replace
    >>> validators_of(replace(page, later=(replace(page, headers=()),)))
    ()
    """
    found = tuple(
        Validator(each.url, _short(each.header("etag")), _short(each.header("last-modified")))
        for each in (page, *page.later)
    )
    return found if all(each.headers for each in found) else ()


def _short(value: str | None) -> str:
    return value if value and len(value) <= _LONGEST else ""


def dumps(validators: Iterable[Validator]) -> str | None:
    """Return validators as the ledger keeps them; None for none.

    >>> dumps([Validator("http://x.example/", modified="yesterday")]), dumps([])
    ('[["http://x.example/", "", "yesterday"]]', None)
    """
    rows = [[each.url, each.etag, each.modified] for each in validators]
    return json.dumps(rows) if rows else None


def loads(text: str | None) -> tuple[Validator, ...]:
    """Return what `dumps` wrote."""
    return tuple(Validator(*row) for row in json.loads(text)) if text else ()

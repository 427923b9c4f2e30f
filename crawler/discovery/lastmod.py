"""When a sitemap says that a page last changed."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

_DAY_RE: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def seconds_of(lastmod: str) -> int | None:
    """Return the latest moment that a `lastmod` can mean, in seconds since 1970; None where it means none.

    A day lasts to its end, and a clock without a zone is read as UTC, behind which China's is never: a page that changed
    after we read it is rather asked for once too often.

    >>> seconds_of("1970-01-02T00:00:00+08:00"), seconds_of("1970-01-01"), seconds_of(" 1970-01-01 00:01 ")
    (57600, 86400, 60)
    >>> seconds_of("yesterday"), seconds_of("2026-13-01"), seconds_of("")
    (None, None, None)
    """
    text = lastmod.strip()
    try:
        moment = datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return int((moment + timedelta(days=1) if _DAY_RE.fullmatch(text) else moment).timestamp())
    except (ValueError, OverflowError):  # none, or beyond what a clock can show
        return None

"""Versions of releases: the day, and a number where a day has several: 2026.11.21, 2026.11.21.1."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TypeAlias

from pipelines.errors import ReleaseError
from pipelines.store.layout import releases_path

_VERSION_RE = re.compile(r"(\d{4})\.(\d{2})\.(\d{2})(?:\.([1-9]\d{0,5}))?")  # one spelling for each version

Order: TypeAlias = tuple[int, int, int, int]


def order(version: str) -> Order:
    """Return what versions are sorted by.

    >>> order("2026.11.21.1") > order("2026.11.21"), order("2026.11.21.10") > order("2026.11.21.9")
    (True, True)
    >>> order("2026.13.01")
    Traceback (most recent call last):
    pipelines.errors.ReleaseError: 2026.13.01: no version; write the day, as in 2026.11.21, or 2026.11.21.1
    """
    if (numbers := _numbers(version)) is None:
        raise ReleaseError(f"{version}: no version; write the day, as in 2026.11.21, or 2026.11.21.1")
    return numbers


def _numbers(name: str) -> Order | None:
    """Year, month, day and number; None where a name is no version."""
    match = _VERSION_RE.fullmatch(name)
    if match is None or not _is_day(match):
        return None
    return int(match[1]), int(match[2]), int(match[3]), int(match[4] or 0)


def _is_day(match: re.Match[str]) -> bool:
    try:
        date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return False
    return True


def next_version(newest: str | None, today: date) -> str:
    """Return the version of a release made `today`, always later than the newest one, whatever the clock says.

    >>> next_version(None, date(2026, 11, 21)), next_version("2026.11.21", date(2026, 11, 21))
    ('2026.11.21', '2026.11.21.1')
    >>> next_version("2026.12.01.3", date(2026, 11, 21))
    '2026.12.01.4'
    """
    version = f"{today:%Y.%m.%d}"
    if newest is None or order(newest) < order(version):
        return version
    *_, number = order(newest)
    return f"{newest[:10]}.{number + 1}"


def all_versions(data: Path) -> list[str]:
    """Return the versions of all releases, oldest first; one that lost its manifest is damaged, but a release still."""
    return sorted((path.name for path in releases_path(data).glob("*/") if _numbers(path.name)), key=order)


def newest_version(data: Path) -> str | None:
    """Return the version of the newest release, or None."""
    return max(all_versions(data), key=order, default=None)

"""Read the counts that a person gives on a command line."""

from __future__ import annotations

from pipelines.errors import InputError


def whole_number(text: str) -> int:
    """Return a whole number above 0.

    >>> whole_number("12")
    12
    >>> whole_number("1.5")
    Traceback (most recent call last):
    pipelines.errors.InputError: '1.5' is no whole number above 0
    """
    if not text.isdecimal() or int(text) == 0:
        raise InputError(f"{text!r} is no whole number above 0")
    return int(text)

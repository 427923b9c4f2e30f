"""Read the counts that a person gives on a command line."""

from __future__ import annotations

import argparse
from typing import Final

from pipelines.errors import InputError

_MOST_HOURS: Final = 100 * 365 * 24
_MOST_MINUTES: Final = 60 * _MOST_HOURS


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


def count(text: str) -> int:
    """Return a whole number above 0 that an option gives; what is none is told the way argparse wants it.

    >>> count("0")
    Traceback (most recent call last):
    argparse.ArgumentTypeError: '0' is no whole number above 0
    """
    try:
        return whole_number(text)
    except InputError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def hours(text: str) -> int:
    """Return how many hours an option gives: 0 and up to a hundred years.

    >>> hours("0")
    0
    """
    if not text.isdecimal() or int(text) > _MOST_HOURS:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of hours from 0 to {_MOST_HOURS:,}")
    return int(text)


def minutes(text: str) -> int:
    """Return how many minutes an option gives: above 0 and up to a hundred years.

    >>> minutes("720")
    720
    """
    if not text.isdecimal() or not 0 < int(text) <= _MOST_MINUTES:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of minutes from 1 to {_MOST_MINUTES:,}")
    return int(text)

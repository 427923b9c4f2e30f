"""Tell a person how many there are of something."""

from __future__ import annotations


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun and what is said of it, `many` where that is not `one` with an s.

    >>> counted(1, "page"), counted(1200, "page"), counted(0, "address", "addresses"), counted(1, "page is", "pages are")
    ('1 page', '1,200 pages', '0 addresses', '1 page is')
    """
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"

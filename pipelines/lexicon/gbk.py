"""Two-byte codes of GBK as integers (lead * 256 + trail), and what each reads as.

GB18030's two-byte half is read, so that pairs without a character are private-use characters as in a browser, and not
errors. Such pairs are what damage leaves behind: converters lose them more easily than any other.
"""

from __future__ import annotations

from functools import cache
from typing import Final

LEADS: Final = range(0x81, 0xFF)
TRAILS: Final = (*range(0x40, 0x7F), *range(0x80, 0xFF))
_PRIVATE_USE: Final = range(0xE000, 0xF900)


@cache
def code_of(character: str) -> int:
    r"""Return the two-byte code of a character, or 0.

    >>> hex(code_of("內")), hex(code_of("\ue000")), code_of("a"), code_of("𠮷")
    ('0x83c8', '0xaaa1', 0, 0)
    """
    data = character.encode("gb18030", "replace")
    return data[0] << 8 | data[1] if len(data) == 2 else 0


@cache
def characters() -> tuple[str, ...]:
    r"""Return by code what it reads as: a character, or nothing where no two bytes of the code can stand together.

    >>> characters()[0x83C8], characters()[0xAAA1], characters()[0x2028]
    ('內', '\ue000', '')
    """
    table = [""] * 0x10000
    for lead in LEADS:
        read = b"".join(bytes((lead, trail)) for trail in TRAILS).decode("gb18030")
        for trail, character in zip(TRAILS, read, strict=True):
            table[lead << 8 | trail] = character
    return tuple(table)


def is_private_use(character: str) -> bool:
    r"""Whether a character means nothing outside a private agreement.

    >>> is_private_use("\ue000"), is_private_use("內")
    (True, False)
    """
    return ord(character) in _PRIVATE_USE

"""What our own records say beyond the standard, so that a page comes back as it was: names, and the forms of values."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from pipelines.types import RawPage

SOFTWARE: Final = "lender-sms-complaints"
"""How the `warcinfo` of our archives begins to name the software: by this they are told from other people's."""
SYNTHETIC: Final = "synthetic"
"""Field of `warcinfo`: whether the pages are practice pages."""
PAGE: Final = "LenderSMS-Page"
"""Header of a record: the fields of a page that the standard has no place for, as JSON in ASCII."""
CERTIFICATE: Final = "LenderSMS-Certificate"
"""Header of a record whose server's certificate does not hold: what is wrong with it."""
REFERS_TO_FILE: Final = "WARC-Refers-To-Filename"
REFERS_TO_OFFSET: Final = "WARC-Refers-To-File-Offset"
"""Where the bytes lie that a `revisit` record stands for; other crawlers write these too."""
NOT_MODIFIED: Final = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
"""Profile of a `revisit` whose server said, by 304, that nothing changed; any other one came with the same bytes again."""

_CODINGS: Final = ("content-encoding", "transfer-encoding")
_KEPT_AS: Final = "x-crawler-"
"""What is put before the name of a header that no longer holds, since bodies are kept decoded; Common Crawl does so too."""


@dataclass(frozen=True, slots=True)
class Part:
    """What of a page the standard has no place for."""

    source: str
    url: str
    final_url: str
    number: int
    """Which page of its article it is, from 1 …"""
    of: int
    """… to this."""

    def dumps(self) -> str:
        r"""Return it as one line of ASCII.

        >>> Part("farm", "http://farm.example.com/借", "", 1, 1).dumps()
        '["farm", "http://farm.example.com/\\u501f", "", 1, 1]'
        """
        return json.dumps([self.source, self.url, self.final_url, self.number, self.of])

    @classmethod
    def loads(cls, text: str) -> Part:
        """Return what `dumps` wrote; raises ValueError for anything else, and for what no row can hold: half a character.

        >>> Part.loads('["farm", "http://farm.example.com/", "", 2, 3]').number
        2
        """
        try:
            values = json.loads(text)
        except RecursionError as error:
            raise ValueError(f"{PAGE} is deeper than any list of ours") from error
        if not isinstance(values, list) or list(map(type, values)) != [str, str, str, int, int]:
            raise ValueError(f"{PAGE} is not as we write it")
        "".join(values[:3]).encode()  # UnicodeEncodeError is a ValueError
        return cls(*values)


def part_of(page: RawPage, number: int, of: int) -> Part:
    """Return what a record says of a page of an article."""
    return Part(page.source, page.url, page.final_url, number, of)


def kept_name(name: str) -> str:
    """Return the name a response header is kept under.

    >>> kept_name("content-type"), kept_name("transfer-encoding"), kept_name("x-crawler-a")
    ('content-type', 'x-crawler-transfer-encoding', 'x-crawler-x-crawler-a')
    """
    return _KEPT_AS + name if name in _CODINGS or name.startswith(_KEPT_AS) else name


def first_name(name: str) -> str:
    """Return the name that `kept_name` was given.

    >>> first_name(kept_name("content-encoding")), first_name("content-type")
    ('content-encoding', 'content-type')
    """
    return name.removeprefix(_KEPT_AS)

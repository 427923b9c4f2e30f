"""How pages and what they became pass between a run and its readers: JSON, each message behind its length.

Plain data on both sides: nothing is unpickled, so that a page, whatever is in it, is never more than a page. What is read
back is equal to what was sent, to the last digit of its numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO, Annotated, Final, TypeAlias

from pydantic import ConfigDict, Field, TypeAdapter

from pipelines.errors import UnreadablePage
from pipelines.types import Outcome, RawPage

Fault: TypeAlias = tuple[str, str]
"""Reason and message why a page cannot be read."""
Result: TypeAlias = Outcome | Fault
"""What a page became, or why it cannot be read."""

_LENGTH: Final = 8
"""Bytes that tell how long a message is."""
_PAGES: Final = TypeAdapter(
    tuple[RawPage, ...], config=ConfigDict(ser_json_bytes="base64", val_json_bytes="base64", defer_build=True)
)
_RESULTS: Final[TypeAdapter[tuple[Result, ...]]] = TypeAdapter(
    tuple[Annotated[Result, Field(union_mode="left_to_right")], ...], config=ConfigDict(defer_build=True)
)
"""What fits the first of the types fits no other: trying them all would take four times as long."""


def pack_pages(pages: Sequence[RawPage]) -> bytes:
    """Return pages as a message."""
    return _PAGES.dump_json(tuple(pages))


def unpack_pages(message: bytes) -> tuple[RawPage, ...]:
    """Return the pages of a message."""
    return _PAGES.validate_json(message)


def pack_results(results: Sequence[Result]) -> bytes:
    """Return what pages became as a message.

    >>> unpack_results(pack_results([("empty", "the page is empty")]))
    (('empty', 'the page is empty'),)
    """
    return _RESULTS.dump_json(tuple(results))


def unpack_results(message: bytes) -> tuple[Result, ...]:
    """Return what the pages of a message became."""
    return _RESULTS.validate_json(message)


def result_of(found: Outcome | UnreadablePage) -> Result:
    """Return what was found of a page in a form that can be told.

    >>> result_of(UnreadablePage("empty", "the page is empty"))
    ('empty', 'the page is empty')
    """
    return (found.reason, str(found)) if isinstance(found, UnreadablePage) else found


def send(stream: IO[bytes], message: bytes) -> None:
    """Send a message."""
    stream.write(len(message).to_bytes(_LENGTH) + message)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes:
    """Wait for a message.

    Raises:
        EOFError: whoever sends is there no more.
    """
    length = int.from_bytes(_exactly(stream, _LENGTH))
    return _exactly(stream, length)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    found = stream.read(size)
    if len(found) < size:
        raise EOFError
    return found

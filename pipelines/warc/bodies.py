"""HTTP messages as archives hold them: the head taken off, the body freed of its coding where it still has one.

Crawlers differ: some keep a body as it came over the wire, others decoded, and then with or without the headers that
say how it was coded. So each coding is tried, and a body that is not of it is taken for decoded already. What was cut
off inside a coding is given up: nobody could say what of its text is missing.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from fastwarc.stream_io import BrotliReader, ZstdReader

from pipelines.errors import UnreadablePage

_STATUS_RE: Final = re.compile(r"HTTP/\d(?:\.\d)? (\d{3})(?: |$)")
_END_RE: Final = re.compile(rb"\r?\n\r?\n")  # some crawlers end lines as files do
_CHUNK_RE: Final = re.compile(
    rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n"
)  # a size, and extensions nobody uses
_GZIP: Final = b"\x1f\x8b"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"


@dataclass(frozen=True, slots=True)
class Message:
    """An HTTP response: names of headers in lower case, bytes beyond ASCII as Latin-1."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """Return the first header of that name, or nothing."""
        return next((value for key, value in self.headers if key == name), "")


def read_message(block: bytes) -> Message:
    r"""Return the message a record holds, its body as it lies there.

    >>> read_message(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>").header("content-type")
    'text/html'

    Raises:
        UnreadablePage: it is no HTTP response.
    """
    head, body = _parted(block)
    first, *lines = head.decode("latin-1").replace("\r\n", "\n").split("\n")
    status = _STATUS_RE.match(first)
    if status is None:
        raise UnreadablePage("bad_record", f"no HTTP response: it begins with {first[:40]!r}")
    pairs = (line.partition(":") for line in lines if ":" in line)
    return Message(int(status[1]), tuple((name.strip().lower(), value.strip(" \t")) for name, _, value in pairs), body)


def _parted(block: bytes) -> tuple[bytes, bytes]:
    end = _END_RE.search(block)
    return (block[: end.start()], block[end.end() :]) if end else (block, b"")


def decoded(message: Message, most: int) -> bytes:
    """Return the body of a message without the codings its headers name, as far as it has them.

    Raises:
        UnreadablePage: it is damaged, or larger than `most` bytes.
    """
    body = message.body
    if "chunked" in message.header("transfer-encoding").lower():
        body = joined(body)
    for coding in reversed(message.header("content-encoding").lower().split(",")):
        body = _DECODERS.get(coding.strip(), _as_it_is)(body, most)
    if len(body) > most:
        raise UnreadablePage("too_large", f"more than {most:,} bytes: no article is that long")
    return body


def unfolded(body: bytes, codings: str, most: int) -> bytes:
    """Return a body as it came over the wire without its codings, which are named as in `Content-Encoding`.

    Here nothing is tried out: a body is whole to the last byte of each coding. One that says gzip or zstd and does not
    begin so was not packed at all; servers do say that.

    >>> unfolded(zlib.compress(b"<p>"), "deflate", 100), unfolded(b"<p>", "gzip", 100)
    (b'<p>', b'<p>')

    Raises:
        UnreadablePage: a coding is cut off, damaged, unknown, or holds more than `most` bytes.
    """
    for coding in reversed([name.strip() for name in codings.lower().split(",")]):
        if coding not in _DECODERS:
            raise UnreadablePage("not_text", f"it comes in the coding {coding[:40]!r}, which nobody asked for")
        whole = _DECODERS[coding](body, most)
        if whole is body and coding in _UNMARKED:
            raise UnreadablePage("bad_record", f"its packed body is no whole {coding}")
        body = whole
        if len(body) > most:
            raise UnreadablePage("too_large", f"more than {most:,} bytes when unpacked: no article is that long")
    return body


def joined(body: bytes) -> bytes:
    r"""Return a chunked body whole; one that does not begin with a chunk comes back as it is.

    >>> joined(b"3\r\nabc\r\n1;x=y\r\nd\r\n0\r\n\r\n"), joined(b"<html>")
    (b'abcd', b'<html>')

    Raises:
        UnreadablePage: it ends before its last chunk.
    """
    parts: list[bytes] = []
    at = 0
    while size := _CHUNK_RE.match(body, at):
        begin, length = size.end(), int(size[1], 16)
        if not length:
            return b"".join(parts)
        at = begin + length
        if body[at : at + 2] != b"\r\n":
            break
        parts.append(body[begin:at])
        at += 2
    if not parts:
        return body
    raise UnreadablePage("bad_record", "its last chunk is missing: the page was cut off")


def _as_it_is(body: bytes, _most: int) -> bytes:
    return body


def _gunzipped(body: bytes, most: int) -> bytes:
    """A body of gzip, of all its members; what stands behind the last one is no gzip and nobody's text."""
    if not body.startswith(_GZIP):
        return body
    out = bytearray()
    while body.startswith(_GZIP):
        part, body = _unpacked(body, most - len(out), 16 + zlib.MAX_WBITS)
        out += part
    return bytes(out)


def _inflated(body: bytes, most: int) -> bytes:
    """A body of `deflate`, which servers send with zlib's frame or without."""
    for frame in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        try:
            return _unpacked(body, most, frame)[0]
        except UnreadablePage as error:
            if error.reason == "too_large":
                raise
    return body


def _unpacked(body: bytes, most: int, frame: int) -> tuple[bytes, bytes]:
    """What one packed stream holds, and what stands behind it."""
    unzip = zlib.decompressobj(frame)
    try:
        out = unzip.decompress(body, most + 1)
    except zlib.error as error:
        raise UnreadablePage("bad_record", f"its packed body is damaged ({error})") from error
    if len(out) > most:
        raise UnreadablePage("too_large", f"more than {most:,} bytes when unpacked: no article is that long")
    if not unzip.eof:
        raise UnreadablePage("bad_record", "its packed body ends too early")
    return out, unzip.unused_data


def _unbrotlied(body: bytes, most: int) -> bytes:
    """Brotli has no mark to begin with: what cannot be read as it is taken for decoded."""
    try:
        return BrotliReader(BytesIO(body)).read(most + 1)
    except OSError:
        return body


def _unzstandard(body: bytes, most: int) -> bytes:
    if not body.startswith(_ZSTD):
        return body
    try:
        return ZstdReader(BytesIO(body)).read(most + 1)
    except OSError as error:
        raise UnreadablePage("bad_record", f"its packed body is damaged ({error})") from error


_UNMARKED: Final = frozenset({"deflate", "br"})
"""Codings that have no mark to begin with."""
_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "": _as_it_is,
    "identity": _as_it_is,
    "gzip": _gunzipped,
    "x-gzip": _gunzipped,
    "deflate": _inflated,
    "br": _unbrotlied,
    "zstd": _unzstandard,
}

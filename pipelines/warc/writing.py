"""Pages as WARC 1.1 records, each a gzip member of its own, so that any of them can be read without those before it.

A page becomes a `response` and the `request` that brought it; one whose bytes were captured before, or of which its server
says that it did not change, becomes a `revisit` in place of the response, which keeps the headers and says where the bytes lie. The body is kept as the crawl had it:
decoded, so that the headers that told its coding are kept under another name.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from http import HTTPStatus
from io import BytesIO
from typing import Final
from urllib.parse import quote, urlsplit

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipelines.schema import PIPELINE_VERSION
from pipelines.types import Place, RawPage
from pipelines.warc import fields
from pipelines.warc.fields import Part, kept_name

_LEVEL: Final = 6
"""Of gzip: the highest takes twice the time for a hundredth of the room."""
_VERSION: Final = "WARC/1.1"
_SAFE: Final = "!#$%&'()*+,/:;=?@[]~"
"""Characters of an address that stand as they are; all beyond ASCII, spaces and controls are percent-encoded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A capture that holds the same bytes."""

    url: str
    fetched_at: datetime
    place: Place
    payload: str
    """The digest of its body."""


class _Head(StatusAndHeaders):  # type: ignore[misc]  # warcio ships no types
    """An HTTP head as given: warcio would percent-encode what is beyond ASCII."""

    def __init__(self, first: str, headers: tuple[tuple[str, str], ...]) -> None:
        super().__init__(first, list(headers))
        lines = [first, *(f"{name}: {value}" for name, value in headers)]
        self._bytes = "".join(f"{line}\r\n" for line in lines).encode("latin-1") + b"\r\n"

    def compute_headers_buffer(self, header_filter: object = None) -> None:  # noqa: ARG002 - warcio's signature
        """Give warcio the bytes."""
        self.headers_buff = self._bytes


def info_member(name: str, *, synthetic: bool) -> bytes:
    """Return the record that an archive file begins with."""
    writer, out = _writer()
    info = {
        "software": f"{fields.SOFTWARE}/{PIPELINE_VERSION}",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        fields.SYNTHETIC: "true" if synthetic else "false",
    }
    return _member(writer, out, writer.create_warcinfo_record(name, info))


def page_members(page: RawPage, part: Part, earlier: Earlier | None = None) -> bytes:
    """Return the records of one page of an article: what came, or that it came again, and what was asked.

    Raises:
        ValueError: the page was not fetched, so that there is no status to keep.
    """
    if page.status is None:
        raise ValueError(f"{page.url}: a page without an HTTP status was not fetched, and is not archived")
    writer, out = _writer()
    url = target_of(page)
    common = {"WARC-Date": warc_date(page.fetched_at), fields.PAGE: part.dumps()}
    if page.certificate:
        common[fields.CERTIFICATE] = page.certificate
    head = _Head(_status_line(page.status), tuple((kept_name(name), value) for name, value in page.headers))
    if earlier is None:
        body = BytesIO(page.body)
        headers = {**common, "WARC-Payload-Digest": payload_digest(page.body)}
        answer = writer.create_warc_record(
            url, "response", body, length=len(page.body), http_headers=head, warc_headers_dict=headers
        )
    else:
        headers = {
            **common,
            fields.REFERS_TO_FILE: earlier.place.file,
            fields.REFERS_TO_OFFSET: str(earlier.place.offset),
        }
        at = (earlier.url, warc_date(earlier.fetched_at))
        answer = writer.create_revisit_record(url, earlier.payload, *at, http_headers=head, warc_headers_dict=headers)
        if page.status == HTTPStatus.NOT_MODIFIED:
            answer.rec_headers.replace_header("WARC-Profile", fields.NOT_MODIFIED)
    came = _member(writer, out, answer)
    return came + _request(page, url, answer.rec_headers.get_header("WARC-Record-ID"))


def _request(page: RawPage, url: str, answer_id: str) -> bytes:
    writer, out = _writer()
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    sent = (
        page.asked_with
        if any(name == "host" for name, _ in page.asked_with)
        else (("host", parts.netloc), *page.asked_with)
    )
    headers = {"WARC-Date": warc_date(page.fetched_at), "WARC-Concurrent-To": answer_id}
    head = _Head(f"GET {path} HTTP/1.1", sent)
    return _member(writer, out, writer.create_warc_record(url, "request", http_headers=head, warc_headers_dict=headers))


def target_of(page: RawPage) -> str:
    """Return the address a record is filed under: where the page came from in the end, in ASCII.

    >>> page = RawPage(url="http://farm.example.com/借 1", body=b"", fetched_at=datetime.min, source="farm")
    >>> target_of(page)
    'http://farm.example.com/%E5%80%9F%201'
    """
    return quote((page.final_url or page.url).encode("utf-8", "surrogatepass"), safe=_SAFE)


def payload_digest(body: bytes) -> str:
    """Return the digest that tells bodies apart.

    SHA-256, since of two bodies with one SHA-1, which can be made, the second would be lost as a revisit of the first.

    >>> payload_digest(b"")[:20]
    'sha256:e3b0c44298fc1'
    """
    return f"sha256:{sha256(body).hexdigest()}"


def warc_date(moment: datetime) -> str:
    """Return a time as WARC 1.1 writes it, to the microsecond.

    >>> warc_date(datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC))
    '2026-01-02T03:04:05.000006Z'
    """
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _status_line(status: int) -> str:
    try:
        return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"
    except ValueError:  # a number that no standard names
        return f"HTTP/1.1 {status} "


def _writer() -> tuple[WARCWriter, BytesIO]:
    out = BytesIO()
    return WARCWriter(out, gzip=False, warc_version=_VERSION), out


def _member(writer: WARCWriter, out: BytesIO, record: ArcWarcRecord) -> bytes:
    """Write one record and return it packed."""
    writer.write_record(record)
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return packer.compress(out.getvalue()) + packer.flush()

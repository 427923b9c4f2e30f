"""The pages of an archive file: our own articles as they were crawled, other people's pages one by one.

An archive is ours where its `warcinfo` says so. Then every page comes back as the crawl had it, further pages of an
article behind their first, and what came again with the bytes of an earlier capture; what a server called unchanged comes back
as that capture, with the time of the answer. Of other people's archives
the HTML and text pages that were answered with 200 are taken; all else there is passed over and counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeAlias

from pipelines.errors import UnreadablePage
from pipelines.types import Place, RawPage
from pipelines.warc.bodies import Message, decoded, read_message
from pipelines.warc.fields import (
    CERTIFICATE,
    NOT_MODIFIED,
    PAGE,
    REFERS_TO_FILE,
    REFERS_TO_OFFSET,
    SOFTWARE,
    SYNTHETIC,
    Part,
    first_name,
)
from pipelines.warc.records import MOST_BYTES, Broken, Whole, read_records, record_id
from pipelines.warc.writing import payload_digest

IMPORTED: Final = "import"
"""The source of pages that no source of the registry brought."""
_KINDS: Final = frozenset({"warcinfo", "response", "revisit"})
_TEXTS: Final = ("text/html", "application/xhtml+xml", "text/plain")
_OTHER_KINDS: Final = frozenset({"resource", "conversion", "continuation"})
"""Kinds that hold pages in other ways, such as texts alone (WET): nobody reads them here. Requests and the like hold none."""
_HTTP: Final = ("http://", "https://")
# An address with a host: printable, and brackets only where an IPv6 address stands in them; one way to read each character.
_ADDRESS_RE: Final = re.compile(
    r"https?://(?:[^\s\[\]/?#]+|\[[0-9a-f:.]+\](?::\d+)?)(?:[/?#].*)?", re.IGNORECASE | re.DOTALL
)
_CONTROL_RE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # what moves a terminal's cursor is part of no address
_OK: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """A page, all of its article, and where each page of it lies."""

    page: RawPage
    places: tuple[Place, ...]
    is_cut: bool = False
    """Whether the crawler that fetched it says that it kept only the beginning."""
    synthetic: bool = False
    """Whether it is a practice page."""
    seen_at: datetime | None = None
    """When its server said that it is as it was: then page and places are those of the capture before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A record of somebody else's archive that holds no page for us."""

    reason: str
    """A stable id: `not_html`, `not_answered`, `not_response`, `bad_address`, `repeated`, `off_topic`."""


Found: TypeAlias = Captured | Broken | Passed
Filter: TypeAlias = Callable[[bytes], bool]
"""Whether the bytes of a body may be an article for us."""


def read_captures(path: Path, wanted: Filter | None = None) -> Iterator[Found]:
    """Yield what an archive file holds, in its order; `wanted` is asked about pages of other people's archives only.

    Raises:
        UnreadablePage: the file cannot be read at all.
    """
    reader = _Reader(path, wanted)
    for entry in read_records(path, _KINDS):
        if isinstance(entry, Broken):
            yield from reader.given_up()
            yield entry
        else:
            yield from reader.read(entry)
    yield from reader.given_up()


def is_synthetic(path: Path) -> bool:
    """Return whether a file is an archive of ours that holds practice pages, by the record it begins with."""
    for entry in read_records(path, _KINDS):
        return isinstance(entry, Whole) and entry.kind == "warcinfo" and _Origin.of(entry.block).synthetic
    return False


@dataclass(frozen=True, slots=True)
class _Origin:
    """Who wrote the records that follow."""

    is_ours: bool = False
    synthetic: bool = False

    @classmethod
    def of(cls, block: bytes) -> _Origin:
        lines = (line.partition(":") for line in block.decode("utf-8", "replace").splitlines())
        said = {name.strip().lower(): value.strip() for name, _, value in lines}
        is_ours = said.get("software", "").partition("/")[0] == SOFTWARE
        return cls(is_ours=is_ours, synthetic=is_ours and said.get(SYNTHETIC) == "true")


@dataclass(slots=True)
class _Reader:
    """What is known of a file so far: who wrote it, and the pages of an article that is not complete yet."""

    path: Path
    wanted: Filter | None
    origin: _Origin = field(default_factory=_Origin)
    pages: list[RawPage] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    seen_at: datetime | None = None

    def read(self, record: Whole) -> Iterator[Found]:
        """Yield what a record brings."""
        try:
            if record.kind == "warcinfo":
                self.origin = _Origin.of(record.block)
            elif record.kind in _KINDS:
                yield from self._own(record) if self.origin.is_ours else (self._foreign(record),)
            elif record.kind in _OTHER_KINDS:
                yield Passed(reason="not_response")
        except UnreadablePage as error:
            yield from self.given_up()
            named = record_id(record.fields)
            yield Broken(offset=record.offset, reason=error.reason, why=str(error), record_id=named)

    def given_up(self) -> Iterator[Broken]:
        """Tell of an article whose further pages are missing."""
        if self.places:
            yield Broken(
                offset=self.places[0].offset, reason="unfinished", why="further pages of this article are missing"
            )
        self._begin()

    def _begin(self) -> None:
        self.pages, self.places, self.seen_at = [], [], None

    def _own(self, record: Whole) -> Iterator[Found]:
        try:
            part = Part.loads(record.fields.get(PAGE.lower(), ""))
        except ValueError as error:
            raise UnreadablePage("bad_record", f"{error}: it was changed") from error
        if part.number != len(self.pages) + 1:
            yield from self.given_up()
        if part.number != len(self.pages) + 1:
            raise UnreadablePage("unfinished", "the first pages of this article are missing")
        self._take(record, part)
        if part.number == part.of:
            page = replace(self.pages[0], later=tuple(self.pages[1:]))
            yield Captured(page=page, places=tuple(self.places), synthetic=self.origin.synthetic, seen_at=self.seen_at)
            self._begin()

    def _take(self, record: Whole, part: Part) -> None:
        """Take a page of an article, or in its place the capture that it is the same as."""
        path = self.path
        if record.fields.get("warc-profile") == NOT_MODIFIED:
            self.seen_at = _moment(record.fields.get("warc-date", ""))
            path, record = _earlier(path, record.fields, {"response", "revisit"})
        self.pages.append(_own_page(path, record, part))
        self.places.append(Place(path.name, record.offset))

    def _foreign(self, record: Whole) -> Found:
        url = record.fields.get("warc-target-uri", "").strip("<>")
        if reason := _why_no_page(record, url):
            return Passed(reason=reason)
        message = read_message(record.block)
        if message.status != _OK:
            return Passed(reason="not_answered")
        if message.header("content-type").partition(";")[0].strip().lower() not in (*_TEXTS, ""):
            return Passed(reason="not_html")
        body = decoded(message, MOST_BYTES)
        if self.wanted is not None and not self.wanted(body):
            return Passed(reason="off_topic")
        page = _page(message, body, record.fields, Part(IMPORTED, url, "", 1, 1))
        is_cut = "warc-truncated" in record.fields
        return Captured(page=page, places=(Place(self.path.name, record.offset),), is_cut=is_cut)


def _why_no_page(record: Whole, url: str) -> str:
    """Why a record cannot hold a page of the web, by its kind and address; empty where it may."""
    if record.kind == "revisit":
        return "repeated"
    if not url.lower().startswith(_HTTP) or not record.block.startswith(b"HTTP/"):
        return "not_html"
    return "" if _ADDRESS_RE.fullmatch(url) and not _CONTROL_RE.search(url) else "bad_address"


def _own_page(path: Path, record: Whole, part: Part) -> RawPage:
    """A page of ours, whole or not at all."""
    message, digest = read_message(record.block), record.fields.get("warc-payload-digest")
    body = (
        message.body
        if record.kind == "response"
        else read_message(_earlier(path, record.fields, {"response"})[1].block).body
    )
    if payload_digest(body) != digest:
        raise UnreadablePage("bad_record", "its bytes are not those of its digest: it was changed")
    message = replace(message, headers=tuple((first_name(name), value) for name, value in message.headers))
    return _page(message, body, record.fields, part)


def _page(message: Message, body: bytes, fields: Mapping[str, str], part: Part) -> RawPage:
    return RawPage(
        url=part.url,
        final_url=part.final_url,
        status=message.status,
        headers=message.headers,
        body=body,
        fetched_at=_moment(fields.get("warc-date", "")),
        source=part.source,
        certificate=fields.get(CERTIFICATE.lower(), ""),
    )


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UnreadablePage("bad_record", f"its date {text[:40]!r} is none") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _earlier(path: Path, fields: Mapping[str, str], kinds: AbstractSet[str]) -> tuple[Path, Whole]:
    """The capture that a revisit stands for, of one of `kinds`, and the file it names, which lies beside this one."""
    name, offset = fields.get(REFERS_TO_FILE.lower(), ""), fields.get(REFERS_TO_OFFSET.lower(), "")
    missing = UnreadablePage("revisit_alone", f"its bytes lie in {name!r} at {offset}, which must lie beside this file")
    if not offset.isdecimal() or name != Path(name).name:
        raise missing
    try:
        entry = next(iter(read_records(path.with_name(name), _KINDS, int(offset))), None)
    except UnreadablePage as error:
        raise missing from error
    if not isinstance(entry, Whole) or entry.kind not in kinds:
        raise missing
    return path.with_name(name), entry

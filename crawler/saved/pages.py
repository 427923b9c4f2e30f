"""Read saved pages: files, folders and standard input become `RawPage`, one bad file costs nothing else.

What can be read: `.html` and `.htm` (the bytes as saved), `.txt` (the text of a page as copied), `.jsonl` (a page a
line: `url`, and `text` or `html`), `.warc` (archives of ours and of others, of any size), `.gz` of these, and folders of
them. A saved file does not know its URL; only a line of `.jsonl` and a record of an archive do. What cannot be used comes back as a value among the pages, with the cause and the cure, so that
commands and the spider record it and go on. No socket is opened here.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TypeAlias

from crawler import settings
from crawler.reading.wire import Result
from crawler.saved.gzipped import GZIP_MAGIC, gunzip
from crawler.source_values import is_web_address
from pipelines.errors import InputError, UnreadablePage
from pipelines.types import Place, RawPage
from pipelines.warc.pages import IMPORTED, Captured, Filter, Passed, is_synthetic, read_captures
from pipelines.warc.prefilter import may_be_relevant
from pipelines.warc.records import Broken

MAX_PAGE_BYTES = settings.DOWNLOAD_MAXSIZE
"""A page may be as large as the crawl allows one to be."""
MAX_LINES_BYTES = 2**30
"""A file of many pages may hold this much when unpacked."""
_MANY_BYTES = 2**18
"""Small pages take two to three KB in an archive, packed; of larger ones a few dozen take as long to read."""
SOURCE = IMPORTED
_CONTENT_TYPES = {".html": "text/html", ".htm": "text/html", ".txt": "text/plain"}
_ARCHIVE = ".warc"
_SUFFIXES = (*_CONTENT_TYPES, ".jsonl", _ARCHIVE)
_CURE = f"give {', '.join(_SUFFIXES)}, .gz of these, or a folder of them"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """A page and where it was read."""

    path: str
    """The file as named by the caller; for a line of `.jsonl` with `:` and the line's number, for a record of an archive with its offset."""
    page: RawPage
    places: tuple[Place, ...] = ()
    """Where in an archive its pages lie."""
    is_cut: bool = False
    """Whether only its beginning was kept."""
    seen_at: datetime | None = None
    """When its server said that it is still as it is here."""
    result: Result | None = None
    """What it became, or why it cannot be read, where somebody has read it already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """A file, or a line of one, that gave no page."""

    path: str
    reason: str
    """A stable id such as `missing_file` or `bad_json`."""
    message: str
    """One line: path, cause and cure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOver:
    """A record of somebody else's archive that is no page for us: an image, a redirect, another subject."""

    reason: str
    """A stable id such as `off_topic`."""


Found: TypeAlias = SavedPage | Unusable | PassedOver


def read_pages(paths: Iterable[str], *, take_all: bool = False) -> Iterator[Found]:
    """Yield the pages of `paths`, folders in order of their file names; `-` is standard input, text as copied.

    Of other people's archives those pages are left out that hold too few words of the subject, unless `take_all`.

    >>> [found.message for found in read_pages(["no/such.html"])]
    ['no/such.html: no such file or folder: check the path']
    """
    wanted = None if take_all else may_be_relevant
    for path in paths:
        if path == "-":
            yield _whole("-", read_standard_input(), ".txt")
        elif Path(path).is_dir():
            yield from _read_folder(Path(path), wanted)
        else:
            yield from _read_file(Path(path), wanted)


@cache
def read_standard_input() -> bytes:
    """Return what standard input holds, which can be read once; bounded as any page is."""
    return sys.stdin.buffer.read(MAX_PAGE_BYTES + 1)


def _read_folder(folder: Path, wanted: Filter | None) -> Iterator[Found]:
    files = _files_of(folder)
    if not files:
        yield _unusable(str(folder), "no_pages", f"no saved page in this folder: {_CURE}")
    for file in files:
        yield from _read_file(file, wanted)


def _files_of(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.rglob("*")) if _kind(file) in _SUFFIXES and file.is_file()]


def _every_file(paths: Iterable[str]) -> Iterator[Path]:
    for path in map(Path, paths):
        yield from _files_of(path) if path.is_dir() else (path,)


def are_many(paths: Iterable[str]) -> bool:
    """Return whether there is an archive of so many bytes that it holds a hundred pages, as far as its size tells."""
    archives = (file for file in _every_file(paths) if _kind(file) == _ARCHIVE and file.is_file())
    return any(file.stat().st_size >= _MANY_BYTES for file in archives)


def are_synthetic(paths: Iterable[str]) -> bool:
    """Return whether the files are our archives of practice pages, which go into a folder of their own.

    Raises:
        InputError: some are and some are not.
    """
    kinds = {file: _is_practice(file) for file in _every_file(paths)}
    if len(set(kinds.values())) > 1:
        practice = next(file for file, is_practice in kinds.items() if is_practice)
        raise InputError(
            f"{practice}: holds practice pages, other files do not: import them into a folder of their own"
        )
    return any(kinds.values())


def _is_practice(file: Path) -> bool:
    try:
        return _kind(file) == _ARCHIVE and file.is_file() and is_synthetic(file)
    except UnreadablePage:  # told when it is read
        return False


def _read_file(file: Path, wanted: Filter | None) -> Iterator[Found]:
    path, kind = str(file), _kind(file)
    if not file.exists():
        yield _unusable(path, "missing_file", "no such file or folder: check the path")
    elif not file.is_file():
        yield _unusable(
            path, "no_file", "neither a file nor a folder (a pipe or device would be waited for): save it first"
        )
    elif kind not in _SUFFIXES:
        yield _unusable(path, "unknown_suffix", f"cannot read files named like this: {_CURE}")
    elif kind == _ARCHIVE:
        yield from _read_archive(file, wanted)
    else:
        yield from _read_known(file, kind)


def _read_archive(file: Path, wanted: Filter | None) -> Iterator[Found]:
    """The pages of an archive, one at a time: it may be larger than memory."""
    try:
        for found in read_captures(file, wanted):
            yield _recorded(file, found)
    except UnreadablePage as error:
        yield _unusable(str(file), error.reason, str(error))


def _recorded(file: Path, found: Captured | Broken | Passed) -> Found:
    if isinstance(found, Passed):
        return PassedOver(reason=found.reason)
    if isinstance(found, Broken):
        why = "; WARC-Record-ID ".join(filter(None, (found.why, found.record_id)))
        return _unusable(
            f"{file}:{found.offset}", found.reason, f"a record that cannot be read ({why}): copy the file again"
        )
    return SavedPage(
        path=f"{file}:{found.places[0].offset}",
        page=found.page,
        places=found.places,
        is_cut=found.is_cut,
        seen_at=found.seen_at,
    )


def _read_known(file: Path, kind: str) -> Iterator[Found]:
    path = str(file)
    try:
        body = _bytes_of(file, MAX_LINES_BYTES if kind == ".jsonl" else MAX_PAGE_BYTES)
    except UnreadablePage as error:
        yield _unusable(path, error.reason, str(error))
    else:
        yield from _read_lines(path, body) if kind == ".jsonl" else (_whole(path, body, kind),)


def _bytes_of(file: Path, limit: int) -> bytes:
    """What the file holds, unpacked.

    Raises:
        UnreadablePage: `unreadable_file`, `too_large`, `bad_gzip`.
    """
    try:
        with file.open("rb") as stream:
            body = stream.read(limit + 1)
    except OSError as error:
        cure = "check what it is and its permissions"
        raise UnreadablePage("unreadable_file", f"cannot be read ({error.strerror}): {cure}") from error
    if len(body) > limit:
        raise UnreadablePage("too_large", f"more than {limit:,} bytes: split it, or see whether it is a page at all")
    if file.suffix.lower() != ".gz":
        return body
    if not body.startswith(GZIP_MAGIC):
        raise UnreadablePage("bad_gzip", "named .gz, but no gzip data: drop .gz from its name, or copy it again")
    return gunzip(body, limit)


def _kind(file: Path) -> str:
    """The suffix that says what a file holds, `.gz` aside."""
    return Path(file.stem if file.suffix.lower() == ".gz" else file.name).suffix.lower()


def _whole(path: str, body: bytes, kind: str) -> Found:
    """A file that is one page."""
    if not body.strip():
        return _unusable(path, "empty_file", "the file is empty: save the page again")
    if len(body) > MAX_PAGE_BYTES:
        return _unusable(path, "too_large", f"more than {MAX_PAGE_BYTES:,} bytes: no article is that long")
    return SavedPage(path=path, page=_raw("", body, _CONTENT_TYPES[kind]))


def _read_lines(path: str, body: bytes) -> Iterator[Found]:
    lines = [(number, line) for number, line in enumerate(body.split(b"\n"), 1) if line.strip()]
    if not lines:
        yield _unusable(path, "empty_file", "the file is empty: give one JSON object a line")
    for number, line in lines:
        try:
            yield SavedPage(path=f"{path}:{number}", page=_page_of(line))
        except InputError as error:
            yield _unusable(f"{path}:{number}", "bad_json", str(error))


def _page_of(line: bytes) -> RawPage:
    """The page a line of `.jsonl` describes.

    Raises:
        InputError: what is wrong with the line, and what it should be.
    """
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"no JSON ({error}): give one object a line, in UTF-8") from error
    if not isinstance(row, dict):
        raise InputError('no JSON object: give {"url": …, "text": …} or {"url": …, "html": …}')
    url = row.get("url") or ""
    if not isinstance(url, str):
        raise InputError('"url" is no string: give it in quotes, or leave it out')
    if not _is_writable(url):
        raise InputError('"url" holds half a character (a lone surrogate), which no file can hold: give it whole')
    if url and not is_web_address(url):
        raise InputError(f'"url" is no http(s) address: {url[:80]!r}: give it in full, or leave it out')
    for key, content_type in (("html", "text/html"), ("text", "text/plain")):
        if isinstance(row.get(key), str) and row[key].strip():
            body = row[key].encode("utf-8", "surrogatepass")
            return _raw(url, body, f"{content_type}; charset=utf-8")
    raise InputError('neither "text" nor "html" holds anything: give one of them as a string')


def _is_writable(text: str) -> bool:
    """Whether UTF-8 can hold it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _raw(url: str, body: bytes, content_type: str) -> RawPage:
    headers = (("content-type", content_type),)
    return RawPage(url=url, body=body, fetched_at=datetime.now(UTC), source=SOURCE, headers=headers)


def _unusable(path: str, reason: str, message: str) -> Unusable:
    return Unusable(path=path, reason=reason, message=f"{path}: {message}")

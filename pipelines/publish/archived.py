"""Whether the archive is as it was written: every record that the ledger names, byte by byte, and what lies beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipelines.publish.findings import Finding, importing, removing, reprocessing
from pipelines.store.captures import Capture, gaps, is_whole
from pipelines.store.layout import archives, uncommitted
from pipelines.store.ledger import Ledger

CURE = "restore the file from a copy; without one the record is let go, and its page asked for again by the next run"
_UNKNOWN = "import it into a new folder to see what it holds"
_LEFT = "its pages were fetched again; remove it"
_UNREAD = "the ledger was made anew; import the file, which reads them"
_ASIDE = "nothing names them; the next command that writes takes their pages over, or sets aside what a killed run left"


def findings(ledger: Ledger) -> Iterator[Finding]:
    """Yield what is wrong with the archive of a folder."""
    known = ledger.archived()
    for name, captures in known.items():
        yield from _file(ledger.data / "raw" / name, captures)
    for path in archives(ledger.data):
        if path.name not in known:
            yield Finding(path, "is not known to the ledger", _UNKNOWN, is_harmless=True)
    for path in uncommitted(ledger.data):
        yield Finding(
            path, "holds what a killed run had not committed", _LEFT, is_harmless=True, command=removing(path)
        )


def _file(path: Path, captures: Sequence[Capture]) -> Iterator[Finding]:
    if not path.is_file():
        yield Finding(path, f"is missing: {_touched(captures)}", CURE, command=reprocessing(path.parent.parent))
        return
    with path.open("rb") as file:
        for each in (each for each in captures if not is_whole(file.fileno(), each)):
            what = f"the record at {each.place.offset} is damaged: its bytes are not those of its digest"
            yield Finding(path, f"{what}: {_touched([each])}", CURE, command=reprocessing(path.parent.parent))
    if unread := sum(not each.page for each in captures if each.url):
        what = f"{unread} captures are of pages that no row tells of"
        yield Finding(path, what, _UNREAD, is_harmless=True, command=importing(path))
    yield from _unnamed(path, captures)


def _unnamed(path: Path, captures: Sequence[Capture]) -> Iterator[Finding]:
    """Bytes between the records that the ledger names, and behind them."""
    size = path.stat().st_size
    for at, length in gaps(captures, size):
        if at + length < size:
            yield Finding(path, f"{length} bytes at {at} are named by nothing", _UNKNOWN, is_harmless=True)
        else:
            yield Finding(path, f"{length} bytes at {at} were never committed", _ASIDE, is_harmless=True)


def _touched(captures: Sequence[Capture]) -> str:
    """Which rows lose their raw page."""
    pages = [f"{each.page} ({each.url})" for each in captures if each.page]
    if not pages:
        return "no row lies there"
    more = f" and {len(pages) - 3} more" if len(pages) > 3 else ""
    return f"the raw page of row {', '.join(pages[:3])}{more}"

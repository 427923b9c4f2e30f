"""What `verify` finds: one thing that is not as promised, with its cure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from shlex import quote


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as promised."""

    path: Path
    what: str
    cure: str
    """How to get it back."""
    is_harmless: bool = False
    """Whether nothing is lost by it."""
    command: str = ""
    """A command line that does so where no copy is at hand; empty where there is none."""


def removing(path: Path) -> str:
    """Return the command that removes a file.

    >>> removing(Path("my data/x.index"))
    "rm 'my data/x.index'"
    """
    return f"rm {quote(str(path))}"


def importing(path: Path) -> str:
    """Return the command that reads an archive file of a data folder into it."""
    return f"lendersms import {quote(str(path))} --data {quote(str(path.parent.parent))}"


def releasing(data: Path) -> str:
    """Return the command that makes the next release of a data folder."""
    return f"lendersms release --data {quote(str(data))}"


def reprocessing(data: Path) -> str:
    """Return the command that reads the archive of a data folder again."""
    return f"lendersms reprocess --data {quote(str(data))}"


def releasing_anew(folder: Path) -> str:
    """Return the command that makes the newest release again from the parts, a damaged one set aside."""
    data = folder.parent.parent
    return f"{_setting_aside(data, quote(str(folder)))} && {releasing(data)}"


def making_ledger_anew(data: Path) -> str:
    """Return the command that makes a ledger anew from parts and archive, the damaged one set aside."""
    return f"{_setting_aside(data, quote(str(data / 'state')) + '/ledger.*')} && {releasing(data)}"


def _setting_aside(data: Path, what: str) -> str:
    """Out of the data folder, since `forget` looks into no files that the folder does not know; each time into a folder of its own."""
    aside = quote(str(data.absolute().with_name(f"{data.absolute().name}.damaged.XXXXXX")))
    return f'mv {what} "$(mktemp -d {aside})"'

"""Files of people's decisions: which tool wrote one, and what it holds."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.annotation import argilla, label_studio, sheets
from pipelines.annotation.entries import Entry, Source
from pipelines.errors import InputError

_CURE = "give an export of Label Studio (JSON) or Argilla (records.to_json), or a table of `labels sample --format csv`"


def read_file(path: Path, annotator: str | None) -> list[Entry]:
    """Return all entries of a file; `annotator` decided where an entry names nobody.

    Raises:
        InputError: the file as a whole cannot be used; what is wrong with one entry is an entry.
    """
    text = _text(path)
    source = Source(
        name=str(path), annotator=annotator, changed_at=datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
    )
    if path.suffix.lower() == ".csv":
        found = [*sheets.read(text, source)]
    else:
        exported = _exported(path, text)
        reader = label_studio if "annotations" in exported[0] or "data" in exported[0] else argilla
        found = [*reader.read(exported, source)]
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); {_CURE}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8 (byte {error.start}); save it as CSV UTF-8 or JSON") from error


def _exported(path: Path, text: str) -> list[Any]:
    """The list that an export is, its first entry an object.

    Raises:
        InputError: it is something else.
    """
    try:
        exported = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: is no JSON ({error}); {_CURE}") from error
    if not isinstance(exported, list) or not exported or not isinstance(exported[0], dict):
        raise InputError(f"{path}: holds no list of entries; {_CURE}")
    return exported

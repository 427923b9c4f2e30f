"""Releases that somebody wrote anew, and data files of tables as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipelines.dedup.known import Versioned
from pipelines.publish import manifest
from pipelines.publish.growing import DataFile, Standing, write_tables
from pipelines.publish.row_versions import survey
from pipelines.publish.tables import Tables


def forge(folder: Path, **given: Any) -> None:  # noqa: ANN401 - any key of a manifest
    """Write the manifest of a release anew after a change, as somebody would who means it."""
    told = replace(manifest.read(folder), files=manifest.describe(folder), **given)
    (folder / manifest.NAME).write_bytes(manifest.render(told))


def write(folder: Path, pieces: Sequence[Tables], standing: Standing | None = None) -> list[DataFile]:
    """Write the data files of a release that holds these rows."""
    (folder / "data").mkdir(parents=True)
    return write_tables(folder, pieces, survey(pieces, Versioned()).filed, standing or Standing(), folder)

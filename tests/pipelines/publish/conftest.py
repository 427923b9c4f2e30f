"""Releases that somebody wrote anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from pipelines.publish import manifest


def forge(folder: Path, **given: Any) -> None:  # noqa: ANN401 - any key of a manifest
    """Write the manifest of a release anew after a change, as somebody would who means it."""
    told = replace(manifest.read(folder), files=manifest.describe(folder), **given)
    (folder / manifest.NAME).write_bytes(manifest.render(told))

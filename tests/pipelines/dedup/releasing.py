"""Rows of one release as the next one meets them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipelines.dedup.rows import Place, Released, Row


def released(rows: Sequence[Row], places: Sequence[Place]) -> list[Row]:
    """The rows with the places that a release gave them."""
    return [
        replace(
            row,
            released=Released(
                template_id=each.template_id,
                cluster_id=each.cluster_id,
                is_copy=each.duplicate_of is not None,
                split=each.split,
            ),
        )
        for row, each in zip(rows, places, strict=True)
    ]

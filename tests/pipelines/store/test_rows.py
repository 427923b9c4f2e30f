"""Rows survive JSON, and a version changes exactly when what a row says changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.arrow import outcome_to_row
from pipelines.store.rows import VOLATILE, dumps, row_version, version_of
from pipelines.types import Kept, Outcome


@given(data=st.data())
def test_versions_survive_json(data: st.DataObject, outcomes: st.SearchStrategy[Outcome]) -> None:
    """The text of a row has the row's version."""
    row = outcome_to_row(data.draw(outcomes))
    assert version_of(dumps(row)) == row_version(row)


def test_meeting_a_page_again_is_no_new_version(kept: Callable[..., Kept]) -> None:
    """When and where a page was met is not what it says."""
    row = outcome_to_row(kept(1))
    later = {"fetched_at": row["fetched_at"] + timedelta(days=1), "http_status": 304, "warc_file": ["a.warc.gz"]}
    assert set(later) <= VOLATILE
    assert row_version({**row, **later}) == row_version(row)


@pytest.mark.parametrize("column", ["text", "title", "first_seen", "pipeline_version", "edits", "reason"])
def test_saying_something_else_is_a_new_version(kept: Callable[..., Kept], column: str) -> None:
    """Any other column counts."""
    row = outcome_to_row(kept(1))
    assert row_version({**row, column: "another"}) != row_version(row)


def test_strange_values_are_refused() -> None:
    """Only what a column can hold goes into a row."""
    with pytest.raises(TypeError, match="a row holds no set"):
        dumps({"text": {1}})

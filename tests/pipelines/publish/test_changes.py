"""Changes tell how to get from one release to the next."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from pipelines.publish.changes import CHANGES_SCHEMA, changes_table, changes_text, compare, content_sha256, versions
from pipelines.schema import REJECTED_SCHEMA

Pages = Mapping[str, str]
PAGES: st.SearchStrategy[Pages] = st.dictionaries(st.text("abc", min_size=1, max_size=2), st.sampled_from(["一", "二"]))


def _tables(pages: Pages) -> dict[str, pa.Table]:
    rows = [{"id": page_id, "title": title} for page_id, title in pages.items()]
    return {"rejected": pa.Table.from_pylist(rows, schema=REJECTED_SCHEMA)} if rows else {}


@given(PAGES, PAGES)
def test_applying_the_changes_gives_the_next_release(before: Pages, after: Pages) -> None:
    """Taking away what was removed and setting what was added or changed leads from one to the other."""
    found = versions(_tables(before))
    for change in compare(_tables(before), _tables(after)):
        assert found.pop((change.config, change.id), None) == change.version_before
        if change.version is not None:
            found[change.config, change.id] = change.version
    assert found == versions(_tables(after))


@given(PAGES, PAGES)
def test_digest_is_the_same_exactly_when_nothing_changed(before: Pages, after: Pages) -> None:
    """No change, the same digest; any change, another."""
    same = content_sha256(versions(_tables(before))) == content_sha256(versions(_tables(after)))
    assert same == (not compare(_tables(before), _tables(after)))


@given(PAGES, PAGES)
def test_every_kind_of_change_has_its_word(before: Pages, after: Pages) -> None:
    """Added, changed and removed are what they say."""
    for change in compare(_tables(before), _tables(after)):
        words = {(False, True): "added", (True, True): "changed", (True, False): "removed"}
        assert change.change == words[change.id in before, change.id in after]
        assert change.reason == {"added": "new", "changed": "title", "removed": "gone"}[change.change]


def test_table_without_changes_has_its_columns() -> None:
    """A release whose repairs alone changed order has an empty table, not none."""
    table = changes_table([])
    assert (table.num_rows, table.schema) == (0, CHANGES_SCHEMA)


def test_text_counts_by_reason() -> None:
    """CHANGES.md says against which release, and how many rows of each kind."""
    changes = compare(_tables({"a": "一", "b": "一"}), _tables({"a": "二", "c": "一", "d": "二"}))
    text = changes_text("2026.11.22", "2026.11.21", changes)
    assert text.startswith("# Changes in 2026.11.22\n\nAgainst 2026.11.21.")
    assert "| rejected | added | new | 2 |" in text
    assert "| rejected | removed | gone | 1 |" in text
    assert "The first release." in changes_text("2026.11.22", None, changes)

"""The tables of furniture hold keys, so that they can be found at all."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from pipelines.lexicon import furniture
from pipelines.text.fold import fold

TABLES = {name: table for name, table in vars(furniture).items() if name.isupper() and not isinstance(table, str)}
"""The tables of keys; characters alone are no keys."""


@pytest.mark.parametrize("name", TABLES)
def test_every_entry_is_a_key(name: str) -> None:
    """An entry that `fold` would change could never match."""
    table: Iterable[str] = TABLES[name]

    assert [entry for entry in table if fold(entry) != entry or not entry] == []


@pytest.mark.parametrize("line", ["小編導語", "延伸閱讀", "精彩評論", "隨機(jī)看看", "相關文章", "文　章　正　文"])
def test_labels_are_found_in_any_spelling(line: str) -> None:
    """Script, glosses and spaces make no difference."""
    assert fold(line) in furniture.SECTION_LABELS | furniture.RELATED_HEADINGS | furniture.COMMENT_HEADINGS


def test_a_line_has_one_meaning() -> None:
    """No heading is both over related links and over comments, and no label is a heading."""
    assert not furniture.RELATED_HEADINGS & furniture.COMMENT_HEADINGS
    assert not furniture.SECTION_LABELS & (furniture.RELATED_HEADINGS | furniture.COMMENT_HEADINGS)

"""The kinds in which a field of a page may be read wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.confusion import confusion, kinds


@pytest.mark.parametrize(
    ("gold", "row", "found"),
    [
        ({"title": "催收短信"}, {"title": ""}, [("title", "missing")]),
        ({"title": "催收短信的来历"}, {"title": "催收短信"}, [("title", "less than the title")]),
        ({"title": "催收短信"}, {"title": "友情链接"}, [("title", "another's")]),
        ({"author": "林小满 陆一帆"}, {"author": "林小满"}, [("author", "less than the author")]),
        ({"author": ""}, {"author": "某网", "author_invented": 1}, [("author", "invented")]),
        ({"published": "2024-5-1 10:20"}, {"published_at": "2024-05-01 10:21", "time": 0}, [("time", "another clock")]),
        ({"published": "2024-5-1"}, {"published_at": "2024-05-02", "day": 0}, [("day", "another day")]),
        ({"published": "2024-5-1"}, {"published_at": "", "day": 0}, [("day", "missing")]),
        ({}, {"F": 0.9, "P": 0.85, "R": 0.99}, [("F", "lines that are no text")]),
        ({}, {"F": 0.9, "P": 0.99, "R": 0.85}, [("F", "text that is not read")]),
        ({}, {"F": 0.9, "P": 0.9, "R": 0.9}, [("F", "both")]),
        ({}, {"F": 0.0, "P": 0.0, "R": 0.0}, [("F", "another text")]),
        ({"published": "2024"}, {"F": 0.99, "day": 1}, []),
    ],
)
def test_a_failure_has_its_kind(gold: dict[str, Any], row: dict[str, Any], found: list[tuple[str, str]]) -> None:
    """What is missing, more, less, another's or invented is told apart; what is right is no failure."""
    assert list(kinds(gold, row)) == found


def test_a_peers_rows_are_not_counted(tmp_path: Path) -> None:
    """The scorer dumps the rows of all extractors into one file; the table is of one."""
    gold, dump = tmp_path / "gold.jsonl", tmp_path / "dump.jsonl"
    gold.write_text(json.dumps({"id": "a", "title": "催收短信"}), "utf-8")
    rows = [{"extractor": name, "id": "a", "title": title} for name, title in (("ours", "催收短信"), ("theirs", ""))]
    dump.write_text("\n".join(map(json.dumps, rows)), "utf-8")

    assert confusion(dump, gold, "ours").row_count == 0
    assert confusion(dump, gold, "theirs").row_count == 1

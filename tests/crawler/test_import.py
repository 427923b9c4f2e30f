"""Saved files through `import`: what becomes a row, what a failure, and until when."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.crawler.saved_page import PAGE, saved_page

if TYPE_CHECKING:
    from tests.crawler.conftest import Console


def test_one_bad_file_costs_import_nothing_else(console: Console) -> None:
    """The good page is a row, each bad one is told and recorded; the status says that something was done."""
    saved_page(console)
    (console.folder / "empty.html").write_text("", encoding="utf-8")
    (console.folder / "noise.html").write_bytes(bytes(range(256)) * 20)
    (console.folder / "lines.jsonl").write_text('{"text": ""}\nnonsense\n', encoding="utf-8")
    told = console("import", "saved", "empty.html", "noise.html", "lines.jsonl", "nowhere.txt", "--data", "d")
    assert told.status == 0, told.err
    assert told.out == "1 article read: 1 kept, 0 rejected, 5 failures.\n"
    for name in ("empty.html: ", "noise.html: ", "lines.jsonl:1: ", "lines.jsonl:2: ", "nowhere.txt: "):
        assert f"ERROR: {name}" in told.err
    shown = console("status", "--data", "d")
    assert all(reason in shown.out for reason in ("empty_file", "bad_json", "missing_file", "noise.html"))


def test_an_import_of_nothing_useful_is_no_success(console: Console) -> None:
    """Status 1: the command ran, and nothing came of it."""
    (console.folder / "empty.html").write_text("", encoding="utf-8")
    told = console("import", "empty.html", "--data", "d")
    assert (told.status, told.out) == (1, "0 articles read: 0 kept, 0 rejected, 1 failure.\n")
    assert "`lendersms status --data d`" in told.err
    again = console("crawl", "files", "-a", 'paths=["empty.html"]', "-a", "data=d")
    assert (again.status, again.out) == (1, told.out)


def test_importing_twice_makes_no_second_row(console: Console) -> None:
    """A saved page is known by its bytes."""
    saved_page(console)
    first, second = (console("import", "saved", "--data", "d") for _ in range(2))
    assert (first.status, second.status) == (0, 0)
    assert first.out == "1 article read: 1 kept, 0 rejected, 0 failures.\n"
    assert second.out == "1 article read: 0 kept, 0 rejected, 1 unchanged, 0 failures.\n"
    assert console("release", "--data", "d").status == 0
    assert re.search(r"copies of another row +0\b", console("status", "--data", "d").out)


def test_a_file_stays_a_failure_until_it_is_read(console: Console) -> None:
    """The import of another file mends nothing; the same path read well does."""
    saved_page(console)
    (console.folder / "empty.html").write_text("", encoding="utf-8")
    console("import", "empty.html", "--data", "d")
    console("import", "saved", "--data", "d")
    shown = console("status", "--data", "d").out
    assert "empty_file" in shown
    assert "save the page again" in " ".join(shown.split())
    (console.folder / "empty.html").write_text(PAGE + "<p>补充一句。</p>", encoding="utf-8")
    console("import", "empty.html", "--data", "d")
    assert "empty_file" not in console("status", "--data", "d").out

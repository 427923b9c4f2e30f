"""Saved files become pages; what cannot be used becomes a value with cause and cure."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.saved.pages import MAX_PAGE_BYTES, Found, SavedPage, Unusable, are_many, read_pages

TEXT = "我收到一条催收短信。"


def only(path: Path | str) -> Found:
    """Read a path that holds one thing."""
    (found,) = read_pages([str(path)])
    return found


def page(path: Path) -> SavedPage:
    """Read a path that holds one page."""
    found = only(path)
    assert isinstance(found, SavedPage)
    return found


def refusal(path: Path) -> Unusable:
    """Read a path that holds nothing usable."""
    found = only(path)
    assert isinstance(found, Unusable)
    assert found.message.startswith(found.path + ": ")
    assert "\n" not in found.message
    return found


@pytest.mark.parametrize(
    ("name", "content_type"), [("a.html", "text/html"), ("a.HTM", "text/html"), ("a.txt", "text/plain")]
)
def test_a_file_is_a_page_byte_for_byte(name: str, content_type: str, tmp_path: Path) -> None:
    """Nothing is decoded here: the charset is the extractor's to decide."""
    body = TEXT.encode("gbk")
    (tmp_path / name).write_bytes(body)
    raw = page(tmp_path / name).page
    assert (raw.body, raw.url, raw.status, raw.source) == (body, "", None, "import")
    assert raw.header("Content-Type") == content_type
    assert raw.fetched_at.tzinfo is not None


def test_gz_is_unpacked_and_named_by_what_it_holds(tmp_path: Path) -> None:
    """`page.html.gz` is a page of HTML."""
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(b"<p>x</p>"))
    raw = page(tmp_path / "a.html.gz").page
    assert (raw.body, raw.header("content-type")) == (b"<p>x</p>", "text/html")


def test_lines_are_pages_with_urls(tmp_path: Path) -> None:
    """A line names its URL; the path names the line, blank ones counted."""
    file = tmp_path / "pages.jsonl"
    file.write_text(
        f'{{"url": "http://example.com/1", "text": "{TEXT}"}}\n\n{{"html": "<p>x</p>"}}\n', encoding="utf-8"
    )
    first, second = read_pages([str(file)])
    assert isinstance(first, SavedPage)
    assert isinstance(second, SavedPage)
    assert (first.path, first.page.url, first.page.body.decode()) == (f"{file}:1", "http://example.com/1", TEXT)
    assert (second.path, second.page.url) == (f"{file}:3", "")
    assert first.page.header("content-type") == "text/plain; charset=utf-8"
    assert second.page.header("content-type") == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "no JSON"),
        ("[1]", "no JSON object"),
        ('{"url": "http://example.com/"}', 'neither "text" nor "html"'),
        ('{"text": "  "}', 'neither "text" nor "html"'),
        ('{"text": 7}', 'neither "text" nor "html"'),
        ('{"url": 7, "text": "x"}', '"url" is no string'),
        ('{"url": "javascript:alert(1)", "text": "x"}', '"url" is no http(s) address'),
        ('{"url": "http://example.com/\\ud800", "text": "x"}', "lone surrogate"),
    ],
)
def test_a_bad_line_names_file_and_line_and_costs_no_other(line: str, words: str, tmp_path: Path) -> None:
    """The lines before and after it are read."""
    file = tmp_path / "pages.jsonl"
    file.write_text(f'{{"text": "a"}}\n{line}\n{{"text": "b"}}\n', encoding="utf-8")
    first, bad, last = read_pages([str(file)])
    assert isinstance(first, SavedPage)
    assert isinstance(last, SavedPage)
    assert isinstance(bad, Unusable)
    assert (bad.path, bad.reason) == (f"{file}:2", "bad_json")
    assert words in bad.message


def test_a_line_of_no_known_charset_is_a_bad_line(tmp_path: Path) -> None:
    """JSON is UTF-8; a GBK file is told line by line."""
    (tmp_path / "pages.jsonl").write_bytes(json.dumps({"text": TEXT}, ensure_ascii=False).encode("gbk"))
    assert refusal(tmp_path / "pages.jsonl").reason == "bad_json"


def test_a_folder_gives_its_pages_by_name_and_skips_the_rest(tmp_path: Path) -> None:
    """Pictures and style sheets beside saved pages are no errors."""
    (tmp_path / "deep").mkdir()
    for name in ("b.html", "a.txt", "deep/c.html", "style.css", "d.png"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    found = [each for each in read_pages([str(tmp_path)]) if isinstance(each, SavedPage)]
    assert [Path(each.path).name for each in found] == ["a.txt", "b.html", "c.html"]


@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [
        ("a.html", b"", "empty_file"),
        ("a.txt", b" \n\t", "empty_file"),
        ("a.jsonl", b"\n\n", "empty_file"),
        ("a.pdf", b"%PDF", "unknown_suffix"),
        ("a", b"x", "unknown_suffix"),
        ("a.gz", b"x", "unknown_suffix"),
        ("a.html.gz", gzip.compress(b"x" * 100)[:-9], "bad_gzip"),
        ("a.html.gz", b"<p>x</p>", "bad_gzip"),
        ("a.html", b"x" * (MAX_PAGE_BYTES + 1), "too_large"),
        ("a.html.gz", gzip.compress(b"x" * (MAX_PAGE_BYTES + 1)), "too_large"),
    ],
    ids=[
        "empty html",
        "blank txt",
        "blank jsonl",
        "pdf",
        "no suffix",
        "gz of nothing known",
        "cut gz",
        "no gz",
        "large",
        "bomb",
    ],
)
def test_what_cannot_be_used_says_why(name: str, body: bytes, reason: str, tmp_path: Path) -> None:
    """Each kind of unusable file has a reason of its own."""
    (tmp_path / name).write_bytes(body)
    assert refusal(tmp_path / name).reason == reason


def test_a_missing_file_and_an_empty_folder_are_told(tmp_path: Path) -> None:
    """A mistyped path is no crash."""
    assert refusal(tmp_path / "none.html").reason == "missing_file"
    assert refusal(tmp_path).reason == "no_pages"


def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    """Nobody writes to it: opening it would never return."""
    os.mkfifo(tmp_path / "a.html")
    assert refusal(tmp_path / "a.html").reason == "no_file"


def test_a_file_the_system_cannot_read_is_told(tmp_path: Path) -> None:
    """What the system refuses is named with the system's words."""
    (tmp_path / "a.html").symlink_to("/proc/self/mem")  # it opens, and its first byte cannot be read
    assert refusal(tmp_path / "a.html").reason == "unreadable_file"


def test_a_folder_named_like_a_page_is_a_folder(tmp_path: Path) -> None:
    """`saved.html/` is entered, not opened."""
    (tmp_path / "saved.html").mkdir()
    (tmp_path / "saved.html" / "a.txt").write_text("x", encoding="utf-8")
    assert Path(page(tmp_path / "saved.html").path).name == "a.txt"


def test_one_bad_file_costs_nothing_else(tmp_path: Path) -> None:
    """The files after a bad one are read."""
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    found = list(read_pages([str(tmp_path / "a.html"), str(tmp_path / "b.txt")]))
    assert [type(each) for each in found] == [Unusable, SavedPage]


def test_standard_input_is_text_as_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` reads the page text that a person pasted."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    found = only("-")
    assert isinstance(found, SavedPage)
    assert (found.path, found.page.body.decode(), found.page.header("content-type")) == ("-", TEXT, "text/plain")


@given(st.binary(max_size=300))
def test_no_line_file_raises(tmp_path_factory: pytest.TempPathFactory, body: bytes) -> None:
    """Whatever bytes a `.jsonl` holds, each line is a page or a refusal."""
    file = tmp_path_factory.mktemp("lines") / "a.jsonl"
    file.write_bytes(body)
    assert all(isinstance(found, SavedPage | Unusable) for found in read_pages([str(file)]))


def test_only_large_archives_are_known_to_hold_many_pages(tmp_path: Path) -> None:
    """A page saved by itself is one page, however large; what is not there holds none."""
    for name, size in (("small.warc.gz", 2**17), ("page.html", 2**19), ("large.warc.gz", 2**18)):
        with (tmp_path / name).open("wb") as file:
            file.truncate(size)
    few = [str(tmp_path / name) for name in ("small.warc.gz", "page.html", "missing.warc.gz")]
    assert not are_many(few)
    assert are_many([str(tmp_path)])
    assert are_many([*few, str(tmp_path / "large.warc.gz")])

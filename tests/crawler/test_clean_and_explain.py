"""One page through the console: what `clean` and `explain` print of it, and that nothing of it runs."""

from __future__ import annotations

import fcntl
import json
import os
import re
import signal
import subprocess
import sys
import termios
import time
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipelines.edits import apply
from pipelines.types import Edit
from tests.crawler.saved_page import PAGE, SAVED, one_line, saved_page

if TYPE_CHECKING:
    from tests.crawler.conftest import Console


def test_clean_prints_json_with_every_field(console: Console) -> None:
    """One object a line, the path as it was given, the time with its offset."""
    saved_page(console)
    told = console("clean", "--json", "saved/page.html", str(SAVED))
    first, second = map(json.loads, told.out.splitlines())
    assert (told.status, told.err) == (0, "")
    assert first["path"] == "saved/page.html"
    assert first["title"] == "借呗催收短信说要起诉"
    assert first["author"] == "甲乙"
    assert datetime.fromisoformat(first["published_at"]).isoformat() == "2024-05-01T08:00:00+08:00"
    assert first["text"].startswith("我收到一条借呗的催收短信，")
    assert [lender["mention"] for lender in first["lenders"]] == ["借呗"]
    assert {"comments", "related", "changes", "masked_words"} <= set(first)
    assert second["changes"]["gloss.pinyin"] > 0


def test_clean_reads_standard_input(console: Console) -> None:
    """`-` is the text of a page as copied."""
    told = console("clean", "-", stdin=SAVED.read_bytes())
    assert told.status == 0
    assert "安逸花" in told.out
    assert console("clean", "-", stdin=b" ").status == 2


def test_clean_goes_on_after_a_bad_file(console: Console) -> None:
    """The good page is printed, the bad one told."""
    saved_page(console)
    told = console("clean", "nowhere.html", "saved/page.html")
    assert told.status == 0
    assert told.out.startswith("# 借呗催收短信说要起诉\n")
    assert one_line(told).startswith("nowhere.html: ")


def test_no_page_text_runs_the_terminal(console: Console) -> None:
    """Escape sequences and markup in a page are printed, not obeyed."""
    page = PAGE.replace("我收到", "我\x1b[31m[bold]收到").replace("甲乙", "甲\x9b乙")
    (console.folder / "page.html").write_text(page, encoding="utf-8")
    for words in (["clean"], ["clean", "--json"], ["explain"], ["explain", "--json"]):
        told = console(*words, "page.html")
        assert told.status == 0, told.err
        assert not set(told.out) & {"\x1b", "\x9b"}
        assert "[bold]" in told.out


def test_explain_shows_stages_and_what_was_left_out(console: Console) -> None:
    """Fields, lines left out, then each stage with its changes as old and new."""
    told = console("explain", str(SAVED))
    assert told.status == 0, told.err
    assert "left out by boilerplate." in told.out
    assert "gloss.pinyin" in told.out
    assert "script.t2s" in told.out
    assert re.search(r"\[-.+?-\]", told.out)
    assert re.search(r"\{\+.+?\+\}", told.out)


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_explain_as_json_accounts_for_every_character(charset: str, console: Console) -> None:
    """The edits lead from the original to the text, all at once and stage by stage, whatever bytes the page came in."""
    damage = "我們日後收到網貸發(fā)的簡訊,請拨打 13812345678 。</p>"
    (console.folder / "page.html").write_bytes(PAGE.replace("我收到", f"{damage}我收到").encode(charset, "replace"))
    for words in (["page.html"], [str(SAVED)], ["-"]):
        told = console("explain", "--json", *words, stdin=damage.encode(charset))
        assert told.status == 0, told.err
        (page,) = map(json.loads, told.out.splitlines())
        original = page["original"]
        assert original != page["text"]
        assert apply(original, [Edit(**edit) for edit in page["edits"]]) == page["text"]
        for stage in page["stages"]:
            edits = [Edit(**edit) for edit in stage["edits"]]
            assert all(edit.before == original[edit.start : edit.end] for edit in edits)
            original = apply(original, edits)
        assert original == page["text"]


@pytest.mark.parametrize("words", [["clean", "-"], ["import", "-", "--data", "d"]])
def test_ctrl_c_ends_the_wait_for_standard_input(words: list[str], console: Console) -> None:
    """One line and status 130, while standard input stays open."""
    ours, theirs = os.pipe()
    with closing(os.fdopen(theirs, "wb")) as to_it, closing(os.fdopen(ours, "rb")) as stdin:
        command = [str(Path(sys.executable).parent / "lendersms"), *words]
        started = subprocess.Popen(command, cwd=console.folder, stdin=stdin, stderr=subprocess.PIPE, text=True)
        os.write(to_it.fileno(), b"x")
        deadline = time.monotonic() + 60
        while _unread(stdin.fileno()) and time.monotonic() < deadline:
            time.sleep(0.05)
        started.send_signal(signal.SIGINT)
        _, err = started.communicate(timeout=30)
    assert (started.returncode, err.count("\n")) == (130, 1), err


def _unread(pipe: int) -> int:
    """How many bytes wait in a pipe: none once its reader has come and waits for more."""
    return int.from_bytes(fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)), sys.byteorder)

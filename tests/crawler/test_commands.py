"""The console's commands: what they print, what bad input gets, and whether their examples run."""

from __future__ import annotations

import re
import shlex
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.crawler.saved_page import one_line, saved_page

pytestmark = pytest.mark.slow

if TYPE_CHECKING:
    from tests.crawler.conftest import Console, Told

COMMANDS = (
    "collect",
    "source",
    "schedule",
    "import",
    "clean",
    "explain",
    "profile",
    "release",
    "verify",
    "status",
    "lenders",
    "labels",
    "export",
    "feed",
)
PRACTICE = ("--data", "datasets/practice")


@pytest.mark.parametrize("command", COMMANDS)
def test_the_example_under_help_runs(command: str, collected: tuple[Console, Told]) -> None:
    """`--help` shows a command line that does what it says."""
    console, _ = collected
    saved_page(console)
    shown = console(command, "--help")
    example = re.search(r"^example:\n  lendersms (.+)$", shown.out, re.MULTILINE)
    assert shown.status == 0
    assert f"lendersms {command} [options]" in shown.out
    assert example
    told = console(*shlex.split(example[1]))
    assert told.status == 0, told.err
    assert told.out


def test_the_overview_names_every_command(console: Console) -> None:
    """Without a command the console lists ours beside Scrapy's."""
    told = console.cold("lendersms")
    assert told.status == 0
    assert all(re.search(rf"^  {command} ", told.out, re.MULTILINE) for command in COMMANDS)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["collect"], "no source is enabled: name one of anju-szhome, "),
        (
            ["collect", "practice", "--practice-pages", "100", "--data", "datasets/lender-sms-complaints"],
            "datasets/lender-sms-complaints: is for real pages",
        ),
        (["collect", "practice", "--practice-pages", "5"], "PRACTICE_PAGES: "),
        (["collect", "practice", "-s", "PRACTICE_PAGES=abc"], "PRACTICE_PAGES: 'abc' is no whole number"),
        (["crawl", "nospider"], 'unknown spider "nospider"; known: articles, files'),
        (["crawl", "articles", "-a", "bogus=1"], "articles: got an unexpected keyword argument 'bogus'"),
        (["collect", "practise"], 'unknown source "practise"; did you mean "practice"?'),
        (["collect", "practice", "--max-pages", "none"], "max_pages: 'none'"),
        (["collect", "practice", "--sources", "nowhere"], "nowhere: no such folder of sources"),
        (["clean", "nowhere.html"], "nowhere.html: no such file or folder"),
        (["explain", "nowhere.html"], "nowhere.html: no such file or folder"),
        (["release", "--data", "nowhere"], "nowhere: holds no dataset yet"),
        (["profile", "--data", "nowhere"], "nowhere: holds no dataset yet"),
        (["verify", "--data", "nowhere"], "nowhere: holds no dataset yet"),
        (["status", "--data", "nowhere"], "nowhere: holds no dataset yet"),
        (["export", "--data", "nowhere", "--out", "rows.csv"], "nowhere: holds no release"),
        (["feed", "--data", "nowhere"], "nowhere: holds no release"),
        (["feed", "--since", "yesterday"], "'yesterday': no cursor"),
        (["export", "--data", "nowhere", "--out", "rows.xlsx"], "rows.xlsx: its name tells no format"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_input_gets_one_line_and_status_2(words: list[str], named: str, console: Console) -> None:
    """File, key or name, and the cure; no traceback, nothing on standard output, nothing made on disk."""
    told = console(*words)
    assert (told.status, told.out) == (2, "")
    assert named in one_line(told)
    assert list(console.folder.iterdir()) == []


def test_a_file_is_no_data_folder(console: Console) -> None:
    """The cure fits: no room and no rights would help."""
    saved_page(console)
    (console.folder / "file").write_text("", encoding="utf-8")
    told = console("import", "saved", "--data", "file")
    assert (told.status, told.out) == (2, "")
    assert one_line(told).endswith("name a folder, not a file\n")


@pytest.mark.parametrize("words", [["clean"], ["import"], ["status", "--bogus"], ["collect", "--practice-pages", "x"]])
def test_wrong_usage_shows_the_usage(words: list[str], console: Console) -> None:
    """What argparse refuses ends with status 2 and names the command as it was typed."""
    told = console(*words)
    assert told.status == 2
    assert f"lendersms {words[0]} [options]" in told.err
    assert "lendersms: error: " in told.err


def test_an_unknown_command_is_refused(console: Console) -> None:
    """A typo is no success."""
    told = console("colect")
    assert told.status == 2
    assert "Unknown command: colect" in told.out


def test_a_wrong_source_file_is_named_with_its_key(console: Console) -> None:
    """The registry's error reaches the console in one line."""
    (console.folder / "mine").mkdir()
    (console.folder / "mine" / "site.toml").write_text('name = "site"\nfeds = ["https://example.com/rss"]\n', "utf-8")
    told = console("collect", "site", "--sources", "mine")
    assert told.status == 2
    assert one_line(told) == 'mine/site.toml: unknown key "feds"; did you mean "feeds"?\n'


def test_release_status_and_verify_tell_the_same_story(collected: tuple[Console, Told]) -> None:
    """A second release makes none, `status` names the first and how to load it, `verify` vouches for it."""
    console, _ = collected
    again = console("release", *PRACTICE)
    version = re.search(r"(\d{4}\.\d\d\.\d\d)", again.out)
    assert "nothing new" in again.out
    assert version
    shown = console("status", *PRACTICE)
    for part in (
        "articles kept",
        "Rejected, by reason",
        "Repairs, by rule",
        "Articles, by lender",
        "Frontier, by source",
        "Last runs",
    ):
        assert part in shown.out
    assert f"Release {version[1]} lies in datasets/practice/releases/{version[1]}" in shown.out
    assert 'load_dataset("datasets/practice/latest")' in shown.out
    assert console("verify", *PRACTICE).out == "datasets/practice: every checksum and count holds\n"


def test_verify_names_a_damaged_file(console: Console) -> None:
    """One flipped byte of a release: its file is named and the status is 1."""
    saved_page(console)
    assert console("import", "saved", "--data", "d").status == 0
    assert "by lender" not in console("status", "--data", "d").out, "nothing was counted yet, which is not none"
    assert console("release", "--data", "d").status == 0
    assert "by lender" in console("status", "--data", "d").out
    file = next((console.folder / "d" / "latest").resolve().glob("data/*.parquet"))
    damaged = bytearray(file.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    file.chmod(0o644)
    file.write_bytes(damaged)
    told = console("verify", "--data", "d")
    assert told.status == 1
    assert file.name in told.err


def test_status_says_that_a_ledger_is_not_what_was_sealed(console: Console) -> None:
    """What it holds is shown all the same, with one line that names the file and a status that is not 0; a ledger without a seal is none of these."""
    saved_page(console)
    assert console("import", "saved", "--data", "d").status == 0
    state = console.folder / "d" / "state"
    seal = (state / "ledger.sha256").read_bytes()
    (state / "ledger.sha256").write_bytes(b"f0e1d2c3b4a59687" * 4 + seal[64:])
    told = console("status", "--data", "d")
    assert told.status == 1
    assert "articles kept" in told.out
    assert one_line(told).startswith("d/state/ledger.sqlite: ")
    assert "lendersms verify --data d" in told.err
    (state / "ledger.sha256").write_bytes(b"\0" + seal[1:])
    told = console("status", "--data", "d")
    assert (told.status, one_line(told).split(": ")[0]) == (1, "d/state/ledger.sha256")
    (state / "ledger.sha256").unlink()
    told = console("status", "--data", "d")
    assert (told.status, told.err) == (0, "")


def test_a_folder_made_by_a_newer_version_is_left_alone(console: Console) -> None:
    """Every command that would use it says that it is newer."""
    saved_page(console)
    assert console("import", "saved", "--data", "d").status == 0
    with closing(sqlite3.connect(console.folder / "d" / "state" / "ledger.sqlite")) as ledger:
        ledger.execute("PRAGMA user_version = 999")
    for words in (["import", "saved"], ["release"], ["status"], ["verify"]):
        told = console(*words, "--data", "d")
        assert told.status == 2, (words, told)
        assert "newer" in one_line(told)


def test_candidates_for_the_table_of_lenders_go_into_a_file(collected: tuple[Console, Told]) -> None:
    """`lenders review --csv` writes them all, with the columns named; what cannot be written is one line."""
    console, _ = collected
    told = console("lenders", "review", *PRACTICE, "--csv", "candidates.csv")
    assert told.status == 0, told.err
    assert (
        (console.folder / "candidates.csv")
        .read_text("utf-8")
        .startswith("candidate,pages,sites,times,table,examples\n")
    )
    told = console("lenders", "review", *PRACTICE, "--csv", "nowhere/candidates.csv")
    assert told.status == 2
    assert "nowhere/candidates.csv" in one_line(told)

"""The console's commands: what they print, what bad input gets, and whether their examples run."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shlex
import signal
import sqlite3
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
SAVED = Path(__file__).parents[1] / "fixtures" / "saved" / "complaint.txt"
PRACTICE = ("--data", "datasets/practice")
PAGE = """<html><head><title>借呗催收短信说要起诉</title></head><body><h1>借呗催收短信说要起诉</h1>
<p>2024-05-01 08:00:00 作者：<b>甲乙</b></p>
<p>我收到一条借呗的催收短信，说我逾期欠款三千元，要我马上还清，否则就向法院起诉，还要联系我的家人和单位。</p>
<p>我打了客服电话核实，对方说短信是系统自动发送的，让我先把欠款还上，再申请减免利息。</p></body></html>"""


def saved_page(console: Console) -> None:
    """Save a page where the examples look for it."""
    (console.folder / "saved").mkdir(exist_ok=True)
    (console.folder / "saved" / "page.html").write_text(PAGE, encoding="utf-8")


def one_line(told: Told) -> str:
    """The single line of an error."""
    assert told.err.endswith("\n")
    assert told.err.count("\n") == 1, told.err
    assert "Traceback" not in told.err
    return told.err


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


def test_one_bad_file_costs_import_nothing_else(console: Console) -> None:
    """The good page is a row, each bad one is told and recorded; the status says that something was done."""
    saved_page(console)
    (console.folder / "empty.html").write_text("", encoding="utf-8")
    (console.folder / "noise.html").write_bytes(bytes(range(256)) * 20)
    (console.folder / "lines.jsonl").write_text('{"text": ""}\nnonsense\n', encoding="utf-8")
    told = console("import", "saved", "empty.html", "noise.html", "lines.jsonl", "nowhere.txt", "--data", "d")
    assert told.status == 0, told.err
    assert told.out == "1 articles read: 1 kept, 0 rejected, 5 failures.\n"
    for name in ("empty.html: ", "noise.html: ", "lines.jsonl:1: ", "lines.jsonl:2: ", "nowhere.txt: "):
        assert f"ERROR: {name}" in told.err
    shown = console("status", "--data", "d")
    assert all(reason in shown.out for reason in ("empty_file", "bad_json", "missing_file", "noise.html"))


def test_an_import_of_nothing_useful_is_no_success(console: Console) -> None:
    """Status 1: the command ran, and nothing came of it."""
    (console.folder / "empty.html").write_text("", encoding="utf-8")
    told = console("import", "empty.html", "--data", "d")
    assert (told.status, told.out) == (1, "0 articles read: 0 kept, 0 rejected, 1 failures.\n")
    assert "`lendersms status --data d`" in told.err
    again = console("crawl", "files", "-a", 'paths=["empty.html"]', "-a", "data=d")
    assert (again.status, again.out) == (1, told.out)


def test_importing_twice_makes_no_second_row(console: Console) -> None:
    """A saved page is known by its bytes."""
    saved_page(console)
    first, second = (console("import", "saved", "--data", "d") for _ in range(2))
    assert (first.status, second.status) == (0, 0)
    assert first.out == "1 articles read: 1 kept, 0 rejected, 0 failures.\n"
    assert second.out == "1 articles read: 0 kept, 0 rejected, 1 unchanged, 0 failures.\n"
    assert console("release", "--data", "d").status == 0
    assert re.search(r"copies of another row +0\b", console("status", "--data", "d").out)


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
    assert console("release", "--data", "d").status == 0
    file = next((console.folder / "d" / "latest").resolve().glob("data/*.parquet"))
    damaged = bytearray(file.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    file.chmod(0o644)
    file.write_bytes(damaged)
    told = console("verify", "--data", "d")
    assert told.status == 1
    assert file.name in told.err


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


def test_profile_shows_what_recurs_on_a_site(console: Console) -> None:
    """By site, with the pages each line stands on; a domain means all of its hosts, an unknown site is refused."""
    for n, story in enumerate(_TOLD):
        (console.folder / "saved").mkdir(exist_ok=True)
        rows = {
            "text": f"收到短信\n{story}\n{story[::-1]}\n稻谷论坛 第{n}帖",
            "url": f"http://bbs.farm.example.com/{n}",
        }
        (console.folder / "saved" / f"{n}.jsonl").write_text(json.dumps(rows), encoding="utf-8")
    assert console("import", "saved", "--data", "d").status == 0
    told = console("profile", "--data", "d", "example.com", "--json")
    (found,) = map(json.loads, told.out.splitlines())
    assert (found["site"], found["distinct"], list(found["lines"].values())) == ("bbs.farm.example.com", 12, [12])
    (console.folder / "profile.jsonl").write_text(told.out, encoding="utf-8")
    (cleaned,) = map(
        json.loads, console("clean", "--json", "saved/3.jsonl", "--site-profile", "profile.jsonl").out.splitlines()
    )
    assert "稻谷论坛" not in cleaned["text"]
    assert cleaned["changes"]["boilerplate.site"] == 1
    assert "稻谷论坛" in console("clean", "--json", "saved/3.jsonl").out
    missing = console("clean", "saved/3.jsonl", "--site-profile", "nowhere.jsonl")
    assert (missing.status, missing.out) == (2, "")
    assert "nowhere.jsonl: cannot be read" in one_line(missing)
    shown = console("profile", "bbs.farm.example.com", "--data", "d")
    assert "稻谷论坛第0帖 × 12" in shown.out
    assert found["digest"][:12] in shown.out
    refused = console("profile", "nowhere.example.org", "--data", "d")
    assert (refused.status, refused.out) == (2, "")
    assert "nowhere.example.org: no page of this site was read; known: bbs.farm.example.com" in one_line(refused)


_TOLD = (
    "早上刚到单位门卫就说有人打电话来找过我，语气很凶，还报出了我弟弟的名字和住址，听得我心里发毛，一整天都没有心思做事。",
    "我在三月把最后一笔钱还清，截图都留着，可是八月又有人来要，说利息算错了，让我补上，却拿不出任何一张写着数字的纸。",
    "孩子放学路上被陌生人问起家里的事，回来学给我们听，我妻子当场哭了，我们才决定把这些消息全都打印出来交给律师看。",
    "换了号码不到一个月，前任机主的债主找上门来，我解释了十几遍，他们客气地道歉，第二天换一个人又从头再问一遍同样的话。",
    "老家的表哥打来问我是不是出事了，因为村里好几户都接到了通知，我这才知道通讯录早就被别人拿走，谁都可以照着念。",
    "会议开到一半手机响个不停，领导看了我一眼，我只好关机，等到散会打开，里面已经躺着四十多条未读，口气一条比一条重。",
    "营业厅的姑娘查了半天，说这个号段不归他们管，建议我去网上登记，可是登记的页面怎么都打不开，只剩下一个转圈的图标。",
    "父亲七十多岁，分不清哪条是真的，按照对方的指点跑去邮局汇了钱，汇完才想起来给我打电话，钱已经追不回来了。",
    "合同上写的是十二期，扣到第十三期我才发现，客服让我等七个工作日，七天以后又让我等七天，就这样从夏天拖到了立冬。",
    "他们寄来一个信封，里面的红头文件盖着模糊的圆章，我拿去法院门口的窗口询问，工作人员一看就笑了，说天天有人来问。",
    "我记下了每一次通话的时间，一共六十三次，最早的一次是清晨五点四十，最晚的一次过了半夜，连除夕也没有停过。",
    "房东听见我在楼道里争吵，第二天贴出条子要我搬走，其实欠债的是上一个租客，他的信还一封一封地往我的信箱里送。",
)
"""Twelve stories of one site that have nothing in common."""


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

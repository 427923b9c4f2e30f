"""Reports and alarms of runs, over real HTTP and in real folders."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain, repeat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from scrapy.settings import Settings

from crawler.runs import alarms
from crawler.runs.alarms import message, sound
from crawler.runs.gate import Counts, Finding, Limits
from crawler.runs.reports import SourceReport, counts_of, report, stats_of
from crawler.runs.run_stats import FIELDS
from pipelines.store.ledger import Ledger
from tests.crawler.raw_server import RawServer, Wire
from tests.crawler.test_politeness import PAGE, Host, serving, url_of

pytestmark = pytest.mark.slow

if TYPE_CHECKING:
    from tests.crawler.conftest import Console, Told

GOOD: Counts = {"read": 50, "articles": 40} | {f"has.{field}": 30 for field in FIELDS}
RED = SourceReport(source="a", counts={"read": 0}, findings=(Finding(kind="silent", now=0, usual=90),))


class Ear(ThreadingHTTPServer):
    """A webhook that keeps what it hears."""

    def __init__(self, status: int = 204) -> None:
        super().__init__(("127.0.0.1", 0), Hearing)
        self.status = status
        self.heard: list[bytes] = []
        self.url = f"http://127.0.0.1:{self.server_port}/alarm"


class Hearing(BaseHTTPRequestHandler):
    """Takes what is posted."""

    server: Ear

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""

    def do_POST(self) -> None:
        """Keep the body."""
        self.server.heard.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(self.server.status)
        self.end_headers()


@contextmanager
def listening(ear: Ear) -> Iterator[Ear]:
    """The webhook while it listens."""
    thread = threading.Thread(target=ear.serve_forever)
    thread.start()
    try:
        yield ear
    finally:
        ear.shutdown()
        ear.server_close()
        thread.join()


def remember(data: Path, number: int, sources: Sequence[str], stats: Counts, reason: str = "finished") -> None:
    """Let a folder hold so many runs."""
    with Ledger.open(data) as ledger:
        for _ in range(number):
            ledger.end_run(ledger.begin_run("collect", sources), reason=reason, stats=stats)


def judged(data: Path, source: str, counts: Counts) -> list[str]:
    """What is red in a run of a source."""
    with Ledger.open(data, read_only=True) as ledger:
        found = report(ledger, source, counts, Limits(), is_whole=True).findings
    return [finding.id for finding in found]


def test_a_run_is_judged_by_whole_runs_of_its_source_only(tmp_path: Path) -> None:
    """Runs of other sources, stopped ones, and those bounded by hand do not say what is usual."""
    remember(tmp_path, 5, ["other"], GOOD)
    remember(tmp_path, 5, ["site"], GOOD, "shutdown")
    remember(tmp_path, 5, ["site"], {**GOOD, "bounded": 1})
    remember(tmp_path, 2, ["site"], GOOD)
    assert judged(tmp_path, "site", {"read": 0}) == []
    remember(tmp_path, 1, ["site"], GOOD)
    assert judged(tmp_path, "site", {"read": 0}) == ["silent"]


def test_runs_of_several_sources_count_for_each(tmp_path: Path) -> None:
    """What the ledger keeps of a shared run gives each source its own counts, and its own findings."""
    quiet = SourceReport(source="b", counts={"read": 3})
    stats = stats_of({"read": 3}, [RED, quiet])
    assert (stats["red"], stats["red.silent"], stats["red@a"], stats["read@b"]) == (1, 1, 1, 3)
    remember(tmp_path, 1, ["a", "b"], stats)
    with Ledger.open(tmp_path, read_only=True) as ledger:
        (run,) = ledger.runs(1, source="b")
    assert counts_of(run, "a") == {"read": 0, "red": 1, "red.silent": 1}
    assert counts_of(run, "b") == {"read": 3}


def test_what_is_not_whole_is_told_and_not_judged(tmp_path: Path) -> None:
    """A run that was stopped met few articles for that reason."""
    remember(tmp_path, 3, ["site"], GOOD)
    with Ledger.open(tmp_path, read_only=True) as ledger:
        told = report(ledger, "site", {"read": 0}, Limits(), is_whole=False)
    assert (told.findings, len(told.before)) == ((), 3)


def test_a_command_gets_the_alarm_on_its_standard_input(tmp_path: Path) -> None:
    """Words are split as a shell would, and no shell is started."""
    (tmp_path / "ring.py").write_text("import sys; open(sys.argv[1], 'w').write(sys.stdin.read())", encoding="utf-8")
    command = f"{sys.executable} {tmp_path}/ring.py '{tmp_path}/a b;c'"
    assert list(sound(Settings({"ALARM_COMMAND": command}), message([RED], 7))) == []
    heard = json.loads((tmp_path / "a b;c").read_text("utf-8"))
    assert heard["run"] == 7
    assert heard["red"][0]["findings"][0] == {"id": "silent", "now": 0, "usual": 90, "says": str(RED.findings[0])}


@pytest.mark.parametrize(
    "settings",
    [
        {"ALARM_URL": "file:///etc/hostname"},
        {"ALARM_URL": "no address"},
        {"ALARM_URL": "http://127.0.0.1:9/"},
        {"ALARM_URL": "http://exa mple/"},
        {"ALARM_COMMAND": "/nowhere/ring"},
        {"ALARM_COMMAND": "'unclosed"},
        {"ALARM_COMMAND": "false"},
    ],
)
def test_an_alarm_that_fails_is_told_and_costs_nothing_else(settings: dict[str, str]) -> None:
    """Each way of not reaching anybody is one line that names the setting, and the other way is tried all the same."""
    with listening(Ear()) as ear:
        problems = list(sound(Settings({"ALARM_URL": ear.url, **settings}), b"{}"))
    assert len(problems) == 1
    assert problems[0].startswith(f"{next(iter(settings))}: nobody was told: ")
    assert ear.heard == ([] if "ALARM_URL" in settings else [b"{}"])


def test_a_webhook_that_answers_with_an_error_is_told() -> None:
    """Only an answer that says well is one."""
    with listening(Ear(500)) as ear:
        assert "500" in next(sound(Settings({"ALARM_URL": ear.url}), b"{}"))
    assert ear.heard == [b"{}"]


@pytest.mark.parametrize(
    "wire",
    [
        Wire(pieces=lambda: iter([b"hello there\r\n\r\n"])),
        Wire(pieces=lambda: iter([b"HTTP/1.1 200 OK\r\nX: " + b"a" * 70_000 + b"\r\n\r\n"])),
        Wire(pieces=lambda: chain([b"HTTP/1.1 200 OK\r\n"], repeat(b"X: b\r\n", 90)), pause=0.1),
    ],
    ids=["no HTTP", "a line too long", "a drip"],
)
def test_a_webhook_that_answers_with_anything_else_is_told(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes that are no answer, and one that never ends, are one line, and the command is started all the same."""
    monkeypatch.setattr(alarms, "_PATIENCE", 2.0)
    with RawServer("127.0.0.1") as server:
        server.wires["/alarm"] = wire
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        problems = list(sound(Settings({"ALARM_URL": f"{server.site}/alarm", "ALARM_COMMAND": "false"}), b"{}"))
        server.is_over.set()
        server.shutdown()
        thread.join()
    assert [each.split(": ")[0] for each in problems] == ["ALARM_URL", "ALARM_COMMAND"]
    assert ("no whole answer" in problems[0]) is bool(wire.pause)


def collect(console: Console, list_page: bytes, *more: str) -> Told:
    """Collect a host that lists what is given."""
    with serving(Host({"status": 404}, {"body": list_page})) as host:
        return collect_from(console, host, *more)


def collect_from(console: Console, host: Host, *more: str) -> Told:
    """Collect a host as it stands."""
    folder = console.folder / "mine"
    folder.mkdir(exist_ok=True)
    lines = ('name = "site"', f'start_urls = ["{url_of(host, "/")}"]', "[politeness]", "delay = 0", "concurrency = 16")
    (folder / "site.toml").write_text("\n".join(lines), encoding="utf-8")
    return console("collect", "site", "--sources", "mine", "--data", "d", "-s", "OPEN_NETWORKS=127.0.0.0/8", *more)


def test_a_source_that_falls_silent_makes_the_run_red(console: Console, tmp_path: Path) -> None:
    """Status 5, a line, the webhook, the ledger and `status` all say so; a webhook that is down changes nothing."""
    remember(tmp_path / "d", 3, ["site"], GOOD)
    with listening(Ear()) as ear:
        told = collect(console, b"<p>moved</p>", "-s", f"ALARM_URL={ear.url}")
    assert told.status == 5, told.err
    assert told.err == "red: site: 0 articles were met, usually 50\n"
    assert [each["source"] for each in json.loads(ear.heard[0])["red"]] == ["site"]
    with Ledger.open(tmp_path / "d", read_only=True) as ledger:
        assert ledger.runs(1)[0].stats["red.silent"] == 1
    shown = console("status", "--data", "d").out
    assert "ok, ok, ok, red (silent)" in " ".join(shown.split())


def test_a_source_whose_pages_are_known_falls_silent_all_the_same(console: Console) -> None:
    """After three good runs its list turns empty, then is missing, then its host is down: what is known says nothing of that."""
    articles = "".join(f'<a href="/{number}.html">x</a>' for number in range(30)).encode()
    with serving(Host({"status": 404}, {"body": articles + PAGE})) as host:
        assert [collect_from(console, host).status for _ in range(3)] == [0, 0, 0]
        told = []
        for page in ({"body": b"<p>moved</p>"}, {"status": 404}):
            host.page = page
            told.append(collect_from(console, host))
    told.append(collect_from(console, host))
    assert [each.status for each in told] == [5, 5, 5], told
    assert all("red: site: 0 articles were met, usually 30\n" in each.err for each in told)


def test_a_good_run_is_reported_and_nobody_is_alarmed(console: Console, tmp_path: Path) -> None:
    """The table shows what was counted beside what is usual; the ledger holds the same."""
    remember(tmp_path / "d", 3, ["site"], {"read": 1, "articles": 1, "has.title": 1})
    with listening(Ear()) as ear:
        told = collect(console, b'<a href="/page.html">x</a>' + PAGE, "-s", f"ALARM_URL={ear.url}")
    assert (told.status, told.err, ear.heard) == (0, "", [])
    row, usual = (line.split() for line in told.out.splitlines() if line.startswith(("site ", "  usually")))
    assert row[:7] == ["site", "1", "1", "0", "0", "0", "0"]
    assert usual[:4] == ["usually", "1", "0", "0"]
    with Ledger.open(tmp_path / "d", read_only=True) as ledger:
        stats = ledger.runs(1)[0].stats
    assert (stats["new"], stats["articles"], stats["has.title"]) == (1, 1, 1)
    assert not {"red", "changed", "has.messages"} & set(stats), "the page quotes no message"


def test_new_changed_and_unchanged_pages_are_told_apart(console: Console, tmp_path: Path) -> None:
    """The same address with the same words, then with others; a field that is gone is counted no more."""
    told = []
    for text in ("收到借呗催收短信", "收到借呗催收短信", "收到借呗催收短信，说要起诉"):
        page = f"<h1>借呗催收短信</h1><p>我{text}，说我逾期欠款三千元，要我马上还清，否则就联系我的家人和单位。</p>"
        line = {"url": "https://www.example.com/1.html", "html": page}
        (tmp_path / "pages.jsonl").write_text(json.dumps(line), encoding="utf-8")
        assert console("import", "pages.jsonl", "--data", "d").status == 0
        with Ledger.open(tmp_path / "d", read_only=True) as ledger:
            told.append({name: ledger.runs(1)[0].stats.get(name, 0) for name in ("new", "changed", "unchanged")})
    assert [[name for name, number in each.items() if number] for each in told] == [["new"], ["unchanged"], ["changed"]]

"""`lendersms labels`: from a crawl through people's hands back into a release."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from lxml import etree

from pipelines.annotation.questions import question_names
from tests.crawler.conftest import Console, Told

pytestmark = pytest.mark.slow

SAVED = Path(__file__).parents[1] / "fixtures" / "saved" / "complaint.txt"
PRACTICE = ("--data", "datasets/practice")


@pytest.fixture
def console(collected: tuple[Console, Told]) -> Console:
    """The console where the practice web was collected and released."""
    return collected[0]


def _sampled(console: Console, count: int, name: str) -> list[dict[str, str]]:
    """The rows of a sample as CSV."""
    told = console("labels", "sample", *PRACTICE, "--count", str(count), "--out", name, "--format", "csv")
    assert told.status == 0, told.err
    text = (console.folder / name).read_text("utf-8-sig")
    return [*csv.DictReader(io.StringIO(text, newline=""))]


def _save(console: Console, name: str, rows: list[dict[str, str]]) -> None:
    with (console.folder / name).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def _rows(console: Console) -> dict[str, dict[str, Any]]:
    """All rows of the newest release by id, rejected ones too."""
    folder = console.folder / "datasets" / "practice" / "latest" / "data"
    files = [path for path in folder.iterdir() if not path.name.startswith("repairs")]
    return {row["id"]: row for path in files for row in pq.read_table(path).to_pylist()}


def _report(console: Console) -> dict[str, Any]:
    told = console("labels", "report", *PRACTICE, "--json")
    assert told.status == 0, told.err
    return dict(json.loads(told.out))


def test_decisions_of_people_come_back_into_the_release(console: Console) -> None:
    """Sampled, decided, imported, released: rows carry the person's labels, and `changes` lists them, nothing else."""
    before = _rows(console)
    rows = _sampled(console, 12, "sample.csv")
    kept = [row for row in rows if row["rules_relevance"] == "relevant"]
    gone = [row for row in rows if row["rules_relevance"] == "irrelevant"]
    for row in kept[:3]:
        row.update(annotator="mei", issues="privacy_leak;visit_threat", channel="letter", severity="4", lender="none")
    kept[3].update(annotator="mei", relevance="irrelevant")
    gone[0].update(annotator="mei", relevance="relevant", issues="none")
    _save(console, "decided.csv", rows)

    told = console("labels", "import", "decided.csv", *PRACTICE)
    assert told.status == 0, told.err
    assert told.out.startswith("5 pages decided by mei: 15 new answers; left out: 7 not answered\n")
    assert "Rules against people" in told.out

    assert console("release", *PRACTICE).out.startswith("released ")
    after = _rows(console)
    ids = [row["id"].removeprefix("page:") for row in (*kept[:3], kept[3], gone[0])]
    for labelled in (after[page] for page in ids[:3]):
        assert (labelled["label_source"], labelled["channel"], labelled["severity"]) == ("person", "letter", 4)
        assert [each["label"] for each in labelled["issues"]] == ["visit_threat", "privacy_leak"]
        assert not any(lender["subject"] for lender in labelled["lenders"])
        assert labelled["text"] == before[labelled["id"]]["text"]
    assert after[ids[3]]["reason"] == "person"
    assert (after[ids[4]]["label_source"], after[ids[4]]["issues"], after[ids[4]]["relevance"]) == ("person", [], 1.0)
    changes = ds.dataset(console.folder / "datasets/practice/latest/changes.parquet").to_table().to_pylist()
    assert {each["id"] for each in changes} >= set(ids)
    assert {each["reason"] for each in changes if each["id"] in ids[3:]} >= {"now in rejected", "was in rejected"}
    assert all("issues" in each["reason"] for each in changes if each["id"] in ids[:3])
    assert console("verify", *PRACTICE).status == 0
    assert console("labels", "import", "decided.csv", *PRACTICE).out.startswith(
        "5 pages decided by mei: 15 known answers"
    )
    assert console("release", *PRACTICE).out.startswith("nothing new")
    assert not {row["id"] for row in _sampled(console, 500, "rest.csv")} & {f"page:{page}" for page in ids}


def test_annotators_of_label_studio_are_compared(console: Console) -> None:
    """Two of three agree: agreement is told, the majority stands, the skipped task is left out."""
    told = console("labels", "sample", *PRACTICE, "--count", "6", "--out", "tasks.json", "--seed", "7")
    assert told.status == 0, told.err
    tasks = json.loads((console.folder / "tasks.json").read_text("utf-8"))
    etree.parse(console.folder / "tasks.config.xml")
    for number, task in enumerate(tasks):
        task["annotations"] = [
            {
                "completed_by": name,
                "updated_at": "2026-03-02T08:00:00Z",
                "was_cancelled": number == 5,
                "result": [_choice("channel", "call" if name == 3 and number == 0 else "app_push")],
            }
            for name in (1, 2, 3)
        ]
    (console.folder / "export.json").write_text(json.dumps(tasks), "utf-8")
    told = console("labels", "import", "export.json", *PRACTICE)
    assert told.status == 0, told.err
    assert "5 pages decided by 1, 2, 3: 15 new answers; left out: 3 skipped" in told.out
    assert "People among each other" in told.out
    report = _report(console)
    (found,) = (each for each in report["agreement"] if each["label"] == "channel")
    assert (found["pages"], len(found["kappas"])) == (5, 3)
    assert found["share"] == pytest.approx(13 / 15)
    settled = {each["label"]: each for each in report["scores"]}
    assert settled["channel.app_push"]["missed"] + settled["channel.app_push"]["right"] == 5


def _choice(name: str, *choices: str) -> dict[str, Any]:
    return {"from_name": name, "to_name": "text", "type": "choices", "value": {"choices": list(choices)}}


def test_a_wrong_import_keeps_nothing(console: Console) -> None:
    """Each wrong entry is a line that names file, entry and key; the last line says that nothing was done."""
    sampled = _sampled(console, 3, "wrong.csv")
    rows = [dict(row) for row in sampled]
    rows[0].update(annotator="mei", channel="fax")
    rows[1].update(annotator="", channel="sms")
    rows[2].update(annotator="mei", channel="sms")
    _save(console, "wrong.csv", rows)
    told = console("labels", "import", "wrong.csv", *PRACTICE)
    assert told.status == 2
    fax, nobody, last = told.err.splitlines()
    assert fax.startswith("wrong.csv line ")
    assert "channel: 'fax' is no answer: take one of sms, call" in fax
    assert "annotator: is missing: name one by --annotator" in nobody
    assert last.startswith("nothing was imported: 2 entries are wrong")
    assert _sampled(console, 3, "again.csv") == sampled


def test_a_sample_for_argilla_comes_with_its_settings(console: Console) -> None:
    """Records to log, and the dataset to log them into."""
    told = console("labels", "sample", *PRACTICE, "--count", "5", "--format", "argilla", "--out", "records.json")
    assert told.status == 0, told.err
    records, settings = (
        json.loads((console.folder / name).read_text("utf-8")) for name in ("records.json", "records.settings.json")
    )
    assert len(records) == 5
    assert {each["name"] for each in settings["questions"]} == question_names()


def test_the_report_lists_every_rule(console: Console) -> None:
    """As a table, sorted as asked for; and as JSON, with the same rules."""
    told = console("labels", "report", *PRACTICE, "--sort", "fired")
    assert told.status == 0, told.err
    assert "rule" in told.out
    assert "precision" in told.out
    found = _report(console)
    assert found["pages"] > 80
    assert {"never_borrowed", "channel.sms", "relevance.message.1"} <= {each["rule"] for each in found["rules"]}
    for each in found["rules"]:
        assert each["fired"] == each["alone"] + each["overlap"] >= max(each["kept"], each["judged"])


def test_a_rule_shows_its_sentences(console: Console) -> None:
    """A line each, the words marked; as JSON in pieces."""
    told = console("labels", "report", *PRACTICE, "--rule", "message_of_arrears", "--count", "3")
    assert told.status == 0, told.err
    assert told.out.count("\n") == 3
    assert all("[" in line and "]" in line for line in told.out.splitlines())
    told = console("labels", "report", *PRACTICE, "--rule", "channel.sms", "--count", "2", "--json")
    assert [set(json.loads(line)) for line in told.out.splitlines()] == [
        {"page", "before", "words", "after", "is_kept", "people"}
    ] * 2


def test_the_report_reads_saved_pages(console: Console) -> None:
    """Rules can be tried on a page before it is anywhere; what cannot be read is told."""
    told = console("labels", "report", str(SAVED), "--rule", "channel.sms")
    assert told.status == 0, told.err
    assert str(SAVED) in told.out
    told = console("labels", "report", "nowhere.html")
    assert (told.status, told.err.count("\n")) == (2, 1)


def test_what_terminals_obey_is_written_out(console: Console) -> None:
    """A saved page cannot run the terminal through its evidence."""
    text = "我从没借过这家平台的钱，\x1b[31m却天天收到催收短信\u202e，说我逾期三千元，还打电话骚扰我的家人和同事。"
    (console.folder / "evil.txt").write_text(text * 3, "utf-8")
    told = console("labels", "report", "evil.txt", "--rule", "channel.sms")
    assert told.status == 0, told.err
    assert "\x1b" not in told.out
    assert "\u202e" not in told.out


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("labels", "report", "--rule", "nosuch", *PRACTICE), "nosuch: no rule has this name"),
        (("labels", "report", "--data", "nowhere"), "nowhere: holds no dataset yet"),
        (("labels", "sample", *PRACTICE, "--out", "nowhere/s.json"), "nowhere/s.json: cannot be written"),
        (("labels", "import", "nowhere.csv", *PRACTICE), "nowhere.csv: cannot be read (No such file or directory)"),
        (("labels", "import", str(SAVED), *PRACTICE), "is no JSON"),
    ],
)
def test_bad_input_is_one_line(words: tuple[str, ...], named: str, console: Console) -> None:
    """Named, with the cure, and a status that says so."""
    told = console(*words)
    assert (told.status, told.err.count("\n")) == (2, 1)
    assert named in told.err


@pytest.mark.parametrize(
    "words", [("labels",), ("labels", "sample"), ("labels", "sample", "--count", "0", "--out", "x")]
)
def test_what_is_missing_is_told_by_argparse(words: tuple[str, ...], console: Console) -> None:
    """An action, a file to write, a count of at least one."""
    told = console(*words)
    assert told.status == 2
    assert "error: " in told.err

"""An import is kept whole or not at all, and again changes nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipelines.annotation import label_studio
from pipelines.annotation.sampling import draw
from pipelines.errors import DataBusy
from pipelines.publish.importing import import_decisions
from pipelines.publish.labelled import read_labelled
from pipelines.publish.releases import release
from pipelines.store.ledger import Ledger


def _exported(data: Path, *annotators: str) -> list[dict[str, Any]]:
    """Label Studio's export of three pages that all annotators accepted as the rules had them."""
    tasks = label_studio.tasks(draw(read_labelled(data).pages, 3, 0))
    return [
        task
        | {
            "annotations": [
                {
                    "result": task["predictions"][0]["result"],
                    "was_cancelled": False,
                    "completed_by": name,
                    "updated_at": "2026-03-02T08:00:00Z",
                }
                for name in annotators
            ]
        }
        for task in tasks
    ]


def _write(path: Path, exported: object) -> Path:
    path.write_text(json.dumps(exported), "utf-8")
    return path


def test_an_import_again_changes_nothing(data: Path, tmp_path: Path) -> None:
    """The first time all is new, the second time all is known."""
    path = _write(tmp_path / "export.json", _exported(data, "an", "bo"))
    done = import_decisions(data, [path])
    assert (done.wrong, done.pages, done.annotators) == ((), 3, ("an", "bo"))
    assert done.answers == {"new": 3 * 2 * 7}
    before = read_labelled(data)
    assert len(before.decided) == 3
    assert import_decisions(data, [path, path]).answers == {"known": 2 * 3 * 2 * 7}
    assert read_labelled(data).decisions == before.decisions


def test_one_wrong_entry_refuses_all(data: Path, tmp_path: Path) -> None:
    """Every wrong entry is told, of every file, and nothing is kept."""
    exported = _exported(data, "an")
    exported[1]["annotations"][0]["result"][0]["value"]["choices"] = ["perhaps"]
    exported[2]["data"]["id"] = "f" * 16
    good = _write(tmp_path / "good.json", _exported(data, "bo"))
    bad = _write(tmp_path / "bad.json", exported)
    done = import_decisions(data, [good, bad])
    cure = "give the --data that the sample was drawn from, or drop it"
    assert [str(each).removeprefix(str(bad)) for each in done.wrong] == [
        f" entry 2 (id {exported[1]['data']['id']}): relevance: 'perhaps' is no answer: take one of relevant, irrelevant",
        f" entry 3 (id {'f' * 16}): id: {'f' * 16} is no page of {data}; {cure}",
    ]
    assert not done.answers
    assert read_labelled(data).decisions == ()


def test_answers_across_files_must_not_contradict(data: Path, tmp_path: Path) -> None:
    """One annotator, one time, two answers: which one holds?"""
    one, other = _exported(data, "an"), _exported(data, "an")
    other[0]["annotations"][0]["result"][0]["value"]["choices"] = ["relevant"]
    one[0]["annotations"][0]["result"][0]["value"]["choices"] = ["irrelevant"]
    paths = [_write(tmp_path / name, each) for name, each in (("one.json", one), ("two.json", other))]
    (wrong,) = import_decisions(data, paths).wrong
    assert "relevance: an answers twice, irrelevant and relevant: leave one" in str(wrong)


def test_decisions_on_an_older_text_are_kept_by_the_text_in_the_file(data: Path, tmp_path: Path) -> None:
    """The digest is not the page's any more: the file tells what was read, and whether that is still the text."""
    exported = _exported(data, "an")
    for task in exported:
        task["data"]["text_sha256"] = "0" * 64
    done = import_decisions(data, [_write(tmp_path / "export.json", exported)])
    assert done.answers == {"new": 21}
    found = read_labelled(data)
    assert (len(found.stale), found.decisions) == (21, ())


def test_a_busy_folder_is_left_alone(data: Path, tmp_path: Path) -> None:
    """While another run writes, nothing is imported."""
    path = _write(tmp_path / "export.json", _exported(data, "an"))
    with Ledger.open(data), pytest.raises(DataBusy):
        import_decisions(data, [path])


def test_a_release_can_be_looked_at_too(data: Path, tmp_path: Path) -> None:
    """Its rows and rejected pages are the data folder's; those that people labelled are known as such."""
    import_decisions(data, [_write(tmp_path / "export.json", _exported(data, "an"))])
    folder = release(data).path
    here, there = read_labelled(data), read_labelled(folder)
    assert {each.id for each in there.pages} == {each.id for each in here.pages}
    assert there.decided <= here.decided
    assert there.decided
    assert there.decisions == ()

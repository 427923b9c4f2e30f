"""Which tool wrote a file is seen from the file; what is no such file is one clear error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.annotation import argilla, label_studio, sheets
from pipelines.annotation.entries import Given, Source, contradictions
from pipelines.annotation.files import read_file
from pipelines.annotation.sampling import Drawn
from pipelines.errors import InputError


def test_samples_are_told_apart(sample: list[Drawn], tmp_path: Path) -> None:
    """Every form that a sample has is read as itself: all pages are there and nobody answered."""
    for name, text in (
        ("a.json", json.dumps([task | {"annotations": []} for task in label_studio.tasks(sample)])),
        ("b.json", json.dumps(argilla.records(sample))),
        ("c.csv", "\ufeff" + sheets.write(sample)),
    ):
        (tmp_path / name).write_text(text, "utf-8")
        assert [type(each).__name__ for each in read_file(tmp_path / name, None)] == ["Left", "Left"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.json", b"{", "is no JSON"),
        ("x.json", b"{}", "holds no list of entries"),
        ("x.json", b"[]", "holds no list of entries"),
        ("x.json", b"[3]", "holds no list of entries"),
        ("x.json", b"[" * 100_000, "is no JSON"),
        ("x.csv", "id,短信".encode("gb18030"), "is not UTF-8 (byte 3); save it as CSV UTF-8 or JSON"),
    ],
)
def test_what_is_no_file_of_decisions_is_told(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    """The error names the file and the cure."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as error:
        read_file(path, None)
    assert str(error.value).startswith(f"{path}: {said}")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """As what it is."""
    with pytest.raises(InputError, match="No such file"):
        read_file(tmp_path / "nowhere.csv", None)


def test_one_annotator_cannot_say_two_things_at_once(source: Source, tmp_path: Path) -> None:
    """Two answers without times in one file contradict each other; the same answer twice does not."""
    path = tmp_path / "f.csv"
    rows = ("1,a,an,sms", "1,a,an,call", "1,a,bo,call", "2,a,an,sms", "2,a,an,sms")
    path.write_text("\n".join(["id,text_sha256,annotator,channel", *rows]), "utf-8")
    found = read_file(path, None)
    assert all(isinstance(each, Given) for each in found)
    (wrong,) = contradictions(found)
    assert str(wrong) == f"{path} line 3 (id 1): channel: an answers twice, sms and call: leave one"

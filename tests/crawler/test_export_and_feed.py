"""What `export` and `feed` print, over the committed sample release."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from crawler.console.rows_bar import rows_bar
from pipelines.publish import manifest

if TYPE_CHECKING:
    from tests.crawler.conftest import Console

SAMPLE = Path(__file__).parents[2] / "datasets" / "practice" / "sample"
ROWS = sum(file.rows or 0 for file in manifest.read(SAMPLE).files if file.path.startswith(("data/t", "data/v")))


@pytest.fixture
def published(console: Console) -> Console:
    """A console beside a data folder `d` whose one release is the sample."""
    shutil.copytree(SAMPLE, console.folder / "d" / "releases" / manifest.read(SAMPLE).version)
    return console


def test_export_says_how_much_went_where(published: Console) -> None:
    """Nothing on standard error; a wrong condition is one line, and the file that was there stays."""
    told = published("export", "--data", "d", "--columns", "id, title", "--out", "rows.jsonl")
    assert (told.status, told.err) == (0, "")
    assert told.out.startswith(f"exported {ROWS:,} rows of release ")
    lines = (published.folder / "rows.jsonl").read_text("utf-8").splitlines()
    assert [list(json.loads(line)) for line in lines] == [["id", "title"]] * ROWS
    wrong = published("export", "--data", "d", "--where", "1; DROP TABLE rows", "--out", "rows.jsonl")
    assert (wrong.status, wrong.out, wrong.err.count("\n")) == (2, "", 1)
    assert len((published.folder / "rows.jsonl").read_text("utf-8").splitlines()) == ROWS


def test_feed_goes_on_from_any_line(published: Console) -> None:
    """From the cursor of a line come those behind it; from the last one none; Arrow holds the same."""
    lines = published("feed", "--data", "d").out.splitlines()
    assert len(lines) == ROWS
    rest = published("feed", "--data", "d", "--since", json.loads(lines[9])["cursor"])
    assert rest.out.splitlines() == lines[10:]
    cursor = json.loads(lines[-1])["cursor"]
    assert rest.err == f"{ROWS - 10} changes; go on later with --since {cursor}\n"
    none = published("feed", "--data", "d", "--since", cursor)
    assert (none.status, none.out) == (0, "")


def test_feed_as_arrow_is_a_stream(published: Console) -> None:
    """Read from a pipe, without a byte beside it."""
    command = [str(Path(sys.executable).parent / "lendersms"), "feed", "--data", "d", "--format", "arrow"]
    done = subprocess.run(command, cwd=published.folder, capture_output=True, check=True)
    with pa.ipc.open_stream(io.BytesIO(done.stdout)) as stream:
        assert stream.read_all().column_names == ["cursor", "id", "change", "reason", "row"]


def test_a_reader_that_goes_away_is_no_traceback(published: Console) -> None:
    """One line and status 130."""
    ours, theirs = os.pipe()
    os.close(ours)
    command = [str(Path(sys.executable).parent / "lendersms"), "feed", "--data", "d"]
    done = subprocess.run(command, cwd=published.folder, stdout=theirs, stderr=subprocess.PIPE, text=True, check=False)
    os.close(theirs)
    assert (done.returncode, done.stderr.count("\n")) == (130, 1)
    assert "the reader went away" in done.stderr


def test_no_bar_where_nobody_looks(capfd: pytest.CaptureFixture[str]) -> None:
    """Standard error is no terminal: not a byte."""
    with rows_bar("rows", 3) as told:
        told(2)
    assert capfd.readouterr() == ("", "")

"""Where an export lands: at the place that a path or a URL means, beside nothing that was there, or nowhere."""

from __future__ import annotations

import re
from pathlib import Path

import fsspec
import pytest

from pipelines.errors import InputError
from pipelines.publish.targets import target


def put(out: str, *names: str) -> None:
    """Write files of the target that hold their names; the file itself where there is no name."""
    with target(out, is_folder=bool(names)) as opened:
        for name in names or ("",):
            with opened(name) as sink:
                sink.write(name.encode())


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/rows.csv",
        "nosuch://bucket/rows.csv",
        "data://rows.csv",
        "dir://rows.csv",
        "reference://rows.csv",
        "generic://rows.csv",
        "cached://rows.csv",
        "file://rows.csv",
        "file://elsewhere/tmp/rows.csv",
        "file:rows.csv",
        "file:///tmp/%00.csv",
        "FILE://",
    ],
)
def test_a_url_that_takes_no_file_is_named(url: str) -> None:
    """In one line, before anything is asked of a network."""
    with pytest.raises(InputError, match=re.escape(url)) as told:
        put(url)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("start", ["file://", "file:", "file://localhost", "FILE://LOCALHOST", "local://"])
def test_a_file_url_is_a_local_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: str) -> None:
    """Files and folders lie where the URL means, what is percent-encoded too, and nothing lies elsewhere."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    put(f"{start}{tmp_path}/my%20rows%E8%B4%B7.csv")
    put(f"{start}{tmp_path}/a%23b", "README.md")
    assert {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")} == {
        "here",
        "my rows贷.csv",
        "a#b",
        "a#b/README.md",
    }


def test_a_path_is_not_read_as_a_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A percent sign in a path is itself, and so is a colon."""
    monkeypatch.chdir(tmp_path)
    for name in ("my%20rows.csv", "rows:1.csv"):
        put(name)
    assert {path.name for path in tmp_path.iterdir()} == {"my%20rows.csv", "rows:1.csv"}


def test_a_folder_at_a_url_is_not_replaced(tmp_path: Path) -> None:
    """As a local one: a second export would mix its files with those of the first. A file beside it is in nobody's way."""
    url, memory = f"memory://{tmp_path}/part", fsspec.filesystem("memory")
    put(f"{url}.csv")
    put(url, "README.md", "data/train.parquet")
    for taken in (url, f"{url}.csv"):
        with pytest.raises(InputError, match=f"{taken}: exists; name a new folder, or remove this one first"):
            put(taken, "README.md", "data/test.parquet")
    found = {path.removeprefix(str(tmp_path)) for path in memory.find(str(tmp_path))}
    assert found == {"/part.csv", "/part/README.md", "/part/data/train.parquet"}

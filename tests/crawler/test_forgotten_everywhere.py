"""Of the practice web an address, a row, a site and a text are forgotten: nowhere in the folder, nor after another crawl and release."""

from __future__ import annotations

import gzip
import shutil
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import pytest

from benchmarks.second_run import let_days_pass
from pipelines.publish.tables import read_tables
from pipelines.publish.takedown import forget
from pipelines.publish.verify import verify
from pipelines.store import parquet
from pipelines.store.tombstones import Kind, Target
from pipelines.warc.pages import Captured, read_captures
from tests.pipelines.store.faults import die_at, in_child

pytestmark = pytest.mark.slow

if TYPE_CHECKING:
    from tests.crawler.conftest import Console, Told

_PHRASE = 12
"""Characters of a text that stands in one page alone."""


def forms(told: str) -> set[bytes]:
    """The bytes that a text may be written as: in the charsets of pages, in entities, in a script, percent-encoded."""
    codes = [told.encode(code, "ignore") for code in ("utf-8", "gb18030", "big5hkscs", "utf-16-le")]
    entities = "".join(f"&#{ord(each)};" for each in told)
    script = told.encode("unicode_escape").decode().replace("/", "\\/")
    return {
        *(code for code in codes if len(code) >= len(told)),
        *map(str.encode, (entities, script, quote(told), quote(told, safe=""))),
    }


def contents(data: Path) -> dict[str, bytes]:
    """All that lies in a folder, unpacked where it is packed."""
    return {path.relative_to(data).as_posix(): b"".join(_unpacked(path)) for path in data.rglob("*") if path.is_file()}


def _unpacked(path: Path) -> Iterator[bytes]:
    yield path.read_bytes()
    if path.suffix == ".gz":
        yield gzip.decompress(path.read_bytes())
    if path.suffix == ".parquet":
        yield repr(parquet.read(path).to_pylist()).encode()


def hits(data: Path, traces: set[str]) -> set[tuple[str, str]]:
    """Which of these stand in which files."""
    files = contents(data)
    return {
        (trace, name)
        for trace in traces
        for name, content in files.items()
        if any(each in content for each in forms(trace))
    }


@pytest.fixture(scope="module")
def targets(collected: tuple[Console, Told]) -> dict[Kind, tuple[str, set[str]]]:
    """What is named for each option, of pages and sites that have nothing to do with each other, and what must be nowhere."""
    data = collected[0].folder / "datasets/practice"
    rows = [
        row
        for table in read_tables(data / "latest").values()
        for row in table.to_pylist()
        if row.get("url") and row.get("text")
    ]
    one, two, three, *_ = _alone(rows)
    phrase = three["text"][20 : 20 + _PHRASE]
    assert [row["id"] for row in rows if phrase in row["text"]] == [three["id"]]
    sites = [row for row in rows if row["site"] not in {each["site"] for each in (one, two, three)}]
    host = urlsplit(sites[-1]["url"]).netloc
    return {
        "url": (one["url"], {one["url"], one["id"]}),
        "id": (two["id"], {two["url"], two["id"]}),
        "text": (phrase, {phrase, three["url"], three["id"]}),
        "site": (sites[-1]["site"], {f"//{host}", *(row["id"] for row in sites if row["site"] == sites[-1]["site"])}),
    }


def _alone(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Rows whose text begins like no other one's."""
    begun = [row["text"][: 20 + _PHRASE] for row in rows]
    return [row for row in rows if begun.count(row["text"][: 20 + _PHRASE]) == 1 and row.get("kind") is None]


def test_nothing_is_left_and_nothing_comes_back(
    collected: tuple[Console, Told], targets: dict[Kind, tuple[str, set[str]]]
) -> None:
    """Each by its option, the last of them killed and gone on with; then every page is asked for again."""
    console, _ = collected
    data = console.folder / "datasets/practice"
    work = Path(shutil.copytree(data, console.folder / "forgotten", symlinks=True))
    gone: set[str] = set()
    for kind, (told, traces) in targets.items():
        assert {trace for trace, _ in hits(work, traces)} == traces, "the search finds what is there"
        gone |= traces
        if kind == "site":
            for step in (40, 90, 160):
                assert (
                    in_child(partial(die_at, step), partial(_forget, Target.of(kind, told)), data=work)
                    == -signal.SIGKILL
                )
            assert console("forget", "--resume", "--data", "forgotten").status == 0
        else:
            option = "--text-match" if kind == "text" else f"--{kind}"
            before = console("forget", option, told, "--dry-run", "--data", "forgotten").out
            ended = console("forget", option, told, "--data", "forgotten")
            assert (ended.status, ended.out) == (0, before.replace("would forget", "forgot")), ended.err
        assert hits(work, gone) == set()
    assert verify(work) == []
    let_days_pass(work, 40)
    again = console("collect", "practice", "--practice-pages", "100", "--data", "forgotten")
    assert again.status == 0, again.err
    assert console("release", "--data", "forgotten").status == 0
    assert hits(work, gone) == set()
    assert verify(work) == []
    assert all(isinstance(each, Captured) for path in (work / "raw").glob("*.gz") for each in read_captures(path))


def _forget(target: Target, data: Path) -> None:
    forget(data, target)

"""A release cleans its rows with what all pages of a site show, and is the same whenever the pages are."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from pipelines.arrow import outcomes_to_batch, row_to_outcome
from pipelines.errors import InputError
from pipelines.publish import manifest
from pipelines.publish.releases import release
from pipelines.publish.site_lines import NAME, digests, learned, profiled, read_profiles, site_name
from pipelines.publish.tables import read_tables
from pipelines.publish.verify import verify
from pipelines.schema import SCHEMA
from pipelines.store import parts
from pipelines.store.ledger import Ledger
from pipelines.types import Kept, Outcome, Rejected

if TYPE_CHECKING:
    from tests.pipelines.conftest import MakeKept, MakeRejected

DAY = date(2026, 11, 21)
FOOT = "稻谷论坛 第{n}帖"
_WORDS = (
    "欠款",
    "短信",
    "邻居",
    "催收",
    "还款",
    "利息",
    "起诉",
    "半夜",
    "单位",
    "电话",
    "老家",
    "合同",
    "账单",
    "客服",
    "逾期",
)

_SIGNS = "天地人你我山石田土木火水日月风云雨雪春秋早晚东西南北前左右上下大小多少长高方圆明白红青黄"


def _text(number: int) -> str:
    rng = random.Random(number)
    told = "".join(
        f"{rng.choice(_WORDS)}{rng.choice(_SIGNS)}{rng.choice(_SIGNS)}{rng.choice(_WORDS)}，" for _ in range(20)
    )
    return f"我收到催收短信，说我逾期欠款，要我还款。{told}没有借过。"


@pytest.fixture(scope="module")
def outcomes(kept: MakeKept, rejected: MakeRejected) -> list[Outcome]:
    """Twenty pages of one site, every fifth rejected, and two of another."""
    told: list[Outcome] = []
    for n in range(20):
        text = f"{_text(n)}\n{FOOT.format(n=n)}"
        given = {"text": text, "lenders": (), "messages": (), "title": f"没借过{n} - 稻谷"}
        told.append(replace(rejected(n), text=text) if n % 5 == 4 else replace(kept(n, **given), edits=()))
    other = {"url": "http://other.example.net/1", "lenders": (), "messages": ()}
    return [*told, *(kept(n, text=f"{_text(n)}\n{FOOT.format(n=n)}", **other) for n in (90, 91))]


@pytest.fixture(scope="module")
def table(outcomes: list[Outcome]) -> pa.Table:
    """The same as a table, sorted by id."""
    return pa.Table.from_batches([outcomes_to_batch(outcomes)]).sort_by("id")


def test_the_sites_lines_leave_its_kept_rows(table: pa.Table) -> None:
    """Text and title are cut, the digest recorded; rejected rows and other sites stay as they were."""
    rows = profiled(table, learned(table)).to_pylist()
    ours = [row for row in rows if row["reason"] is None and row["url"].startswith("http://farm-a.")]
    assert len(ours) == 16
    assert not any("稻谷" in row["text"] or "稻谷" in row["title"] for row in ours)
    assert len({row["profile_digest"] for row in ours}) == 1
    assert {edit["rule"] for row in ours for edit in row["edits"]} == {"boilerplate.site"}
    before = {row["id"]: row for row in table.to_pylist()}
    rest = [row for row in rows if row not in ours]
    assert len(rest) == 6
    assert all(row == before[row["id"]] for row in rest)


def test_pages_in_any_order_give_the_same_rows(outcomes: list[Outcome]) -> None:
    """Neither the profile nor a row depends on the order of the crawl."""
    made = []
    for seed in range(3):
        shuffled = random.Random(seed).sample(outcomes, len(outcomes))
        table = pa.Table.from_batches([outcomes_to_batch(shuffled)])
        made.append(profiled(table, learned(table)))
    assert made[0].equals(made[1])
    assert made[0].equals(made[2])


def test_profiles_given_again_change_nothing(table: pa.Table) -> None:
    """The rows of a release hold no line of its profiles any more."""
    sites = learned(table)
    once = profiled(table, sites)
    assert profiled(once, sites).equals(once)


def test_without_profiles_the_rows_stay(table: pa.Table) -> None:
    """Sites with nothing of their own have no digest."""
    few = table.slice(0, 5)
    assert profiled(few, learned(few)).equals(few)


def test_a_release_tells_which_lines_went(tmp_path: Path, outcomes: list[Outcome]) -> None:
    """In its rows, its repairs and its digests; a second release of the same pages stays, and other folders agree."""
    made = []
    for name, told in (("one", outcomes), ("two", outcomes[::-1])):
        with Ledger.open(tmp_path / name) as ledger:
            for outcome in told:
                ledger.finish("", outcome, run=None)
        made.append(release(tmp_path / name, today=DAY))
    first, second = (read_tables(each.path) for each in made)
    rules = [edit["rule"] for row in first["repairs"].to_pylist() for edit in row["edits"]]
    left_out = [each["rule"] for row in first["repairs"].to_pylist() for each in row["left_out"]]
    assert (rules.count("boilerplate.site"), left_out.count("title.site")) == (16, 16)
    assert all(first[name].select(_LASTING).equals(second[name].select(_LASTING)) for name in first if name in _SPLITS)
    assert not release(tmp_path / "one", today=DAY).is_new


def test_a_release_holds_the_profiles_its_rows_name(tmp_path: Path, outcomes: list[Outcome]) -> None:
    """Whoever reads a digest in a row finds the profile by it; verify notices one that is gone."""
    with Ledger.open(tmp_path) as ledger:
        for outcome in outcomes:
            ledger.finish("", outcome, run=None)
    made = release(tmp_path, today=DAY)
    found = read_profiles(made.path / NAME)

    assert set(found) == digests(read_tables(made.path)) != set()
    assert all(profile.digest == digest for digest, profile in found.items())
    assert "稻谷论坛" in "".join(line for profile in found.values() for line in profile.lines)
    assert NAME in [file.path for file in manifest.read(made.path).files]
    assert verify(tmp_path) == []
    (made.path / NAME).write_text("", encoding="utf-8")
    promised = replace(manifest.read(made.path), files=manifest.describe(made.path))
    (made.path / manifest.NAME).write_bytes(manifest.render(promised))
    (finding,) = verify(tmp_path)
    assert (finding.path, finding.what) == (made.path / NAME, f"lacks the profile {next(iter(found))}")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("", "cannot be read"),
        ("no json", "line 1 is no site profile"),
        ("[" * 3_000, "line 1 is no site profile"),
        ('{"digest": "0", "profile": {"lines": [1], "titles": []}}', "line 1 is no site profile"),
        ('{"site": "a"}', "line 1 is no site profile"),
        ('{"digest": "0", "profile": {"lines": ["完"], "titles": []}}', "line 1 is not the profile its digest names"),
    ],
)
def test_what_is_no_profile_is_refused(tmp_path: Path, line: str, told: str) -> None:
    """One clear error names the file, the line and the cure."""
    path = tmp_path / "profile.jsonl"
    if line:
        path.write_text(line, encoding="utf-8")
    with pytest.raises(InputError, match=told) as refused:
        read_profiles(path)
    assert "lendersms profile SITE --json" in str(refused.value)


_SPLITS = ("train", "validation", "test")
_LASTING = [name for name in SCHEMA.names if name not in {"first_seen", "last_seen"}]


def test_staged_rows_are_learned_from_before_they_are_sealed(
    tmp_path: Path, outcomes: list[Outcome], kept: Callable[..., Kept]
) -> None:
    """Reading all pages seals nothing, and gives each page's newest version, sealed or not."""
    with Ledger.open(tmp_path) as ledger:
        for outcome in outcomes[:12]:
            ledger.finish("", outcome, run=None)
        before = parts.read_all(ledger)
        parts.seal(ledger)
        assert parts.read_all(ledger).equals(before) or parts.read_all(ledger).num_rows == 12
        for outcome in (*outcomes[12:], kept(0, title="改过的标题")):
            ledger.finish("", outcome, run=None)
    with Ledger.open(tmp_path, read_only=True) as ledger:
        table = parts.read_all(ledger)
        assert ledger.counts().staged == 11
    rows = table.to_pylist()
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    assert len(rows) == 22
    assert rows[0]["title"] == "改过的标题"
    assert isinstance(row_to_outcome(rows[4]), Rejected)


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("http://WWW.Farm.example.com:8080/a", "farm.example.com"),
        ("http://m.farm.example.com/", "m.farm.example.com"),
        ("", ""),
    ],
)
def test_a_site_is_a_host(url: str, site: str) -> None:
    """Case, port and `www.` make no site of its own; another host has another template."""
    assert site_name(url) == site

"""Signals of quality: cases, negative ones first, and what holds for every text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.labels.quality import Quality, generator_traces, is_truncated, read_quality, repetition, spun, unusable
from pipelines.lexicon.generators import PROMPTS, SYNONYMS, TEMPLATES
from pipelines.schema import SCHEMA
from pipelines.text import clean
from pipelines.types import Cleaned

CASES: Final = Path(__file__).parents[2] / "cases" / "quality"
texts = st.text() | st.lists(
    st.sampled_from(
        [*SYNONYMS, *SYNONYMS.values(), "XXX", "，", "。", "\n", "…", "百家乐", "平台发来短信", "He said so. "]
    )
).map("".join)


def read(kind: str) -> list[Any]:
    """The cases of one kind, with their labels."""
    rows = json.loads((CASES / f"{kind}.json").read_text("utf-8"))
    return [pytest.param(row, id=f"{kind}: {row['label']}") for row in rows]


@pytest.mark.parametrize("case", [*read("negative"), *read("synthetic")])
def test_case(case: dict[str, Any]) -> None:
    """Each signal that a case names is what it says, of the text when it is clean."""
    quality = read_quality(clean(case["text"]))._asdict()

    assert {name: quality[name] for name in case["quality"]} == pytest.approx(case["quality"], abs=0.06), case[
        "comment"
    ]


@given(text=texts)
def test_signals_are_within_bounds(text: str) -> None:
    """Shares are shares, counts are counts, of any text."""
    quality = read_quality(Cleaned(text=text))

    assert 0 <= quality.repetition <= 1
    assert 0 <= quality.spun <= 1
    assert min(quality.spam_words, quality.generator_traces) >= 0


@given(text=texts)
def test_a_text_said_twice_repeats_itself_more(text: str) -> None:
    """Saying all of it again never lowers the share."""
    assert repetition(text + text) >= repetition(text)


@given(text=texts)
def test_a_stop_at_the_end_is_an_end(text: str) -> None:
    """Whatever stands before."""
    assert not is_truncated(text + "完了。")


def test_odd_words_weigh_more_the_more_there_are() -> None:
    """One word is chance, five are a spinner."""
    shares = [spun("德律风" * count) for count in range(7)]

    assert shares == sorted(shares)
    assert shares[1] == pytest.approx(0.2)
    assert shares[-1] == 1


def test_no_synonym_is_what_people_say() -> None:
    """A word stands on one side only."""
    assert not SYNONYMS.keys() & set(SYNONYMS.values())


def test_tables_find_nothing_in_plain_text() -> None:
    """Patterns need their words."""
    assert len(PROMPTS) > 5
    assert len(TEMPLATES) > 1
    assert generator_traces("") == generator_traces("平台发来短信，说我欠款。") == 0


@pytest.mark.parametrize("piece", ["The a ", "XXX", "a,", "写一篇", "{a", "[你的", "点击查看", "。好的，", "百家乐"])
def test_growth_is_no_more_than_the_text_s(piece: str) -> None:
    """Adversarial strings of any length are read: patterns are bounded, so this ends."""
    assert read_quality(Cleaned(text=piece * 20_000)).repetition > 0.9


def test_the_signals_are_those_of_the_column() -> None:
    """Name for name."""
    assert [field.name for field in SCHEMA.field("quality").type] == list(read_quality(Cleaned(text=""))._asdict())


@pytest.mark.parametrize("case", [*read("negative"), *read("synthetic"), *read("usable"), *read("unusable")])
def test_only_what_nobody_can_learn_from_is_dropped(case: dict[str, Any]) -> None:
    """A trace or two never drop a text; a case of the last kind names its reason."""
    body = clean(case["text"] * case.get("times", 1))

    assert unusable(body.text, read_quality(body)) == case.get("reason"), case["comment"]


@given(
    text=texts,
    quality=st.builds(
        Quality, st.floats(0, 0.59), st.integers(0, 1), st.integers(0, 3), st.floats(0, 0.79), truncated=st.booleans()
    ),
)
def test_below_the_bars_nothing_is_dropped(text: str, quality: Quality) -> None:
    """Whatever the text is, and whether it was cut or not."""
    assert unusable(text, quality) is None

"""Sentences: where they end, what is a heading, what merely lists."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.labels.sentences import Sentence, ends_of_sentences, is_listing, sentence_at, sentence_of

TEXTS = st.lists(st.sampled_from(["短信", "。", "！”", "\n", "，", "？", "没有借过钱"]), min_size=1, max_size=30).map(
    "".join
)


def sentences(text: str) -> list[Sentence]:
    """All sentences of a text."""
    return [sentence_of(text, start, end) for start, end in pairwise([0, *ends_of_sentences(text)])]


@given(TEXTS, st.data())
def test_every_place_has_its_sentence(text: str, data: st.DataObject) -> None:
    """Sentences lie side by side and leave nothing out."""
    ends = ends_of_sentences(text)
    assert ends == sorted(set(ends))
    assert ends[-1] == len(text)
    place = data.draw(st.integers(0, len(text) - 1))
    found = sentence_at(text, ends, place)
    assert found.start <= place < found.end
    assert found.end in ends


@given(st.text("短。！？\n”』），", max_size=20))
def test_sentences_end_where_a_pattern_says(text: str) -> None:
    """Marks in a row end one sentence, with the closing marks behind them; every line ends one."""
    ends = [match.end() for match in re.finditer(r"[。！？]+[”’」』）]*|\n", text)]
    assert ends_of_sentences(text) == list(dict.fromkeys([*ends, len(text)]))


def test_a_text_of_nothing_is_one_sentence() -> None:
    """There is nothing in the shortest text, and nothing raises."""
    assert sentence_of("", 0, 0)[:2] == (0, 0)
    assert ends_of_sentences("") == [0]


@pytest.mark.parametrize(
    ("text", "is_heading"),
    [
        ("催收短信怎么办\n正文。", True),
        ("他没借过。\n正文。", False),
        ("长" * 30 + "\n正文。", False),
        ("他说，没有", True),
    ],
)
def test_headings(text: str, *, is_heading: bool) -> None:
    """A heading is a short line of its own that no mark ends."""
    assert sentences(text)[0].is_heading is is_heading
    assert sentence_at(text, ends_of_sentences(text), 0).is_heading is is_heading


@pytest.mark.parametrize(
    ("sentence", "lists"),
    [
        ("其他文章还谈到征信修复、提前还款、费率计算。", True),
        ("后果还包括征信受损、产生罚息、被起诉等。", True),
        ("他们打给了父母、同事、朋友，还说要起诉。", False),
        ("其他文章没有意思。", False),
    ],
)
def test_listing(sentence: str, *, lists: bool) -> None:
    """A list of what others are about is told from one that tells what happened."""
    assert is_listing(sentence) is lists

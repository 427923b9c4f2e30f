"""The engine against the plain reading of what it is to do, on small dictionaries that overlap in every way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.errors import InputError
from pipelines.lexicon.alignment import changed, replaced
from pipelines.lexicon.conversion import compile_engine
from pipelines.lexicon.phrases import Dictionary, Match, Matching, code_points, compile_phrases

_words = st.text("甲乙丙a", min_size=1, max_size=4)
_dictionaries = st.dictionaries(_words, st.text("甲乙丙丁戊", max_size=4), max_size=6)
_groups = st.lists(_dictionaries, min_size=1, max_size=3)
_texts = st.text("甲乙丙a，\n𠮷\ud800", max_size=14)


def _at(text: str, at: int, dictionary: Dictionary) -> str | None:
    """The longest word of the dictionary that stands here."""
    return max((word for word in dictionary if text.startswith(word, at)), key=len, default=None)


def _leftmost(text: str, group: Sequence[Dictionary]) -> str:
    """OpenCC's reading: at each place the first dictionary that has a word here."""
    out, at = "", 0
    while at < len(text):
        found = next(((word, each[word]) for each in group if (word := _at(text, at, each)) is not None), None)
        word, after = found or (text[at], text[at])
        out, at = out + after, at + len(word)
    return out


def _longest(text: str, group: Sequence[Dictionary]) -> str:
    """The reading of opencc-python-reimplemented: the longest word anywhere, the first of equals, then what is left of it."""
    for rank, dictionary in enumerate(group):
        here = {word for word in dictionary if word in text}
        if here:
            word = min(here, key=lambda each: (-len(each), text.index(each)))
            at = text.index(word)
            left, right = text[:at], text[at + len(word) :]
            return _longest(left, group[rank:]) + dictionary[word] + _longest(right, group[rank:])
    return text


def _segments(text: str, words: Dictionary | None) -> list[str]:
    """The text cut by the longest words from left to right; what lies between is a segment too."""
    segments, rest = [], ""
    at = 0
    while at < len(text):
        word = _at(text, at, words or {})
        if word is None or words is None:
            rest, at = rest + text[at], at + 1
        else:
            segments += [rest, word]
            rest, at = "", at + len(word)
    return [segment for segment in [*segments, rest] if segment]


@given(text=_texts, group=_groups)
@example(text="甲乙丙", group=[{"乙丙": "丁"}, {"甲乙": "戊"}])
@example(text="甲", group=[{"甲": ""}])
def test_leftmost_is_opencc_s_reading(text: str, group: list[Dictionary]) -> None:
    """At each place the first dictionary's longest word is taken."""
    assert compile_engine([group]).convert(text) == _leftmost(text, group)


@given(text=_texts, group=_groups)
@example(text="甲乙丙甲", group=[{"丙甲": "丁", "甲乙丙": "戊"}])
@example(text="甲乙", group=[{"乙": "丁"}, {"甲乙": "戊"}])
def test_longest_is_the_other_reading(text: str, group: list[Dictionary]) -> None:
    """The longest word anywhere is taken, then the next of what is left."""
    assert compile_engine([group], matching="longest").convert(text) == _longest(text, group)


@given(text=_texts, chain=st.lists(_groups, min_size=1, max_size=3), words=_dictionaries)
@example(text="aa", chain=[[{"aa": ""}]], words={"a": "丁"})
@example(text="甲乙丙", chain=[[{"甲": "甲甲甲"}], [{"甲乙": "丁"}]], words={"甲": "", "乙丙": ""})
def test_no_word_reaches_across_a_cut(text: str, chain: list[list[Dictionary]], words: Dictionary) -> None:
    """Each segment is converted by all groups as if it stood alone."""
    expected = ""
    for segment in _segments(text, words):
        converted = segment
        for group in chain:
            converted = _leftmost(converted, group)
        expected += converted

    assert compile_engine(chain, segmentation=words or None).convert(text) == expected


@given(
    text=st.text("甲乙丙子丑寅，", max_size=14), chain=st.lists(_groups, min_size=1, max_size=2), words=_dictionaries
)
def test_normalization_comes_before_all(text: str, chain: list[list[Dictionary]], words: Dictionary) -> None:
    """Compiled into the dictionaries, it gives what normalizing the text first would give."""
    forms = {"子": "甲", "丑": "甲", "寅": "丁"}
    plain = compile_engine(chain, segmentation=words)
    normalizing = compile_engine(chain, segmentation=words, normalization=forms)

    assert normalizing.convert(text) == plain.convert(
        text.translate({ord(form): after for form, after in forms.items()})
    )


@pytest.mark.parametrize("matching", ["leftmost", "longest"])
@given(text=_texts, chain=st.lists(_groups, min_size=1, max_size=3))
def test_stretches_tell_where_lengths_changed(text: str, chain: list[list[Dictionary]], matching: Matching) -> None:
    """They are sorted and apart, and between them one character stands for one."""
    converted = compile_engine(chain, matching=matching).align(text)
    at = new_at = 0
    for stretch in converted.stretches:
        assert stretch.start - at == stretch.new_start - new_at >= 0
        assert stretch.end >= stretch.start
        at, new_at = stretch.end, stretch.new_end

    assert len(text) - at == len(converted.text) - new_at


@given(parts=st.lists(st.text("甲乙丙，\n", max_size=9), min_size=2, max_size=3), back=st.integers(0, 9), group=_groups)
@example(parts=["甲", "乙\n甲，乙"], back=3, group=[{"乙\n甲": "丁丁", "甲，乙": ""}])
@example(parts=["甲\n甲", "乙丙", "丙甲"], back=1, group=[{"丙甲": "丁丁丁"}])
def test_where_a_block_ends_changes_nothing(parts: list[str], back: int, group: list[Dictionary]) -> None:
    """A long text is converted as its parts are by themselves, and told of as truly."""
    engine = compile_engine([group, [{"b": "bb"}]])
    between = "b" + "c" * (65_535 - back)
    text = between.join(parts)
    converted = engine.align(text)
    assert converted.text == engine.convert(between).join(engine.convert(part) for part in parts)
    runs = [Match(start, end, converted.text[low:high]) for start, end, low, high in changed(text, converted)]
    assert replaced(text, runs) == converted.text


def test_characters_beyond_the_tables_stay() -> None:
    """The last planes, private use and lone surrogates pass any conversion."""
    strange = "\U0010ffff\U000e0001\ue123\ufffd\ud800\x00"

    assert compile_engine([[{"說": "说", "\U0002b726": "甲"}]]).convert(strange + "說") == strange + "说"


def test_an_empty_word_is_refused() -> None:
    """The error says what to do."""
    with pytest.raises(InputError, match="take it out"):
        compile_engine([[{"": "甲"}]])


class _Counting(dict[str, tuple[tuple[int, str, str], ...]]):
    """An index that counts how often it is asked."""

    asked = 0

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ANN401 - as dict has it
        self.asked += 1
        return super().get(key, default)


@pytest.mark.parametrize("matching", ["leftmost", "longest"])
@pytest.mark.parametrize("pattern", ["甲", "甲甲乙", "丙"])
def test_work_grows_with_the_text_and_no_faster(matching: Matching, pattern: str) -> None:
    """Ten times the text asks the index ten times as often, even where phrases overlap everywhere."""
    asked = []
    for times in (100, 1000):
        phrases = compile_phrases([{"甲甲乙": "丁", "甲甲甲甲": "戊戊戊戊", "甲甲": "己己"}], matching)
        counting = _Counting(phrases.starts)
        text = pattern * times
        replace(phrases, starts=counting).find(text, code_points(text))
        asked.append(counting.asked)

    assert asked[1] <= 10 * asked[0] + 20

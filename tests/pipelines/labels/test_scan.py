"""One pass for the words of all tables: nothing is missed, the longest stand, offsets are true."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.labels.cues import meanings
from pipelines.labels.facet_words import values
from pipelines.labels.scan import lower, scan, vocabulary
from pipelines.labels.sentences import MARKS

WORDS = st.sampled_from(vocabulary().words)
TEXTS = st.lists(st.one_of(WORDS, st.text(max_size=4)), max_size=20).map("".join)


def test_words_are_numbered_by_who_asks_for_them() -> None:
    """Marks come first, then words of rules alone; what others ask for comes last."""
    known = vocabulary()
    others = set(known.words[known.first_other :])
    assert known.words[: len(MARKS)] == tuple(MARKS)
    assert {*meanings(), *values()} <= others
    assert not set(known.words[: known.first_other]) & {*meanings(), *values()}
    assert [known.numbers[word] for word in known.words] == list(range(len(known.words)))


@given(TEXTS)
def test_every_word_is_found_where_it_stands(text: str) -> None:
    """All places of all words are found, those inside others too, in the order of their ends."""
    seen = scan(text)
    words = vocabulary().words
    assert all(seen.lowered[start:end] == words[number] for number, start, end in seen.found)
    assert [end for _, _, end in seen.found] == sorted(end for _, _, end in seen.found)
    wanted = {(at, word) for word in words for at in range(len(text)) if seen.lowered.startswith(word, at)}
    assert {(start, words[number]) for number, start, _ in seen.found} == wanted


@given(TEXTS)
def test_the_longest_word_stands(text: str) -> None:
    """Of one table no two words overlap, and where one stands no longer one begins."""
    seen = scan(text)
    found = seen.longest(meanings())
    assert all(one[2] <= two[1] for one, two in pairwise(found))
    for word, start, end in found:
        assert seen.lowered[start:end] == word
        longer = (each for each in meanings() if len(each) > len(word))
        assert not any(seen.lowered.startswith(each, start) for each in longer)


@pytest.mark.parametrize(("text", "lowered"), [("回T退订", "回t退订"), ("İ的短信", "İ的短信"), ("", "")])
def test_lower_case_keeps_offsets(text: str, lowered: str) -> None:
    """Letters that would grow stay as they are."""
    assert lower(text) == lowered

"""One pass for the words of all tables: the longest stand, offsets are true, and many texts are read as each alone."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pipelines.labels.cues import TOPICS, meanings
from pipelines.labels.facet_words import tellable, values
from pipelines.labels.scan import scan, scan_all, vocabulary, words_of

WORDS = st.sampled_from(vocabulary().words)
TEXTS = st.lists(st.one_of(WORDS, st.text(max_size=4)), max_size=20).map("".join)


def test_words_are_numbered_once() -> None:
    """A word that several tables have is one word."""
    known = vocabulary()
    assert {*meanings(), *values()} <= set(known.words)
    assert [known.numbers[word] for word in known.words] == list(range(len(known.words)))


@given(TEXTS)
def test_the_longest_word_stands(text: str) -> None:
    """Of one table no two words overlap, and where one stands no longer one begins."""
    found = words_of(text, "cue")
    assert all(one[2] <= two[1] for one, two in pairwise(found))
    for word, start, end in found:
        assert text[start:end].lower() == word
        assert not any(text.lower().startswith(each, start) for each in meanings() if len(each) > len(word))


@given(TEXTS)
def test_counts_are_those_of_the_words(text: str) -> None:
    """What a scan sums up is what its words say one by one."""
    seen = scan(text)
    spoken = [meaning for word, _, _ in words_of(text, "cue") for meaning in meanings()[word]]
    told = [values()[word] for word, _, _ in words_of(text, "facet")]
    assert list(seen.topics) == [sum(weight for about, weight in spoken if about == topic) for topic in TOPICS]
    assert list(seen.told) == [told.count(value) for value in tellable()]
    assert seen.names == words_of(text, "name")
    assert seen.n_han == sum("\u3400" <= letter <= "\u9fff" for letter in text)


@given(st.lists(TEXTS, max_size=4))
def test_many_texts_are_read_as_each_alone(texts: list[str]) -> None:
    """What stands in one text says nothing of its neighbours."""
    assert list(scan_all(texts).scans) == [scan(text) for text in texts]

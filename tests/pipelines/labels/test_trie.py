"""All places of words: what a naive search finds, in order, in texts of any characters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.labels.trie import code_points, trie

LETTERS = "短信平台催a"
WORDS = st.lists(st.text(LETTERS, min_size=1, max_size=4), unique=True, max_size=12)
TEXTS = st.text(st.one_of(st.sampled_from(LETTERS + "A，\n"), st.characters()), max_size=40)


@given(WORDS, TEXTS)
def test_every_place_of_every_word_is_found(words: list[str], text: str) -> None:
    """Overlapping words and words inside others are found; letters match in either case."""
    found = trie(words).find(text)
    places = zip(found.starts.tolist(), found.ends.tolist(), found.numbers.tolist(), strict=True)
    lowered = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    wanted = {
        (at, at + len(word), number)
        for number, word in enumerate(words)
        for at in range(len(text))
        if lowered.startswith(word, at)
    }
    assert list(places) == sorted(wanted)


@given(st.text())
def test_code_points_are_those_of_the_characters(text: str) -> None:
    """A number for each character, beyond the first plane too."""
    assert code_points(text).tolist() == list(map(ord, text))


def test_lone_halves_of_pairs_are_no_letters() -> None:
    """What cannot be encoded is passed over, and nothing raises."""
    assert trie(["短信"]).find("\ud83d短信\udc00").starts.tolist() == [1]


def test_a_trie_without_words_finds_nothing() -> None:
    """The empty table is a table."""
    assert trie([]).find("短信").numbers.size == 0

"""The table of disguises: every row is what it says it is, and no plain name is taken for another's disguise."""

from __future__ import annotations

import unicodedata

import pytest

from pipelines.labels.disguises import Disguise, disguises, spellings
from pipelines.lexicon.lenders import known_lenders
from pipelines.lexicon.pinyin import is_reading

PLAIN = {alias.lower() for each in known_lenders() for alias in (*each.aliases, *each.context_aliases)}


def of_kind(by: str) -> list[Disguise]:
    """The rows of one kind."""
    return [each for each in disguises() if each.by == by]


def test_letters_stand_in_names() -> None:
    """A row whose letter no name has would do nothing."""
    assert [each for each in disguises() if not any(each.letter in name for name in PLAIN)] == []


def test_no_writing_stands_twice() -> None:
    """One writing of a letter has one reason."""
    rows = [(each.letter, written) for each in disguises() for written in each.written]
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize("each", of_kind("sound"), ids=lambda each: each.letter)
def test_sounds_are_the_same(each: Disguise) -> None:
    """Both characters are read as the reason says."""
    syllable = each.reason.split()[0].rstrip(":")
    assert all(is_reading(syllable, character) for character in (each.letter, *each.written))


@pytest.mark.parametrize("each", of_kind("pinyin"), ids=lambda each: each.letter)
def test_letters_are_a_reading(each: Disguise) -> None:
    """The character may be read so."""
    assert all(is_reading(written, each.letter) for written in each.written)


@pytest.mark.parametrize("each", of_kind("picture"), ids=lambda each: each.reason)
def test_pictures_are_what_unicode_calls_them(each: Disguise) -> None:
    """The reason is the picture's name."""
    assert [unicodedata.name(written) for written in each.written] == [each.reason]


def test_parts_are_several() -> None:
    """A character in parts is longer than itself."""
    assert all(len(written) > 1 for each in of_kind("parts") for written in each.written)


def test_plain_names_stay_their_lenders() -> None:
    """A disguise that is somebody's plain name is that name."""
    for each in known_lenders():
        for alias in each.aliases:
            found = spellings()[alias.lower()]
            assert (found.lender, found.needs_context) == (each, False)

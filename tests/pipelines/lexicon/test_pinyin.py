"""The readings: what the table says, and that it can be made again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin.pinyin_dict import pinyin_dict

from pipelines.lexicon.pinyin import characters_read, has_one_reading, is_reading, is_syllable, toneless
from pipelines.lexicon.pinyin_build import TABLE, is_gbk, table


def test_the_table_is_what_its_source_says() -> None:
    """Nobody edited the table by hand, and the script still makes it."""
    assert TABLE.read_text("utf-8") == table(pinyin_dict)


@given(code=st.sampled_from(sorted(code for code in pinyin_dict if is_gbk(chr(code)))))
def test_every_gbk_character_reads_as_its_source_says(code: int) -> None:
    """All readings of the source are readings here, with and without their tones."""
    for syllable in pinyin_dict[code].split(","):
        assert is_reading(syllable, chr(code))
        assert is_reading(toneless(syllable), chr(code))


@pytest.mark.parametrize(
    ("syllable", "character"),
    [
        ("fā", "發"),
        ("fa1", "發"),
        ("fà", "髮"),
        ("zhe", "著"),
        ("lǜ", "慮"),
        ("lv4", "慮"),
        ("lü", "慮"),
        ("shuì", "說"),
        ("nuè", "虐"),
        ("lue4", "略"),
        ("ɡuǎnɡ", "廣"),
        ("gua\u030cng", "廣"),
    ],
)
def test_spellings_of_a_reading(syllable: str, character: str) -> None:
    """Marks, digits, neither; v for ü; a traditional character reads as its simplified form."""
    assert is_reading(syllable, character)


@pytest.mark.parametrize(("syllable", "character"), [("fu", "貸"), ("app", "款"), ("", "發"), ("fā", "f"), ("fā", "")])
def test_what_is_no_reading(syllable: str, character: str) -> None:
    """Other syllables, no syllables, and characters that have no reading."""
    assert not (character and is_reading(syllable, character))


def test_a_lost_byte_is_found_by_its_reading() -> None:
    """The characters of a syllable with their bytes: what a decoder of byte slips asks for."""
    candidates = [character for character in characters_read("nèi") if character.encode("gbk")[:1] == b"\x83"]

    assert candidates == ["內"]


@given(code=st.sampled_from(sorted(code for code in pinyin_dict if is_gbk(chr(code)))))
def test_one_reading_is_told_apart_from_several(code: int) -> None:
    """A character the source gives two sounds has not one reading."""
    sounds = {toneless(syllable) for syllable in pinyin_dict[code].split(",")}
    assert not (len(sounds) > 1 and has_one_reading(chr(code)))


@pytest.mark.parametrize(("letters", "is_one"), [("zhuāng", True), ("fa1", True), ("sms", False), ("main", False)])
def test_syllables_are_told_from_words(letters: str, is_one: bool) -> None:
    """What some character reads is a syllable; English words mostly are none."""
    assert is_syllable(letters) is is_one

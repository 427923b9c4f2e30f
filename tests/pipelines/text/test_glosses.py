"""What makes a text a glossed one, on glosses made by the converter's own mechanism."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.lexicon.pinyin import is_reading
from pipelines.text.glosses import remove_glosses, remover_beside

READINGS = {
    "發": "fā",
    "說": "shuō",
    "還": "hái",
    "銀": "yín",
    "貸": "dài",
    "對": "duì",
    "當": "dāng",
    "內": "nèi",
    "網": "wǎng",
}
PLAIN = "行款平台短信人在的了是有不APP。，"


def gloss(text: str) -> str:
    """Write readings behind the characters that have one, as the converter does."""
    return "".join(f"{character}({READINGS[character]})" if character in READINGS else character for character in text)


@given(text=st.text([*READINGS, *PLAIN], max_size=60))
def test_glossing_is_undone(text: str) -> None:
    """Whatever was glossed throughout comes out as it was."""
    running = f"人{text}人".replace("，", "").replace("。", "")
    assert remove_glosses(gloss(running)).text == running


@given(characters=st.lists(st.sampled_from([*READINGS]), min_size=1, max_size=9))
def test_a_dictionary_keeps_its_readings(characters: list[str]) -> None:
    """Characters that stand each by itself are explained, not glossed."""
    listed = "、".join(f"“{gloss(character)}”" for character in characters)
    assert remove_glosses(listed).edits == ()


@given(text=st.text([*READINGS, *PLAIN], max_size=60))
def test_a_text_without_glosses_passes(text: str) -> None:
    """Brackets that read nothing stay."""
    for bracketed in (text, text + "(a)", "(the)" + text, text + "（二）"):
        assert remove_glosses(bracketed).text == bracketed or is_reading("a", text[-1:])


def test_every_gloss_is_an_edit() -> None:
    """The rule counts glosses, not characters."""
    assert remove_glosses("發(fā)來說(shuō)明").changes == (("gloss.pinyin", 2),)


def test_one_gloss_on_a_letter_is_enough() -> None:
    """No author glosses a letter: where it happens all of the text is glossed."""
    assert remove_glosses("贷款A(yù)PP收(shōu)费").text == "贷款APP收费"


SEVERAL = {
    "重": ("重(zhòng)要", "重(chóng)新"),
    "還": ("還(hái)有", "還(huán)款"),
    "長": ("長(zhǎng)大", "長(cháng)江"),
}


@given(
    characters=st.lists(st.sampled_from([*SEVERAL]), min_size=2, max_size=6, unique=True), words=st.text("我他們在，")
)
def test_readings_by_sense_stay(characters: list[str], words: str) -> None:
    """No converter reads one character now so, now so: all the glosses of such a text are an author's."""
    text = words.join(word for character in characters for word in SEVERAL[character])
    assert remove_glosses(text).edits == ()


@given(size=st.integers(min_value=1, max_value=40))
def test_how_much_is_glossed_does_not_tell_less_with_length(size: int) -> None:
    """A glossed text stays one however long it is, and an author's too."""
    assert remove_glosses("銀行發(fā)來短信，說(shuō)沒還款。" * size).text == "銀行發來短信，說沒還款。" * size
    assert remove_glosses("遊說(shuì)的人姓單(shàn)，還貸款。" * size).edits == ()


@pytest.mark.parametrize(
    ("body", "line", "fixed"),
    [
        ("平臺(tái)發(fā)來短信。", "下載A(yù)PP", "下載APP"),
        ("平臺(tái)發(fā)來短信。", "「還(huán)」", "「還」"),
        ("平臺(tái)發(fā)來短信。", "鑫岳（xīn yuè）的應用(app)", "鑫岳（xīn yuè）的應用(app)"),
        (
            "學而時習之，不亦說(yuè)乎？有朋自遠方來，不亦樂(lè)乎？人不知而不慍(yùn)，不亦君子乎？",
            "學而：不亦樂(lè)乎",
            "學而：不亦樂(lè)乎",
        ),
        ("平臺發來短信。", "催收發(fā)短信", "催收發短信"),
        ("平臺發來短信。", "單(shàn)先生", "單(shàn)先生"),
        ("", "下載A(yù)PP", "下載A(yù)PP"),
    ],
)
def test_the_body_tells_of_the_lines_around_it(body: str, line: str, fixed: str) -> None:
    """A converter's page is glossed throughout, an author's nowhere by a converter; else the line decides itself."""
    assert remover_beside(body)(line).text == fixed

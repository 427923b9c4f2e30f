"""著 or 着, 壹 or 一: by the neighbours, in traditional and in simplified texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.lexicon.particle import mend_simplified, mend_traditional

TEXTS = st.text(
    st.sampled_from("著着隨随沿名作稱志論讨討議《》）有多過鉅合新接拿执妳你壹一個直万，\n說说"), max_size=25
)


@pytest.mark.parametrize(
    "word",
    [
        "隨著",
        "沿著",
        "意味著",
        "看著",
        "等著",
        "執著",
        "著手",
        "著急",
        "接著",
        "穿著",
        "討論著",
        "議論著",
        "著想",
        "著落",
        "睡著了",
    ],
)
def test_the_particle_is_mended(word: str) -> None:
    """Whatever stands around it in a traditional text."""
    mended = word.replace("著", "着")

    assert mend_traditional(word) == mended
    assert mend_traditional(f"他說{word}，又說") == f"他說{mended}，又說"


@pytest.mark.parametrize(
    "word",
    [
        *(
            "著名",
            "著作",
            "著稱",
            "著者",
            "著書",
            "著述",
            "著錄",
            "名著",
            "原著",
            "編著",
            "譯著",
            "專著",
            "巨著",
            "鉅著",
            "顯著",
            "卓著",
        ),
        *(
            "昭著",
            "土著",
            "拙著",
            "遺著",
            "合著",
            "新著",
            "他的論著",
            "魯迅著《故事》",
            "（魯迅著）",
            "著有《故事》",
            "著有多部小說",
        ),
    ],
)
def test_words_of_writing_stay(word: str) -> None:
    """In traditional and in simplified texts."""
    assert mend_traditional(word) == word
    assert mend_simplified(word) == word


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("随著时间", "随着时间"),
        ("他拿著手机等著", "他拿着手机等着"),
        ("看著《新闻》", "看着《新闻》"),
        ("王守著《旧事》", "王守著《旧事》"),
        ("鲁迅著", "鲁迅著"),
        ("存在著问题", "存在著问题"),
    ],
)
def test_a_simplified_text_needs_a_word_that_calls_for_the_particle(text: str, mended: str) -> None:
    """Else it is who wrote something."""
    assert mend_simplified(text) == mended


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("妳壹定壹直說", "你一定一直說"),
        ("壹個壹種壹次", "一個一種一次"),
        ("壹万元、第壹、壹钱包", "壹万元、第壹、壹钱包"),
    ],
)
def test_overdone_characters_are_mended(text: str, mended: str) -> None:
    """But not in sums and names."""
    assert mend_traditional(text) == mended
    assert mend_simplified(text) == mended


@given(text=TEXTS)
def test_places_stay_and_a_second_run_changes_nothing(text: str) -> None:
    """One character for one; and what a traditional text keeps, the simplified one it becomes keeps too."""
    for mend in (mend_traditional, mend_simplified):
        assert len(mend(text)) == len(text)
        assert mend(mend(text)) == mend(text)
    assert mend_simplified(mend_traditional(text)) == mend_traditional(text)

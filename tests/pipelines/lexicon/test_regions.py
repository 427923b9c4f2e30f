"""Where a text is from, and which words of its region become the mainland's."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.lexicon.dictionaries import dictionary, engine
from pipelines.lexicon.regions import Region, region_of, regional_engine


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("在台灣收到銀行簡訊，網路上說是詐騙", "taiwan"),
        ("業者寄來簡訊，催我到超商繳款", "taiwan"),
        ("收到一則簡訊", "mainland"),
        ("平臺發來簡訊和資訊，用戶的手機號與微信都洩露，網貸信息外流", "mainland"),
        ("財務公司寄短訊，話我欠佢哋港幣三千", "hong_kong"),
        ("他在香港收到短信，微信裏也有", "mainland"),
        ("隨著互聯網的發展", "mainland"),
        ("", "mainland"),
    ],
)
def test_the_region_is_read_from_words(text: str, region: Region) -> None:
    """Two words of its own, and more than the others have."""
    assert region_of(text) == region


@settings(deadline=None)  # tables are read when first asked for
@given(text=st.text(max_size=30))
def test_any_text_has_a_region(text: str) -> None:
    """Lone surrogates do no harm."""
    assert region_of(text + "\ud800") in ("mainland", "taiwan", "hong_kong")


@pytest.mark.parametrize(
    ("text", "converted"),
    [
        ("法院強制執行", "法院强制执行"),
        ("查詢餘額與個人資料", "查询余额与个人资料"),
        ("爆通訊錄", "爆通讯录"),
        ("匯入帳戶", "汇入帐户"),
        ("債務整合", "债务整合"),
        ("用網路傳簡訊", "用网络传短信"),
        ("軟體與計程車", "软件与出租车"),
    ],
)
def test_ordinary_words_are_no_words_for_computers(text: str, converted: str) -> None:
    """They stay in a Taiwanese text, while its own words become the mainland's."""
    assert regional_engine("taiwan").convert(text) == converted


def test_what_the_tables_name_exists() -> None:
    """An entry that Taiwan's table no longer has would be dead, and a word tells one side only."""
    tables = tomllib.loads((files("pipelines.lexicon") / "regions.toml").read_text("utf-8"))
    words = [word for side in tables["words"].values() for word in side]

    assert set(tables["ordinary"]["taiwan"]) <= set(dictionary("TWPhrasesRev"))
    assert len(words) == len(set(words))


def test_the_mainland_s_conversion_is_opencc_s_but_for_old_spellings() -> None:
    """打坏 is simplified already; everything else that has no 著 comes out as OpenCC has it."""
    assert regional_engine("mainland").convert("打坏") == "打坏"
    for key in dictionary("TSPhrases"):
        if "坏" not in key and key != "不可貲計":
            assert regional_engine("mainland").convert(key) == engine("t2s").convert(key)

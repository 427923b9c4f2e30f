"""Damage by mechanism: what the converter, the dictionaries and the filters of such sites do."""

from __future__ import annotations

import random
import re
from itertools import pairwise
from pathlib import Path

import opencc
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.practice.damage.converter import (
    Converter,
    fold_marks,
    gloss_bytes,
    glosses,
    read_swallowing,
    without_glosses,
)
from crawler.practice.damage.script import to_traditional
from crawler.practice.damage.words import MASK, Damaged, damage_lines, drop_words, mask_words, spin
from crawler.practice.draft import Line

EVERYTHING = 3_500
CHINESE = "發後當會說話網絡銀行短信個人們這裏應該處理數據可以設定體驗用戶內容的一是不，。？！”“（）"
texts = st.text(alphabet=st.sampled_from(CHINESE + "aA@_ 12<>"), max_size=60)


def one_after_another(data: bytes, count: int) -> bytes:
    """The converter as its makers wrote it: one replacement after another over all bytes."""
    table = glosses(count)
    pairs = sorted((rank, pair) for pair, rank in enumerate(table.ranks.tolist()) if rank >= 0)
    for rank, pair in pairs:
        octets = pair.to_bytes(2, "big")
        data = data.replace(octets, octets + table.readings[rank])
    return data


@given(texts)
def test_glossing_is_one_replacement_after_another(text: str) -> None:
    """The fast way gives the very bytes of the plain way."""
    data = text.encode("gb18030")
    assert gloss_bytes(data, EVERYTHING) == one_after_another(data, EVERYTHING)


@given(st.binary(max_size=60))
@example(b"\xd6a")
def test_glossing_any_bytes_is_one_replacement_after_another(data: bytes) -> None:
    """That holds for any bytes, not only for text."""
    assert gloss_bytes(data, EVERYTHING) == one_after_another(data, EVERYTHING)


def test_no_reading_holds_a_pair_of_the_table() -> None:
    """A reading would be glossed itself, and real pages show none that was."""
    table = glosses(EVERYTHING)
    inside = {pair for reading in table.readings for pair in pairwise(reading)}
    assert [pair for pair in inside if table.ranks[pair[0] << 8 | pair[1]] >= 0] == []


@given(texts)
def test_undoing_the_table_gives_the_source(text: str) -> None:
    """Nothing but readings was inserted: taking them out of the bytes gives the folded bytes back."""
    converter = Converter(glosses=EVERYTHING, lost=None, keeps_private_use=True)
    bracketed = b"|".join(map(re.escape, sorted(set(glosses(EVERYTHING).readings), key=len, reverse=True)))
    assert re.sub(bracketed, b"", converter.to_bytes(text)) == fold_marks(text.encode("gb18030"))


@given(st.text(alphabet="手机上有一条消息银行的人在城里", max_size=60))
def test_simplified_text_without_marks_is_left_alone(text: str) -> None:
    """Simplified text passes the folding of marks untouched."""
    converter = Converter(glosses=0, lost="?", keeps_private_use=True)
    assert converter.to_text(text) == text


def test_slips_arise_across_a_boundary() -> None:
    """The second byte of one character and the first of the next form a pair: the text behind is read one byte late."""
    converter = Converter(glosses=EVERYTHING, lost="?", keeps_private_use=True)
    slipped = converter.to_text("我們日常用的。")
    assert slipped.startswith("我們?nèi)粘")
    assert without_glosses(slipped) != "我們日常用的。"


def test_slips_arise_from_folded_marks() -> None:
    """A full stop before a closing quotation mark holds the bytes of a full-width exclamation mark."""
    converter = Converter(glosses=0, lost="?", keeps_private_use=True)
    assert converter.to_text("“请处理。”这一条").startswith("“请处理?!闭")


def test_a_gloss_may_belong_to_a_letter() -> None:
    """The last two bytes decide: the second byte of `款` and `A` are the bytes of `預`."""
    assert gloss_bytes("貸款APP".encode("gbk"), EVERYTHING).decode("gbk") == "貸(dài)款A(yù)PP"


def test_a_lost_byte_swallows_what_follows() -> None:
    """On the way to UTF-8 a byte without its partner takes the next ASCII character with it."""
    assert read_swallowing(b"\xa3</p>", "?") == "?/p>"
    assert read_swallowing("好".encode("gbk"), "?") == "好"


def test_raw_bytes_show_replacement_characters() -> None:
    """A site that serves the converter's own bytes loses nothing but what cannot be read."""
    raw = Converter(glosses=EVERYTHING, lost=None, keeps_private_use=True)
    assert "\ufffd" in raw.to_text("我們日常用的。")


def test_private_use_may_vanish() -> None:
    """Where private use characters are dropped, a slipped run has holes."""
    kept = Converter(glosses=EVERYTHING, lost="?", keeps_private_use=True)
    dropped = Converter(glosses=EVERYTHING, lost="?", keeps_private_use=False)
    text = "我們單位樓下的銀行每週都會發來還錢的簡訊"
    assert len(dropped.to_text(text)) <= len(kept.to_text(text))
    assert not re.search("[\ue000-\uf8ff]", dropped.to_text(text))


def test_width_is_folded_at_the_end() -> None:
    """Text copies have ASCII forms of full-width marks, but never new mark-up."""
    folding = Converter(glosses=0, lost="?", keeps_private_use=True, folds_width=True)
    assert folding.to_text("好，（一）ＡＢ：１＜") == "好,(一)AB:1‹"


def test_a_table_may_be_small() -> None:
    """Sites differ in how many characters their table knows, the frequent ones first."""
    assert len(glosses(400).readings) == 400
    assert len(glosses(EVERYTHING).readings) > 3_400
    assert gloss_bytes("囉".encode("gbk"), 100).decode("gbk") == "囉"


@pytest.mark.parametrize("name", ["STCharacters.txt"])
def test_script_agrees_with_opencc_on_characters(name: str) -> None:
    """Each single character becomes what opencc makes of it."""
    dictionary = Path(opencc.__file__).parent / "dictionary" / name
    characters = [line.split("\t")[0] for line in dictionary.read_text("utf-8").splitlines()]
    reference = opencc.OpenCC("s2t")
    assert [to_traditional(char) for char in characters] == [reference.convert(char) for char in characters]


@pytest.mark.parametrize("profile", ["s2t", "s2tw"])
def test_script_agrees_with_opencc_on_articles(profile: str, truths: list[object]) -> None:
    """Whole articles become what opencc makes of them."""
    reference = opencc.OpenCC(profile)
    for truth in truths[:25]:
        source = getattr(truth, "source", "")
        assert to_traditional(source, "s2tw" if profile == "s2tw" else "s2t") == reference.convert(source)


def test_masks_are_one_mark() -> None:
    """Masks of neighbouring words are one mark in the truth, and text without such words stays."""
    results = [mask_words(Damaged("被法院起诉", "被法院起诉"), random.Random(seed)) for seed in range(40)]
    assert f"被{MASK}" in {result.truth for result in results}
    assert mask_words(Damaged("收到短信", "收到短信"), random.Random(1)) == ("收到短信", "收到短信")


def test_dropped_words() -> None:
    """`问题` can be restored and stays in the truth, `电话` cannot; `疑问` and `询问` are not touched."""
    results = {drop_words(Damaged("询问电话里的问题", "询问电话里的问题"), random.Random(seed)) for seed in range(40)}
    assert Damaged("询问 里的问", "询问里的问题") in results
    assert all("问题" in result.truth for result in results)


def test_lines_with_messages_keep_their_words() -> None:
    """Messages stay exact: the filters leave their lines alone."""
    line = Line("p", "“【还呗】将起诉您”")
    for seed in range(60):
        damaged, kinds = damage_lines([line], ["【还呗】将起诉您"], random.Random(seed))
        assert damaged == [Damaged(line.text, line.text)]
        assert kinds == []


def test_every_kind_of_word_damage_occurs() -> None:
    """Over many pages every kind leaves a trace, and the kinds reported are those that changed the print."""
    lines = [Line("p", "骗子打电话给你说有问题，成立于2015年，真的吗？"), Line("h2", "一、影响")]
    seen: set[str] = set()
    for seed in range(200):
        damaged, kinds = damage_lines(lines * 2, [], random.Random(seed))
        changed = [result.printed != line.text for result, line in zip(damaged, lines * 2, strict=True)]
        assert bool(kinds) == any(changed)
        seen.update(kinds)
    assert seen == {"mask", "dropped_word", "residue", "halfwidth", "mixed_script", "spaces"}


def test_spinning_makes_a_text_of_its_own() -> None:
    """Spun text says the same in other words; what the table does not know stays."""
    assert spin("用户知道原因") == "使用者晓得起因"
    assert spin("还款") == "还款"

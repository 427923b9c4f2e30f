"""Characters lost in another way than by byte slips: nothing is made up for them."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.text.slips import repair_slips
from pipelines.text.slips.evidence import find_evidence
from pipelines.text.slips.strewn import is_strewn, rests_on_guesses

SENTENCES = (
    "上周三我收到一条陌生短信说我欠了他们公司两万块钱",
    "客服的语气特别冲，每回打过去都让我再等三个工作日",
    "我哥哥替同事担保了一笔贷款，如今天天被人打电话催",
    "合同里写的利率和实际收的完全是两回事",
    "请大家看清楚链接的网址再决定要不要点开",
    "村里的小学去年翻修了操场，孩子们放学后都去踢球",
    "外婆把腌好的萝卜装进坛子里，压上一块干净的石头",
    "上週三我收到一條陌生簡訊說我欠了他們公司兩萬塊錢",
    "合約裡寫的利率和實際收的完全是兩回事",
    "請大家看清楚連結的網址再決定要不要點開",
    "村裡的小學去年翻修了操場，孩子們放學後都去踢球",
    "外婆把醃好的蘿蔔裝進罈子裡，壓上一塊乾淨的石頭",
)
MARKS = ("?", "\ufffd")
SIGNS = (*MARKS, "??", "\ufffd\ufffd", "\ufffd\ufffd\ufffd")
"""What stands for a lost character: a sign for it, or one for each of its bytes."""


def lost(sentence: str, share: float, mark: str, seed: int) -> str:
    """A sentence with that share of its characters lost, at random."""
    chance = random.Random(seed)
    return "".join(mark if chance.random() < share else each for each in sentence)


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("mark", MARKS)
def test_marks_between_all_characters_stay(sentence: str, mark: str) -> None:
    """What stands between two marks is one character that nothing has shifted; also as one line of a page."""
    text = mark.join(sentence)

    assert repair_slips(text).edits == ()
    assert repair_slips(f"这是第一行。\n{text}\n这是最后一行。").edits == ()


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("every", [2, 3, 4])
def test_characters_lost_at_a_steady_pace_stay_lost(sentence: str, mark: str, every: int) -> None:
    """Every second, third or fourth character became a mark."""
    text = "".join(mark if at % every else each for at, each in enumerate(sentence))
    fewer = "".join(each if at % every else mark for at, each in enumerate(sentence))

    assert repair_slips(text).edits == ()
    assert repair_slips(fewer).edits == ()


@given(
    sentence=st.sampled_from(SENTENCES),
    share=st.sampled_from([0.05, 0.1, 0.2, 0.3, 0.4, 0.5]),
    mark=st.sampled_from(SIGNS),
    seed=st.integers(0, 10_000),
)
@settings(max_examples=200, deadline=None)
def test_characters_lost_at_random_stay_lost(sentence: str, share: float, mark: str, seed: int) -> None:
    """One in twenty to a half of the characters became marks, in simplified and traditional text."""
    assert repair_slips(lost(sentence, share, mark, seed)).edits == ()


@pytest.mark.parametrize("mark", MARKS)
def test_a_slip_on_a_page_with_strewn_marks_is_undone(mark: str) -> None:
    """Only the line that lost its characters is passed by."""
    strewn = mark.join("合約裡寫的利率和實際收的完全是兩回事")
    damaged = f"{strewn}\n投訴已經處理?!倍绦派鲜沁@樣寫的\n{strewn}"

    assert repair_slips(damaged).text == f"{strewn}\n投訴已經處理。”短信上是這樣寫的\n{strewn}"


@pytest.mark.parametrize(
    "text", ["收?到?短?信?了", "收\ufffd到\ufffd短\ufffd信", "他?不???我", "一?二三四?五六七八?九"]
)
def test_strewn_marks_are_told_at_each_place(text: str) -> None:
    """Three lost bytes that nothing tells, wherever among them one asks: then no search is begun."""
    places = [at for at, character in enumerate(text) if character in MARKS and text[at + 1 : at + 2] not in MARKS]

    assert all(is_strewn(text, place) for place in places)


@pytest.mark.parametrize(
    "text",
    [
        "處理?!边@樣的話讓人害怕",
        "我們?nèi)粘?yīng)當(dāng)?shù)玫?",
        "还了吗?没还。为什么?",
        "他在電話裏喊:“你到底還不還?!?",
        "真的?\n假的?\n处理?在线?\n?是",
        "先问?再说" + "这里还有很多很多别的话" * 2 + "?好?",
    ],
)
def test_few_marks_are_not_strewn(text: str) -> None:
    """Glosses and folded marks tell lost bytes, and marks of other lines or far away do not count."""
    assert not any(is_strewn(text, place) for place in find_evidence(text))


@pytest.mark.parametrize(
    "text", ["把數據讀到��裏面", "按下休??键的时候", "这个数??的含义", "服务�種類", "开始�發来�!是", "他说??是我"]
)
def test_a_lost_byte_before_a_whole_character_begins_and_ends_no_run(text: str) -> None:
    """Its two bytes would have formed a pair with the next, and nothing would be lost."""
    assert repair_slips(text).edits == ()


@pytest.mark.parametrize("text", ["�陌�", "?有?", "??", "\ufffd", "?监?部?投?", "??斯?", "�我们都�"])
def test_a_repair_of_guesses_is_none(text: str) -> None:
    """Two lost bytes that nothing tells need eight characters shown."""
    assert rests_on_guesses(text, 0, len(text))


@pytest.mark.parametrize(
    "text", ["?!?", "�!�", "?!边@", "?边@", "?nèi)粘I钪胁?", "?边我粘钪胁豢苫蛉?", "??墒俏以缇瓦?"]
)
def test_a_repair_of_what_is_shown_is_one(text: str) -> None:
    """One lost byte is a slip's own; a second stands at the end of a run."""
    assert not rests_on_guesses(text, 0, len(text))


def test_only_the_stretch_itself_counts() -> None:
    """What is lost around a repair is no part of it."""
    assert not rests_on_guesses("有?的边@?话?", 1, 5)
    assert rests_on_guesses("有?的边@?话?", 1, 7)

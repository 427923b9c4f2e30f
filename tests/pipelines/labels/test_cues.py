"""The table of cues as data, and the laws of weighing a text by it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from pipelines.labels.cues import TOPICS, Topic, cues
from pipelines.labels.scan import scan

WORDS = [word for cue in cues() for word in cue.words]
TEXTS = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=10)), max_size=20).map("".join)


def weigh(text: str) -> Mapping[Topic, float]:
    """What the words of a text weigh."""
    return dict(zip(TOPICS, scan(text).topics, strict=True))


def test_every_topic_has_words() -> None:
    """No topic is asked for that no word speaks of."""
    assert {cue.about for cue in cues() if cue.weight} == set(get_args(Topic))


def test_words_are_folded() -> None:
    """Words are matched in lower case and in simplified script, so the table must hold them so."""
    simplify = OpenCC("t2s").convert
    assert [word for word in WORDS if word != simplify(word.lower())] == []


def test_no_word_stands_twice_for_one_topic() -> None:
    """A word that is listed twice would count twice."""
    seen = [(cue.about, word) for cue in cues() for word in cue.words]
    assert [each for each in set(seen) if seen.count(each) > 1] == []


def test_longest_word_counts() -> None:
    """A word inside a longer one does not count for itself."""
    assert weigh("短信平台")["vendor"] == 1
    assert weigh("短信平台")["message"] == 0
    assert weigh("客服电话").get("message", 0) == 0
    assert weigh("个人信息").get("message", 0) == 0


def test_a_word_may_speak_of_two_things() -> None:
    """催收 is talk of lending, and of messages."""
    assert weigh("催收")["lending"] > 0
    assert weigh("催收")["message"] > 0


def test_case_of_letters_does_not_matter() -> None:
    """SDK and sdk are one word."""
    assert weigh("SDK") == weigh("sdk")


@given(TEXTS, TEXTS)
def test_weights_add_up(first: str, second: str) -> None:
    """Two texts on two lines weigh what they weigh apart."""
    whole, one, two = weigh(f"{first}\n{second}"), weigh(first), weigh(second)
    for topic in get_args(Topic):
        assert whole.get(topic, 0) == one.get(topic, 0) + two.get(topic, 0)


@given(st.text(alphabet="天气山水花鸟鱼虫，。"))
def test_other_words_weigh_nothing(text: str) -> None:
    """A text without any word of the table speaks of none of its topics."""
    assert sum(weigh(text).values()) == 0

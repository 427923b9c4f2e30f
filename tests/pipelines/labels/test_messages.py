"""Quoted messages: cases as data, and the laws that hold for every text."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.labels.messages import defang, find_messages

CASES = Path(__file__).parents[2] / "cases" / "messages"
PIECES = st.sampled_from(
    [
        "短信内容为：",
        "“",
        "”",
        "「",
        "」",
        "【某某金融】",
        "【",
        "】",
        "您的借款1,200元已逾期",
        "请点 t.cn/A9",
        "\n",
        "。",
        "：",
        "他说",
    ]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=20).map("".join)


def cases(name: str) -> list[Any]:
    """The cases of one file, each under its label."""
    return [pytest.param(case, id=case["label"]) for case in json.loads((CASES / name).read_text("utf-8"))]


@pytest.mark.parametrize("case", cases("cases.json"))
def test_cases(case: dict[str, Any]) -> None:
    """Each case quotes the messages it states, in order; details are those of the first."""
    found = find_messages(case["text"])
    assert [each.text for each in found] == case["messages"]
    for each in found[:1]:
        assert each.signature == case.get("signature")
        assert each.amounts == tuple(case.get("amounts", each.amounts))
        assert each.dates == tuple(case.get("dates", each.dates))
        assert each.links == tuple(case.get("links", ()))


@pytest.mark.xfail(strict=True, reason="only a word for messages announces one")
@pytest.mark.parametrize("case", cases("known-failures.json"))
def test_known_failures(case: dict[str, Any]) -> None:
    """Known failures stay until a rule reads them."""
    assert [each.text for each in find_messages(case["text"])] == case["messages"]


@given(TEXTS)
def test_offsets_are_true_and_apart(text: str) -> None:
    """A span holds exactly the message; messages stand in order and do not overlap."""
    found = find_messages(text)
    assert all(text[each.start : each.end] == each.text for each in found)
    assert all(first.end <= second.start for first, second in pairwise(found))


@given(TEXTS)
def test_details_stand_in_the_message(text: str) -> None:
    """Nothing is invented: signature and sums are words of the message, and no link can be opened."""
    for each in find_messages(text):
        assert each.signature is None or f"【{each.signature}】" in each.text
        assert all(told in each.text for told in (*each.amounts, *each.dates))
        assert all("[.]" in link and "http" not in link.lower() for link in each.links)


@given(st.from_regex(r"(https?://)?[a-z0-9]{1,8}(\.[a-z]{2,5}){1,3}(/[a-z0-9./]{0,8})?", fullmatch=True))
def test_defanging_is_reversible(link: str) -> None:
    """What was defanged can be read back."""
    assert defang(link).replace("[.]", ".").replace("hxxp", "http") == link

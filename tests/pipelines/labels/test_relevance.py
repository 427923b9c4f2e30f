"""Relevance: positives and near negatives as cases, and the laws of the verdict."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.labels.cues import cues
from pipelines.labels.relevance import gather, judge
from pipelines.types import Article, Cleaned, Document, Verdict

CASES = Path(__file__).parents[2] / "cases" / "relevance"
COMPLAINT = "我没有借款，却天天收到催收短信，说我逾期，还打电话给我的家人。"
WORDS = st.sampled_from([word for cue in cues() for word in cue.words])
TEXTS = st.lists(st.one_of(WORDS, st.text(max_size=20)), max_size=30).map("".join)


def cases(name: str) -> list[Any]:
    """The cases of one file, each under its label."""
    return [pytest.param(case, id=case["label"]) for case in json.loads((CASES / name).read_text("utf-8"))]


def verdict(text: str, title: str | None = None) -> Verdict:
    """The verdict on a clean text."""
    return judge(Document(article=Article(text=text), body=Cleaned(text=text), title=title))


@pytest.mark.parametrize("case", cases("cases.json"))
def test_cases(case: dict[str, Any]) -> None:
    """Each case is kept, or rejected for the reason it states."""
    found = verdict(case["text"], case.get("title"))
    assert found.reason == case["reason"]
    assert found.keep == (case["reason"] == "relevant")


@pytest.mark.xfail(strict=True, reason="words alone cannot tell intent")
@pytest.mark.parametrize("case", cases("known-failures.json"))
def test_known_failures(case: dict[str, Any]) -> None:
    """Known failures stay until a rule reads them."""
    assert verdict(case["text"], case.get("title")).reason == case["reason"]


@given(TEXTS, st.one_of(st.none(), TEXTS))
def test_score_and_decision_agree(text: str, title: str | None) -> None:
    """A page is kept exactly from a score of one half on, and only then called relevant."""
    found = verdict(text, title)
    assert 0 <= found.score <= 1
    assert found.keep == (found.reason == "relevant")
    assert found.keep == (found.score >= 0.5) or abs(found.score - 0.5) < 1e-3


@given(TEXTS)
def test_comments_and_related_links_never_count(text: str) -> None:
    """What readers say and what is linked below does not make a page relevant."""
    plain = Document(article=Article(text=text), body=Cleaned(text=text))
    noisy = Document(article=Article(text=text), body=Cleaned(text=text), related=(COMPLAINT,) * 9)
    assert judge(plain) == judge(noisy)


def test_title_weighs_more_than_a_line_of_the_body() -> None:
    """A word of the title counts like several in the body."""
    text = COMPLAINT * 3
    assert gather(text, "催收短信").message > gather(text + "催收短信", "").message


def test_density_counts() -> None:
    """One line about messages in a long text about loans is no talk of messages."""
    news = "本月贷款利率下调，居民借款成本下降，信贷投放平稳，还款压力减轻。"
    assert verdict(COMPLAINT + news).keep
    assert verdict(COMPLAINT + news * 40).reason == "no_message"


def test_quoted_message_is_talk_of_messages() -> None:
    """A message quoted word for word says more than the word for it."""
    told = "他把手机递给我看，屏幕上是这样写的：您的贷款申请已通过，请尽快确认。"
    quoted = "他把手机递给我看，屏幕上是这样写的：“【某某贷款】您的贷款申请已通过，请尽快确认。”"
    assert gather(quoted, "").message > gather(told, "").message


def test_banks_alone_are_no_talk_of_lending() -> None:
    """A bank does much besides lending; a lender does not, nor does a bank's loan product."""
    assert gather("招商银行发来短信", "").lending == 0
    assert gather("微粒贷发来短信", "").lending > 0
    assert gather("支付宝发来短信", "").lending == 0


def test_rival_is_named_only_where_it_is_talked_of() -> None:
    """One word of a neighbour is no reason to reject a page in its name."""
    calls = "学校通知家长开会，有人没有收到，老师一个个打电话，请大家及时更新联系方式，不要直接挂断。"
    assert verdict(calls * 5 + "山里没有信号。", "家长会").reason == "no_lending"


@pytest.mark.parametrize("text", ["。" * 500, "1234567890" * 50, "<p>" * 100, "\n" * 300])
def test_texts_without_words_are_unfit(text: str) -> None:
    """Marks and digits are no article, however many."""
    found = verdict(text)
    assert (found.keep, found.score) == (False, 0.0)
    assert found.reason in {"too_short", "not_chinese"}

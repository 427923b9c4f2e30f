"""Articles: written from intent, varied, with a truth that holds."""

from __future__ import annotations

import itertools

import pytest

from crawler.practice import Truth
from crawler.practice.articles import issue_tables, write_article
from crawler.practice.draft import Draft
from crawler.practice.irrelevant import write_irrelevant
from crawler.practice.lenders import two_lenders
from crawler.practice.seeding import stream

CUES = {
    "debt_not_owed": ("没借过", "莫名", "还清", "发错"),
    "overdue_notice": ("逾期", "欠款", "尽快还款"),
    "authenticity": ("真的吗", "真假", "核实"),
    "impersonation_fraud": ("冒充", "钓鱼", "私人账户", "解冻费"),
    "third_party_contact": ("通讯录", "紧急联系人", "单位"),
    "harassment": ("轰炸", "骚扰", "辱骂"),
    "legal_threat": ("起诉", "立案", "律师函", "仲裁"),
    "visit_threat": ("上门", "走访", "户籍地"),
    "credit_threat": ("征信", "黑名单"),
    "marketing_unsubscribe": ("额度", "退订", "推广"),
    "privacy_leak": ("信息泄露", "个人信息"),
    "fees_interest": ("担保费", "会员费", "罚息"),
    "repayment_negotiation": ("协商", "分期还款", "延期"),
    "complaint_channel": ("12378", "12321", "12315", "互金协会"),
    "account_notice": ("验证码", "扣款", "额度变动"),
}


def shingles(text: str) -> set[str]:
    """All runs of four characters."""
    return {text[at : at + 4] for at in range(len(text) - 3)}


def similarity(one: set[str], other: set[str]) -> float:
    """Jaccard similarity."""
    return len(one & other) / len(one | other)


def article(number: int) -> Draft:
    """One relevant article."""
    rng = stream(11, number)
    return write_article(rng, *two_lenders(rng))


@pytest.fixture(scope="module")
def articles() -> list[Draft]:
    """A few hundred relevant articles."""
    return [article(number) for number in range(300)]


def test_articles_name_their_lender(articles: list[Draft]) -> None:
    """The subject is named in title and body."""
    for draft in articles:
        assert draft.lender_mention
        assert draft.lender_mention in draft.title
        assert draft.lender_mention in draft.text


def test_messages_stand_in_the_body(articles: list[Draft]) -> None:
    """A quoted message stands in the body word for word, between quotation marks, with its parts in it."""
    quoted = [(draft, message) for draft in articles for message in draft.messages]
    assert len(quoted) > 100
    for draft, message in quoted:
        assert f"“{message.text}”" in draft.text
        assert not message.signature or message.text.startswith(f"【{message.signature}】")
        assert all(part in message.text for part in (*message.amounts, *message.links))


def test_all_labels_and_facets_occur(articles: list[Draft]) -> None:
    """Three hundred articles have every issue, shape, channel and most severities."""
    assert {issue for draft in articles for issue in draft.issues} == set(issue_tables())
    assert {draft.page_kind for draft in articles} == {"seo_article", "qa", "complaint_post", "news"}
    assert {draft.channel for draft in articles} == {"sms", "mixed"}
    assert {draft.severity for draft in articles} >= {0, 1, 2, 3}
    assert len({draft.sender_claim for draft in articles}) >= 7


def test_labels_are_not_circular() -> None:
    """Of the sentences that tell an issue, at least half hold none of its cue words."""
    for label, words in CUES.items():
        pools = issue_tables()[label]
        sentences = [*pools["cue"], *pools["plain"]]
        silent = [sentence for sentence in sentences if not any(word in sentence for word in words)]
        assert len(silent) * 2 >= len(sentences), label


def test_a_first_person_post_says_i() -> None:
    """Complaint posts speak of `我`, never of a named third person as the one who is messaged."""
    posts = [draft for draft in map(article, range(200)) if draft.page_kind == "complaint_post"]
    assert posts
    assert all("我" in draft.text for draft in posts)


def test_lines_are_one_line_each(articles: list[Draft]) -> None:
    """No line is empty or broken, and every paragraph ends like a sentence, a quotation or a label."""
    for draft in articles:
        for line in draft.lines:
            assert line.text == line.text.strip()
            assert "\n" not in line.text
            assert line.text


def test_unrelated_articles_are_unlike(articles: list[Draft]) -> None:
    """Of all pairs of unrelated articles, 99 in 100 share less than 15 % of their four-character runs."""
    sets = [shingles(draft.text) for draft in articles]
    figures = sorted(similarity(one, other) for one, other in itertools.combinations(sets[:150], 2))
    assert figures[len(figures) * 99 // 100] < 0.15
    assert figures[-1] < 0.4


def test_copies_are_alike(truths: list[Truth]) -> None:
    """Copies share most of their text with their origin, whether the same, swapped or spun."""
    origins = {truth.index: shingles(truth.source) for truth in truths if truth.role == "relevant"}
    copies = [truth for truth in truths if truth.role == "copy"]
    assert len(copies) > 50
    for copy in copies:
        assert similarity(shingles(copy.source), origins[int(copy.template)]) > 0.4
    alike = sorted(similarity(shingles(copy.source), origins[int(copy.template)]) for copy in copies)
    assert alike[len(alike) // 2] > 0.75


def test_swapped_copies_name_another_lender(truths: list[Truth]) -> None:
    """Copies of one article about one lender share the cluster; lender-swapped ones only the template."""
    origins = {truth.template: truth for truth in truths if truth.role == "relevant"}
    kinds = set()
    for copy in truths:
        if copy.role == "copy":
            origin = origins[copy.template]
            assert (copy.cluster == origin.cluster) == (copy.lender == origin.lender)
            assert copy.issues == origin.issues
            kinds.add(copy.lender == origin.lender)
    assert kinds == {True, False}


@pytest.mark.parametrize("relevance", ["near_miss", "off_topic"])
def test_other_pages_have_no_labels(relevance: str) -> None:
    """Near misses and pages off the topic have no subject, issues or messages."""
    for number in range(60):
        rng = stream(2, relevance, number)
        draft = write_irrelevant(rng, "near_miss" if relevance == "near_miss" else "off_topic", two_lenders(rng)[0])
        assert draft.relevance == relevance
        assert (draft.lender, draft.issues, draft.messages) == (None, (), ())
        assert len(draft.lines) >= 3


def test_near_misses_speak_the_same_words() -> None:
    """Near misses are near: many speak of text messages, some name a lender."""
    drafts = [write_irrelevant(rng, "near_miss", two_lenders(rng)[0]) for rng in (stream(3, n) for n in range(200))]
    assert sum("短信" in draft.text for draft in drafts) > 80
    assert any(draft.other_lenders for draft in drafts)

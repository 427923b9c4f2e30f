"""Issues: what is listed, with which score and evidence, and what never counts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.labels import label
from pipelines.labels.issues import find_issues
from pipelines.labels.rules import ISSUES, rules
from pipelines.types import Article, Cleaned, Comment, Document

WORDS = st.sampled_from([word for rule in rules() for words in rule.lists for word in words])
TEXTS = st.lists(st.one_of(WORDS, st.sampled_from("。！\n，“”、"), st.text(max_size=8)), max_size=30).map("".join)
DENIED = "他从没借过这家的钱，却天天收到短信。"


@given(TEXTS, st.none() | TEXTS)
def test_evidence_is_in_the_text_and_scores_are_in_order(text: str, title: str | None) -> None:
    """An issue is one of the taxonomy, told once, from one half on, the likeliest first, with words of the text."""
    found = find_issues(text, title)
    assert all(issue.label in ISSUES and issue.evidence in text and 0.5 <= issue.score <= 1 for issue in found)
    assert all(len(issue.evidence) <= 120 for issue in found)
    assert len({issue.label for issue in found}) == len(found)
    assert [issue.score for issue in found] == sorted((issue.score for issue in found), reverse=True)


@given(TEXTS)
def test_a_title_never_speaks_alone(title: str) -> None:
    """An issue needs a sentence of its own in the body."""
    assert find_issues("今天天气很好。", title) == ()


@given(TEXTS, st.lists(WORDS).map("，".join))
def test_a_title_only_adds(text: str, title: str) -> None:
    """A title makes no issue of the body less likely."""
    plain = {issue.label: issue.score for issue in find_issues(text, None)}
    titled = {issue.label: issue.score for issue in find_issues(text, title)}
    assert all(titled.get(each, 0) >= score for each, score in plain.items())


@given(TEXTS)
def test_comments_and_related_never_count(said: str) -> None:
    """What readers say and what is linked below is not what the article is about."""
    body = Cleaned(text=DENIED)
    plain = Document(article=Article(text=DENIED), body=body)
    noisy = Document(article=Article(text=DENIED), body=body, comments=(Comment(text=said),), related=(said,))
    assert label(plain) == label(noisy)


@given(st.lists(WORDS, min_size=1, max_size=6))
def test_a_closing_list_never_counts(words: list[str]) -> None:
    """An article's last line about other articles adds no issue."""
    line = "、".join(words).translate(str.maketrans("。！？，\n", "     "))
    assert find_issues(f"{DENIED}\n其他文章还讲到{line}、提前还款、利率计算。", None) == find_issues(
        f"{DENIED}\n", None
    )


def test_a_heading_weighs_less() -> None:
    """A heading alone announces what the page may not tell."""
    assert find_issues("要起诉他\n", None) == ()
    assert find_issues("短信说要起诉他。\n", None)[0].label == "legal_threat"


def test_evidence_is_the_sentence_that_says_most() -> None:
    """A sentence is preferred to a heading, a weightier rule to a lighter one."""
    [issue] = find_issues("他们要起诉\n前面无事。短信说已经立案，限三日内到庭。后面也无事。", None)
    assert issue.evidence == "短信说已经立案，限三日内到庭。"


def test_a_lenders_name_says_nothing_of_issues() -> None:
    """分期 in 分期乐 is no plan of repayment."""
    assert find_issues("分期乐的客服答应五天内回复。", None) == ()
    assert find_issues("客服答应分期慢慢还。", None)[0].label == "repayment_negotiation"

"""Where rules hold: the laws of hits, and what lenders' names, lists and distance forbid."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, product

from hypothesis import assume, given
from hypothesis import strategies as st

from pipelines.labels.matching import Hit, evidence
from pipelines.labels.matching import hits as hits_in
from pipelines.labels.rules import Rule, rules
from pipelines.labels.scan import scan_all

WORDS = st.sampled_from([word for rule in rules() for words in (*rule.lists, rule.without) for word in words])
TEXTS = st.lists(st.one_of(WORDS, st.sampled_from("。！\n，“”、İ"), st.text(max_size=8)), max_size=30).map("".join)


def hits(text: str, names: Sequence[tuple[int, int]] = ()) -> list[Hit]:
    """The hits of one text."""
    [found] = hits_in(scan_all([text]), [names])
    return found


def places(sentence: str, words: tuple[str, ...]) -> list[tuple[int, int]]:
    """Every place of some words in a sentence."""
    spans = ((at, at + len(word)) for word in words for at in range(len(sentence)) if sentence.startswith(word, at))
    return sorted(spans)


def holds(rule: Rule, sentence: str) -> bool:
    """What a rule says of one sentence, read off its definition."""
    if any(word in sentence for word in rule.without):
        return False
    lists = [places(sentence, words) for words in rule.lists]
    if len(lists) == 1:
        return bool(lists[0])
    return any(
        max(end for _, end in chosen) - min(start for start, _ in chosen) - sum(end - start for start, end in chosen)
        <= rule.within
        for chosen in product(*lists)
        if all(one[1] <= two[0] for one, two in pairwise(sorted(chosen)))
    )


@given(st.lists(st.one_of(WORDS, st.text(alphabet="，的了在人", max_size=12)), max_size=8).map("".join))
def test_rules_hold_as_they_are_defined(words: str) -> None:
    """All rules together hold in a sentence exactly where each by itself does."""
    sentence = words.replace("。", "，").replace("、", "，").lower()
    assert {hit.rule.name for hit in hits(sentence)} == {rule.name for rule in rules() if holds(rule, sentence)}


@given(TEXTS, st.data())
def test_words_that_touch_a_name_say_nothing(text: str, data: st.DataObject) -> None:
    """A name counts as letters without meaning would: it is made of letters and digits, never of a mark that shapes a sentence."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 4)))
    assume(text[start:end].isalnum())
    blotted = f"{text[:start]}{'〇' * (end - start)}{text[end:]}"
    assert hits(text, [(start, end)]) == hits(blotted)


@given(TEXTS)
def test_evidence_is_inside_its_sentence(text: str) -> None:
    """What a rule saw is a span of its sentence, and holds a word of the rule's first list."""
    for hit in hits(text):
        start, end = evidence(hit, text)
        assert 0 <= hit.sentence.start <= start < end <= hit.sentence.end <= len(text)
        assert any(word in text[start:end].lower() for word in hit.rule.lists[0])


@given(st.lists(TEXTS, max_size=4))
def test_many_texts_are_read_as_each_alone(texts: list[str]) -> None:
    """Texts that are searched as one keep their own hits, with offsets of their own."""
    assert hits_in(scan_all(texts)) == [hits(text) for text in texts]


@given(TEXTS)
def test_hits_are_in_the_order_of_sentences(text: str) -> None:
    """What stands first is told first, and a rule holds once in a sentence."""
    found = hits(text)
    assert [hit.sentence.start for hit in found] == sorted(hit.sentence.start for hit in found)
    assert len({(hit.rule.name, hit.sentence.start) for hit in found}) == len(found)


@given(st.lists(WORDS, min_size=1, max_size=5))
def test_a_closing_list_never_counts(words: list[str]) -> None:
    """What a list says of other articles is nothing that this one says."""
    line = "、".join(words).translate(str.maketrans("。！？，\n", "     "))
    assert hits(f"其他文章还讲到{line}、提前还款、利率计算。") == []


def test_words_that_stand_far_apart_say_nothing() -> None:
    """A rule of two lists needs them near each other."""
    near, far = "短信说我逾期。", "短信是一种沟通方式，如今家家户户都在使用，老人孩子都会看，也有人说起逾期。"
    assert "notice_of_arrears" in {hit.rule.name for hit in hits(near)}
    assert "notice_of_arrears" not in {hit.rule.name for hit in hits(far)}

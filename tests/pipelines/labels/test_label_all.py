"""Many documents at once: each is labelled as it is alone, whatever stands beside it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.labels import label, label_all
from pipelines.types import Article, Cleaned, Document

TEXTS = st.lists(
    st.sampled_from(
        ["我从没借过", "借·呗", "花呗", "的短信说我逾期", "，", "。", "\n", "“", "”", "İ", "😀", "再不还就起诉", "白条"]
    )
).map("".join)


def document(text: str, title: str | None) -> Document:
    """An article with a clean body."""
    return Document(article=Article(text=text), body=Cleaned(text=text), title=title)


@given(st.lists(st.tuples(TEXTS, st.none() | TEXTS), max_size=5))
def test_neighbours_say_nothing(texts: list[tuple[str, str | None]]) -> None:
    """No word, name or sentence goes over from one document to the next."""
    documents = [document(*each) for each in texts]
    assert list(label_all(documents)) == [label(each) for each in documents]


def test_more_documents_than_are_searched_at_once() -> None:
    """Every document has its labels, in order."""
    documents = [document(f"借呗发来{'短信' * count}，说我逾期。", None) for count in range(1, 80)]
    assert [found.lenders[0].mention for found in label_all(documents)] == ["借呗"] * 79
    assert [found.verdict.score for found in label_all(documents)] == [label(each).verdict.score for each in documents]

"""What an article is about: whether it belongs here, which lenders it names, what it quotes and complains of.

`label` says all of it, and finds names and messages once for all who ask.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.labels.facets import Facets, facets_of
from pipelines.labels.issues import issues_of
from pipelines.labels.lenders import find_places, mentions
from pipelines.labels.messages import find_messages
from pipelines.labels.relevance import decide
from pipelines.labels.scan import scan
from pipelines.types import Document, Issue, Mention, Message, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """All that is read off the clean text and title of one article."""

    verdict: Verdict
    messages: tuple[Message, ...]
    lenders: tuple[Mention, ...]
    issues: tuple[Issue, ...]
    facets: Facets


def label(document: Document) -> Labels:
    """Return what a document's clean body and title say; comments and related links are never looked at.

    >>> from pipelines.types import Article, Cleaned
    >>> text = "我从没借过钱，却天天收到借呗的催收短信，说我逾期三千元，还打电话给我的家人，发短信骚扰我的同事。"
    >>> labels = label(Document(article=Article(text=text), body=Cleaned(text=text)))
    >>> labels.verdict.reason, labels.lenders[0].mention, labels.issues[0].label, labels.facets.channel
    ('relevant', '借呗', 'overdue_notice', 'mixed')
    """
    body, head = scan(document.body.text), scan(document.title or "")
    names, messages = find_places(body, head), find_messages(body.text)
    lenders, issues = mentions(body, head, names), issues_of(body, head, names)
    return Labels(
        verdict=decide(body, head, names, messages, issues),
        messages=messages,
        lenders=lenders,
        issues=issues,
        facets=facets_of(body, issues, lenders),
    )

"""What an article is about: whether it belongs here, which lenders it names, what it quotes and complains of.

`label` says all of it of one document, `label_all` of many; words, names and messages are found once for all who ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from pipelines.labels.facets import Facets, facets_of
from pipelines.labels.issues import hits_of, issues_of
from pipelines.labels.lenders import Places, find_places, mentions
from pipelines.labels.matching import Hit
from pipelines.labels.messages import find_messages
from pipelines.labels.relevance import decide
from pipelines.labels.scan import Scan, scan_all
from pipelines.types import Document, Issue, Mention, Message, Verdict

_AT_ONCE: Final = 64
"""Documents that are searched as one: with more of them the arrays leave the processor's cache."""


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
    ('relevant', '借呗', 'third_party_contact', 'mixed')
    """
    return next(label_all((document,)))


def label_all(documents: Iterable[Document]) -> Iterator[Labels]:
    """Yield what `label` returns of each of some documents; many at once take a fraction of the time.

    >>> from pipelines.types import Article, Cleaned
    >>> texts = ("收到借呗的短信，说我逾期。", "今天天气很好。")
    >>> [found.facets.channel for found in label_all(Document(article=Article(text=each), body=Cleaned(text=each)) for each in texts)]
    ['sms', 'unspecified']
    """
    waiting = iter(documents)
    while batch := tuple(islice(waiting, _AT_ONCE)):
        yield from _label(batch)


def _label(documents: Sequence[Document]) -> Iterator[Labels]:
    seen = scan_all([text for each in documents for text in (each.body.text, each.title or "")])
    bodies, heads = seen.scans[::2], seen.scans[1::2]
    names = list(map(find_places, bodies, heads))
    found = hits_of(seen, names)
    return map(_labels, bodies, heads, names, found[::2], found[1::2])


def _labels(body: Scan, head: Scan, names: Places, in_body: list[Hit], in_title: list[Hit]) -> Labels:
    """What one document says whose words, lenders and hits are found already."""
    messages, lenders = find_messages(body.text), mentions(body, head, names)
    issues = issues_of(body.text, in_body, in_title)
    return Labels(
        verdict=decide(body, head, names, messages, issues),
        messages=messages,
        lenders=lenders,
        issues=issues,
        facets=facets_of(body, head.text, issues, lenders),
    )

"""A page as people and reports look at it: its text as published, and what the rules of this version say of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from pipelines.annotation.questions import IRRELEVANT, NONE, RELEVANT, Answer, answer
from pipelines.labels import Labels, label
from pipelines.schema import NOT_PUBLIC
from pipelines.types import Article, Cleaned, Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page that was kept or rejected, clean and scrubbed."""

    id: str
    text: str
    title: str | None
    site: str | None
    text_sha256: str
    published_at: datetime | None
    labels: Labels
    """Read off the text and title anew, also where people decided otherwise."""

    @property
    def subject(self) -> str | None:
        """The id of the lender that the rules take for the subject."""
        return next((each.id for each in self.labels.lenders if each.subject), None)

    @property
    def predicted(self) -> dict[str, Answer]:
        """What the rules answer to each question."""
        labels = self.labels
        return {
            "relevance": (RELEVANT if labels.verdict.keep else IRRELEVANT,),
            "issues": answer("issues", [each.label for each in labels.issues] or [NONE]),
            "lender": (self.subject or NONE,),
            "channel": (labels.facets.channel,),
            "sender_claim": (labels.facets.sender_claim,),
            "page_kind": (labels.facets.page_kind,),
            "severity": (str(labels.facets.severity),),
        }


def page(name: str, text: str, title: str | None = None, **known: Any) -> Page:  # noqa: ANN401 - fields of a page
    """Return the page of a clean text.

    >>> page("x", "收到借呗的短信。", "逾期").predicted["lender"]
    ('jiebei',)
    """
    document = Document(article=Article(text=text), body=Cleaned(text=text), title=title)
    columns = {"site": None, "published_at": None, "text_sha256": sha256(text.encode()).hexdigest()} | known
    return Page(id=name, text=text, title=title, labels=label(document), **columns)


def pages_of(rows: Iterable[Mapping[str, Any]]) -> Iterator[Page]:
    """Yield the pages of rows (of a release, of its rejected ones, or outcomes) that have a text to read.

    What asked not to be kept is shown to nobody.
    """
    for row in rows:
        if row["text"] and row.get("reason") != NOT_PUBLIC:
            yield page(
                row["id"],
                row["text"],
                row["title"],
                site=row["site"],
                text_sha256=row["text_sha256"],
                published_at=row.get("published_at"),
            )

"""The whole way of one page: bytes in, a row of the dataset or a reason against it out.

`read_page` depends on nothing but the page and the version of the rules. It looks into no store, so the same page gives
the same row through Scrapy, through `import` and in a batch. What only the whole collection can tell (duplicates,
split, when a page was first seen) is null here and filled by the store and the release.

Personal data leaves here in no field: texts are scrubbed by the text stages, the other fields that a page fills and
what every edit replaced are scrubbed here, and whoever wrote a comment is `<人名>`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC
from hashlib import sha256

from pipelines.extract import extract
from pipelines.labels.lenders import find_lenders
from pipelines.labels.messages import find_messages
from pipelines.labels.relevance import judge
from pipelines.lexicon import robots
from pipelines.schema import PIPELINE_VERSION
from pipelines.text import clean, clean_line
from pipelines.text.privacy import KINDS, redact
from pipelines.types import Article, Comment, Document, Edit, Kept, Outcome, RawPage, Record, Rejected, Verdict

_COMMENTER = "<人名>"
_PRIVACY = "privacy."
"""What the rule ids of the stage that scrubs personal data begin with."""
_KIND_OF = {kind.placeholder: kind.name for kind in KINDS}
_FEWEST_DIGITS = 5
"""Shorter numbers reach nobody."""
_NOT_PUBLIC = Verdict(keep=False, reason="not_public", score=0.0)


def read_page(page: RawPage) -> Outcome:
    """Return the row that a page becomes, or why it becomes none.

    A page that asks not to be kept, in its own text or in its response headers, is `not_public` and leaves neither text
    nor title behind. Raises `UnreadablePage` where there is nothing to read; callers record it as a failure.

    >>> from datetime import datetime
    >>> page = RawPage(url="", body="今天天气很好。".encode(), fetched_at=datetime(2026, 1, 1, tzinfo=UTC), source="import")
    >>> read_page(page).reason
    'too_short'
    """
    article = extract(
        page.body, page.final_url or page.url, content_type=page.header("content-type"), fetched_at=page.fetched_at
    )
    if not article.is_public or forbids_keeping(page):
        return _rejected(page, to_document(replace(article, text="", title=None)), _NOT_PUBLIC)
    document = to_document(article)
    verdict = judge(document)
    return _kept(page, document, verdict) if verdict.keep else _rejected(page, document, verdict)


def to_document(article: Article) -> Document:
    """Return an article with clean texts: the body by all stages, every other text by those for lines.

    >>> to_document(Article(text="他收到短信。", title="短信")).title
    '短信'
    """
    return Document(
        article=article,
        body=clean(article.text),
        title=_line(article.title),
        author=_line(article.author),
        section=_line(article.section),
        site_name=_line(article.site_name),
        comments=tuple(
            replace(each, text=clean_line(each.text), author=_line(each.author), role=_line(each.role))
            for each in article.comments
        ),
        related=tuple(filter(None, map(clean_line, article.related))),
    )


def forbids_keeping(page: RawPage) -> bool:
    """Return whether the response headers close the page to us, by the rules that hold for its meta elements too.

    >>> from datetime import datetime
    >>> def forbids(*headers: tuple[str, str]) -> bool:
    ...     return forbids_keeping(RawPage(url="", body=b"", fetched_at=datetime.min, source="import", headers=headers))
    >>> forbids(("x-robots-tag", "max-snippet:-1, noindex")), forbids(("tdm-reservation", "1"))
    (True, True)
    >>> forbids(("x-robots-tag", "otherbot: noindex")), forbids(("tdm-reservation", "0"))
    (False, False)
    """
    return any(
        (name == "tdm-reservation" and robots.reserves_mining(value))
        or (name == "x-robots-tag" and robots.forbids(value))
        for name, value in page.headers
    )


def _line(text: str | None) -> str | None:
    """A text of one line, clean; None where nothing is left of it."""
    return clean_line(text) or None if text else None


def _kept(page: RawPage, document: Document, verdict: Verdict) -> Kept:
    """The row of a relevant page, with its edits."""
    body = document.body
    row = Record(
        id=_identity(page, document.article),
        text=body.text,
        source=page.source,
        relevance=verdict.score,
        charset=document.article.charset,
        charset_confidence=document.article.charset_confidence,
        n_chars=len(body.text),
        masked_words=body.signals.masked_words,
        dropped_words=body.signals.dropped_words,
        fetched_at=page.fetched_at,
        http_status=page.status,
        raw_sha256=_digest(page.body),
        text_sha256=_digest(body.text.encode()),
        pipeline_version=PIPELINE_VERSION,
    )
    row = _with_surroundings(_with_labels(_with_address(row, page, document.article), document), document)
    return Kept(record=row, edits=tuple(map(_scrub_edit, body.edits)))


def _with_address(row: Record, page: RawPage, article: Article) -> Record:
    """The row, with where the page stands and when it says it was published."""
    return replace(
        row,
        url=page.url or None,
        canonical_url=article.canonical_url or None,
        site=article.site or None,
        view_count=article.view_count,
        published_at=article.published_at and article.published_at.astimezone(UTC),
        published_precision=article.published_precision,
    )


def _with_labels(row: Record, document: Document) -> Record:
    """The row, with what the rules say of its text."""
    return replace(
        row,
        messages=find_messages(row.text),
        lenders=find_lenders(row.text, document.title),
        label_source="rules",
        script=document.body.signals.script,
        changes=document.body.changes,
    )


def _with_surroundings(row: Record, document: Document) -> Record:
    """The row, with the texts around its body, scrubbed, and the count of all personal data found."""
    article, scrub = document.article, _Scrubber(Counter(dict(document.body.signals.pii)))
    row = replace(
        row,
        title=scrub(document.title),
        section=scrub(document.section),
        site_name=scrub(document.site_name),
        author=scrub(document.author),
        author_raw=scrub(article.author_raw),
        published_at_raw=scrub(article.published_at_raw),
        comments=tuple(map(scrub.comment, document.comments)),
        related=tuple(map(scrub.text, document.related)),
    )
    return replace(row, pii=tuple(sorted((+scrub.counts).items())))


def _rejected(page: RawPage, document: Document, verdict: Verdict) -> Rejected:
    """The row of a page that does not belong."""
    text = document.body.text
    return Rejected(
        id=_identity(page, document.article),
        reason=verdict.reason,
        score=verdict.score,
        url=page.url or None,
        site=document.article.site or None,
        source=page.source,
        title=_Scrubber(Counter())(document.title),
        text=text,
        fetched_at=page.fetched_at,
        http_status=page.status,
        raw_sha256=_digest(page.body),
        text_sha256=_digest(text.encode()),
        pipeline_version=PIPELINE_VERSION,
    )


def _identity(page: RawPage, article: Article) -> str:
    """The row's id: of its canonical URL, or of its bytes where it has none."""
    return _digest((article.canonical_url or f"sha256:{_digest(page.body)}").encode())[:16]


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class _Scrubber:
    """Takes personal data out of one row's short texts, and counts by kind what it or the text stages took."""

    counts: Counter[str]

    def __call__(self, text: str | None) -> str | None:
        return self.text(text) if text else None

    def text(self, text: str) -> str:
        """The text with placeholders for what was personal."""
        scrubbed = redact(text).text
        self.counts.update(_placeholders(scrubbed))
        return scrubbed

    def comment(self, comment: Comment) -> Comment:
        """The comment without its author's name."""
        self.counts["name"] += bool(comment.author)
        author = _COMMENTER if comment.author else None
        return replace(comment, text=self.text(comment.text), role=self(comment.role), author=author)


def _scrub_edit(edit: Edit) -> Edit:
    """The edit without the personal data it replaced or dropped; span and `after`, which the row shows, stay.

    An edit of the privacy stage keeps nothing of what it replaced: some numbers are known only by the words around them.
    In what another stage dropped, a number may still hide under damage, so it is looked for in the mended line as well.
    """
    if _PRIVACY in edit.rule:
        return replace(edit, before=edit.after)
    if len(edit.before) < _FEWEST_DIGITS:
        return edit
    before = redact(edit.before).text
    if sum(map(str.isdigit, before)) >= _FEWEST_DIGITS or "@" in before:
        mended = clean_line(before)
        before = mended if _placeholders(mended).total() > _placeholders(before).total() else before
    return replace(edit, before=before)


def _placeholders(text: str) -> Counter[str]:
    """How often each kind of personal data was replaced in a text."""
    return +Counter({name: text.count(f"<{placeholder}>") for placeholder, name in _KIND_OF.items()})

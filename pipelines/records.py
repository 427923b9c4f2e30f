"""The whole way of one page: bytes in, a row of the dataset or a reason against it out.

`read_page` depends on nothing but the page and the version of the rules. It looks into no store, so the same page gives
the same row through Scrapy, through `import` and in a batch. What only the whole collection can tell (duplicates,
split, when a page was first seen) is null here and filled by the store and the release.

Personal data leaves here in no field: texts are scrubbed by the text stages; what is told as printed (raw fields, what
an edit replaced, lines left out) is scrubbed here; and whoever wrote a comment is `<人名>` (`commenters`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from typing import Any, Final

from pipelines.commenters import mask_commenters
from pipelines.errors import UnreadablePage
from pipelines.extract import extract
from pipelines.extract.pagination import join
from pipelines.extract.site_names import cut_known
from pipelines.labels import Labels, label_all
from pipelines.labels.quality import Quality, read_quality, unusable
from pipelines.lexicon import robots
from pipelines.schema import NOT_PUBLIC, PIPELINE_VERSION
from pipelines.text import LINE_STAGES, SiteProfile, clean, line_stages, stages_for
from pipelines.text.privacy import redact, redact_url
from pipelines.types import (
    Article,
    Cleaned,
    Comment,
    Document,
    Edit,
    Kept,
    Outcome,
    Place,
    RawPage,
    Record,
    Rejected,
    Stage,
    Verdict,
)

_PRIVACY = "privacy."
"""What the rule ids of the stage that scrubs personal data begin with."""
_FEWEST_DIGITS = 5
"""Shorter numbers reach nobody."""
_SHORT = 16
"""No longer text is kept at hand …"""
_LINE = 60
"""… nor longer line: links and names of a site come again on its pages."""
_AT_ONCE = 64
"""Pages that are held at once."""
_NOT_PUBLIC = Verdict(keep=False, reason=NOT_PUBLIC, score=0.0)


def read_page(page: RawPage) -> Outcome:
    """Return the row that a page becomes, or why it becomes none.

    A page that asks not to be kept, in its own text or in its response headers, is `not_public` and leaves neither text
    nor title behind; so is an article of several pages one of which asks. Raises `UnreadablePage` where there is nothing
    to read; callers record it as a failure.

    >>> from datetime import datetime
    >>> page = RawPage(url="", body="今天天气很好。".encode(), fetched_at=datetime(2026, 1, 1, tzinfo=UTC), source="import")
    >>> read_page(page).reason
    'too_short'
    """
    [outcome] = read_pages((page,))
    if isinstance(outcome, UnreadablePage):
        raise outcome
    return outcome


def read_pages(pages: Iterable[RawPage]) -> Iterator[Outcome | UnreadablePage]:
    """Yield what `read_page` returns, or raises, of each page; the labels of many are found at once.

    >>> from datetime import datetime
    >>> bodies = ("今天天气很好。".encode(), b"")
    >>> made = (RawPage(url="", body=each, fetched_at=datetime(2026, 1, 1, tzinfo=UTC), source="import") for each in bodies)
    >>> [found.reason for found in read_pages(made)]
    ['too_short', 'empty']
    """
    waiting = iter(pages)
    while batch := tuple(islice(waiting, _AT_ONCE)):
        read = [(page, _read(page)) for page in batch]
        labelled = label_all(found for _, found in read if isinstance(found, Document))
        for page, found in read:
            yield _judged(page, found, next(labelled)) if isinstance(found, Document) else found


def _read(page: RawPage) -> Document | Rejected | UnreadablePage:
    """The document of a page; or its row, where it asks not to be kept; or why there is none."""
    try:
        article = read_article(page)
    except UnreadablePage as error:
        return error
    if not article.is_public or any(map(forbids_keeping, (page, *page.later))):
        return _rejected(page, to_document(replace(article, text="", title=None)), _NOT_PUBLIC)
    return to_document(article)


def _judged(page: RawPage, document: Document, labels: Labels) -> Outcome:
    if not labels.verdict.keep:
        return _rejected(page, document, labels.verdict)
    quality = read_quality(document.body)
    if reason := unusable(document.body.text, quality):
        return _rejected(page, document, replace(labels.verdict, keep=False, reason=reason))
    return _kept(page, document, labels, quality)


def read_article(page: RawPage) -> Article:
    """Return the article of a page, as `extract` finds it with all that the page is known by.

    An article that goes on over further pages is read whole or not at all: one of them that cannot be read raises
    `UnreadablePage` for all.
    """
    return join(_extracted(page), tuple(map(_extracted, page.later)))


def _extracted(page: RawPage) -> Article:
    url, content_type = page.final_url or page.url, page.header("content-type")
    return extract(page.body, url, content_type=content_type, fetched_at=page.fetched_at)


def to_document(article: Article, profile: SiteProfile | None = None) -> Document:
    """Return an article with clean texts: the body by all stages, every other text by those for lines.

    Where a profile of its site is given, the site's lines leave the body, and its name the title.

    >>> to_document(Article(text="他收到短信。", title="短信")).title
    '短信'
    >>> to_document(Article(text="打13812345678", author="甲1@mail.example", author_raw="作者:甲1@mail.example")).pii
    (('email', 1), ('mobile', 1))
    """
    body, lines = clean(article.text, stages_for(profile)), _LineCleaner(Counter(), line_stages(article.text))
    title = lines(article.title)
    author, author_raw = clean(article.author or "", lines.stages), _scrub(article.author_raw or "")
    published_at_raw = _scrub(article.published_at_raw or "")
    document = Document(
        article=article,
        body=body,
        title=cut_known(title, profile.titles) if title and profile else title,
        author=author.text or None,
        author_raw=author_raw.text or None,
        published_at_raw=published_at_raw.text or None,
        section=lines(article.section),
        site_name=lines(article.site_name),
        comments=tuple(map(lines.comment, article.comments)),
        related=tuple(filter(None, map(lines, article.related))),
    )
    pii = lines.pii + _pii(body) + _pii(published_at_raw) + (_pii(author) | _pii(author_raw))
    return replace(document, pii=tuple(sorted(pii.items())))


def located(outcome: Outcome, places: Sequence[Place], *, is_cut: bool = False) -> Outcome:
    """Return what a page became with where its pages lie in an archive; a rejected row has no columns for it.

    `is_cut` marks a page of which only the beginning was kept, whatever its text ends in.
    """
    if isinstance(outcome, Rejected):
        return outcome
    row = outcome.record
    if is_cut:
        row = replace(row, quality={**(row.quality or {}), "truncated": True})
    files, offsets = tuple(each.file for each in places), tuple(each.offset for each in places)
    return replace(outcome, record=replace(row, warc_file=files, warc_offset=offsets))


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
    return any(robots.closes(name, value) for name, value in page.headers)


@dataclass(frozen=True, slots=True)
class _LineCleaner:
    """Cleans the short texts of one article, and counts by kind the personal data it takes out of them."""

    pii: Counter[str]
    stages: tuple[Stage, ...]

    def __call__(self, text: str | None) -> str | None:
        """The text, clean; None where nothing is left of it."""
        if not text:
            return None
        line = (_clean_known if len(text) <= _LINE else clean)(text, self.stages)
        if line.signals.pii:
            self.pii.update(_pii(line))
        return line.text or None

    def comment(self, comment: Comment) -> Comment:
        """The comment, clean; its author's name, which no row shows, is told as it is and counts with the row."""
        author = clean(comment.author or "", self.stages).text or None
        return replace(comment, text=self(comment.text) or "", author=author, role=self(comment.role))


def _pii(cleaned: Cleaned) -> Counter[str]:
    return Counter(dict(cleaned.signals.pii))


def _kept(page: RawPage, document: Document, labels: Labels, quality: Quality) -> Kept:
    """The row of a relevant page, with its edits."""
    row = Record(
        id=_identity(page, document.article),
        source=page.source,
        charset=document.article.charset,
        charset_confidence=document.article.charset_confidence,
        fetched_at=page.fetched_at,
        http_status=page.status,
        raw_sha256=_raw_digest(page),
        pipeline_version=PIPELINE_VERSION,
        **columns_of(document, labels, quality),
    )
    row = _with_surroundings(_with_address(row, page, document.article), document)
    left_out = tuple((rule, _scrub(line).text) for rule, line in document.article.left_out)
    return Kept(record=row, edits=tuple(map(_scrub_edit, document.body.edits)), left_out=left_out)


def columns_of(document: Document, labels: Labels, quality: Quality) -> dict[str, Any]:
    """Return the columns that follow from a document's clean body and title: the texts, and all that is read off them.

    >>> document = to_document(Article(text="收到借呗短信。"))
    >>> columns = columns_of(document, next(label_all((document,))), read_quality(document.body))
    >>> columns["n_chars"], [lender.mention for lender in columns["lenders"]]
    (7, ['借呗'])
    """
    text, signals = document.body.text, document.body.signals
    return {
        "text": text,
        "title": document.title,
        "relevance": labels.verdict.score,
        "messages": labels.messages,
        "lenders": labels.lenders,
        "issues": labels.issues,
        "channel": labels.facets.channel,
        "sender_claim": labels.facets.sender_claim,
        "page_kind": labels.facets.page_kind,
        "severity": labels.facets.severity,
        "label_source": "rules",
        "script": signals.script,
        "n_chars": len(text),
        "masked_words": signals.masked_words,
        "dropped_words": signals.dropped_words,
        "quality": quality._asdict(),
        "changes": document.changes,
        "text_sha256": _digest(text.encode()),
    }


def _with_address(row: Record, page: RawPage, article: Article) -> Record:
    """The row, with where the page stands and when it says it was published."""
    return replace(
        row,
        url=redact_url(page.url) or None,
        canonical_url=redact_url(article.canonical_url) or None,
        site=article.site or None,
        view_count=article.view_count,
        published_at=article.published_at and article.published_at.astimezone(UTC),
        published_precision=article.published_precision,
    )


def _with_surroundings(row: Record, document: Document) -> Record:
    """The row, with the texts around its body and the count of all personal data, commenters without their names."""
    masked = mask_commenters(document.comments, (document.author or "").split())
    return replace(
        row,
        section=document.section,
        site_name=document.site_name,
        author=document.author,
        author_raw=document.author_raw,
        published_at_raw=document.published_at_raw,
        comments=masked.comments,
        related=document.related,
        pii=tuple(sorted((Counter(dict(document.pii)) + Counter(name=masked.names)).items())),
    )


def _rejected(page: RawPage, document: Document, verdict: Verdict) -> Rejected:
    """The row of a page that does not belong."""
    text = document.body.text
    return Rejected(
        id=_identity(page, document.article),
        reason=verdict.reason,
        score=verdict.score,
        url=redact_url(page.url) or None,
        site=document.article.site or None,
        source=page.source,
        title=document.title,
        text=text,
        fetched_at=page.fetched_at,
        http_status=page.status,
        raw_sha256=_raw_digest(page),
        text_sha256=_digest(text.encode()),
        pipeline_version=PIPELINE_VERSION,
    )


def _identity(page: RawPage, article: Article) -> str:
    """The row's id: of its canonical URL, or of its bytes where it has none."""
    return _digest((article.canonical_url or f"sha256:{_digest(page.body)}").encode())[:16]


def _raw_digest(page: RawPage) -> str:
    """The digest of a page's bytes, those of further pages behind its own."""
    return _digest(b"".join(each.body for each in (page, *page.later)))


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def _scrub_edit(edit: Edit) -> Edit:
    """The edit without the personal data it replaced or dropped; span and `after`, which the row shows, stay.

    An edit of the privacy stage keeps nothing of what it replaced: some numbers are known only by the words around them.
    """
    before = edit.after if _PRIVACY in edit.rule else _scrub(edit.before).text
    return edit if before == edit.before else edit._replace(before=before)


def _scrub(printed: str) -> Cleaned:
    """A text as printed, without personal data; where a number hides under damage, the mended line stands for it."""
    if len(printed) < _FEWEST_DIGITS:
        return Cleaned(text=printed)
    return _scrub_known(printed) if len(printed) <= _SHORT else _scrub_whole(printed)


def _scrub_whole(printed: str) -> Cleaned:
    found = redact(printed)
    if sum(map(str.isdigit, found.text)) >= _FEWEST_DIGITS or "@" in found.text:
        mended = clean(found.text, LINE_STAGES)
        if hidden := _pii(mended):
            pii = tuple(sorted((_pii(found) + hidden).items()))
            return replace(mended, signals=replace(mended.signals, pii=pii))
    return found


_clean_known: Final = lru_cache(maxsize=4096)(clean)
"""`clean` for lines, which gives the same whenever it is asked."""
_scrub_known: Final = lru_cache(maxsize=4096)(_scrub_whole)
"""`_scrub_whole` for short texts, nearly all of which are glosses that come again and again."""

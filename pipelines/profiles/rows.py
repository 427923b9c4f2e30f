"""A row whose site has become known: the site's lines go, and what was read off the text is read again.

Rows are made page by page (`pipelines.records`), and a profile is known only when all pages of a site are read. The row
need not be read from the page again: its clean text goes through the stages once more, the site's lines behind them; as
those leave a clean text alone, what comes out is what `clean(article.text, stages_for(profile))` gives, but where a site's
line tipped a decision about the page as a whole. The new edits follow those the row has, so that together they are
still spans of the extracted text.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Final

from pipelines.edits import following
from pipelines.extract.site_names import cut_known
from pipelines.labels import label
from pipelines.labels.quality import read_quality
from pipelines.records import columns_of
from pipelines.text import SiteProfile, clean, stages_for
from pipelines.text.masks import mark_masks
from pipelines.text.site_lines import DropSiteLines
from pipelines.types import Article, Cleaned, Document, Kept, Outcome, Record, Rejected, Signals, Verdict

TITLE_RULE: Final = "title.site"
"""What stood behind a title and is the site's; told in `left_out`."""
_FIELDS: Final = frozenset(field.name for field in fields(Rejected)) - {"reason", "score"}


def with_profile(kept: Kept, profile: SiteProfile) -> Outcome:
    r"""Return what a kept page becomes once its site is known: its row without the site's lines, or why it is none.

    Every row of the site records the profile's digest, also one that has none of its lines.
    """
    row = replace(kept.record, profile_digest=profile.digest)
    title = cut_known(row.title, profile.titles) if row.title else None
    has_lines = DropSiteLines(profile)(row.text).edits
    if not has_lines and title == row.title:
        return replace(kept, record=row)
    return _read_again(replace(kept, record=row), clean(row.text, stages_for(profile)), title)


def _read_again(kept: Kept, body: Cleaned, title: str | None) -> Outcome:
    """The row with another body and title, and all that follows from them."""
    row = kept.record
    edits = following(row.text, kept.edits, body.edits)
    left_out = (*kept.left_out, *_cut(row.title, title))
    document = Document(
        article=Article(text="", left_out=left_out),
        body=replace(body, edits=edits, signals=_signals(row, body.text)),
        title=title,
    )
    labels = label(document)
    row = replace(row, **columns_of(document, labels, read_quality(document.body)))
    if not labels.verdict.keep:
        return _withdrawn(row, labels.verdict)
    return Kept(record=row, edits=edits, left_out=left_out)


def _cut(before: str | None, after: str | None) -> tuple[tuple[str, str], ...]:
    """What was cut from the end of a title, told as a line left out."""
    end = (before or "").removeprefix(after or "").strip()
    return ((TITLE_RULE, end),) if end else ()


def _signals(row: Record, text: str) -> Signals:
    """What was seen in the page, and what is left standing in the text."""
    return Signals(
        script=row.script,  # type: ignore[arg-type]  # a column of strings, which only `Script` goes into
        masked_words=mark_masks(text).signals.masked_words,
        dropped_words=row.dropped_words,
    )


def _withdrawn(row: Record, verdict: Verdict) -> Rejected:
    """The row of a page that does not belong after all."""
    return Rejected(reason=verdict.reason, score=verdict.score, **{name: getattr(row, name) for name in _FIELDS})

"""Bytes -> Article: decode, parse, find title, body, byline, comments and related links.

    bytes ──charset──> text ──tokens, walk──> Page ──title, body──> lines ──repeats, boilerplate──> Article.text
                          └──text_page──> TextPage ─────────────────────^        └ byline, comments, related, links

One way for every site: rules look at form and place, never at a host name. A glossed page is read without its glosses, and
its lines come back as printed (`printed`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pipelines.errors import UnreadablePage
from pipelines.extract.assemble import Parts, from_html, from_text
from pipelines.extract.charset import Decoded, decode
from pipelines.extract.links import canonical_url, site_of
from pipelines.extract.printed import as_printed, without_glosses
from pipelines.extract.site_names import cut_known
from pipelines.extract.teasers import RULE as TEASER
from pipelines.extract.teasers import teaser
from pipelines.extract.tokens import is_html
from pipelines.text.boilerplate import drop_boilerplate
from pipelines.text.site_lines import SiteProfile
from pipelines.types import Article

__all__ = ["extract"]


def extract(
    body: bytes,
    url: str = "",
    *,
    content_type: str | None = None,
    fetched_at: datetime | None = None,
    profile: SiteProfile | None = None,
) -> Article:
    """Return the article of a page, as printed: nothing is repaired or converted yet.

    Args:
        body: The page's bytes, HTML or plain text, in whatever charset.
        url: Where it came from; empty for a saved file.
        content_type: The header, asked only where the bytes say nothing.
        fetched_at: An aware time; `3天前` means nothing without it.
        profile: What is known of the site: its words behind titles are cut. Its lines are for `pipelines.text`.

    Raises:
        UnreadablePage: `empty`, `not_text`, `unknown_charset`, or `no_text` where markup holds no running text.

    >>> page = "<title>催收短信_某某网</title><h1>催收短信</h1><p>2024-05-01 作者：甲乙</p><p>我收到一条短信，说我欠款，要我马上还清。</p>"
    >>> article = extract(page.encode("gbk"), "http://www.example.com/1")
    >>> article.title, article.author, article.text, article.site
    ('催收短信', '甲乙', '我收到一条短信，说我欠款，要我马上还清。', 'example.com')
    """
    decoded = decode(body, content_type)
    is_markup = is_html(decoded.text)
    words = profile.titles if profile else frozenset[str]()
    plain = without_glosses(decoded.text)
    parts = from_html(plain.text, url, fetched_at, words) if is_markup else from_text(plain.text, fetched_at)
    if plain.edits:
        parts = as_printed(parts, decoded.text, plain, is_markup=is_markup)
    if not (parts.lines or parts.title or parts.rest):
        raise UnreadablePage(
            "no_text",
            f"{url or 'the page'} holds no running text: it is a list of links, or a script loads its content",
        )
    if parts.title and profile:
        parts = replace(parts, title=cut_known(parts.title, profile.titles))
    return _article(parts, decoded, url, is_html=is_markup)


def _article(parts: Parts, decoded: Decoded, url: str, *, is_html: bool) -> Article:
    """The parts as an article: what it says, then where it came from."""
    text, left_out = _without_furniture(parts)
    return Article(
        text=text,
        left_out=left_out,
        title=parts.title,
        author=parts.byline.author.name if parts.byline.author else None,
        author_raw=parts.byline.author.raw if parts.byline.author else None,
        published_at=parts.byline.date.at if parts.byline.date else None,
        published_at_raw=parts.byline.date.raw if parts.byline.date else None,
        published_precision=parts.byline.date.precision if parts.byline.date else None,
        section=parts.byline.section,
        view_count=parts.byline.views,
        comments=parts.comments,
        related=parts.related,
        next_page=parts.next_page,
        is_html=is_html,
        url=url,
        canonical_url=canonical_url(url, parts.meta.canonical, parts.meta.base),
        site=site_of(url),
        site_name=parts.meta.site_name,
        is_public=parts.meta.is_public,
        charset=decoded.charset,
        charset_confidence=decoded.confidence,
        lost_bytes=decoded.lost_bytes,
    )


def _without_furniture(parts: Parts) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The body without boilerplate and glued teasers, and the lines that left it with their rules."""
    cleaned = drop_boilerplate("\n".join(parts.lines))
    lines = cleaned.text.split("\n") if cleaned.text else []
    glued = teaser(lines, parts.title)
    kept = [*(line for at, line in enumerate(lines) if at not in glued), *parts.rest]
    dropped = ((edit.rule, edit.before.strip("\n")) for edit in cleaned.edits if edit.before.strip())
    return "\n".join(kept), (*parts.left_out, *((TEASER, lines[at]) for at in glued), *dropped)

"""What is true of a practice page: known before the page is damaged, never read back from it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Literal, TypeAlias

Precision: TypeAlias = Literal["second", "minute", "day"]
Relevance: TypeAlias = Literal["relevant", "near_miss", "off_topic"]
PageKind: TypeAlias = Literal["seo_article", "qa", "news", "complaint_post", "vendor"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueComment:
    """One reader's comment, simplified and undamaged."""

    author: str
    role: str | None
    posted_on: date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueMessage:
    """A message quoted in the body: `text` as it stands between the quotation marks, signature included."""

    text: str
    signature: str | None
    amounts: tuple[str, ...]
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """The truth of one page; all texts are simplified Chinese with full-width punctuation."""

    index: int
    """Which page of the practice web this is."""
    role: str
    """What the web does with it: `relevant`, `copy`, `near_miss`, `off_topic`, `cut_off`, `slow`, ... (plan.ROLES)."""
    url: str
    """Where it ends up after redirects."""
    is_article: bool
    """False where no article can be had: 404, loops, empty and binary bodies, robots.txt."""
    is_whole: bool
    """False where the bytes end early: then `body` and what follows it are only partly on the page."""
    is_public: bool
    """False where the page asks not to be kept (noindex)."""
    relevance: Relevance
    page_kind: PageKind
    title: str
    author: str | None = None
    published_at: datetime | None = None
    """With China's offset, as precise as the page prints it."""
    precision: Precision | None = None
    body: str
    """What a perfect cleaner could give: masks are `***`, words that nobody can restore are missing."""
    source: str
    """The body before any damage."""
    printed: str = ""
    """The body as it stands on the page, damage and all, a line each paragraph, without furniture."""
    printed_title: str = ""
    comments: tuple[TrueComment, ...] = ()
    related: tuple[str, ...] = ()
    lender: str | None
    """The subject, by its canonical name."""
    lender_mention: str | None
    """How the page calls it."""
    other_lenders: tuple[str, ...]
    """Canonical names of lenders that the body merely names."""
    issues: tuple[str, ...]
    channel: str
    sender_claim: str
    severity: int
    messages: tuple[TrueMessage, ...]
    cluster: str
    """The same for copies of one article about one lender."""
    template: str
    """The same for an article and its lender-swapped and spun twins."""
    damage: tuple[str, ...] = ()
    """Kinds of damage done, sorted: `gloss`, `slip`, `mask`, `dropped_word`, ..."""
    charset: str | None = None
    """The real one; None for binary bodies."""
    declared_charset: str | None = None

    def to_json(self) -> str:
        """Return one line of JSON, times in ISO 8601."""
        return json.dumps(asdict(self), ensure_ascii=False, default=lambda moment: moment.isoformat())


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticePage:
    """One answer of the practice web; `truth` is None for listings, sitemaps, feeds and robots.txt."""

    url: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    truth: Truth | None = None
    delay: float = 0.0
    """Seconds the server waits before it answers."""
    failures: int = 0
    """How many requests are answered with 500 before this."""
    is_disallowed: bool = False
    """Whether robots.txt forbids it."""
    parts: tuple[str, ...] = ()
    """Where the article goes on: the addresses of its further pages, in order."""

"""What flows through the house, left to right.

    RawPage ──extract──> Article ──clean──> Document ──records──> Kept | Rejected
    bytes                as printed         clean text            flat rows

Every type is frozen: a stage returns the next one and changes nothing. Times are aware datetimes; those of a
byline carry China's offset, those of the crawl are UTC.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Final, Literal, NamedTuple, TypeAlias

CHINA: Final = timezone(timedelta(hours=8))
"""The time of bylines."""

Precision: TypeAlias = Literal["second", "minute", "day", "month"]
Script: TypeAlias = Literal["simplified", "traditional", "mixed", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPage:
    """One fetched or imported page, before anybody looked inside."""

    url: str
    """The URL asked for; empty for a saved file that does not know its own."""
    body: bytes
    fetched_at: datetime
    """UTC."""
    source: str
    """The name of the registry's source, or `import`."""
    final_url: str = ""
    """Where redirects ended; empty if there were none."""
    status: int | None = None
    """HTTP status; None for files."""
    headers: tuple[tuple[str, str], ...] = ()
    """Names in lower case, in the order received."""
    asked_with: tuple[tuple[str, str], ...] = ()
    """The headers it was asked for with, in the same form; empty for files."""
    certificate: str = ""
    """Why the certificate of its server does not hold, `untrusted` or `other_host`; empty where it does, or there is none."""
    later: tuple[RawPage, ...] = ()
    """The further pages of the same article, in order; they have none themselves."""

    def header(self, name: str) -> str | None:
        """Return the first header of that name, or None.

        >>> page = RawPage(url="", body=b"", fetched_at=datetime.min, source="import", headers=(("etag", "1"),))
        >>> page.header("ETag"), page.header("age")
        ('1', None)
        """
        return next((value for key, value in self.headers if key == name.lower()), None)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in an archive a page as it came begins."""

    file: str
    """The name of the file, without its folder."""
    offset: int
    """In the file's bytes as they lie on disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """One reader's comment, or a later post of a thread."""

    text: str
    author: str | None = None
    role: str | None = None
    """What the page prints behind the name: `律师`, `实习律师`."""
    posted_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The fields of one page as printed: boilerplate lines are out, nothing is repaired or converted yet."""

    text: str
    """The body, a line for each paragraph, heading and list item; not yet repaired."""
    url: str = ""
    canonical_url: str = ""
    """The page's own word for its address where it is on the same site, else the URL without fragment."""
    site: str = ""
    """Registrable domain; empty for a page without URL."""
    title: str | None = None
    author: str | None = None
    """The name without its label."""
    author_raw: str | None = None
    published_at: datetime | None = None
    """With China's offset."""
    published_at_raw: str | None = None
    published_precision: Precision | None = None
    section: str | None = None
    site_name: str | None = None
    view_count: int | None = None
    comments: tuple[Comment, ...] = ()
    related: tuple[str, ...] = ()
    charset: str = "utf-8"
    charset_confidence: float = 1.0
    """0 to 1: how sure the decision is; below 1 where bytes were lost."""
    lost_bytes: int = 0
    """How many undecodable bytes became U+FFFD."""
    is_public: bool = True
    """False where the page asks not to be kept (noindex, noai, TDM reservation)."""
    is_html: bool = True
    """False for a page of plain text."""
    left_out: tuple[tuple[str, str], ...] = ()
    """(rule, line) of each boilerplate line that stood in the body."""
    next_page: str | None = None
    """The address of this article's next page; None where this one is the last or only page."""


class Edit(NamedTuple):
    """One change: `before`, at [start, end) of the original, became `after`.

    A tuple because a page has hundreds of them. No item of Scrapy holds one: its adapter cannot copy named tuples.
    """

    rule: str
    """Rule id such as `gloss.pinyin`; joined by `+` where several rules changed the same span."""
    start: int
    end: int
    before: str
    after: str
    score: float = 1.0
    """1 where the rule is sure by its form; where likelihood chose, by how many nats what it chose is likelier. An edit that
    several rules share has the least of the latter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """What the stages saw beside what they changed."""

    script: Script | None = None
    masked_words: int = 0
    """Censor masks left standing."""
    dropped_words: int = 0
    """Places where a word was lost: restored, collapsed or only flagged."""
    pii: tuple[tuple[str, int], ...] = ()
    """(kind, count), sorted by kind; never the values."""


NOTHING_SEEN: Final = Signals()
"""What most stages see in most texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """A text after a stage, or after all of them.

    `edits` are sorted, do not overlap, and give `text` when applied to the text the stage was given.
    They are empty exactly when the text is unchanged. A tuple, or `pipelines.edits.Deferred`, which is as good as one.
    """

    text: str
    edits: Sequence[Edit] = ()
    signals: Signals = NOTHING_SEEN

    @property
    def changes(self) -> tuple[tuple[str, int], ...]:
        """How often each rule changed something, sorted by rule.

        >>> edits = (Edit("space", 0, 1, " ", ""), Edit("gloss.pinyin+script.t2s", 3, 8, "發(fā)", "发"))
        >>> Cleaned(text="", edits=edits).changes
        (('gloss.pinyin', 1), ('script.t2s', 1), ('space', 1))
        """
        return _tally(rule for edit in self.edits for rule in edit.rule.split("+"))


def _tally(rules: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """(rule, count), sorted by rule."""
    return tuple(sorted(Counter(rules).items()))


Stage: TypeAlias = Callable[[str], Cleaned]
"""A text stage: never raises on str, idempotent. One with settings is a frozen dataclass with `__call__`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An article whose texts are clean and simplified, and free of personal data but for commenters' names."""

    article: Article
    body: Cleaned
    title: str | None = None
    author: str | None = None
    author_raw: str | None = None
    """As printed, without personal data; so too `published_at_raw`."""
    published_at_raw: str | None = None
    section: str | None = None
    site_name: str | None = None
    comments: tuple[Comment, ...] = ()
    related: tuple[str, ...] = ()
    pii: tuple[tuple[str, int], ...] = ()
    """(kind, count) of the personal data replaced in all of these texts, sorted by kind; a datum of the byline counts
    once, though it may stand in `author` and `author_raw`."""

    @property
    def changes(self) -> tuple[tuple[str, int], ...]:
        """How often each rule changed the body or left a line of it out, sorted by rule.

        >>> article = Article(text="", left_out=(("boilerplate.label", "导语"),))
        >>> Document(article=article, body=Cleaned(text="", edits=(Edit("space", 0, 1, " ", ""),))).changes
        (('boilerplate.label', 1), ('space', 1))
        """
        edited = (rule for edit in self.body.edits for rule in edit.rule.split("+"))
        return _tally([*edited, *(rule for rule, _ in self.article.left_out)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A lender named in the body: `[start, end)` of the clean text; in the title only, both are None."""

    id: str
    name: str
    mention: str
    subject: bool = False
    """Whether the article is about this lender, or merely names it."""
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message quoted in the article, with its span in the clean text."""

    text: str
    start: int
    end: int
    signature: str | None = None
    amounts: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    """Days as printed: `2024年5月1日`, `今日`."""
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Something an article complains about: one of the taxonomy's labels, how sure it is, and what says so."""

    label: str
    score: float
    evidence: str
    """The sentence of the clean text that speaks for it most; shortened where it is long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a page belongs to the dataset, and why (not)."""

    keep: bool
    reason: str
    """A stable id such as `no_message`, `no_lender_context`; `relevant` where kept."""
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row of the dataset, flat, field for field as `schema.SCHEMA` has it; its meanings stand there."""

    id: str
    text: str
    url: str | None = None
    canonical_url: str | None = None
    site: str | None = None
    source: str
    title: str | None = None
    comments: tuple[Comment, ...] = ()
    related: tuple[str, ...] = ()
    section: str | None = None
    site_name: str | None = None
    view_count: int | None = None
    messages: tuple[Message, ...] | None = None
    author: str | None = None
    author_raw: str | None = None
    published_at: datetime | None = None
    published_at_raw: str | None = None
    published_precision: Precision | None = None
    relevance: float
    lenders: tuple[Mention, ...] = ()
    label_source: str | None = None
    issues: tuple[Issue, ...] | None = None
    channel: str | None = None
    sender_claim: str | None = None
    page_kind: str | None = None
    severity: int | None = None
    script: str | None = None
    charset: str | None
    charset_confidence: float | None
    n_chars: int
    masked_words: int
    dropped_words: int
    quality: dict[str, object] | None = None
    changes: tuple[tuple[str, int], ...] = ()
    pii: tuple[tuple[str, int], ...] = ()
    cluster_id: str | None = None
    template_id: str | None = None
    duplicate_of: str | None = None
    similarity: float | None = None
    fetched_at: datetime
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    http_status: int | None = None
    raw_sha256: str
    text_sha256: str
    warc_file: tuple[str, ...] = ()
    warc_offset: tuple[int, ...] = ()
    profile_digest: str | None = None
    pipeline_version: str
    split: str | None = None
    time_split: str | None = None
    lender_split: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A page that became a row, with all that was done to its body; personal data in that is already replaced."""

    record: Record
    edits: tuple[Edit, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    """(rule, line) of each boilerplate line that stood in the body and is not in the text that `edits` speak of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A page that was read and does not belong: a row of the `rejected` config."""

    id: str
    reason: str
    score: float
    url: str | None = None
    site: str | None = None
    source: str
    title: str | None = None
    text: str
    """Clean and scrubbed like a kept row's."""
    fetched_at: datetime
    http_status: int | None = None
    raw_sha256: str
    text_sha256: str
    pipeline_version: str


Outcome: TypeAlias = Kept | Rejected


def id_of(outcome: Outcome) -> str:
    """Return the id of the row that a page became."""
    return outcome.record.id if isinstance(outcome, Kept) else outcome.id

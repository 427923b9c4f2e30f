"""The one Arrow schema, with what every column means; card, Croissant and README take the words from here.

Columns that a later version fills are there and null. `list<struct<…>>`, never `map<>`: maps fail in Hugging Face
`datasets`. A change here needs a new version, an entry of `REVISIONS`: what is stored under an old one is read by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import pyarrow as pa


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What a version of the schema changed for rows of the version before; columns it only brought are null in them."""

    renamed: Mapping[str, str] = field(default_factory=dict)
    """Names before -> names now."""
    filled: Mapping[str, Any] = field(default_factory=dict)
    """Columns it brought -> what rows that were written without them have there."""


REVISIONS: Final[Mapping[int, Revision]] = {1: Revision(), 2: Revision(), 3: Revision()}
"""Every version there was, by its number: how files of any of them are read is in `pipelines.store.revisions`."""
SCHEMA_VERSION = max(REVISIONS)
PIPELINE_VERSION = "0.1.0"
"""Changes whenever any output text or label may change; every row records it."""

COMMENTER = "<人名>"
"""What stands for the name of whoever wrote a comment."""

NOT_PUBLIC = "not_public"
"""Reason of a page that asks not to be published (`noindex`, `noai`, a TDM reservation): nobody's decision publishes it."""

Described: TypeAlias = tuple[str, pa.DataType, str]

_STRING, _INT = pa.string(), pa.int32()
_UTC = pa.timestamp("us", tz="UTC")
_CHANGES = pa.list_(pa.struct([("rule", _STRING), ("count", _INT)]))

COLUMNS: tuple[Described, ...] = (
    (
        "id",
        _STRING,
        "First 16 hex digits of sha256 of the canonical URL; without one, of `sha256:` and the raw digest.",
    ),
    ("text", _STRING, "The clean body in simplified Chinese; paragraphs, headings and list items are lines."),
    ("url", _STRING, "The URL that was fetched; null for a saved file that does not know it."),
    ("canonical_url", _STRING, "The page's own word for its address, or the URL without fragment."),
    ("site", _STRING, "Registrable domain of the canonical URL."),
    ("source", _STRING, "The source of the registry the page came from, or `import`."),
    ("title", _STRING, "The article's title, clean; null where the page shows none."),
    (
        "comments",
        pa.list_(pa.struct([("author", _STRING), ("role", _STRING), ("posted_on", pa.date32()), ("text", _STRING)])),
        f"Readers' comments, out of the body; their authors' names are replaced by `{COMMENTER}`.",
    ),
    ("related", pa.list_(_STRING), "Titles of related links that stood in or under the body."),
    ("section", _STRING, "The section of the site the page stands in, from its breadcrumb or header line."),
    ("site_name", _STRING, "The site's own name where the page gives one."),
    ("view_count", pa.int64(), "The number of views the page shows."),
    (
        "messages",
        pa.list_(
            pa.struct(
                [
                    ("text", _STRING),
                    ("signature", _STRING),
                    ("amounts", pa.list_(_STRING)),
                    ("dates", pa.list_(_STRING)),
                    ("links", pa.list_(_STRING)),
                    ("start", _INT),
                    ("end", _INT),
                ]
            )
        ),
        "Messages quoted in the article, with the signature of `【…】`, sums and days as printed, and defanged links; offsets in `text`.",
    ),
    ("author", _STRING, "The author's name without its label; null rather than invented."),
    ("author_raw", _STRING, "The author as printed."),
    ("published_at", _UTC, "When the page says it was published; null rather than invented."),
    ("published_at_raw", _STRING, "The date as printed."),
    ("published_precision", _STRING, "second, minute, day or month: how exact the printed date is."),
    ("relevance", pa.float32(), "0 to 1: how sure it is that the article is about lenders' messages or calls."),
    (
        "lenders",
        pa.list_(
            pa.struct(
                [
                    ("id", _STRING),
                    ("name", _STRING),
                    ("mention", _STRING),
                    ("subject", pa.bool_()),
                    ("start", _INT),
                    ("end", _INT),
                ]
            )
        ),
        "Lenders named, by first mention; `subject` marks the one the article is about. Offsets in `text`, null for a mention in the title only or a subject that only a person found.",
    ),
    (
        "label_source",
        _STRING,
        "Who labelled the row: rules, or person where people decided about any of its labels; what they left open is the rules'.",
    ),
    (
        "issues",
        pa.list_(pa.struct([("label", _STRING), ("score", pa.float32()), ("evidence", _STRING)])),
        "What the article complains about, the likeliest first: label, score from 0.5 to 1, and the sentence of `text` that says it; what a person found has the score 1, and an empty sentence where no rule names one.",
    ),
    ("channel", _STRING, "sms, call, im, letter, app_push, mixed or unspecified."),
    (
        "sender_claim",
        _STRING,
        "Who the sender says they are: lender, collection_agency, law_firm, court_or_arbitration, police, platform_or_payment, bank_card_centre, marketing_broker or unknown.",
    ),
    ("page_kind", _STRING, "seo_article, qa, news, complaint_post, fiction, vendor or tag_page."),
    ("severity", pa.int8(), "0 informational to 4 violence or completed fraud: of the conduct described."),
    ("script", _STRING, "Script of the body as printed: simplified, traditional, mixed or none."),
    ("charset", _STRING, "The charset the bytes were read in; null for a page that rules rejected and a person kept."),
    ("charset_confidence", pa.float32(), "0 to 1: how sure the charset is."),
    ("n_chars", _INT, "Length of `text` in characters."),
    ("masked_words", _INT, "Censor masks left in the text."),
    ("dropped_words", _INT, "Places where the source had lost a word: restored, collapsed or flagged."),
    (
        "quality",
        pa.struct(
            [
                ("repetition", pa.float32()),
                ("spam_words", _INT),
                ("generator_traces", _INT),
                ("spun", pa.float32()),
                ("truncated", pa.bool_()),
            ]
        ),
        (
            "Signals of the text's quality, for filtering; only what is beyond use is dropped for them. `repetition`: share of its shingles of twelve "
            "characters that stood before, 0 to 1; `spam_words`: words of adverts in it and in the lines dropped around it; "
            "`generator_traces`: prompts, templates not filled, lines of English; `spun`: share of the words that spinners exchange "
            "which are theirs, 0 to 1; `truncated`: it ends in mid-sentence."
        ),
    ),
    (
        "changes",
        _CHANGES,
        "How often each rule changed the body, left a line of it out or cut the title (`title.site`), as the `repairs` config lists them; navigation, and what has a column of its own (byline, comments), is counted nowhere.",
    ),
    (
        "pii",
        pa.list_(pa.struct([("kind", _STRING), ("count", _INT)])),
        "Personal data replaced in the text and around it, by kind; `name` counts commenters. Never the values.",
    ),
    ("cluster_id", _STRING, "Near-identical rows about one lender share it: the `id` of the row that stands for them."),
    (
        "template_id",
        _STRING,
        "Rows of the same text, also under another lender, with other numbers or lightly spun, share it: the `id` of one.",
    ),
    ("duplicate_of", _STRING, "The `id` of the row this one copies; null keeps one row of each article."),
    ("similarity", pa.float32(), "Common shingles of this row and `duplicate_of`, 0 to 1; null where it copies none."),
    ("fetched_at", _UTC, "When the page was fetched or imported."),
    ("first_seen", _UTC, "When this page was first seen."),
    ("last_seen", _UTC, "When this page was last seen."),
    ("http_status", pa.int16(), "HTTP status of the fetch; null for files."),
    ("raw_sha256", _STRING, "sha256 of the raw bytes."),
    ("text_sha256", _STRING, "sha256 of `text` in UTF-8."),
    ("warc_file", pa.list_(_STRING), "The archive files that hold the raw page."),
    ("warc_offset", pa.list_(pa.int64()), "Where in them it begins."),
    (
        "profile_digest",
        _STRING,
        "Digest of the site profile (recurring lines and title endings) the row was cleaned with; null where the site has none.",
    ),
    ("pipeline_version", _STRING, "Version of the rules that made this row."),
    ("split", _STRING, "train, validation or test; all rows of a template stay together."),
    (
        "time_split",
        _STRING,
        "The split of the config `by_time`: train is known to be from before its cut, test was published after it; null is in neither.",
    ),
    (
        "lender_split",
        _STRING,
        "The split of the config `by_lender`: train names no lender that is held out, test is about held-out ones only; null is in neither.",
    ),
)

REPAIRS_COLUMNS: tuple[Described, ...] = (
    ("id", _STRING, "The row the edits belong to."),
    (
        "edits",
        pa.list_(
            pa.struct(
                [
                    ("rule", _STRING),
                    ("start", _INT),
                    ("end", _INT),
                    ("before", _STRING),
                    ("after", _STRING),
                    ("score", pa.float32()),
                ]
            )
        ),
        "Every change of the body, as spans of the extracted text; personal data in them is replaced.",
    ),
    (
        "left_out",
        pa.list_(pa.struct([("rule", _STRING), ("line", _STRING)])),
        "Boilerplate lines that stood in the body and are not in the extracted text, and what stood behind the title (`title.site`); personal data in them is replaced.",
    ),
)

REJECTED_COLUMNS: tuple[Described, ...] = (
    ("id", _STRING, "As in the main config."),
    (
        "reason",
        _STRING,
        "Why the page was dropped; `not_public` where it asks not to be published, `repetitive`, `spam`, `generated` and `spun` where nobody could learn from its text, `person` where people decided so, `template_cap` where its site has as many rows of its template as it may.",
    ),
    ("score", pa.float32(), "The score the decision was made on."),
    (
        "url",
        _STRING,
        "The URL that was fetched; null where the page asks not to be published (`not_public`): `id` tells it to whoever knows the URL.",
    ),
    ("site", _STRING, "Registrable domain."),
    ("source", _STRING, "The source it came from."),
    ("title", _STRING, "The title, clean."),
    ("text", _STRING, "The body, clean and scrubbed."),
    ("fetched_at", _UTC, "When the page was fetched or imported."),
    ("http_status", pa.int16(), "HTTP status of the fetch."),
    ("raw_sha256", _STRING, "sha256 of the raw bytes."),
    ("text_sha256", _STRING, "sha256 of `text` in UTF-8."),
    ("pipeline_version", _STRING, "Version of the rules that made this row."),
)


def _schema(columns: tuple[Described, ...]) -> pa.Schema:
    fields = [
        pa.field(name, kind, nullable=name != "id", metadata={"description": description})
        for name, kind, description in columns
    ]
    return pa.schema(fields, metadata={"schema_version": str(SCHEMA_VERSION)})


SCHEMA: pa.Schema = _schema(COLUMNS)
REPAIRS_SCHEMA: pa.Schema = _schema(REPAIRS_COLUMNS)
REJECTED_SCHEMA: pa.Schema = _schema(REJECTED_COLUMNS)

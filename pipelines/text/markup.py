"""HTML and markdown residue: marks of a page's source that were copied into its text.

    用户权益应受保护。</p>          手续费&amp;nbsp;很高          |---|---|          **一、原因**

Tags and comments go, those of blocks leave a line break; character references become their character, however often
they were escaped; rules of markdown tables, heading marks, bold marks, links and images lose their marks.

Left alone: `a < b` and anything in angle brackets that is no HTML element; bare ampersands; asterisks that hide a
word (`***`, or `**` on a page that masks words); bullets and numbers of lists.
"""

from __future__ import annotations

import html
import re
from html.entities import html5
from typing import Final

from pipelines.edits import apply, cleaned, compose, in_turn, substitutions
from pipelines.lexicon.characters import CLOSING, HAN, OPENING, STOPS
from pipelines.types import Cleaned, Edit

_BLOCKS: Final = (
    "address|article|aside|blockquote|br|center|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|head|header|hr|"
    "html|body|li|main|nav|ol|p|pre|section|table|tbody|td|tfoot|th|thead|title|tr|ul"
)
_INLINES: Final = (
    "a|abbr|acronym|audio|b|big|button|canvas|cite|code|col|colgroup|del|em|embed|font|i|iframe|img|input|ins|label|link|"
    "mark|meta|noscript|object|option|param|s|script|select|small|source|span|strike|strong|style|sub|sup|svg|textarea|tt|u|var|video|wbr"
)
# Tags of elements, one behind the other; the group holds a block's name if one of them is a block's. A name must end
# with its tag or before its attributes, so `<preload>` and `<a与b>` are none. Attributes hold no bracket and no line
# break, and are bounded, so a lone `<p ` costs 300 characters of search at most.
_TAG_RE: Final = re.compile(rf"(?:</?(?:({_BLOCKS})|(?:{_INLINES}))(?:\s[^<>\n]{{0,300}}|/)?>)+", re.IGNORECASE)

# A tag cut short: a closing one without its bracket before Chinese or the line's end, an opening one of a block at the
# line's end, or a tail behind Chinese whose `<` was lost.
_CUT_TAG_RE: Final = re.compile(
    rf"</(?:{_BLOCKS}|{_INLINES})(?=[{HAN}{STOPS}\n]|\Z)|</?(?:br|p|div|li|tr)[ \t]*/?$|(?<=[{HAN}{STOPS}{CLOSING}])/(?:{_BLOCKS}|{_INLINES})>",
    re.IGNORECASE | re.MULTILINE,
)

# Comments and declarations within 500 characters and without brackets inside.
_COMMENT_RE: Final = re.compile(r"<!--[^<>]{0,500}-->|<!DOCTYPE[^<>\n]{0,200}>|<!\[CDATA\[|\]\]>", re.IGNORECASE)

# A character reference with its semicolon, its ampersand escaped any number of times: the `amp;` repeat literally.
_REFERENCE_RE: Final = re.compile(r"&(?:(?:amp|#38);)*(?:([A-Za-z]{2,24};)|(#[0-9]{1,7};|#[xX][0-9A-Fa-f]{1,6};))")

# The one reference that is often cut: `&nbsp` before a Chinese character, or its tail `nbsp;` after one.
_CUT_SPACE_RE: Final = re.compile(r"&nbsp(?![A-Za-z;=])|(?<![&A-Za-z])nbsp;")

# The rule under a markdown table's head, alone on its line: bars and dashes, at least one of each.
_TABLE_RULE_RE: Final = re.compile(r"^(?=[|:\- \t]*\|)(?=[|:\- \t]*--)[|:\- \t]+$\n?", re.MULTILINE)

# The same in the middle of a line, where line breaks were lost: cells of dashes between bars.
_TABLE_CELLS_RE: Final = re.compile(r"\|(?:[ \t]{0,9}:?-{2,}:?[ \t]{0,9}\|)+")

# Heading marks before Chinese; before anything else they open a comment in a listing, or a shell's line.
_HEADING_RE: Final = re.compile(rf"^[ \t]*(?:#{{1,6}}[ \t]+)+(?=[^\n{HAN}]{{0,20}}[{HAN}])", re.MULTILINE)

# Quotation marks of mail and markdown before Chinese; a breadcrumb's stand between words.
_QUOTE_RE: Final = re.compile(rf"^[ \t]*>[> \t]*(?=[{HAN}{OPENING}])", re.MULTILINE)

# Chinese between markdown's other bold marks. Bounded, and neither pair is part of a longer row or of an identifier.
_UNDERSCORED_RE: Final = re.compile(rf"(?<![_0-9A-Za-z])__(?=[{HAN}{OPENING}])([^_\n]{{1,200}})__(?![_0-9A-Za-z])")

# A link or image of markdown; its address starts like one, so `[注](见下)` stays.
_LINK_RE: Final = re.compile(r"!?\[([^\[\]\n]{0,200})\]\((?:https?://|/|#)[^()\s]{0,300}\)")

# A span within a line between two pairs of asterisks that touch it, neither part of a longer row. A span that begins
# with a stop or ends with a pause lies between two masks: `被**、被**等`.
_BOLD_RE: Final = re.compile(r"(?<!\*)\*\*(?![\s*，。、；])([^*\n]{1,200})(?<![\s，、；])\*\*(?!\*)")

# Pairs of asterisks taken in turn, and what is between them; bounded like bold.
_PAIRED_RE: Final = re.compile(r"(?<!\*)\*\*([^*\n]{1,200})\*\*(?!\*)")

_ROUNDS: Final = 4
"""References may hide tags, tags may split references: residue nested deeper than this stays."""


def strip_markup(text: str) -> Cleaned:
    r"""Remove what is left of HTML and markdown.

    >>> strip_markup("应得到保障。</p>\n手续费&amp;nbsp;很高").text
    '应得到保障。\n手续费 很高'
    >>> strip_markup("## **一、原因**\n|---|---|\n见[官网](https://bank.example.com/)").text
    '一、原因\n见官网'
    >>> strip_markup("若 a < b 且 b > c，<手机号>不变；R&D，AT&T；***信息").edits
    ()
    """
    if not has_markup(text):
        return Cleaned(text=text)
    edits = in_turn(
        text, (_nested, _cut_tags, _table_rules, _table_rules, _links, _quotes, _bold, _underscored, _headings)
    )
    return cleaned(text, edits)


def has_markup(text: str) -> bool:
    """Whether any character or mark that residue begins with is there at all."""
    return any(map(text.__contains__, "<>&|#")) or any(
        mark[0] in text and mark in text for mark in ("**", "__", "](", "nbsp;")
    )


def _nested(text: str) -> tuple[Edit, ...]:
    """What hides one another, in rounds until nothing is found."""
    edits: tuple[Edit, ...] = ()
    now = text
    for _ in range(_ROUNDS):
        found = in_turn(now, (_references, _comments, _tags))
        if not found:
            break
        edits, now = compose(text, edits, found), apply(now, found)
    return edits


def _references(text: str) -> list[Edit]:
    if "&" not in text and "nbsp;" not in text:
        return []
    return substitutions(text, _REFERENCE_RE, "html.entity", _character) or substitutions(
        text, _CUT_SPACE_RE, "html.entity", " "
    )


def _character(match: re.Match[str]) -> str | None:
    """The character a reference stands for; a no-break space is a space; what names no character stays."""
    name, number = match.groups()
    if name is not None and name not in html5:
        return None
    return html.unescape(f"&{name or number}").replace("\xa0", " ")


def _comments(text: str) -> list[Edit]:
    return substitutions(text, _COMMENT_RE, "html.comment") if "<!" in text or "]]>" in text else []


def _tags(text: str) -> list[Edit]:
    if "<" not in text:
        return []
    return substitutions(text, _TAG_RE, "html.tag", lambda match: _break(text, match) if match[1] else "")


def _cut_tags(text: str) -> list[Edit]:
    return substitutions(text, _CUT_TAG_RE, "html.tag") if "<" in text or (">" in text and "/" in text) else []


def _break(text: str, match: re.Match[str]) -> str:
    """A line break where tags of blocks part two texts of a line."""
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    return "" if before in ("", "\n") or after in ("", "\n") else "\n"


def _table_rules(text: str) -> list[Edit]:
    if "--" not in text or "|" not in text:
        return []
    lines = substitutions(text, _TABLE_RULE_RE, "markdown.table")
    return lines or substitutions(text, _TABLE_CELLS_RE, "markdown.table")


def _links(text: str) -> list[Edit]:
    return substitutions(text, _LINK_RE, "markdown.link", _label) if "](" in text else []


def _label(match: re.Match[str]) -> str:
    """The words of a link; an image has none that a reader saw."""
    return "" if match[0].startswith("!") else match[1]


def _headings(text: str) -> list[Edit]:
    return substitutions(text, _HEADING_RE, "markdown.heading") if "#" in text else []


def _quotes(text: str) -> list[Edit]:
    return substitutions(text, _QUOTE_RE, "markdown.quote") if ">" in text else []


def _underscored(text: str) -> list[Edit]:
    return substitutions(text, _UNDERSCORED_RE, "markdown.bold", lambda match: match[1]) if "__" in text else []


def _bold(text: str) -> list[Edit]:
    """Bold marks go, unless the page masks words with asterisks and these could be two masks."""
    if "**" not in text:
        return []
    masks_words = "***" in text or any(map(_has_masks, text.split("\n")))
    return substitutions(
        text, _BOLD_RE, "markdown.bold", lambda m: m[1] if not masks_words or _is_label(text, m) else None
    )


def _has_masks(line: str) -> bool:
    """Whether pairs of asterisks in a line hide words: one has no partner, or what is between two cannot be bold."""
    inside = _PAIRED_RE.findall(line)
    return line.count("**") % 2 == 1 or any(text[0] in "，、；。" or text[-1] in "，、；的" for text in inside)


def _is_label(text: str, match: re.Match[str]) -> bool:
    """Whether a span in asterisks stands like a bold label: first on its line, and last or ended by a colon."""
    *earlier, before = _lines_before(text, match.start())
    opens = bool(earlier) and not before.strip(" \t-•·0123456789.、")
    return opens and (text[match.end() : match.end() + 1] in ("", "\n", ":", "：") or match[1][-1] in ":：")


def _lines_before(text: str, at: int) -> list[str]:
    """The lines in the 20 characters before `at`; the text's start counts as a line end."""
    return ("\n" + text[:at] if at <= 20 else text[at - 20 : at]).split("\n")

"""Cut markup into text and tags, in linear time and losing no text.

There is no tree: the blocks of a page are a flat list (`walk`), and what a tree costs - building it, walking it, a parser
that silently drops all text beyond some depth - buys nothing for it. Scripts, styles, comments and other elements that
hold no text of the page are cut out first; one that is never closed is not cut, so that no text is lost with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape as _unescape
from typing import Any, Final, TypeAlias

from pipelines.extract.tables import SKIPPED_TAGS

Token: TypeAlias = tuple[str, str | None, str | None, str | None, str | None]
"""A piece of text, then the tag behind it: `/` or ``, name as written, the same tag again and again as it follows, attributes.

Of a tag with attributes nothing is told to follow; without, there are no attributes. All four are None for a declaration."""

_HTML_RE: Final = re.compile(
    # Openers of a page or fragment. A closing tag alone is residue in copied text and makes no page of it.
    r"<(?:!doctype|html|head|body|title|meta|div|table|p|br|span|article|section|h[1-6]|ul|ol|li|b|i|font|strong|center|form|img|td|tr|a\s+href|!--)\b[^<]*>|<!--",
    re.IGNORECASE,
)
# Attributes end at `>` or, where a tag was never closed, at the next `<` that begins a tag; a value quoted behind `=` may
# hold both, any other quotation mark is a slip. Possessive, so that each character is read once.
ATTRIBUTES: Final = r"""([^<>"']*+(?:(?:(?<==)(?:"[^"]*+"|'[^']*+')|["']|<(?![a-zA-Z/!?]))[^<>"']*+)*+)>?"""
_NAME: Final = r"(/?)([a-zA-Z][^\s/<>]*+)"
_DECLARATION: Final = r"!\[CDATA\[|[!?/][^<>]*>"
_TAG_RE: Final = re.compile(rf"<(?:{_NAME}(?:>|{ATTRIBUTES})|{_DECLARATION})")
# The same, and all that is written just like it right behind: a page may nest a million elements, and is read in a moment.
_TAGS_RE: Final = re.compile(rf"<(?:{_NAME}(?:>((?:<\1\2>)*+)|{ATTRIBUTES})|{_DECLARATION})")
_CUT_NAMES: Final = "|".join(sorted(SKIPPED_TAGS))
_CUT_STARTS: Final = "".join(sorted({tag[0] + tag[0].upper() for tag in SKIPPED_TAGS}))
# The first letter is looked at first: most tags are none of these.
_CUT_RE: Final = re.compile(rf"<(?=[!{_CUT_STARTS}])(?:!--|((?i:{_CUT_NAMES}))(?=[\s/>]))")
_ATTRIBUTE_RE: Final = re.compile(r"""([^\s=/"'<>]++)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]++))?""")


# Zeros in front of a number, and a number no character has: of very many digits, reading it would be refused.
_ZEROS_RE: Final = re.compile(r"(?<=&#)0++(?=[0-9])")
_ENDLESS_RE: Final = re.compile(r"&#[0-9]{9,}+;?")


@dataclass(frozen=True, slots=True)
class Markup:
    """A page's markup without what holds no text, and the statements found on the way."""

    visible: str
    title: str | None = None
    json: tuple[str, ...] = ()
    """The sources of its JSON-LD."""
    left_out: str = field(default="", repr=False)
    """What was cut out, titles left aside: scripts, styles, comments."""


def is_html(text: str) -> bool:
    r"""Tell markup from copied text; a stray closing tag, or a mention of `<` in prose, is not markup.

    >>> is_html("<p>收到短信</p>"), is_html("<!DOCTYPE html><title>x</title>")
    (True, True)
    >>> is_html("短信說我欠款。</p>\n請還款"), is_html("1 < 2 且 3 > 2")
    (False, False)
    """
    return _HTML_RE.search(text) is not None


def cut(markup: str) -> Markup:
    """Cut out what holds no text: comments, scripts, forms' parts; NULs go too.

    >>> cut("<title>欠款 &amp; 短信</title>一<!-- 二 --><script>x</script>三<style>四")
    Markup(visible='一三<style>四', title='欠款 & 短信', json=())
    """
    markup = markup.replace("\0", "")
    kept: list[str] = []
    left_out: list[str] = []
    titles: list[str] = []
    json: list[str] = []
    at = 0
    for start, name, inside, end in _elements(markup):
        kept.append(markup[at:start])
        at = end
        if name == "title":
            titles.append(unescape(markup[inside : markup.rfind("<", inside, end)]))
            continue
        left_out.append(markup[start:end])
        if name == "script" and "ld+json" in markup[start:inside]:
            json.append(markup[inside : markup.rfind("<", inside, end)])
    return Markup("".join([*kept, markup[at:]]), next(iter(titles), None), tuple(json), "".join(left_out))


def _elements(markup: str) -> Iterator[tuple[int, str, int, int]]:
    """Where each outermost closed element without text starts, its name, where its content and where all of it ends."""
    unclosed: set[str] = set()
    at = 0
    while match := _CUT_RE.search(markup, at):
        name, at = (match[1] or "").lower(), match.end()
        if name in unclosed:
            continue
        inside = _tag_end(markup, match) if name else match.start() + 2
        closing = _closing(name).search(markup, inside)
        if closing is None:
            unclosed.add(name)
        else:
            at = closing.end()
            yield match.start(), name, inside, at


def _tag_end(markup: str, match: re.Match[str]) -> int:
    tag = _TAG_RE.match(markup, match.start())
    return tag.end() if tag else match.end()


@lru_cache(maxsize=64)
def _closing(name: str) -> re.Pattern[str]:
    """What ends an element, or a comment."""
    return re.compile(rf"</(?i:{name})(?=[\s/>]){ATTRIBUTES}" if name else "--!?>")


def unescape(text: str) -> str:
    r"""Resolve the references of a text, whatever number they name.

    >>> unescape("1 &lt; 2 &#20108;&copy"), unescape("&#" + "9" * 5000 + ";"), unescape("A&B")
    ('1 < 2 二©', '\ufffd', 'A&B')
    """
    if "&" not in text:
        return text
    if "&#" in text:
        text = _ENDLESS_RE.sub("\ufffd", _ZEROS_RE.sub("", text))
    return _unescape(text)


def tokens(visible: str) -> Iterator[Token]:
    """Yield text and tags in their order; the last token's tag is None.

    >>> list(tokens("一<P class=a>二</p></p>"))
    [('一', '', 'P', None, ' class=a'), ('二', '/', 'p', '</p>', None), ('', None, None, None, None)]
    """
    pieces: list[Any] = [*_TAGS_RE.split(visible), None, None, None, None]
    return zip(pieces[::5], pieces[1::5], pieces[2::5], pieces[3::5], pieces[4::5], strict=True)


def attributes(source: str) -> dict[str, str]:
    """The attributes of a tag by lower-case name, the first of each; an attribute without value is empty.

    >>> attributes(' class="a b" ID=c hidden')
    {'hidden': '', 'id': 'c', 'class': 'a b'}
    """
    return {name: unescape(value) for name, value in written_attributes(source).items()}


def written_attributes(source: str) -> dict[str, str]:
    """The attributes of a tag with their references as written, for who needs few of them.

    >>> written_attributes(' title="A &amp; B"')
    {'title': 'A &amp; B'}
    """
    return {name.lower(): value.strip("\"'") for name, value in reversed(_ATTRIBUTE_RE.findall(source))}

r"""The Chinese characters of a page as they come one after the other, whatever stands between them, without parsing it.

Pages write a word as `短<b>信</b>`, `短（duǎn）信`, `短&shy;信`, with blanks, comments or characters nobody sees inside. None of
that is a Chinese character, so what is left of it is the word. Words come to touch that were apart; who searches this
asks for several.

Links say what other pages are about. They are left out, but for those inside a sentence, and where hardly
anything stands outside of them.
"""

from __future__ import annotations

import re
from typing import Final

# Marks inside a sentence, with comments, and what nobody sees. No part crosses another tag's beginning: linear.
_INSIDE_RE: Final = re.compile(
    r"</?(?:b|i|u|s|em|font|mark|span|strong|wbr)(?:\s[^<>]{0,300})?/?>|<!--[^>]{0,300}>|&shy;|&zerowidth\w{0,9};|&zwn?j;"
    "|[\xad\u200b-\u200f\u2060-\u2064\ufeff]",
)
# Links with what they say, which is short: one that is never closed takes little with it. Bounded from each beginning on.
_LINK_RE: Final = re.compile(r"<a\s[^<>]*>.{0,300}?</a>", re.DOTALL)
# Tags with their attributes, of which those of meta elements are long, and comments. Each ends at the next tag: linear.
_TAG_RE: Final = re.compile(r"<(?:meta\s[^<>]*|[/a-z][^<>]{0,300}|!--[^>]{0,300})>")
# A character as a number, of a page's text, also where `&` was written as `&amp;`, or of its scripts' strings. The zeros
# stand apart from the digits behind them: one way to read each.
_NUMBER_RE: Final = re.compile(
    r"&(?:amp;){0,3}#(?:x0*(?P<hex>[1-9a-f][0-9a-f]{0,5})|0*(?P<dec>[1-9][0-9]{0,6}));?|\\u(?P<js>[0-9a-f]{4})"
)
_OTHER_RE: Final = re.compile("[^\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")  # what is no Chinese character
_NEAR: Final = 4
"""Characters beside a link, blanks among them, that tell whether it stands in a sentence."""
_APART: Final = frozenset("|｜>»·-;/\\")
"""What stands between links in rows of them."""
_LINKS_ONLY: Final = 2
"""A page with so many times as many characters in links as outside says what it says in links."""
_ASCII: Final = 0x80


def readable(text: str) -> str:
    r"""Return a page's text in small letters, with the characters that its numbers mean; markup in numbers stays.

    >>> readable(r"<B>&#0030701;&#x4FE1;\u7684&#60;")
    '<b>短信的&#60;'
    """
    text = text.lower()
    return _NUMBER_RE.sub(_character, text) if "&" in text or "\\u" in text else text


def without_tags(text: str) -> str:
    """Return a readable text without its tags and comments.

    >>> without_tags("短<b class='信'>信<!-- 的 --></b>")
    '短信'
    """
    return _TAG_RE.sub("", text)


def without_links(text: str) -> str:
    """Return a readable text without tags, and without links but for those inside a sentence.

    >>> without_links("<p>收到<a href='/1'>短&shy;信</a>，说我逾期</p><a href='/2'>贷款</a>")
    '收到短信，说我逾期'
    >>> without_links("<a href='/2'>贷款</a>")
    '贷款'
    """
    text = _INSIDE_RE.sub("", text)
    outside, whole = without_tags(_LINK_RE.sub(_inside_sentence, text)), without_tags(text)
    return whole if len(bare(outside)) * (1 + _LINKS_ONLY) < len(bare(whole)) else outside


def bare(text: str) -> str:
    """Return the Chinese characters of a text.

    >>> bare("短（duǎn）信 【xìn】!")
    '短信'
    >>> bare("SMS")
    ''
    """
    return _OTHER_RE.sub("", text)


def _character(match: re.Match[str]) -> str:
    """The character that a number means; markup written in numbers is none."""
    number = match["hex"] or match["js"]
    code = int(number, 16) if number else int(match["dec"])
    return chr(code) if _ASCII <= code <= 0x10FFFF else match[0]


def _inside_sentence(link: re.Match[str]) -> str:
    """A link that stands in a sentence as it is, and any other as nothing."""
    begin, end = link.span()
    before = link.string[max(0, begin - _NEAR) : begin].rstrip()[-1:]
    behind = link.string[end : end + _NEAR].lstrip()[:1]
    is_inside = (before and before not in _APART) or (behind and behind not in _APART and behind != "<")
    return link[0] if is_inside else ""

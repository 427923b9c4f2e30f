"""Parse markup into one lxml tree, losing no text.

libxml2 stops at a NUL and drops everything beyond 2,048 open elements, silently. NULs go; a page that is nested too deep
is parsed again with every tag but a few flat ones turned into a line break: its structure is lost, its text is not.
"""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

_HTML_RE: Final = re.compile(
    # Openers of a page or fragment. A closing tag alone is residue in copied text and makes no page of it.
    r"<(?:!doctype|html|head|body|title|meta|div|table|p|br|span|article|section|h[1-6]|ul|ol|li|b|i|font|strong|center|form|img|td|tr|a\s+href|!--)\b[^<]*>|<!--",
    re.IGNORECASE,
)
_FLAT: Final = frozenset({"html", "head", "body", "title", "meta", "link", "base", "script", "style", "p", "br"})
_TAG_RE: Final = re.compile(r"</?([a-zA-Z][\w:-]*)[^<>]*>")
_TOO_DEEP: Final = "ERR_RESOURCE_LIMIT"


def is_html(text: str) -> bool:
    r"""Tell markup from copied text; a stray closing tag, or a mention of `<` in prose, is not markup.

    >>> is_html("<p>收到短信</p>"), is_html("<!DOCTYPE html><title>x</title>")
    (True, True)
    >>> is_html("短信說我欠款。</p>\n請還款"), is_html("1 < 2 且 3 > 2")
    (False, False)
    """
    return _HTML_RE.search(text) is not None


def parse(markup: str) -> etree._Element | None:
    """Return the root element, or None for markup without any element or text.

    >>> root = parse("<div>" * 5000 + "深处")
    >>> root is not None and "".join(root.itertext())
    '深处'
    """
    markup = markup.replace("\0", "")
    root, is_whole = _parse(markup)
    if not is_whole:
        root, _ = _parse(flatten(markup))
    return root


def flatten(markup: str) -> str:
    """Turn every tag that can nest into a line break.

    >>> flatten("<div><p>一</p><b>二</b></div>")
    '<br><p>一</p><br>二<br><br>'
    """
    return _TAG_RE.sub(lambda match: match[0] if match[1].lower() in _FLAT else "<br>", markup)


def _parse(markup: str) -> tuple[etree._Element | None, bool]:
    """The tree, and whether the parser reached the end of the page."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(markup.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:  # libxml2's word for a document without content
        return None, True
    return root, not any(entry.type_name == _TOO_DEEP for entry in parser.error_log)

"""The tree of a list page, and what a selector finds in it, in time that grows with the page whatever a stranger made it of.

lxml compares each attribute of a tag with all before it, parsel looks below each of a selector's matches for itself, and
XPath compares what it finds below one with what it found below another: each is quadratic, and a page of some kilobytes
would hold up a crawl of all hosts for minutes. So a page of more than a list can be made of is refused before it is parsed,
and a selector is found one compound after the other, each by one walk over the tree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from cssselect import parse
from cssselect.parser import CombinedSelector, Tree
from lxml import etree
from lxml.html import HTMLParser
from parsel.csstranslator import HTMLTranslator

from pipelines.errors import UnreadablePage

if TYPE_CHECKING:
    from lxml.etree import _Element

Found: TypeAlias = "set[_Element]"

MOST_TAGS: Final = 50_000
"""Tags of a page, closing ones counted too: far more than the longest list of links has."""
MOST_ATTRIBUTES: Final = 10_000
"""Attributes of a tag; of one that is not well written, all words that stand before the next tag count."""
_LONG: Final = 2 * MOST_ATTRIBUTES
"""Characters that so many attributes have at least."""
# An attribute as every reader takes it: its value quoted, or without what could end it. Possessive: each character is read once.
_ATTRIBUTE: Final = r"""\s++[\w:@.-]++(?:\s*+=\s*+(?:"[^"<>]*+"|'[^'<>]*+'|[^\s"'<>=`]++))?+"""
_ATTRIBUTE_RE: Final = re.compile(rf"(?<!\s){_ATTRIBUTE}")
_TAG_RE: Final = re.compile(rf"/?+[a-zA-Z][\w:-]*+(?:{_ATTRIBUTE})*+\s*+/?+>")
# What may part two attributes where no two readers agree. A class: linear.
_BETWEEN_RE: Final = re.compile(r"[\s/\"']")
_TRANSLATOR: Final = HTMLTranslator()
_NESTED: Final = 3
"""Links within links that say the same; none should stand in another."""


def tree_of(markup: str, url: str) -> _Element:
    """Return the root of a page's tree; a page without elements has an empty one.

    >>> tree_of("<p>一<b>二", "https://example.com/").xpath("//b/text()")
    ['二']

    Raises:
        UnreadablePage: `too_large` for more tags, attributes or levels than a list has.
    """
    if markup.count("<") > MOST_TAGS:
        raise UnreadablePage("too_large", f"{url}: more than {MOST_TAGS:,} tags: no list of links has as many")
    if any(len(piece) > _LONG and _attributes(piece) > MOST_ATTRIBUTES for piece in markup.split("<")):
        raise UnreadablePage("too_large", f"{url}: a tag of more than {MOST_ATTRIBUTES:,} attributes")
    parser = HTMLParser(recover=True, encoding="utf-8", huge_tree=True)
    body = markup.strip().replace("\0", "").encode("utf-8", "replace")
    root = etree.fromstring(body or b"<html/>", parser)
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise UnreadablePage("too_large", f"{url}: nested deeper than it can be read: links behind that would be lost")
    return etree.fromstring(b"<html/>") if root is None else root


def _attributes(piece: str) -> int:
    """How many attributes a tag may have at most: `piece` is what follows upon its `<`, up to the next.

    >>> _attributes('p title="a / b" hidden>one two three'), _attributes('p "a>b c')
    (2, 3)
    """
    tag = _TAG_RE.match(piece)
    return len((_ATTRIBUTE_RE if tag else _BETWEEN_RE).findall(tag[0] if tag else piece))


def elements_of(root: _Element, css: str) -> Found:
    """Return the elements that a selector names.

    >>> sorted(found.text for found in elements_of(tree_of("<ul><li>一</ul><p>二", ""), "ul > li, p"))
    ['一', '二']
    """
    return {element for selector in parse(css) for element in _found(root, selector.parsed_tree)}


def below(root: _Element, marked: Found) -> Found:
    """Return the elements that stand in one of those that are marked."""
    found: Found = set()
    for element in root.iter("*"):
        parent = element.getparent()
        if parent is not None and (parent in marked or parent in found):
            found.add(element)
    return found


def _found(root: _Element, tree: Tree) -> Found:
    if not isinstance(tree, CombinedSelector):
        named = root.xpath(f"descendant-or-self::{_TRANSLATOR.xpath(tree)}")
        return set(cast("list[_Element]", named))
    return _BESIDE[tree.combinator](root, _found(root, tree.selector)) & _found(root, tree.subselector)


def _children(_: _Element, marked: Found) -> Found:
    return {child for parent in marked for child in parent.iterchildren("*")}


def _next(_: _Element, marked: Found) -> Found:
    return {sibling for each in marked for sibling in _first(each.itersiblings("*"))}


def _first(elements: Iterator[_Element]) -> Iterator[_Element]:
    yield from (element for element, _ in zip(elements, range(1), strict=False))


def _behind(_: _Element, marked: Found) -> Found:
    """The later siblings, each looked at once: what stands behind the first that is marked stands behind the others."""
    found: Found = set()
    for each in marked:
        for sibling in each.itersiblings("*"):
            if sibling in found:
                break
            found.add(sibling)
    return found


_BESIDE: Final[dict[str, Callable[[_Element, Found], Found]]] = {
    " ": below,
    ">": _children,
    "+": _next,
    "~": _behind,
}
"""By combinator: where what stands to its right may be, given what stands to its left."""


def words_of(root: _Element) -> dict[_Element, str]:
    """Return what each link of a tree says, in its order: its text, or its title, or what it calls the pictures it shows.

    >>> page = "<a href=1>一<b>二</b><!-- x -->三</a>四<a href=2><img alt=五></a><a>六</a>"
    >>> [*words_of(tree_of(page, "")).values()]
    ['一二三', '五']
    """
    texts: dict[_Element, list[str]] = {}
    shown: dict[_Element, list[str]] = {}
    links: list[_Element] = []
    walk: Any = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event == "start":
            if element.tag == "a" and "href" in element.attrib:
                links.append(element)
                texts[element], shown[element] = [], []
            elif element.tag == "img" and links:
                shown[links[-1]].append(element.get("alt", ""))
            said = element.text
        else:
            if links and links[-1] is element:
                links.pop()
            said = element.tail
        for link in links[-_NESTED:] if said else ():
            texts[link].append(said)
    return {
        link: " ".join("".join(texts[link]).split()) or link.get("title", "") or "".join(shown[link]) for link in texts
    }

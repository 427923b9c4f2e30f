"""Markup as the standard reads it: the cases of html5lib, compared by the text a reader sees.

White space is left out of the comparison, and so is the order of text that a table pushes in front of itself. Where this
room reads otherwise on purpose, the case stands in `differences.json` under its reason; a case that comes to agree must
leave that list.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from pathlib import Path
from typing import Final

import pytest

from pipelines.extract.tables import SKIPPED_TAGS
from pipelines.extract.tokens import cut
from pipelines.extract.walk import read_page

CASES: Final = Path(__file__).parents[2] / "fixtures" / "html5lib"
TREES: Final[list[tuple[str, str, str]]] = json.loads(gzip.decompress((CASES / "trees.json.gz").read_bytes()))
TOKENS: Final[list[tuple[str, str, str]]] = json.loads(gzip.decompress((CASES / "tokens.json.gz").read_bytes()))
DIFFERENCES: Final[dict[str, list[str]]] = json.loads((CASES / "differences.json").read_text("utf-8"))
SILENT: Final = SKIPPED_TAGS | {"head"}
_ELEMENT_RE: Final = re.compile(r"<(?:svg |math )?([^>]+)>")


def flat(text: str) -> str:
    """A text without white space, NUL and byte order marks."""
    return re.sub("[\\s\0\ufeff]+", "", text)


def shown(markup: str) -> str:
    """The text this room reads from markup."""
    page = read_page(cut(markup).visible)
    return flat("".join([*(block.text for block in page.blocks), *page.rest]))


def expected(tree: str) -> str:
    """The text of a tree as the cases print it: a node on each line, indented by its depth."""
    texts: list[str] = []
    silent_from = 1000
    for node in re.split(r"\n(?=\| )", tree):
        content = node[2:].lstrip(" ")
        depth = len(node) - len(content)
        if depth > silent_from:
            continue
        element = _ELEMENT_RE.match(content)
        silent_from = depth if element and element[1] in SILENT else 1000
        if content.startswith('"'):
            texts.append(content[1:].removesuffix('"'))
    return flat("".join(texts))


def agrees(markup: str, tree: str) -> bool:
    """Whether both read the same text, wherever a table puts it."""
    return Counter(shown(markup)) == Counter(expected(tree))


@pytest.mark.parametrize("file", sorted({file for file, *_ in TREES}))
def test_pages_show_the_text_of_the_standards_tree(file: str) -> None:
    """But for the differences that are listed, and these differ still."""
    listed = {markup for markups in DIFFERENCES.values() for markup in markups}
    cases = [(markup, tree) for name, markup, tree in TREES if name == file]

    differing = {markup for markup, tree in cases if not agrees(markup, tree)}

    assert differing == {markup for markup, _ in cases} & listed


def test_only_named_reasons_cost_text() -> None:
    """Text of the standard's tree that is not read here is markup shown raw, a form's, a script's stand-in, or no letter."""
    less = {
        reason
        for reason, markups in DIFFERENCES.items()
        for _, markup, tree in TREES
        if markup in markups and Counter(expected(tree)) - Counter(shown(markup))
    }

    assert less <= {"raw", "form", "noscript", "declaration", "no character"}


@pytest.mark.parametrize("file", sorted({file for file, *_ in TOKENS}))
def test_characters_are_read_as_the_standard_reads_them(file: str) -> None:
    """References too; what an unfinished declaration or comment swallows there stays as text here."""
    wrong = [
        markup
        for name, markup, said in TOKENS
        if name == file and not _reads(markup, _without_controls(flat(said)), _without_controls(shown(markup)))
    ]

    assert wrong == []


def _reads(markup: str, said: str, read: str) -> bool:
    """Whether both are the same, or more is read of markup that ends inside a declaration or CDATA."""
    return said == read or (re.search(r"<(?:[!?]|/[^a-zA-Z])", markup) is not None and read.startswith(said))


def _without_controls(text: str) -> str:
    """The text without what names no character: Python resolves references to these to nothing."""
    return "".join(
        char for char in text if not (ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 or _is_no_character(char))
    )


def _is_no_character(char: str) -> bool:
    return "\ufdd0" <= char <= "\ufdef" or ord(char) & 0xFFFE == 0xFFFE

r"""Which pages of other people's archives may be articles for us, told from their bytes before anybody parses them.

An article that the rules of relevance keep speaks of messages and of lending, in words of their tables. So a page passes
where enough different words of these tables stand in its bytes, in any charset and script that Chinese pages come in. It
is no judgement: much that passes is rejected later, and what is passed over would have been.

Words inside links and meta elements do not count, since every page of a site that writes of loans links to pages
that do. Tags inside words are passed over, and characters written as numbers (`&#30701;`, `\u77ed`) are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import product
from typing import Final, NamedTuple

from ahocorasick_rs import BytesAhoCorasick, Implementation

from pipelines.labels.cues import meanings
from pipelines.labels.relevance import TELLING_ISSUES
from pipelines.labels.rules import rules
from pipelines.lexicon.dictionaries import dictionary
from pipelines.lexicon.lenders import lenders

LEAST_WORDS: Final = 3
"""Different words of the subject that a page must hold; those that the rules keep have four and more."""
_SHORT: Final = 450
"""Bytes beyond ASCII, some 150 characters: in so short a text words of the rules for issues count too."""
_CHARSETS: Final = ("utf-8", "gb18030", "big5hkscs")
_MOST_FORMS: Final = 32
"""Spellings of one word in traditional characters: 里 and 发 have several, and their products grow."""
_ASCII: Final = bytes(range(128))
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff")
# Links with what they say, and meta elements. What a link says is short: one that is never closed takes little with it.
# No part crosses another tag's beginning or is unbounded: linear.
_ASIDE_RE: Final = re.compile(rb"<[aA]\s[^<>]*>.{0,300}?</[aA]>|<(?:meta|META)\s[^<>]*>", re.DOTALL)
# What may stand inside a word: a tag, 短<b>信</b>, or a reading, 贷(dài)款. No byte of a Chinese character is a bracket; bounded.
_INSIDE_RE: Final = re.compile(rb"</?[A-Za-z][^<>]{0,300}>|\([^()<>\s]{1,10}\)")
# A character as a number, of a page's text or of its scripts' strings; bounded.
_NUMBER_RE: Final = re.compile(rb"&#(?:[xX](?P<hex>[0-9A-Fa-f]{4,5})|(?P<dec>[0-9]{5,6}));?|\\u(?P<js>[0-9A-Fa-f]{4})")
_FEW_NUMBERS: Final = 8
"""Fewer characters as numbers are quotation marks and the like."""


class _Search(NamedTuple):
    machine: BytesAhoCorasick
    words: tuple[int, ...]
    """For each pattern, the number of the word it spells; …"""
    telling: int
    """… those below this number are of the subject by themselves."""


def may_be_relevant(body: bytes) -> bool:
    r"""Return whether a page's bytes hold enough of the words that articles for us are written in.

    >>> may_be_relevant("<p>收到催收短信,说我逾期欠款</p>".encode("gb18030"))
    True
    >>> may_be_relevant("<p>收到催收簡訊,說我逾期欠款</p>".encode("big5"))
    True
    >>> may_be_relevant("<p>今天天气很好,适合出门</p><a href='/1'>催收短信说我逾期欠款</a>".encode())
    False
    """
    if body.startswith(_WIDE):
        return True
    search = _search()
    text = _INSIDE_RE.sub(b"", _ASIDE_RE.sub(b" ", _spelled_out(body)))
    matches = search.machine.find_matches_as_indexes(text, overlapping=True)
    found = {search.words[pattern] for pattern, _, _ in matches}
    if sum(number < search.telling for number in found) >= LEAST_WORDS:
        return True
    return len(found) >= LEAST_WORDS and len(text.translate(None, _ASCII)) <= _SHORT


def _spelled_out(body: bytes) -> bytes:
    r"""The bytes with characters for their numbers, in UTF-8.

    >>> _spelled_out(b"&#30701;&#x4fe1;" * 4).decode()[:2]
    '短信'
    """
    if body.count(b"&#") + body.count(b"\\u") < _FEW_NUMBERS:
        return body
    return _NUMBER_RE.sub(_character, body)


def _character(match: re.Match[bytes]) -> bytes:
    number = match["hex"] or match["js"]
    code = int(number, 16) if number else int(match["dec"])
    return chr(code).encode("utf-8", "surrogatepass") if code <= 0x10FFFF else match[0]


@cache
def _search() -> _Search:
    telling = _telling()
    words = (*telling, *(word for word in _of_issues() if word not in telling))
    patterns = {form: number for number, word in enumerate(words) for form in _forms(word)}
    # The fastest automaton: bytes have few values, so that it stays small.
    machine = BytesAhoCorasick(list(patterns), implementation=Implementation.DFA)
    return _Search(machine, tuple(patterns.values()), len(telling))


def _telling() -> dict[str, None]:
    """The words of the relevance table that speak of messages or of lending, and the names of lenders."""
    cues = (
        word for word, said in meanings().items() if any(topic in ("message", "lending") and w for topic, w in said)
    )
    names = (alias for lender in lenders() if lender.lends for alias in lender.aliases)
    return dict.fromkeys(filter(_is_word, (*cues, *names)))


def _of_issues() -> Iterable[str]:
    """The words of rules by which an article may be told to belong without a word of the relevance table."""
    return filter(_is_word, (word for rule in rules() if rule.label in TELLING_ISSUES for word in rule.lists[0]))


def _is_word(word: str) -> bool:
    """Single characters stand in every text, and Latin letters in every page's scripts."""
    return len(word) > 1 and not word.isascii()


def _forms(word: str) -> Iterator[bytes]:
    """A word's bytes, simplified and traditional, in every charset that has its characters."""
    for spelling in _spellings(word):
        for charset in _CHARSETS:
            try:
                yield spelling.encode(charset)
            except UnicodeEncodeError:  # no such character there, and so no such page
                continue


def _spellings(word: str) -> Iterable[str]:
    traditional = _traditional()
    spelled = ("".join(each) for each in product(*((character, *traditional.get(character, ())) for character in word)))
    return (each for each, _ in zip(spelled, range(_MOST_FORMS), strict=False))


@cache
def _traditional() -> dict[str, tuple[str, ...]]:
    """For each simplified character, those that become it."""
    found: dict[str, tuple[str, ...]] = {}
    for traditional, simplified in dictionary("TSCharacters").items():
        if traditional != simplified:
            found[simplified] = (*found.get(simplified, ()), traditional)
    return found

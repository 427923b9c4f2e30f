"""Which pages of other people's archives may be articles for us, told from their bytes before anybody parses them.

An article that the rules of relevance keep speaks of messages and of lending, in words of their tables. So a page passes
where enough different words of these tables stand in it, in any charset and script that Chinese pages come in. It
is no judgement: much that passes is rejected later, and what is passed over would have been.

The bytes are decoded as the page would be, and the words searched in its bare characters: no disguise of single
characters hides a word. What cannot be decoded without its headers passes whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import product
from typing import Final, NamedTuple

from ahocorasick_rs import BytesAhoCorasick, Implementation

from pipelines.errors import UnreadablePage
from pipelines.extract.charset import decode
from pipelines.labels.cues import meanings
from pipelines.labels.relevance import TELLING_ISSUES
from pipelines.labels.rules import rules
from pipelines.lexicon.dictionaries import dictionary
from pipelines.lexicon.lenders import lenders
from pipelines.warc.bare_characters import bare, readable, without_links, without_tags

LEAST_WORDS: Final = 3
"""Different words of the subject that a page must hold; those that the rules keep have four and more."""
_SHORT: Final = 130
"""Characters; in so short a text words of the rules for issues count too."""
_MOST_FORMS: Final = 32
"""Spellings of one word in traditional characters: 里 and 发 have several, and their products grow."""
_LEAST_CHARACTERS: Final = 3
"""Chinese characters of a word with others in it, such as 招行e招贷, by which it is known without these: 回复td is not."""


class _Search(NamedTuple):
    machine: BytesAhoCorasick
    words: tuple[int, ...]
    """For each pattern, the number of the word it spells; …"""
    telling: int
    """… those below this number are of the subject by themselves."""
    mixed: tuple[tuple[str, int], ...]
    """Words that need their letters and digits, and their numbers."""


def may_be_relevant(body: bytes) -> bool:
    r"""Return whether a page's bytes hold enough of the words that articles for us are written in.

    >>> may_be_relevant("<p>收到催收短信,说我逾期欠款</p>".encode("gb18030"))
    True
    >>> may_be_relevant("<p>收到催收簡訊,說我逾期欠款</p>".encode("big5"))
    True
    >>> may_be_relevant("<p>今天天气很好,适合出门</p><a href='/1'>催收短信说我逾期欠款</a>".encode())
    False
    """
    try:
        text = readable(decode(body).text)
    except UnreadablePage as error:
        return error.reason == "unknown_charset"
    if len(_words_in(without_tags(text))) < LEAST_WORDS:  # links and all: most pages go no further
        return False
    text = without_links(text)
    found, telling = _words_in(text), _search().telling
    return sum(number < telling for number in found) >= LEAST_WORDS or (
        len(found) >= LEAST_WORDS and len(bare(text)) <= _SHORT
    )


def _words_in(text: str) -> set[int]:
    search = _search()
    matches = search.machine.find_matches_as_indexes(bare(text).encode(), overlapping=True)
    found = {search.words[pattern] for pattern, _, _ in matches}
    found.update(number for word, number in search.mixed if word in text)
    return found


@cache
def _search() -> _Search:
    telling = _telling()
    words = (*telling, *(word for word in _of_issues() if word not in telling))
    known = [bare(word) if len(bare(word)) >= _LEAST_CHARACTERS else word for word in words]
    mixed = tuple((word.lower(), number) for number, word in enumerate(known) if bare(word) != word)
    pure = [(word, number) for number, word in enumerate(known) if bare(word) == word]
    patterns = {spelling.encode(): number for word, number in pure for spelling in _spellings(word)}
    # The fastest automaton: bytes have few values, so that it stays small.
    machine = BytesAhoCorasick(list(patterns), implementation=Implementation.DFA)
    return _Search(machine, tuple(patterns.values()), len(telling), mixed)


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


def _spellings(word: str) -> Iterable[str]:
    """A word in simplified and traditional characters."""
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

"""Signals of quality, read off a clean body: whoever trains a classifier may filter by them.

A text that a signal calls beyond use is dropped for it (`unusable`): the bars are where nobody could read or learn from it.

好的，以下是一篇关于催收的文章        XXX公司的客服        为熟悉决这个问题，使用者…        …点击查看全文
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final, NamedTuple

from pipelines.lexicon.adverts import BROKERAGE, VICES
from pipelines.lexicon.generators import PROMPTS, SYNONYMS, TEMPLATES
from pipelines.types import Cleaned

_SHINGLE: Final = 12
"""Characters: longer than names and set phrases."""
_ENOUGH: Final = 20_000
"""Characters that tell how much a text repeats itself."""
_SURE: Final = 5
"""So many words of pairs, and their share says what it seems to; of fewer it counts for less."""

_REPETITIVE: Final = 0.6
"""More than half of a text said before: its lines that repeat whole are gone by then. Lyrics and forms stay below."""
_SPAM: Final = (8, 8.0)
"""Words of adverts, and so many to 1,000 characters: an article about what they sell, or with adverts around it, has a few."""
_GENERATED: Final = (4, 4.0)
"""Traces of a generator, and so many to 1,000 characters: a quoted answer or a template not filled is one."""
_SPUN: Final = (12, 0.8)
"""Words of a spinner, and their share: writers use some of them by themselves."""
_PADDING: Final = 300
"""Characters added to every length: two words in a short post are no density."""

_UNTOLD_RE: Final = re.compile(r"[\W_]+")
_ADVERT_RULES: Final = ("advert.", "boilerplate.spam")
_VICE_RE: Final = re.compile("|".join(map(re.escape, sorted(VICES, key=lambda word: (-len(word), word)))))
_OFFER_RE: Final = re.compile("|".join(map(re.escape, sorted(VICES | BROKERAGE, key=lambda word: (-len(word), word)))))
# Where a line or a sentence begins: an article about such programs speaks of them inside its sentences.
_PROMPT_RE: Final = re.compile(rf"(?:^|(?<=[。！？\n]))(?:{'|'.join(PROMPTS)})", re.MULTILINE)
_TEMPLATE_RE: Final = re.compile("|".join(TEMPLATES))
# A line of English prose: six words and more, no Chinese, no address; code has other characters.
_ENGLISH_RE: Final = re.compile(
    r"^[A-Z\"“][A-Za-z]{0,20}(?:[ ,;:'’\"“”-]{1,3}[A-Za-z0-9]{1,20}){5,}[.!?\"”]{0,2}$", re.MULTILINE
)
_HAN_RE: Final = re.compile("[一-鿿]")
_WORDS_RE: Final = re.compile("|".join(sorted({*SYNONYMS, *SYNONYMS.values()}, key=lambda word: (-len(word), word))))

# What a list of articles, or a page for members, prints where it cuts a text.
_CUT_RE: Final = re.compile(
    r"(?:\.{3,6}|…{1,2}|[\[【(（<]?(?:点击)?(?:查看|阅读|展开)(?:全文|更多|剩余[^\n]{0,8})[\]】)）>]?|未完待续)\s?[>»]{0,2}$"
)
_STOP_RE: Final = re.compile(r"[。！？!?.…”’」』》）)\]】>；;~～]$")
_OPEN_RE: Final = re.compile("[，、：,:]$")
_PROSE: Final = 30
"""Characters of a last line that is no heading, signature or item of a list."""


class Quality(NamedTuple):
    """The fields of the column `quality`."""

    repetition: float
    """0 to 1: which share of the shingles of twelve letters has stood before."""
    spam_words: int
    """Words of adverts: of vice in the text, of all kinds in the lines that were dropped."""
    generator_traces: int
    """Prompts and answers, templates not filled, lines of English in a Chinese text."""
    spun: float
    """0 to 1: which share of the words that spinners exchange is theirs."""
    truncated: bool
    """Whether the text ends in mid-sentence."""


def read_quality(body: Cleaned) -> Quality:
    r"""Return the signals of a clean body.

    >>> read_quality(Cleaned(text="好的，以下是一篇文章。\nXXX平台发来短信，要我"))
    Quality(repetition=0.0, spam_words=0, generator_traces=2, spun=0.0, truncated=False)
    >>> sum(read_quality(Cleaned(text="平台发来短信，说我欠款。")))
    0.0
    """
    return Quality(
        repetition=round(repetition(body.text), 4),
        spam_words=_spam_words(body),
        generator_traces=generator_traces(body.text),
        spun=round(spun(body.text), 4),
        truncated=is_truncated(body.text),
    )


def unusable(text: str, quality: Quality) -> str | None:
    """Return the reason to drop a clean text of this quality, or None.

    >>> unusable("平台发来短信", Quality(0.7, 0, 0, 0.0, truncated=False)), unusable("平台发来短信", Quality(0.3, 1, 1, 1.0, truncated=True))
    ('repetitive', None)
    """
    fewest, share = _SPUN
    if quality.repetition >= _REPETITIVE:
        return "repetitive"
    if _is_full_of(quality.spam_words, text, *_SPAM):
        return "spam"
    if _is_full_of(quality.generator_traces, text, *_GENERATED):
        return "generated"
    return "spun" if quality.spun >= share and _spinners_words(text)[True] >= fewest else None


def _is_full_of(count: int, text: str, fewest: int, to_thousand: float) -> bool:
    return count >= max(fewest, to_thousand * (len(text) + _PADDING) / 1000)


def repetition(text: str) -> float:
    """Return which share of the shingles of a text stands in it earlier, 0 to 1; punctuation does not count.

    >>> repetition("平台每天发短信催我还款，我从来没有借过钱。" * 3) > 0.4, repetition("平台每天发短信，我从来没有借过钱。")
    (True, 0.0)
    """
    told = _UNTOLD_RE.sub("", text[:_ENOUGH])
    count = len(told) - _SHINGLE + 1
    if count < 1:
        return 0.0
    return 1 - len({told[at : at + _SHINGLE] for at in range(count)}) / count


def generator_traces(text: str) -> int:
    """Return how many traces of a generator stand in a text.

    >>> generator_traces("作为AI语言模型，我无法联系XXX公司。"), generator_traces("他说作为AI语言模型，它不会骗人，尾号138XXXX5678。")
    (2, 0)
    """
    english = sum(1 for _ in _ENGLISH_RE.finditer(text)) if _HAN_RE.search(text) else 0
    return english + sum(1 for rule in (_PROMPT_RE, _TEMPLATE_RE) for _ in rule.finditer(text))


def spun(text: str) -> float:
    """Return which share of the words that spinners exchange is theirs, 0 to 1; few such words never make it high.

    >>> spun("为熟悉决使用者的德律风，之一步先容起因。"), spun("用户起诉的起因是短信，原因很多。")
    (1.0, 0.2)
    """
    words = _spinners_words(text)
    return words[True] / max(_SURE, words.total())


def _spinners_words(text: str) -> Counter[bool]:
    """How many words of pairs are a spinner's, and how many a writer's."""
    return Counter(match[0] in SYNONYMS for match in _WORDS_RE.finditer(text))


def is_truncated(text: str) -> bool:
    r"""Return whether a text ends where its writer did not.

    >>> is_truncated("平台发来短信，说我..."), is_truncated("平台发来短信，"), is_truncated("平台发来短信。\n编辑：小王")
    (True, True, False)
    """
    last = text.rstrip().rpartition("\n")[2]
    if _CUT_RE.search(last) or _OPEN_RE.search(last):
        return True
    return len(last) >= _PROSE and "，" in last and _STOP_RE.search(last) is None


def _spam_words(body: Cleaned) -> int:
    """Words of vice in what is left, of all adverts in the lines that went: brokers' words are the articles' too."""
    dropped = (edit.before for edit in body.edits if any(rule in edit.rule for rule in _ADVERT_RULES))
    return len(_VICE_RE.findall(body.text)) + sum(len(_OFFER_RE.findall(line)) for line in dropped)

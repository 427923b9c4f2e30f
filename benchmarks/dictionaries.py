"""The conversion of script with the older dictionaries, against opencc-python-reimplemented: the same for every text.

    python -m benchmarks.dictionaries --shared ../shared

Asked of every key of the dictionaries, of 10,000 generated strings in which their words overlap, and of the seeds and
the articles of the real pages where the shared folder stands. Leaves with 1 where any text comes out otherwise.
"""

from __future__ import annotations

import argparse
import gzip
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, get_args

from pipelines.errors import UnreadablePage
from pipelines.extract import extract
from pipelines.lexicon.dictionaries import Config, Edition, dictionary, engine, recipe
from pipelines.text.script import ReferenceConfig, convert_reference

REFERENCE: Final[tuple[ReferenceConfig, ...]] = get_args(ReferenceConfig)
GENERATED: Final = 10_000


def keys(config: Config, edition: Edition = "base") -> list[str]:
    """Every word that a configuration's dictionaries have.

    >>> "乾隆" in keys("t2s"), "隆乾" in keys("t2s")
    (True, False)
    """
    return sorted(
        {key for group in recipe(config, edition).chain for name in group for key in dictionary(name, edition)}
    )


def generated(config: Config, count: int, seed: int = 7) -> Iterator[str]:
    """So many strings of words, halves of words and other characters, run together so that phrases overlap."""
    dice = random.Random(seed)
    words = keys(config)
    phrases = [word for word in words if len(word) > 1]
    for _ in range(count):
        yield _run_together(phrases, dice) + _run_together(words, dice)


def _run_together(words: Sequence[str], dice: random.Random) -> str:
    pieces = []
    for _ in range(dice.randint(1, 8)):
        word = dice.choice(words)
        start = dice.randrange(len(word))
        pieces += [word, word[start:], word[: start + 1], dice.choice(["，", "\n", "的", "a", "𠮷", ""])][
            :: dice.choice([1, 2, 3])
        ]
    return "".join(pieces)


def real_texts(shared: Path) -> Iterator[str]:
    """The seeds as they stand, and the articles of the pages; a page that holds none gives nothing."""
    for path in sorted((shared / "seeds").glob("*.txt")):
        yield path.read_text("utf-8", "replace")
    for path in sorted((shared / "pages" / "html").glob("*.html.gz")):
        try:
            yield extract(gzip.decompress(path.read_bytes())).text
        except UnreadablePage as error:
            print(f"{path.name}: {error}")


def differing(config: ReferenceConfig, texts: Sequence[str]) -> list[str]:
    """The texts that come out otherwise than from the older package.

    >>> differing("t2s", ["頭髮發白", "乾隆年間"])
    []
    """
    ours = engine(config, "base")
    return [text for text in texts if ours.convert(text) != convert_reference(text, config)]


def is_same(shared: Path) -> bool:
    """Print for each configuration and kind of text how many come out the same; whether all do."""
    real = list(real_texts(shared)) if (shared / "seeds").is_dir() else []
    wrong = 0
    for config in REFERENCE:
        strings = list(generated(config, GENERATED // len(REFERENCE)))
        for kind, texts in (("keys", keys(config)), ("generated strings", strings), ("seeds and pages", real)):
            found = differing(config, texts)
            wrong += len(found)
            print(f"{config}, older dictionaries: {len(texts) - len(found):,} of {len(texts):,} {kind} the same")
            for text in found[:3]:
                print(f"  {text[:80]!r}")
    return not wrong


def main() -> int:
    """Print the figures; 1 if any text differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    return 0 if is_same(parser.parse_args().shared.resolve()) else 1


if __name__ == "__main__":
    sys.exit(main())

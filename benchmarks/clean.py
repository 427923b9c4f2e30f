"""Characters per second of `clean` as a whole, what each stage takes of it, and whether time grows evenly with length.

    python -m benchmarks.clean

Documents are 1,500 characters of the practice web's bodies: undamaged; in traditional script and glossed by the practice
web's converter, without the lines that slipped; and those that did. Every figure is the best of several rounds on one
core, in CPU time. The peer does one thing of all that `clean` does: opencc-python-reimplemented converts the script of the
same glossed documents. The edits of a text are made spans of the original when they are asked for, so a pace of its own
tells what that costs. Leaves with 1 below a bar.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from rich.console import Console
from rich.table import Table

from benchmarks.slips import loading_seconds
from crawler.practice import PracticeWeb
from crawler.practice.damage.converter import Converter, without_glosses
from crawler.practice.damage.script import to_traditional
from pipelines.text import STAGES, clean, trace
from pipelines.text.script import convert_reference
from pipelines.text.slips import repair_slips
from pipelines.types import Cleaned, Stage

LENGTH: Final = 1500
ROUNDS: Final = 5
UNDAMAGED_PACE: Final = 5e6
GLOSSED_PACE: Final = 2e6
RUN_MS: Final = 5.0
LOAD_MS: Final = 100.0
EVEN: Final = 3.0
"""How much dearer a character of the longest text may be than one of the shortest: caches end somewhere."""
SIZES: Final = (1_000, 100_000, 10_000_000)
_SAMPLE: Final = 100_000
"""So many characters are cleaned at least to tell what one costs."""

PIECES: Final = (
    "(", "（", "?", "!", " ", "a", "\n", "发(", "發(fā)", "(fā)", "((a))", "[a](", "<p ", "&amp;", "**", "|-", "# ", "1", "1 ",
    "一", "a@", "QQ:", "微信", "扣", "问", "这些问", "於", "著", "，", ",", "\ufffd", "\ue123", "短信", "短信\n",
)  # fmt: skip
"""What adversaries repeat: beginnings of what the rules look for, and whole ones."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and its bar; infinite where there is none."""

    name: str
    value: float
    bar: float
    is_least: bool = True

    @property
    def holds(self) -> bool:
        """Whether the value is on the right side of the bar."""
        return self.value >= self.bar if self.is_least else self.value <= self.bar


def lines(pages: int) -> Iterator[str]:
    """The lines of the practice web's bodies, undamaged and simplified."""
    bodies = (page.truth.body for page in PracticeWeb(pages=pages, seed=7).pages() if page.truth)
    return (line for body in bodies for line in body.split("\n") if line)


def documents(pages: int) -> dict[str, list[str]]:
    """Documents of so many characters, by what was done to them."""
    undamaged = list(lines(pages))
    converter = Converter(glosses=3_500, lost="?", keeps_private_use=True)
    damaged = [(line, converter.to_text(line)) for line in map(to_traditional, undamaged)]
    marks = str.maketrans("！？", "!?")
    is_whole = [without_glosses(shown) == line.translate(marks) for line, shown in damaged]
    glossed = [shown for (_, shown), whole in zip(damaged, is_whole, strict=True) if whole]
    slipped = [shown for (_, shown), whole in zip(damaged, is_whole, strict=True) if not whole]
    return {name: _cut(each) for name, each in (("undamaged", undamaged), ("glossed", glossed), ("slipped", slipped))}


def _cut(pieces: Sequence[str]) -> list[str]:
    """Lines in documents of LENGTH characters or a few more; the last lines may be left over."""
    found, document, size = [], [], 0
    for piece in pieces:
        document.append(piece)
        size += len(piece) + 1
        if size > LENGTH:
            found.append("\n".join(document))
            document, size = [], 0
    return found


def seconds(work: Callable[[str], object], texts: Sequence[str], rounds: int = ROUNDS) -> float:
    """CPU time of one round over all texts, the best of some."""
    best = float("inf")
    for _ in range(rounds):
        begun = time.process_time()
        for text in texts:
            work(text)
        best = min(best, time.process_time() - begun)
    return best


def pace(work: Callable[[str], object], texts: Sequence[str], rounds: int = ROUNDS) -> float:
    """Characters per second."""
    return sum(map(len, texts)) / seconds(work, texts, rounds)


def shares(texts: Sequence[str]) -> Iterator[tuple[str, float, float]]:
    """Each stage over all the texts it is given in whatever pass: its name, share of the whole, ns per character."""
    size, whole = sum(map(len, texts)), seconds(clean, texts)
    rest = whole
    for stage in STAGES:
        taken = seconds(stage, [step.before for text in texts for step in trace(text) if step.by is stage])
        rest -= taken
        yield name_of(stage), taken / whole, 1e9 * taken / size
    yield "turns and edits", rest / whole, 1e9 * rest / size


def name_of(stage: Stage) -> str:
    """The name of a function, or of the class of a stage with settings."""
    return str(getattr(stage, "__name__", type(stage).__name__))


def growth(text: str, sizes: Sequence[int]) -> float:
    """How much dearer a character of the longest text is than one of the cheapest length.

    The longest is `text` over and over; shorter ones are cut out of it, so many that all its lines have their turn.
    """
    longest = sizes[-1]
    long = (text * (longest // len(text) + 1))[:longest]
    costs = []
    for size in sizes:
        cuts = [long[at : at + size] for at in range(0, min(longest, max(size, _SAMPLE)), size)]
        costs.append(seconds(clean, cuts, 1 if size == longest else 3) / sum(map(len, cuts)))
    return costs[-1] / min(costs)


def run_ms(texts: Sequence[str]) -> float:
    """Milliseconds for a slipped run, at the median of the documents."""

    def cost(text: str) -> float:
        repaired: Cleaned = repair_slips(text)
        return 1000 * seconds(repair_slips, [text], 2) / max(1, len(repaired.edits))

    return statistics.median(map(cost, texts))


def loads_model() -> bool:
    """Whether a fresh interpreter that cleans undamaged and glossed text has read the model."""
    program = (
        "from pipelines.text import clean; from pipelines.lexicon.bigrams import bigrams; "
        "clean('银行发来短信，说欠款。'); clean('銀行發(fā)來(lái)短信，說(shuō)欠款。'); print(bigrams.cache_info().currsize)"
    )
    return subprocess.check_output([sys.executable, "-c", program]).strip() != b"0"


def figures(texts: dict[str, list[str]], longest: int) -> Iterator[Figure]:
    """Every figure with its bar."""
    paces = {name: pace(clean, each) for name, each in texts.items()}
    yield Figure("undamaged, characters/s", paces["undamaged"], UNDAMAGED_PACE)
    yield Figure("glossed, characters/s", paces["glossed"], GLOSSED_PACE)
    listed = pace(lambda text: tuple(clean(text).edits), texts["glossed"])
    yield Figure("glossed, all edits as spans of the original, characters/s", listed, 0)
    yield Figure("glossed, times opencc-python-reimplemented", paces["glossed"] / peer_pace(texts["glossed"]), 1)
    yield Figure("slipped, characters/s", paces["slipped"], 0)
    yield Figure("ms for a slipped run, median", run_ms(texts["slipped"][:40]), RUN_MS, is_least=False)
    yield Figure("loading the model, ms", 1000 * loading_seconds(), LOAD_MS, is_least=False)
    yield Figure("loads it for a page without slips", float(loads_model()), 0, is_least=False)
    sizes = [size for size in SIZES if size < longest] + [longest]
    for name in ("undamaged", "glossed"):
        yield Figure(f"growth to {longest:,}, {name}", growth("\n".join(texts[name]), sizes), EVEN, is_least=False)
    short = [size // 10 for size in sizes]
    yield Figure(f"growth to {short[-1]:,}, slipped", growth("\n".join(texts["slipped"]), short), EVEN, is_least=False)
    yield Figure("growth, one line", growth("".join(texts["undamaged"]).replace("\n", ""), sizes), EVEN, is_least=False)
    worst = max((growth(piece, [10_000, longest // 50]), piece) for piece in PIECES)
    yield Figure(f"growth, the worst repeated piece ({worst[1]!r})", worst[0], EVEN, is_least=False)


def peer_pace(texts: Sequence[str]) -> float:
    """Characters per second of the peer, on a few documents."""
    return pace(convert_reference, texts[:4], 2)


def main() -> int:
    """Print the tables; 1 if a figure falls short."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=300, help="size of the practice web (300)")
    parser.add_argument("--longest", type=int, default=SIZES[-1], help="characters of the longest text (10,000,000)")
    options = parser.parse_args()
    texts, console = documents(options.pages), Console(width=100)
    for text in islice((text for each in texts.values() for text in each), 0, None, 7):
        clean(text)  # tables are read once
    short = print_figures(console, list(figures(texts, options.longest)))
    for name in ("undamaged", "glossed"):
        table = Table("stage", "share", "ns/character", title=f"{name}: what each stage takes")
        for stage, share, cost in shares(texts[name]):
            table.add_row(stage, f"{share:.1%}", f"{cost:.1f}")
        console.print(table)
    return short


def print_figures(console: Console, every: Sequence[Figure]) -> int:
    """Print the figures beside their bars; 1 if one falls short."""
    table = Table("figure", "is", "bar", "", title="clean")
    for each in every:
        bar = f"{'>=' if each.is_least else '<='} {each.bar:,.4g}"
        table.add_row(each.name, f"{each.value:,.4g}", bar, "" if each.holds else "short")
    console.print(table)
    return int(not all(each.holds for each in every))


if __name__ == "__main__":
    sys.exit(main())

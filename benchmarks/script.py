"""Characters per second of script conversion, beside opencc-python-reimplemented and zhconv-rs in the same run.

    python benchmarks/script.py

Documents are 1,500 characters of the practice web's articles, run together and put in traditional script; in a second
set every other line is simplified. Every figure is the best of several rounds on one core, in CPU time, the peers' rounds between ours.
The other tables tell what the stage costs on text of each script, whether time grows evenly with length, and what
compiling takes. Leaves with 1 below the bar: 100 times opencc-python-reimplemented, faster than zhconv-rs, 50 million
characters a second for simplified text, half a second and less to compile.
"""

from __future__ import annotations

import gc
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from typing import Final

import zhconv_rs
from rich.console import Console
from rich.table import Table

from crawler.practice import PracticeWeb
from crawler.practice.damage.script import to_traditional
from pipelines.lexicon.dictionaries import CONFIGS, engine
from pipelines.text.script import convert, convert_reference, to_simplified

LENGTH: Final = 1500
ROUNDS: Final = 7
TIMES_REFERENCE: Final = 100
PLAIN_PACE: Final = 50e6
COMPILE_SECONDS: Final = 0.5
EVEN: Final = 3.0
"""How much dearer a character of the longest text may be than one of the best length: caches end somewhere."""

Conversion = Callable[[str], object]


def documents(count: int) -> tuple[list[str], list[str], list[str]]:
    """Texts of 1,500 characters: traditional, with every other line traditional, simplified."""
    bodies = (page.truth.body for page in PracticeWeb(pages=400, seed=7).pages() if page.truth)
    lines = [line for body in bodies for line in body.split("\n") if line]
    simplified = "\n".join(lines * (count * LENGTH // sum(map(len, lines)) + 1))
    traditional = to_traditional(simplified)
    rows = zip(simplified.split("\n"), traditional.split("\n"), strict=True)
    mixed = "\n".join(pair[i % 2] for i, pair in enumerate(rows))
    return _cut(traditional, count), _cut(mixed, count), _cut(simplified, count)


def _cut(text: str, count: int) -> list[str]:
    return [text[i * LENGTH : (i + 1) * LENGTH] for i in range(count)]


def paces(conversions: dict[str, tuple[Conversion, Sequence[str]]]) -> dict[str, float]:
    """Characters per second of each conversion over its texts: the best of rounds in which all take turns."""
    best = dict.fromkeys(conversions, 0.0)
    for _ in range(ROUNDS):
        for name, (conversion, texts) in conversions.items():
            start = time.process_time()
            for text in texts:
                conversion(text)
            best[name] = max(best[name], sum(map(len, texts)) / (time.process_time() - start))
    return best


def against_peers(traditional: Sequence[str], mixed: Sequence[str]) -> tuple[dict[str, float], bool]:
    """Ours and the peers' on the same documents; the slow peer converts fewer of them."""
    found: dict[str, float] = {}
    good = True
    for name, texts in (("traditional", traditional), ("mixed", mixed)):
        pace = paces(
            {
                "convert t2s": (convert, texts),
                "zhconv-rs zh-hans": (lambda text: zhconv_rs.zhconv(text, "zh-hans"), texts),
                "opencc-python-reimplemented t2s": (convert_reference, texts[:4]),
            }
        )
        ours, rival, reference = pace.values()
        good &= ours > rival and ours >= TIMES_REFERENCE * reference
        found |= {f"{name}: {key}": value for key, value in pace.items()}
    return found, good


def of_the_stage(traditional: Sequence[str], mixed: Sequence[str], simplified: Sequence[str]) -> dict[str, float]:
    """The whole stage with its edits, by the script of the text; all configurations beside it."""
    stage = {
        "to_simplified: simplified": (to_simplified, simplified),
        "to_simplified: simplified, one text": (to_simplified, ["".join(simplified)]),
        "to_simplified: traditional": (to_simplified, traditional),
        "to_simplified: mixed": (to_simplified, mixed),
    }
    return paces({**stage, **{f"convert {each}": (engine(each).convert, traditional) for each in CONFIGS}})


def growth(texts: Sequence[str]) -> dict[str, float]:
    """Characters per second from 1,000 to 10 million characters."""
    whole = "".join(texts)
    sizes = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
    long = {size: (whole * (size // len(whole) + 1))[:size] for size in sizes}
    return paces({f"{size:,}": (convert, [text] * max(1, 100_000 // size)) for size, text in long.items()})


def compile_costs() -> dict[str, tuple[float, float]]:
    """Seconds to compile each configuration, its dictionaries being read first, and MB it keeps."""
    costs: dict[str, tuple[float, float]] = {}
    for config in CONFIGS:
        gc.collect()
        start = time.process_time()
        engine.__wrapped__(config)
        seconds = time.process_time() - start
        tracemalloc.start()
        kept = engine.__wrapped__(config)
        costs[config] = seconds, tracemalloc.get_traced_memory()[0] / 1e6
        tracemalloc.stop()
        del kept
    return costs


def _print(title: str, rows: dict[str, float]) -> None:
    table = Table("", "million characters/s", title=title)
    for name, pace in rows.items():
        table.add_row(name, f"{pace / 1e6:,.2f}")
    Console().print(table)


def main() -> int:
    """Measure and print; 0 when every figure holds."""
    costs = compile_costs()
    traditional, mixed, simplified = documents(200)
    peers, good = against_peers(traditional, mixed)
    stage = of_the_stage(traditional, mixed, simplified)
    grown = growth(traditional)
    _print("convert on documents of 1,500 characters, beside its peers", peers)
    _print("the stage, and all configurations", stage)
    _print("convert t2s, by length of the text", grown)
    for config, (seconds, megabytes) in costs.items():
        print(f"compile {config}: {seconds * 1e3:.0f} ms, {megabytes:.1f} MB")
    pace = list(grown.values())
    bars = {
        "faster than zhconv-rs, 100 times opencc-python-reimplemented": good,
        "simplified text at 50 million characters/s": stage["to_simplified: simplified"] >= PLAIN_PACE,
        "flat from 1,000 to 10 million characters": pace[-1] * EVEN >= max(pace),
        "compiled in half a second": max(seconds for seconds, _ in costs.values()) <= COMPILE_SECONDS,
    }
    for name, holds in bars.items():
        print(f"{'holds' if holds else 'BELOW THE BAR'}: {name}")
    return 0 if all(bars.values()) else 1


if __name__ == "__main__":
    sys.exit(main())

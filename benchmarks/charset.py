"""How often `decode` reads the right charset: generated pages in many charsets, wrongly declared, cut anywhere.

    python benchmarks/charset.py --pages 1000

A reading is right where the text is that of the page as far as it was cut, but for the character in which it was cut.
Exits with 1 below 100 % from 1 KB, or below 99 % from 200 bytes.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from crawler.practice import PracticeWeb
from crawler.practice.damage.script import to_traditional
from pipelines.errors import UnreadablePage
from pipelines.extract.charset import decode

TWICE = "utf-8 twice"
"""Read as Latin-1 and written as UTF-8 again."""
CHARSETS = (
    "utf-8",
    "utf-8-sig",
    "gbk",
    "gb18030",
    "big5",
    "big5hkscs",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "hz",
    TWICE,
)
DECLARED = ("", "utf-8", "gb2312", "big5", "iso-8859-1", "utf-16")
SIZES = (200, 400, 1_000, 4_000, 0)
"""Bytes kept of a page; 0 keeps all."""
SHORT = {200, 400}
RARE = "㐀㑇䶮𠮷𡃁"
"""Characters that only GB18030 writes, with four bytes."""


@dataclass(frozen=True, slots=True)
class Case:
    """A page in its bytes, and the text they hold."""

    charset: str
    declared: str
    size: int
    body: bytes
    text: str


def texts(count: int, seed: int) -> Iterator[str]:
    """The bodies of practice pages, half of them in traditional script."""
    for number, page in enumerate(PracticeWeb(pages=max(100, count), seed=seed).pages()):
        if page.truth is not None and page.truth.source:
            yield to_traditional(page.truth.source) if number % 2 else page.truth.source


def cases(count: int, seed: int) -> Iterator[Case]:
    """Each text in one charset under each declaration and size."""
    rng = random.Random(seed)
    for text in texts(count, seed):
        charset = rng.choice(CHARSETS)
        written = to_traditional(text) if charset.startswith("big5") else text
        if charset == "gb18030":
            written = written[:40] + rng.choice(RARE) + written[40:]
        for declared in DECLARED:
            head = f'<meta charset="{declared}">' if declared else ""
            body = encoded(f"<html><head>{head}<title>{written[:12]}</title></head><body><p>{written}</p>", charset)
            for size in SIZES:
                kept = body[: size + rng.randrange(4)] if size else body
                yield Case(charset, declared, size, kept, decoded(kept, charset))


def encoded(text: str, charset: str) -> bytes:
    """The bytes of a page; what its charset lacks is left out."""
    return text.encode().decode("latin-1").encode() if charset == TWICE else text.encode(charset, "ignore")


def decoded(body: bytes, charset: str) -> str:
    """What is left of a page that was cut."""
    if charset == TWICE:
        return body.decode("utf-8", "ignore").encode("latin-1").decode("utf-8", "ignore")
    return body.decode(charset, "ignore")


def is_right(case: Case) -> bool:
    """Whether the text came out, but for the character in which the page was cut."""
    try:
        read = decode(case.body, f"text/html; charset={case.declared}" if case.declared else None).text
    except UnreadablePage:
        return False
    return read.startswith(case.text) and len(read) <= len(case.text) + 3


def share(right: Counter[tuple[str, int]], every: Counter[tuple[str, int]], sizes: set[int]) -> float:
    """The share of right readings among pages of these sizes."""
    keys = [key for key in every if key[1] in sizes]
    return sum(right[key] for key in keys) / sum(every[key] for key in keys)


def main() -> int:
    """Measure, print, and compare with the bars."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    right: Counter[tuple[str, int]] = Counter()
    every: Counter[tuple[str, int]] = Counter()
    for case in cases(arguments.pages, arguments.seed):
        every[case.charset, case.size] += 1
        right[case.charset, case.size] += is_right(case)
    table = Table(
        "charset", *(f"{size} bytes" if size else "whole" for size in SIZES), title=f"{every.total()} readings"
    )
    for charset in CHARSETS:
        table.add_row(charset, *(f"{right[charset, size] / max(1, every[charset, size]):.2%}" for size in SIZES))
    Console().print(table)
    long, short = share(right, every, set(SIZES) - SHORT), share(right, every, SHORT)
    Console().print(f"from 1 KB {long:.2%}, to reach 100 %; from 200 bytes {short:.2%}, to reach 99 %")
    return 0 if long == 1 and short >= 0.99 else 1


if __name__ == "__main__":
    sys.exit(main())

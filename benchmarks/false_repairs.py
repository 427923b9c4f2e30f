"""What the repair does to pages that nothing is wrong with: false repairs per million characters, rule by rule.

    python -m benchmarks.false_repairs [--packages FOLDER] [--show 3]

The pages are manuals, books, tales and sayings in both scripts, from packages of Debian (`clean_text.py`); without
FOLDER they are fetched into a temporary one. A repair of kinds 1, 2 and 6 (a gloss, a byte slip, a lost half of 问题) is
false there; every one is shown. The same pages are judged once more with all stops turned into half-width question
marks, and with characters lost, one in ten to one in two a question mark or U+FFFD: nobody can tell what stood there. A
line dropped as furniture or advert is false too, counted for a million characters with a bar of its own. What the other
rules do is counted beside: they tidy marks, spaces, tags, copies and script, and some of that is right.
Leaves with 1 when a figure falls short of its bar.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from benchmarks.clean_text import Page, can_fetch, fetch, pages
from pipelines.text import clean
from pipelines.types import Edit

FALSE: Final = ("gloss.", "mojibake.", "dropped.")
"""What the rules of kinds 1, 2 and 6 begin with."""
DROPS: Final = ("boilerplate.", "advert.")
"""What the rules begin with that drop lines as furniture."""
DROPS_BAR: Final = 10.0
_HAN_RE: Final = re.compile("[\u4e00-\u9fff]")
_STOPS_RE: Final = re.compile("[，。！？；,!;]")
_AROUND: Final = 15
_LOST: Final = tuple((share, mark) for share in (0.1, 0.2, 0.3, 0.5) for mark in "?\ufffd")
"""Which share of the characters is lost, and what stands for them: by turns."""


@dataclass(slots=True)
class Changes:
    """What was done to a set of pages."""

    size: int = 0
    """Characters of the lines that have Chinese in them."""
    rules: Counter[str] = field(default_factory=Counter)
    shown: dict[str, list[str]] = field(default_factory=dict)

    def add(self, text: str, source: str) -> None:
        """Clean one text, and count and keep what changes."""
        self.size += sum(len(line) for line in text.split("\n") if _HAN_RE.search(line))
        for edit in clean(text).edits:
            for rule in edit.rule.split("+"):
                self.rules[rule] += 1
                self.shown.setdefault(rule, []).append(_in_place(text, edit, source))

    @property
    def false(self) -> int:
        """How many repairs are false."""
        return self.count(FALSE)

    def count(self, kinds: tuple[str, ...]) -> int:
        """How many changes the rules of these kinds made."""
        return sum(count for rule, count in self.rules.items() if rule.startswith(kinds))

    def per_million(self, count: int) -> float:
        """A count for a million characters."""
        return 1e6 * count / max(1, self.size)


def _in_place(text: str, edit: Edit, source: str) -> str:
    """An edit among what stands around it."""
    before, after = text[max(0, edit.start - _AROUND) : edit.start], text[edit.end : edit.end + _AROUND]
    return f"{source}: {before!r} [{edit.before!r} -> {edit.after!r}] {after!r}"


def judged(texts: Iterable[tuple[str, str]]) -> Changes:
    """What is done to named texts."""
    changes = Changes()
    for source, text in texts:
        changes.add(text, source)
    return changes


def full_of_marks(found: Sequence[Page], size: int) -> Iterator[tuple[str, str]]:
    """Pages of so many characters together, every stop in them a question mark; from all packages alike."""
    step = max(1, sum(len(page.text) for page in found) // size)
    return ((page.package, _STOPS_RE.sub("?", page.text)) for page in found[::step])


def strewn(found: Sequence[Page], size: int) -> Iterator[tuple[str, str]]:
    """Pages of so many characters together that lost a share of their Chinese characters, the same ones in every run."""
    step = max(1, sum(len(page.text) for page in found) // size)
    chance = random.Random(1)
    for page, (share, mark) in zip(found[::step], cycle(_LOST), strict=False):
        yield page.package, lost(page.text, share, mark, chance)


def lost(text: str, share: float, mark: str, chance: random.Random) -> str:
    """A text with a share of its Chinese characters lost, a mark for each.

    >>> lost("短信 ok", 1, "?", random.Random(1)), lost("短信 ok", 0, "?", random.Random(1))
    ('?? ok', '短信 ok')
    """
    return _HAN_RE.sub(lambda match: mark if chance.random() < share else match[0], text)


def sizes(found: Sequence[Page]) -> Counter[str]:
    """Characters in lines with Chinese, by script and kind."""
    size: Counter[str] = Counter()
    for page in found:
        size[f"{page.script} {page.kind}"] += sum(len(line) for line in page.text.split("\n") if _HAN_RE.search(line))
    return size


def report(found: Sequence[Page], shown: int) -> bool:
    """Print the figures; whether all hold."""
    console = Console(width=160, soft_wrap=True)
    plain = judged((page.package, page.text) for page in found)
    asked = judged(full_of_marks(found, 2_000_000))
    holed = judged(strewn(found, 1_000_000))
    drops = plain.per_million(plain.count(DROPS))
    bars = (
        ("million characters of undamaged text", plain.size / 1e6, 5.0, plain.size >= 5e6),
        ("false repairs per million", plain.per_million(plain.false), 1.0, plain.per_million(plain.false) <= 1),
        ("... full of question marks", asked.per_million(asked.false), 5.0, asked.per_million(asked.false) <= 5),
        ("... with characters lost", holed.per_million(holed.false), 5.0, holed.per_million(holed.false) <= 5),
        ("lines dropped per million", drops, DROPS_BAR, drops <= DROPS_BAR),
    )
    for name, size in sorted(sizes(found).items()):
        console.print(f"{name}: {size:,} characters")
    for name, value, bar, holds in bars:
        console.print(f"{name}: {value:.2f} (bar {bar:g}){'' if holds else ' short'}")
    console.print(_table(plain))
    for changes in (plain, asked, holed):
        for rule, places in sorted(changes.shown.items()):
            for place in places if rule.startswith(FALSE) else places[:: len(places) // shown + 1] if shown else ():
                console.print(f"{rule}  {escape(place)}")
    return all(holds for *_, holds in bars)


def _table(changes: Changes) -> Table:
    table = Table("rule", "times", "per million")
    for rule, count in sorted(changes.rules.items()):
        table.add_row(rule, f"{count:,}", f"{changes.per_million(count):,.2f}")
    return table


def main() -> int:
    """Fetch what is not there, judge it; 1 if any figure falls short."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, help="a folder with the unpacked packages, or for them")
    parser.add_argument("--show", type=int, default=0, help="so many changes of every other rule too")
    options = parser.parse_args()
    if not can_fetch() and options.packages is None:
        print("no apt-get here to fetch undamaged pages with: give a folder of unpacked packages with --packages")
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.packages or Path(temporary)
        if can_fetch():
            fetch(folder)
        return 0 if report(list(pages(folder)), options.show) else 1


if __name__ == "__main__":
    sys.exit(main())

"""The charts of a card: what of its figures is drawn, in which order, and whether drawings say what the data says.

A chart shows the longest bars of one section and sums up the rest; a section with fewer than two bars has none. Its
numbers stand in the alternative text too, for who cannot see it, and both are read back before a release gets out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipelines.publish.figures import Figures
from pipelines.publish.svg import Bars, draw_columns, draw_rows, read_bars

_MONTH_RE = re.compile(r"\d{4}-\d{2}")  # other labels of that section are what has no month
_IMAGE_RE = re.compile(r"!\[([^\[\]:]+): ([^\[\]]*)\]\((charts/\w+\.svg)\)")  # no label holds a bracket: see `plain`
FOLDER: Final = "charts"
"""Where a release has its pictures."""
_MOST = 15
"""Bars of a chart that ranks."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of one section."""

    path: str
    """In the release's folder."""
    section: str
    is_time: bool = False
    """Months side by side, instead of the most frequent one below the other."""

    def bars(self, counts: Mapping[str, int]) -> Bars:
        """Return what is drawn of a section's counts; nothing where that would be fewer than two bars."""
        chosen = [(plain(label), count) for label, count in counts.items() if not self.is_time or _is_month(label)]
        bars = chosen if self.is_time else chosen[:_MOST]
        return bars if len(bars) > 1 else ()

    def rest(self, counts: Mapping[str, int]) -> Bars:
        """Return the rest of the section as one label and its sum; nothing where there is none."""
        bars = self.bars(counts)
        left = sum(counts.values()) - sum(count for _, count in bars)
        return (("other months or no date" if self.is_time else "others", left),) if left else ()


CHARTS: Final = (
    Chart("charts/months.svg", "Articles by month", is_time=True),
    Chart("charts/sites.svg", "Articles by site"),
    Chart("charts/issues.svg", "Articles by issue"),
    Chart("charts/lenders.svg", "Articles by lender"),
    Chart("charts/repairs.svg", "Repairs by rule"),
)


def plain(label: str) -> str:
    """Return a label that neither Markdown nor XML reads as anything but text.

    >>> plain("借呗"), plain("gloss.pinyin"), plain("a](b), <c>"), plain("|")
    ('借呗', 'gloss.pinyin', 'a b c', '-')
    """
    kept = "".join(character if character.isalnum() or character in "._-/@+" else " " for character in label)
    return " ".join(kept.split()) or "-"


def _is_month(label: str) -> bool:
    return _MONTH_RE.fullmatch(label) is not None


def render(found: Figures) -> dict[str, bytes]:
    """Return the pictures of a release by their paths."""
    return {chart.path: _draw(chart, found[chart.section]) for chart in _drawn(found)}


def _drawn(found: Figures) -> Iterator[Chart]:
    return (chart for chart in CHARTS if chart.bars(found.get(chart.section, {})))


def _draw(chart: Chart, counts: Mapping[str, int]) -> bytes:
    draw = draw_columns if chart.is_time else draw_rows
    note = "".join(f"not drawn: {label}, {count}" for label, count in chart.rest(counts))
    return draw(chart.section, note, chart.bars(counts))


def read(folder: Path) -> dict[str, bytes]:
    """Return the pictures of the release in `folder`; one made before there were any has none."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.glob(f"{FOLDER}/*"))}


def image(section: str, found: Figures) -> str | None:
    """Return the Markdown that shows a section's chart, its numbers in the alternative text; None where it has none.

    >>> image("Articles by site", {"Articles by site": {"a.example": 3, "b.example": 1}})
    '![Articles by site: a.example 3, b.example 1](charts/sites.svg)'
    >>> image("Articles by site", {"Articles by site": {"a.example": 3}}) is None
    True
    """
    chart = next((chart for chart in _drawn(found) if chart.section == section), None)
    if chart is None:
        return None
    told = ", ".join(f"{label} {count}" for label, count in (*chart.bars(found[section]), *chart.rest(found[section])))
    return f"![{section}: {told}]({chart.path})"


def check(card: str, pictures: Mapping[str, bytes], found: Figures) -> list[str]:
    """Return every number of the pictures, or of the text that stands for them, that the data does not have."""
    shown = {path: (section, told) for section, told, path in _IMAGE_RE.findall(card)}
    wrong = [f"{path}: is no picture of the card" for path in sorted(pictures.keys() - shown.keys())]
    for path, (section, told) in shown.items():
        if path not in pictures:
            wrong.append(f"{path}: the card shows it, but it is not there")
            continue
        true = Counter((plain(label), count) for label, count in found.get(section, {}).items())
        wrong += [f"{path}: {problem}" for problem in _differences(pictures[path], told, true)]
    return wrong


def _differences(picture: bytes, told: str, true: Counter[tuple[str, int]]) -> Iterator[str]:
    try:
        bars = read_bars(picture)
    except ValueError as error:
        yield str(error)
        return
    for label, count in Counter(bars) - true:
        yield f"shows {label} as {count}, the data does not"
    left = sum(count * times for (_, count), times in (true - Counter(bars)).items())
    items = [item.rpartition(" ") for item in told.split(", ")]
    said = [(label, count) for label, _, count in items]
    drawn = [(label, str(count)) for label, count in bars]
    if said[: len(drawn)] != drawn or [count for _, count in said[len(drawn) :]] != [str(left)] * bool(left):
        yield "its text says other numbers than it shows"

"""Bars as SVG: a picture that is text, the same bytes wherever it is made, sharp at every size.

No font is shipped and none is measured. The reader's own Chinese font shows the labels, in a room that is reckoned by
columns: a Chinese character is two, a longer label is cut, and all of it stands in the bar's `<title>`. Paper and ink
change together where the reader's screen is dark, so the picture is readable on any page it stands on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias
from unicodedata import east_asian_width

from lxml import etree

Bars: TypeAlias = Sequence[tuple[str, int]]
"""Labels and counts, in the order they are drawn."""

_SVG = "http://www.w3.org/2000/svg"
_WIDTH = 680
_MARGIN = 16
_TITLE = 38
_NOTE = 18
"""Heights of the lines above the bars."""
_LINE = 22
"""Height of a bar with its gap."""
_PLOT = 170
"""Height of the highest column."""
_COLUMN = 7.2
"""Width of half a Chinese character at 13 pixels, with some air: fonts differ."""
_LONGEST = 30
"""Columns of a label, its mark of being cut among them."""
_WIDEST = 72
"""Width of a column where there are few."""
_STYLE = (
    ".paper{fill:#fff;stroke:#d1d9e0}.bar{fill:#0969da}.axis{stroke:#d1d9e0}"
    "text{fill:#1f2328;font:13px system-ui,-apple-system,'Segoe UI','PingFang SC','Hiragino Sans GB','Microsoft YaHei',"
    "'Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','WenQuanYi Micro Hei',sans-serif}"
    ".title{font-size:15px;font-weight:600}.quiet{fill:#59636e}"
    "@media(prefers-color-scheme:dark){.paper{fill:#0d1117;stroke:#3d444d}.bar{fill:#4493f8}.axis{stroke:#3d444d}"
    "text{fill:#f0f6fc}.quiet{fill:#9198a1}}"
)


def draw_rows(title: str, note: str, bars: Bars) -> bytes:
    """Return a picture with one bar below the other, each with its label before it and its count behind it."""
    head = _TITLE + _NOTE * bool(note)
    root = _paper(title, note, head + _LINE * len(bars) + _MARGIN)
    left = _MARGIN + max(columns(_cut(label)) for label, _ in bars) * _COLUMN + 8
    room = _WIDTH - _MARGIN - left - len(str(max(count for _, count in bars))) * 8 - 10
    for at, (label, count, length) in enumerate(_measured(bars, room)):
        top = head + at * _LINE
        bar = _bar(root, label, count, (left, top + 3, length, _LINE - 6))
        _text(bar, _cut(label), (left - 8, top + 15), anchor="end")
        _text(bar, str(count), (left + length + 6, top + 15))
    return _bytes(root)


def draw_columns(title: str, note: str, bars: Bars) -> bytes:
    """Return a picture with one column beside the other; counts and labels are written where they have room."""
    foot = _TITLE + _NOTE * bool(note) + 20 + _PLOT
    root = _paper(title, note, foot + 18 + _MARGIN)
    step, most = (_WIDTH - 2 * _MARGIN) / len(bars), max(count for _, count in bars)
    width, label_width = min(step * 0.75, _WIDEST), max(columns(label) for label, _ in bars) * 8
    every = -(-label_width // int(step))
    for at, (label, count, length) in enumerate(_measured(bars, _PLOT)):
        middle = _MARGIN + (at + 0.5) * step
        bar = _bar(root, label, count, (middle - width / 2, foot - length, width, length))
        if len(str(most)) * 8 < step or count == most:
            _text(bar, str(count), (middle, foot - length - 5), anchor="middle")
        if at % every == 0:
            _text(bar, label, (max(middle, _MARGIN + label_width / 2), foot + 18), anchor="middle")
    axis = {"class": "axis", "x1": f"{_MARGIN}", "x2": f"{_WIDTH - _MARGIN}", "y1": f"{foot}", "y2": f"{foot}"}
    etree.SubElement(root, f"{{{_SVG}}}line", axis)
    return _bytes(root)


def read_bars(picture: bytes) -> list[tuple[str, int]]:
    """Return the labels and counts of a picture that was drawn here.

    Raises:
        ValueError: the picture is damaged.

    >>> read_bars(draw_rows("Sites", "", [("a.example", 3), ("b.example", 0)]))
    [('a.example', 3), ('b.example', 0)]
    >>> read_bars(b"<svg>")
    Traceback (most recent call last):
    ValueError: no picture
    """
    try:
        root = etree.fromstring(picture, etree.XMLParser(resolve_entities=False, no_network=True))
        told = [(each.text or "").rpartition(": ") for each in root.iterfind(f"{{{_SVG}}}g/{{{_SVG}}}title")]
        return [(label, int(count)) for label, _, count in told]
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ValueError("no picture") from error


def columns(label: str) -> int:
    """Return how many columns a label takes: two for a Chinese character, one for a Latin letter.

    >>> columns("借呗"), columns("a.example")
    (4, 9)
    """
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in label)


def _cut(label: str) -> str:
    """The label, or as much of it as there is room for."""
    if columns(label) <= _LONGEST:
        return label
    kept = next(end for end in range(len(label), 0, -1) if columns(label[:end]) <= _LONGEST - 2)
    return f"{label[:kept]}…"


def _measured(bars: Bars, room: float) -> Iterator[tuple[str, int, float]]:
    """Labels, counts and lengths; what is there is seen, however little."""
    most = max(count for _, count in bars) or 1
    for label, count in bars:
        yield label, count, max(room * count / most, 1.0 if count else 0.0)


def _paper(title: str, note: str, height: int) -> etree._Element:
    size = {"width": str(_WIDTH), "height": str(height), "viewBox": f"0 0 {_WIDTH} {height}"}
    root = etree.fromstring(f'<svg xmlns="{_SVG}" xml:lang="zh-Hans" role="img"/>')
    for name, value in size.items():
        root.set(name, value)
    etree.SubElement(root, f"{{{_SVG}}}title").text = title
    etree.SubElement(root, f"{{{_SVG}}}style").text = _STYLE
    edge = {"x": "0.5", "y": "0.5", "width": str(_WIDTH - 1), "height": str(height - 1), "rx": "8"}
    etree.SubElement(root, f"{{{_SVG}}}rect", {"class": "paper", **edge})
    _text(root, title, (_MARGIN, 27), style="title")
    if note:
        _text(root, note, (_MARGIN, 46), style="quiet")
    return root


def _bar(root: etree._Element, label: str, count: int, box: tuple[float, float, float, float]) -> etree._Element:
    group = etree.SubElement(root, f"{{{_SVG}}}g")
    etree.SubElement(group, f"{{{_SVG}}}title").text = f"{label}: {count}"
    sides = zip(("x", "y", "width", "height"), map(_number, box), strict=True)
    etree.SubElement(group, f"{{{_SVG}}}rect", {"class": "bar", **dict(sides)})
    return group


def _text(
    parent: etree._Element, text: str, at: tuple[float, float], *, anchor: str = "start", style: str | None = None
) -> None:
    place = {"x": _number(at[0]), "y": _number(at[1]), "text-anchor": anchor}
    etree.SubElement(parent, f"{{{_SVG}}}text", {**place, **({"class": style} if style else {})}).text = text


def _number(value: float) -> str:
    return f"{value:.1f}"


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="utf-8", pretty_print=True)

"""A card's charts show the figures of its data, and say them to who cannot see."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import ReleaseError
from pipelines.publish import card, charts, manifest
from pipelines.publish.figures import Figures, measure
from pipelines.publish.releases import release
from pipelines.publish.svg import read_bars
from pipelines.store.ledger import Ledger
from pipelines.types import Kept

LABELS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
COUNTS = st.dictionaries(LABELS, st.integers(0, 10**6), min_size=2, max_size=40)
SITES = "Articles by site"


def shown(found: Figures) -> str:
    """The lines of a card that show charts."""
    return "\n".join(filter(None, (charts.image(section, found) for section in found)))


@given(counts=COUNTS)
def test_charts_of_any_labels_are_true(counts: dict[str, int]) -> None:
    """Brackets, bars, line ends and control characters in a label break neither the card nor the picture."""
    found = {SITES: counts}
    text = shown(found)
    assert "\n" not in text
    assert charts.check(text, charts.render(found), found) == []


@given(counts=COUNTS, data=st.data())
def test_any_wrong_number_is_found(counts: dict[str, int], data: st.DataObject) -> None:
    """A picture of other numbers than the data's is named, whichever of its bars is wrong."""
    label = data.draw(st.sampled_from(list(counts)[:15]))
    found, other = {SITES: counts}, {SITES: {**counts, label: counts[label] + 1}}
    assert charts.check(shown(found), charts.render(other), found)
    assert charts.check(shown(other), charts.render(other), found)
    assert charts.check(shown(other), charts.render(found), found)


@pytest.mark.parametrize("counts", [{}, {"a.example": 5}, {"no date": 3, "other months": 2, "2026-01": 9}])
def test_one_bar_is_no_chart(counts: dict[str, int]) -> None:
    """A section with fewer than two bars has no picture: its table says it all."""
    found = {"Articles by month": counts, SITES: dict(list(counts.items())[:1])}
    assert (charts.render(found), shown(found)) == ({}, "")


def test_picture_and_card_belong_together() -> None:
    """A picture that the card does not show is named, and one that it shows and is not there."""
    found = {SITES: {"a.example": 2, "b.example": 1}}
    assert charts.check("", charts.render(found), found) == ["charts/sites.svg: is no picture of the card"]
    assert charts.check(shown(found), {}, found) == ["charts/sites.svg: the card shows it, but it is not there"]
    assert charts.check(shown(found), {"charts/sites.svg": b"<svg>"}, found) == ["charts/sites.svg: no picture"]


def test_months_are_drawn_in_order_and_the_rest_is_told() -> None:
    """Months stand side by side, those without an article among them; articles without a month are told beside."""
    found = {"Articles by month": {"2025-12": 2, "2026-01": 0, "2026-02": 5, "other months": 4, "no date": 3}}
    assert shown(found) == (
        "![Articles by month: 2025-12 2, 2026-01 0, 2026-02 5, other months or no date 7](charts/months.svg)"
    )
    picture = charts.render(found)["charts/months.svg"]
    assert read_bars(picture) == [("2025-12", 2), ("2026-01", 0), ("2026-02", 5)]
    assert "not drawn: other months or no date, 7" in picture.decode()


def test_release_has_its_charts(data: Path) -> None:
    """Pictures are in the folder and the manifest, the card shows each, and they say what the files hold."""
    folder = release(data).path
    pictures = charts.read(folder)
    text = (folder / card.NAME).read_text("utf-8")
    assert set(pictures) == {"charts/lenders.svg", "charts/repairs.svg"}
    assert set(pictures) == set(re.findall(r"\((charts/.*?)\)", text))
    assert set(pictures) <= {file.path for file in manifest.read(folder).files}
    assert charts.check(text, pictures, measure(folder)) == []


def test_release_of_one_article_has_none(tmp_path: Path, kept: Callable[..., Kept]) -> None:
    """Where there is nothing to compare, there is no folder either."""
    with Ledger.open(tmp_path) as ledger:
        ledger.finish("", kept(1, changes=()), run=None)
    assert not (release(tmp_path).path / charts.FOLDER).exists()


def test_untrue_chart_stops_the_release(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that draws other numbers than it counts publishes nothing."""
    true = charts.render
    monkeypatch.setattr(charts, "render", lambda found: dict.fromkeys(true(found), b"<svg/>"))
    with pytest.raises(ReleaseError, match=r"charts/repairs\.svg: its text says other numbers than it shows"):
        release(data)
    assert not (data / "latest").exists()

"""What the benchmark of `clean` measures: the right documents, and bars on the right side."""

from __future__ import annotations

import pytest

from benchmarks.clean import LENGTH, Figure, documents, growth, loads_model, name_of
from pipelines.text import STAGES
from pipelines.text.glosses import remove_glosses
from pipelines.text.slips import repair_slips


@pytest.fixture(scope="module")
def texts() -> dict[str, list[str]]:
    """The documents of the smallest practice web."""
    return documents(100)


def test_documents_are_whole_lines_of_one_length(texts: dict[str, list[str]]) -> None:
    """None is much longer than asked, so a pace is that of pages."""
    assert set(texts) == {"undamaged", "glossed", "slipped"}
    for each in texts.values():
        assert each
        assert all(LENGTH <= len(text) < 2 * LENGTH for text in each)


def test_glossed_documents_are_glossed_and_slipped_ones_slipped(texts: dict[str, list[str]]) -> None:
    """What is measured under a name has the damage of that name, and the undamaged has none of it."""
    assert all(len(remove_glosses(text).edits) > 50 for text in texts["glossed"])
    assert all(repair_slips(text).edits for text in texts["slipped"][:3])
    assert not any(remove_glosses(text).edits or repair_slips(text).edits for text in texts["undamaged"])


def test_bars_have_a_side() -> None:
    """More is better for a pace, less for a cost."""
    assert Figure("pace", 6, 5).holds
    assert not Figure("pace", 4, 5).holds
    assert Figure("ms", 4, 5, is_least=False).holds
    assert not Figure("ms", 6, 5, is_least=False).holds


def test_growth_is_a_ratio_of_costs() -> None:
    """No length is cheaper than the cheapest."""
    assert growth("短信。\n", [500, 2_000]) >= 1


def test_the_model_waits_for_a_page_that_needs_it() -> None:
    """Neither undamaged nor glossed text loads it."""
    assert not loads_model()


def test_stages_are_told_by_name() -> None:
    """No two rows of the table of shares are one."""
    assert len({name_of(stage) for stage in STAGES}) == len(STAGES)

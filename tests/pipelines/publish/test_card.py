"""The card speaks the words of its readers, and its numbers can be read back."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.publish import card
from pipelines.publish.features import features
from pipelines.publish.figures import Figures, measure
from pipelines.publish.releases import release
from pipelines.schema import REJECTED_SCHEMA, REPAIRS_SCHEMA, SCHEMA
from pipelines.store.ledger import Ledger
from pipelines.types import Kept

LABELS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=9)
FIGURES = st.dictionaries(
    st.sampled_from(["Repairs by rule", "Pages rejected", "Articles by site"]),
    st.dictionaries(LABELS, st.integers(0, 10**9)),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, kept: Callable[..., Kept]) -> Path:
    """A small release."""
    data = tmp_path_factory.mktemp("card")
    with Ledger.open(data) as ledger:
        for number in range(12):
            ledger.finish("", kept(number), run=None)
    return release(data, version="2026.11.21").path


def rendered(folder: Path, found: Figures) -> str:
    """The card of that release if it had these figures."""
    return card.render(folder, "2026.11.21", found, None, synthetic=False)


@settings(max_examples=25)
@given(found=FIGURES)
def test_printed_figures_can_be_read_back(folder: Path, found: dict[str, dict[str, int]]) -> None:
    """Whatever a label holds, bars and digits too, its number is found again."""
    found = {"Rows": dict(measure(folder)["Rows"]), **found}
    text = rendered(folder, found)
    assert card.read_figures(text) == {section: counts for section, counts in found.items() if counts}
    assert card.check(text, found) == []


@settings(max_examples=25)
@given(found=FIGURES.filter(lambda found: any(found.values())), data=st.data())
def test_any_wrong_number_is_found(folder: Path, found: dict[str, dict[str, int]], data: st.DataObject) -> None:
    """One number that is not that of the data is named with both."""
    section = data.draw(st.sampled_from([name for name, counts in found.items() if counts]))
    label = data.draw(st.sampled_from(sorted(found[section])))
    printed = {**found, section: {**found[section], label: found[section][label] + 1}}
    rows = {"Rows": measure(folder)["Rows"]}
    wrong = card.check(rendered(folder, {**rows, **printed}), {**rows, **found})
    assert wrong == [f"{section}, {label}: the card says {found[section][label] + 1}, the data {found[section][label]}"]


@settings(max_examples=25)
@given(label=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_a_label_runs_nothing_in_the_card(folder: Path, label: str) -> None:
    """A site may be called anything: no tag, link, image, cell or line of its own begins in it."""
    text = rendered(folder, {"Rows": measure(folder)["Rows"], "Articles by site": {f"{label}<b>[x](y)|\n`": 7}})
    [line] = [line for line in text.splitlines() if line.endswith("| 7 |")]
    assert not set("<>[]`*!\"'\\") & set(line)
    assert line.count("|") == 3
    assert card.read_figures(text)["Articles by site"] == {f"{label}<b>[x](y)|\n`": 7}


@pytest.mark.parametrize("synthetic", [True, False])
def test_card_tells_terms_and_the_way_out(folder: Path, *, synthetic: bool) -> None:
    """Under headings of their own: on what licence what may be used, and whom to tell which row so that it goes."""
    text = card.render(folder, "2026.11.21", measure(folder), None, synthetic=synthetic)
    sections = {part.partition("\n")[0]: " ".join(part.split()) for part in text.split("\n## ")[1:]}
    terms, way_out = sections["Licence and terms"], sections["How to opt out"]
    assert "Apache-2.0" in terms
    assert ("belong to their authors" in terms) is not synthetic
    assert ("`noindex`, `noai`, a TDM reservation" in terms) is not synthetic
    assert "tell whoever you got this dataset from, with the `id` or `url` of the row" in way_out
    assert "taken out of every release" in way_out


HUGGING_FACE = """
import json, sys
from datasets import Features
import pyarrow as pa
from pipelines.schema import REJECTED_SCHEMA, REPAIRS_SCHEMA, SCHEMA
print(json.dumps([Features.from_arrow_schema(each)._to_yaml_list() for each in (SCHEMA, REJECTED_SCHEMA, REPAIRS_SCHEMA)]))
"""


@pytest.mark.slow
def test_features_are_those_hugging_face_would_write() -> None:
    """Every column of every config is described as `datasets` itself describes it."""
    done = subprocess.run([sys.executable, "-c", HUGGING_FACE], capture_output=True, text=True, check=True)
    theirs = json.loads(done.stdout.splitlines()[-1])
    assert [features(schema) for schema in (SCHEMA, REJECTED_SCHEMA, REPAIRS_SCHEMA)] == theirs


def test_types_are_written_without_arrows_item_names(folder: Path) -> None:
    """The field table says list<struct<...>>, not what Arrow calls the items."""
    text = rendered(folder, measure(folder))
    assert "| `changes` | `list<struct<rule: string, count: int32>>` |" in text
    assert "| `left_out` | `list<struct<rule: string, line: string>>` |" in text
    assert "amounts: list<string>" in text

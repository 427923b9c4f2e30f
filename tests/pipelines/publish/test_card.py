"""The card speaks the words of its readers, and its numbers can be read back."""

from __future__ import annotations

import json
import subprocess
import sys

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.publish import card
from pipelines.publish.features import features
from pipelines.schema import REJECTED_SCHEMA, REPAIRS_SCHEMA, SCHEMA

LABELS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=9)
FIGURES = st.dictionaries(
    st.sampled_from(["Rows", "Pages rejected", "Articles by site"]), st.dictionaries(LABELS, st.integers(0, 10**9))
)


@given(FIGURES)
def test_printed_figures_can_be_read_back(found: dict[str, dict[str, int]]) -> None:
    """Whatever a label holds, bars and digits too, its number is found again."""
    text = "\n".join(card._figures(found))
    assert card.read_figures(text) == {section: counts for section, counts in found.items() if counts}


@given(FIGURES.filter(lambda found: any(found.values())), st.data())
def test_any_wrong_number_is_found(found: dict[str, dict[str, int]], data: st.DataObject) -> None:
    """One number that is not that of the data is named with both."""
    section = data.draw(st.sampled_from([name for name, counts in found.items() if counts]))
    label = data.draw(st.sampled_from(sorted(found[section])))
    printed = {**found, section: {**found[section], label: found[section][label] + 1}}
    wrong = card._differences(section, card.read_figures("\n".join(card._figures(printed)))[section], found[section])
    assert wrong == [f"{section}, {label}: the card says {found[section][label] + 1}, the data {found[section][label]}"]


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


def test_types_are_written_without_arrows_item_names() -> None:
    """The field table says list<struct<...>>, not what Arrow calls the items."""
    kind = pa.list_(pa.struct([("rule", pa.string()), ("counts", pa.list_(pa.int32()))]))
    assert card._type_name(kind) == "list<struct<rule: string, counts: list<int32>>>"

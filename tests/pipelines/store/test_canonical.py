"""One address for what a site spells in many ways."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.store.addresses import key_of
from pipelines.store.canonical import canonical

CASES = json.loads((Path(__file__).parents[2] / "fixtures" / "discovery" / "urls.json").read_text("utf-8"))
NAMES = st.sampled_from(["page", "id", "q", "b", "List"])
PARAMETERS = st.lists(st.tuples(NAMES, st.text("0123456789abc%贷", max_size=5)).map("=".join), max_size=5)
PATHS = st.lists(
    st.sampled_from(["a", "B", "", ".", "..", "7.html", "%e8", ";jsessionid=1", "(S(q))"]), max_size=6
).map(lambda parts: "/" + "/".join(parts))
URLS = st.builds("http://example.com{}?{}".format, PATHS, PARAMETERS.map("&".join))
OF_VISITS = st.sampled_from(
    ["utm_source=wx", "gclid=1", "spm=a.b", "PHPSESSID=7", "sid=0123456789abcdef0", "jsessionid=", "hmsr=x", "_ga=2"]
)


@pytest.mark.parametrize("case", CASES, ids=[case["comment"] for case in CASES])
def test_cases(case: dict[str, str]) -> None:
    """Each spelling becomes the form the case gives; where that is the spelling itself, it says what is left alone."""
    assert canonical(case["original"]) == case["fixed"]


@given(URLS | st.text(max_size=60) | st.text(max_size=40).map("http://{}".format))
def test_it_is_idempotent_and_never_raises(url: str) -> None:
    """What came out goes in and comes out the same, whatever the text."""
    once = canonical(url)
    assert canonical(once) == once


@given(st.permutations(["b=2", "a=1", "page=3", "q=%E8"]), PATHS)
def test_the_order_of_parameters_means_nothing(query: list[str], path: str) -> None:
    """Faceted lists link to one page under every order of its parameters."""
    assert canonical(f"http://example.com{path}?{'&'.join(query)}") == canonical(
        f"http://example.com{path}?{'&'.join(sorted(query))}"
    )


@given(URLS, OF_VISITS, st.integers(0, 5))
def test_what_tells_visits_apart_changes_nothing(url: str, more: str, at: int) -> None:
    """A session or tracking parameter anywhere in the query leads to the same page."""
    path, _, query = url.partition("?")
    pieces = query.split("&")
    assert canonical(f"{path}?{'&'.join([*pieces[:at], more, *pieces[at:]])}") == canonical(url)


@given(URLS, st.sampled_from([":80", ""]), st.text(max_size=9))
def test_port_case_and_fragment_mean_nothing(url: str, port: str, fragment: str) -> None:
    """The default port, the host's case and what stands behind # are no part of an address."""
    spelt = url.replace("http://example.com", f"HTTP://Example.COM{port}")
    assert canonical(f"{spelt}#{fragment}") == canonical(url)


@given(URLS)
def test_host_and_choosing_parameters_stay(url: str) -> None:
    """Nothing that may choose a page is lost: the parameters are those of the page, each once."""
    parts = urlsplit(canonical(url))
    assert parts.hostname == "example.com"
    assert set(parts.query.upper().split("&")) - {""} == set(urlsplit(url).query.upper().split("&")) - {""}


@given(URLS)
def test_the_ledger_sees_one_address(url: str) -> None:
    """Where the ledger says two spellings are one, so does this: it asks for no page twice."""
    assert key_of(canonical(key_of(url))) == key_of(canonical(url))


def test_what_may_choose_a_page_is_in_the_key() -> None:
    """Pages are told apart by it, and forgetting one of them takes no other; links are asked for without it."""
    urls = [f"http://example.com/story?sid=0123456789abcdef{number}" for number in range(3)]
    assert len({key_of(url) for url in urls}) == 3
    assert len({canonical(url) for url in urls}) == 1

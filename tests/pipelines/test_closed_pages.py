"""A page that asks not to be kept leaves neither title nor text, wherever it asks and whichever of its pages does."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.records import forbids_keeping, read_page
from pipelines.types import Kept, Outcome
from tests.pipelines.test_records import URL, html, page

CASES = json.loads((Path(__file__).parents[1] / "cases/robots/asked.json").read_text("utf-8"))


def meta(name: str, content: str) -> str:
    """A meta element."""
    return f'<meta name="{name}" content="{content}">'


def is_closed(outcome: Outcome) -> bool:
    """Whether a page became a row that shows nothing of it but its address."""
    if isinstance(outcome, Kept):
        return False
    assert (outcome.reason, outcome.title, outcome.text, outcome.url) == ("not_public", None, "", URL)
    return True


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
@pytest.mark.parametrize("place", ["meta", "header"])
def test_header_and_meta_element_decide_alike(case: dict[str, str], place: str) -> None:
    """The same words close a page, or leave it open, wherever they stand."""
    name, value = case["name"], case["original"]
    if place == "meta":
        asked = page(html(head=meta(name.replace("x-robots-tag", "robots"), value)))
    else:
        asked = page(html(), headers=((name, value),))
    assert is_closed(read_page(asked)) == (case["fixed"] == "not_public")


def test_a_meta_element_for_another_robot_is_not_for_us() -> None:
    """`googlebot` is spoken to by name, as in a header."""
    assert not is_closed(read_page(page(html(head=meta("googlebot", "noindex")))))
    assert is_closed(read_page(page(html(head=meta("lender-sms-complaints", "noindex")))))


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="og:x" name="robots" content="noindex">',
        '<meta itemprop="robots" property="og:x" content="noindex">',
        '<meta http-equiv="X-Robots-Tag" content="noindex">',
        meta("robots,googlebot", "noindex"),
        meta("googlebot, robots", "noai"),
        meta("robots", "index, follow, " * 400 + "noindex"),
        meta("robots", "all") + meta("robots", "none"),
        meta("tdm-reservation", "0") + meta("tdm-reservation", "1"),
        meta("tdm-reservation", "1") + meta("tdm-reservation", "0"),
        '<meta property="og:x" name="tdm-reservation" content="1">',
    ],
)
def test_the_strictest_wish_of_a_page_holds(head: str) -> None:
    """Under whichever of an element's names it stands, however late, beside whatever milder one."""
    assert is_closed(read_page(page(html(head=head))))


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="og:x" name="googlebot" content="noindex">',
        meta("googlebot,bingbot", "noindex"),
        meta("description", "noindex"),
        '<meta property="robots:x" content="noindex">',
        '<meta http-equiv="refresh" content="noindex">',
        '<meta name="robots">',
        meta("tdm-reservation", "0") + meta("tdm-policy", "1"),
    ],
)
def test_what_is_said_to_others_or_of_other_things_closes_nothing(head: str) -> None:
    """Neither another robot's name beside a second attribute nor a page that speaks of such words."""
    assert not is_closed(read_page(page(html(head=head))))


@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize("name", ["x-robots-tag", "tdm-reservation", "meta"])
def test_one_page_of_an_article_closes_all_of_it(at: int, name: str) -> None:
    """The article is one text: the first page or a later one, in its headers or in itself."""
    value = "1" if name == "tdm-reservation" else "noindex"
    pages = [page(html(), f"{URL}?page={number}" if number else URL) for number in range(3)]
    assert not is_closed(read_page(replace(pages[0], later=tuple(pages[1:]))))
    asked = {"body": html(head=meta("robots", value))} if name == "meta" else {"headers": ((name, value),)}
    pages[at] = replace(pages[at], **asked)
    assert is_closed(read_page(replace(pages[0], later=tuple(pages[1:]))))


@given(st.lists(st.sampled_from(["0", "1", " 1", "", "10", "x"]), max_size=4))
def test_headers_that_a_proxy_folded_say_what_they_said_apart(values: list[str]) -> None:
    """A list with commas is the same headers in one line."""
    apart = page(b"", headers=tuple(("tdm-reservation", value) for value in values))
    assert forbids_keeping(page(b"", headers=(("tdm-reservation", ",".join(values)),))) == forbids_keeping(apart)

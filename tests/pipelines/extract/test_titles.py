"""Titles: site names cut from `<title>`, the block that confirms it, and what stands in where nothing does."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract import extract
from pipelines.extract.blocks import Block
from pipelines.extract.headline import fallback_title
from pipelines.extract.keys import title_key
from pipelines.extract.metadata import Metadata
from pipelines.extract.site_names import cut_known, cut_site, is_site_name
from pipelines.extract.title import confirmed_title, is_title, labelled_title
from pipelines.text import SiteProfile


def test_a_stated_title_is_cut(case: dict[str, Any]) -> None:
    """Each `<title>` loses its site and section names, and nothing else."""
    assert cut_site(case["stated"]) == case["title"]


@given(
    title=st.text("催收短信怎么办我欠款一二三，？", min_size=4, max_size=30),
    site=st.sampled_from(("某某网", "安心论坛", "财经频道", "example.com", "某某日报")),
    separator=st.sampled_from(("_", " - ", "|", " | ", "--", "-", " – ")),
)
def test_a_site_behind_any_separator_is_cut(title: str, site: str, separator: str) -> None:
    """Title, separator and site come apart again."""
    assert cut_site(title + separator + site) == title


@pytest.mark.parametrize(
    ("title", "cut"),
    [
        ("没借过 - 稻谷", "没借过"),
        ("没借过_夜谈_稻谷", "没借过"),
        ("没借过 - 夜谈", "没借过"),
        ("稻谷 - 没借过", "稻谷 - 没借过"),
        ("没借过——稻谷", "没借过——稻谷"),
        ("没借过 - 稻谷熟了", "没借过 - 稻谷熟了"),
        ("稻谷", "稻谷"),
    ],
)
def test_what_a_site_is_known_to_put_behind_titles_is_cut(title: str, cut: str) -> None:
    """Part by part from the end, in either script, while a part is known; never the whole, never words of the title."""
    assert cut_known(title, frozenset({"稻谷", "夜谈"})) == cut
    assert cut_known(title.replace("谈", "談"), frozenset({"稻谷", "夜谈"})) == cut


def test_extract_cuts_what_the_profile_knows() -> None:
    """Without a profile a site that reads like no site stays behind the title."""
    page = "<title>没借过钱 - 稻谷</title><h1>没借过钱 - 稻谷</h1><p>今天收到一条短信，说我欠款三千元，要我马上还清。</p>".encode()
    assert extract(page).title == "没借过钱 - 稻谷"
    assert extract(page, profile=SiteProfile(titles=frozenset({"稻谷"}))).title == "没借过钱"


@pytest.mark.parametrize(
    ("stated", "known", "title"),
    [
        ("稻谷 - 没借过钱却总收到短信", {"稻谷"}, "没借过钱却总收到短信"),
        ("稻谷 - 没借过钱却总收到短信", {"夜谈"}, "稻谷 - 没借过钱却总收到短信"),
        ("没借过钱却总收到短信 - 稻谷", {"稻谷"}, "没借过钱却总收到短信"),
        ("稻谷夜谈一席", {"稻谷夜谈一席"}, None),
    ],
)
def test_what_the_profile_knows_is_no_title(stated: str, known: set[str], title: str | None) -> None:
    """Where only `<title>` tells a title, the site's own words go from both ends, and are none by themselves."""
    page = f"<title>{stated}</title><p>今天收到一条短信，说我欠款三千元，要我马上还清。</p>".encode()

    assert extract(page, profile=SiteProfile(titles=frozenset(known))).title == title


def test_the_confirmed_block_wins_over_a_longer_heading() -> None:
    """What `<title>` repeats is the title, wherever and however it is printed."""
    blocks = [Block("今日要闻与热点推荐", "h1"), Block("某貸發(fā)短信說欠款"), Block("我收到短信。")]

    title = confirmed_title(blocks, Metadata(title="某贷发短信说欠款_某某网"))

    assert title is not None
    assert (title.text, title.block) == ("某貸發(fā)短信說欠款", 1)


def test_a_title_in_two_lines_is_joined() -> None:
    """A second line that `<title>` repeats with the first belongs to the title."""
    blocks = [Block("催收短信的边界在哪里", "h1"), Block("——来自三百位借款人的调查", "h2")]

    title = confirmed_title(blocks, Metadata(title="催收短信的边界在哪里——来自三百位借款人的调查_某某网"))

    assert title is not None
    assert title.text == "催收短信的边界在哪里——来自三百位借款人的调查"


def test_a_count_glued_to_the_title_is_cut() -> None:
    """A number of comments behind the title, which `<title>` does not have, goes."""
    title = confirmed_title([Block("催收短信的边界241", "h1")], Metadata(title="催收短信的边界 - 某某网"))

    assert title is not None
    assert title.text == "催收短信的边界"


def test_a_heading_near_the_body_stands_in() -> None:
    """Where `<title>` is the site's name, the heading above the body is the title."""
    blocks = [Block("某某网", "h1"), Block("收到催收短信的第一天", "h2"), Block("我收到短信。")]

    assert fallback_title(blocks, Metadata(title="某某网"), 2).text == "收到催收短信的第一天"


def test_the_stated_title_stands_in_for_a_missing_heading() -> None:
    """Without any heading `<title>` is cut and taken."""
    assert (
        fallback_title([Block("我收到短信。")], Metadata(title="收到催收短信的第一天_某某网"), 0).text
        == "收到催收短信的第一天"
    )


def test_no_title_is_better_than_a_byline() -> None:
    """A page without any title has none."""
    assert fallback_title([Block("2023-04-18 作者：秦小满"), Block("我收到短信。")], Metadata(), 1).text is None


def test_a_block_may_call_itself_the_title() -> None:
    """A labelled title is believed; a label alone is not one."""
    assert labelled_title([Block("標題：收到催收短信")]) is not None
    assert labelled_title([Block("标题："), Block("正文")]) is None


@pytest.mark.parametrize("text", ["某某网", "财经频道", "安心论坛", "www.example.com"])
def test_site_names_are_told(text: str) -> None:
    """Names of sites and sections are no titles."""
    assert is_site_name(text)
    assert not is_title(text)


@given(text=st.text(max_size=60))
def test_keys_have_letters_only(text: str) -> None:
    """A key compares what is said: no marks, no space, no case."""
    key = title_key(text)

    assert title_key(f"《{text}》！ ") == key
    assert " " not in key

"""What recurs on a site is learned, and what only looks like it is not."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dedup.known import Templates
from pipelines.lexicon.line_shape import line_shape
from pipelines.profiles import Page, Pages, learn, learn_more, learn_sites
from pipelines.profiles.learn import FEWEST_PAGES

if TYPE_CHECKING:
    from tests.pipelines.profiles.conftest import MakePages, Tell

CASES = json.loads((Path(__file__).parents[2] / "cases" / "profiles" / "lines.json").read_text("utf-8"))


def placed(text: str, line: str, at: str, number: int) -> str:
    """The text with a line at its head, foot or middle; `varied` is last on every fourth page."""
    lines = text.split("\n")
    last = len(lines)
    where = {"head": 0, "foot": last, "middle": 1 + number % (last - 1), "varied": last if number % 4 == 0 else 3}[at]
    return "\n".join([*lines[:where], line.format(n=number), *lines[where:]])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_case(case: dict[str, Any], tell: Tell) -> None:
    """A line is the site's by how many pages it stands on, where, and what it looks like."""
    told = [
        Page(
            id=f"{n:04}",
            site="a",
            text=placed(tell(n), case["line"], case["at"], n) if n < case["of_20"] else tell(n),
        )
        for n in range(20)
    ]
    assert (learn(told).profile.lines == {line_shape(case["line"].format(n=0))}) is case["is_site"], case["comment"]
    assert bool(learn(told).profile) is case["is_site"]


def test_a_spun_complaint_is_body(tell: Tell) -> None:
    """Hundreds of near-copies with the lender swapped are one article: nothing of it is the site's, first to last line."""
    lenders = ("拍拍贷", "借呗", "还呗", "洋钱罐", "桔多多", "青杉贷", "蓝湖分期", "柳叶钱包")
    text = f"{tell(1)}\n我从来没有在这家平台借过钱，却天天收到{{}}的催收短信。"
    copies = [Page(id=str(n), site="a", text=text.format(lenders[n % 8]), title=f"之{n}") for n in range(300)]
    found = learn(copies)
    assert (found.pages, found.distinct) == (300, 1)
    assert not found.profile


def test_spun_copies_beside_real_pages_do_not_outvote_them(pages: MakePages, tell: Tell) -> None:
    """A template with three hundred copies is one page among twenty others, so its last line recurs once."""
    last = "请有关部门管一管"
    copies = [Page(id=f"x{n}", site="farm.example.com", text=f"{tell(99)}\n第{n}回了\n{last}") for n in range(300)]
    assert not learn([*pages(20), *copies]).profile
    found = learn([*pages(20, foot=["稻谷论坛 下一帖"]), *copies])
    assert found.profile.lines == {line_shape("稻谷论坛 下一帖")}


def test_short_copies_are_no_evidence() -> None:
    """Posts too short to be told from copies teach nothing, however many there are and whoever they name."""
    posts = [
        Page(id=str(n), site="a", text=f"{who}收到{whom}的短信，说欠款{n}元。\n可是从来没有借过这笔钱。")
        for n, (who, whom) in enumerate(
            (who, whom) for who in "甲乙丙丁戊己" for whom in ("青杉贷", "蓝湖金融", "柳叶钱包")
        )
    ]
    assert not learn(posts).profile


def test_a_line_that_names_now_this_lender_now_that_is_body(pages: MakePages) -> None:
    """It speaks of the page's subject; where every page of a site names the same lender, it speaks of the site."""
    changing = [
        Page(id=page.id, site="a", text=f"{page.text}\n投诉对象 {'拍拍贷' if n % 2 else '借呗'}")
        for n, page in enumerate(pages(20))
    ]
    assert not learn(changing).profile
    assert learn(pages(20, foot=["拍拍贷 帮助中心 下载"])).profile


def test_few_pages_make_no_profile(pages: MakePages) -> None:
    """Below the fewest different pages nothing is learned."""
    foot = ["稻谷论坛 下一帖", "返回稻田"]
    assert not learn(pages(FEWEST_PAGES - 1, foot=foot)).profile
    assert len(learn(pages(FEWEST_PAGES, foot=foot)).profile.lines) == 2


def test_lines_of_a_page_alone_do_not_hide_the_site(pages: MakePages) -> None:
    """Two short lines of the page itself may stand below the site's."""
    found = learn(pages(20, foot=["稻谷论坛 下一帖", "街坊{n}元买菜", "昨天{n}元"]))
    assert found.profile.lines == {line_shape("稻谷论坛 下一帖")}


def test_lines_behind_a_sentence_of_the_page_are_unreached(pages: MakePages, tell: Tell) -> None:
    """A paragraph of the page below the line makes it a line of the middle."""
    below = [
        Page(id=page.id, site="a", text=f"{page.text}\n稻谷论坛 下一帖\n{tell(1000 + n, 1)}")
        for n, page in enumerate(pages(20))
    ]
    assert not learn(below).profile


@pytest.mark.parametrize("mark", [" - ", "_", "|", "｜"])
def test_title_ends_are_learned(mark: str, tell: Tell) -> None:
    """What stands behind most titles, set apart by a mark, is the site's; section and site are two ends."""
    told = [Page(id=str(n), site="a", text=tell(n), title=f"{tell(n, 1)[:14]}{mark}夜谈{mark}稻谷") for n in range(12)]
    assert learn(told).profile.titles == {"夜谈", "稻谷"}


def test_a_dash_of_the_title_itself_is_no_site(tell: Tell) -> None:
    """Parts that differ from title to title, and what follows one title only, belong to the titles."""
    parts = [Page(id=str(n), site="a", text=tell(n), title=f"短信 - {tell(n, 1)[:6]}") for n in range(12)]
    same = [Page(id=str(n), site="a", text=tell(n), title="催收短信 - 真假") for n in range(12)]
    assert not learn(parts).profile
    assert not learn(same).profile


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_pages_changes_nothing(seed: int, pages: MakePages) -> None:
    """The same pages, shuffled, teach the same, site by site."""
    told = pages(12, foot=["稻谷论坛 下一帖"]) + pages(11, head=["— 麦田 —"], site="b")
    shuffled = random.Random(seed).sample(told, len(told))
    assert learn_sites(shuffled) == learn_sites(told)


def test_each_site_learns_from_its_own_pages(pages: MakePages) -> None:
    """One site's lines are nothing to another; pages of no site are left out."""
    found = learn_sites([*pages(12, foot=["稻谷论坛 下一帖"], site="a"), *pages(12, site="b"), *pages(12, site="")])
    assert [(site, bool(each.profile)) for site, each in found.items()] == [("a", True), ("b", False)]


def test_the_report_tells_lines_with_their_pages(pages: MakePages, tell: Tell) -> None:
    """Each line as it is printed most often, and on how many different pages."""
    told = [*pages(12, foot=["本帖第7次被翻开 换一换"]), Page(id="x", site="farm.example.com", text=tell(77))]
    found = learn(told)
    assert (found.site, found.pages, found.distinct) == ("farm.example.com", 13, 13)
    assert found.lines == (("本帖第7次被翻开 换一换", 12),)


def hosted(tell: Tell, hosts: dict[str, int], foot: str, first: int = 0) -> list[Page]:
    """So many pages of each host with one foot, every one with a story of its own."""
    sites = [host for host, count in hosts.items() for _ in range(count)]
    return [Page(id=f"{n:04}", site=site, text=f"{tell(n)}\n{foot}") for n, site in enumerate(sites, first)]


def test_small_hosts_of_a_domain_learn_together(tell: Tell) -> None:
    """Six pages of each of two hosts are enough for their domain; a host with enough keeps what it shows itself."""
    small = hosted(tell, {"a.farm.example.com": 6, "b.farm.example.com": 6}, "稻谷论坛 下一帖")
    large = hosted(tell, {"c.farm.example.com": 12}, "麦田夜话 手机版", first=50)
    found = learn_sites([*small, *large])

    assert found["a.farm.example.com"].profile == found["b.farm.example.com"].profile
    assert line_shape("稻谷论坛 下一帖") in found["a.farm.example.com"].profile.lines
    assert (found["a.farm.example.com"].domain, found["a.farm.example.com"].pages) == ("example.com", 6)
    assert found["c.farm.example.com"].profile.lines == {line_shape("麦田夜话 手机版")}
    assert found["c.farm.example.com"].domain is None
    assert learn_sites([*large, *small[::-1]]) == found


@pytest.mark.parametrize("hosts", [{"a.example.com": 6, "a.example.net": 6}, {"a.example.com": 6}])
def test_few_pages_of_a_domain_show_nothing(tell: Tell, hosts: dict[str, int]) -> None:
    """The same line on few pages of two domains is no site's, nor that of the few pages of one host alone."""
    assert not any(found.profile for found in learn_sites(hosted(tell, hosts, "稻谷论坛 下一帖")).values())


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.sampled_from("ab")), max_size=40), st.integers(0, 40))
def test_what_is_known_changes_nothing(pages: MakePages, drawn: list[tuple[int, str]], old: int) -> None:
    """Pages that come later, on the same site or another, or are gone: the profiles are those of the pages that are there."""
    many = pages(31, foot=["稻谷论坛 下一帖"])
    told = [replace(many[at], id=f"{number:04}", site=site) for number, (at, site) in enumerate(drawn)]
    known = learn_more(Pages.of(told[:old]), Templates())[1]
    found, known = learn_more(Pages.of(told), known)
    assert found == learn_sites(told)
    assert learn_more(Pages.of(told[old:]), known)[0] == learn_sites(told[old:])

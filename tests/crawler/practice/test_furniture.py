"""Furniture: what stands around articles, and never is part of their truth."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from functools import partial
from pathlib import PurePosixPath

import pytest

from crawler.practice import PracticePage, Truth, furniture
from crawler.practice.draft import Draft, Line
from crawler.practice.families import FAMILIES
from crawler.practice.grammar import Writer, table
from crawler.practice.hosts import site_of
from crawler.practice.outline import numbered, paragraphs
from crawler.practice.plan import plan
from crawler.practice.seeding import stream
from crawler.practice.truth import Precision

DRAFT = Draft(
    title="还呗发来的短信",
    lines=(Line("p", "开头的一段话有二十来个字，够长，可以被截断成一半再说一遍。"),),
    relevance="relevant",
    page_kind="seo_article",
)


def writer(seed: int, *name: object, **facts: str) -> Writer:
    """A writer with a stream of its own."""
    return Writer(stream(seed, *name), facts)


def above(seed: int) -> tuple[tuple[str, ...], list[str]]:
    """Furniture above the body, for one seed."""
    return furniture.above(writer(seed, "above", lender="还呗", title=DRAFT.title), DRAFT)


def below(seed: int) -> tuple[tuple[str, ...], list[str]]:
    """Furniture below the body, for one seed."""
    return furniture.below(writer(seed, "below", lender="还呗"), plan(seed, 4))


def test_all_kinds_of_furniture_occur() -> None:
    """Over many pages every kind of furniture stands above or below."""
    kinds = {kind for seed in range(300) for kind in (*above(seed)[1], *below(seed)[1])}
    assert kinds == {"spam", "teaser", "label", "repeat", "disclaimer", "contact"}


def test_kinds_tell_of_lines() -> None:
    """Where there is a kind there is a line, and the other way round."""
    for seed in range(200):
        for lines, kinds in (above(seed), below(seed)):
            assert bool(lines) == bool(kinds)
            assert all(lines)


def test_a_lead_is_repeated_truncated() -> None:
    """A repeated lead is a beginning of the first paragraph, shorter than it."""
    first = DRAFT.lines[0].text
    leads = [line for seed in range(200) for line in above(seed)[0] if line.startswith(first[:12])]
    assert leads
    assert all(first.startswith(lead.rstrip("….")) and lead != first for lead in leads)


def test_a_teaser_names_another_lender() -> None:
    """Glued teasers are two lines that speak of some lender, which need not be the subject."""
    lenders = {line for seed in range(300) for line in above(seed)[0] if "teaser" in above(seed)[1]}
    assert any("还呗" not in line for line in lenders)


def test_contacts_are_well_formed_and_nobodys() -> None:
    """Phone and QQ numbers have the form of such numbers, and runs of zeros that make them nobody's."""
    lines = [line for seed in range(300) for line in below(seed)[0]]
    mobiles = [found for line in lines for found in re.findall(r"(?<!\d)1[3-9]\d{9}(?!\d)", line)]
    numbers = [found for line in lines for found in re.findall(r"QQ：?(\d{10})", line)]
    assert mobiles
    assert numbers
    assert all(mobile[3:7] == "0000" for mobile in mobiles)
    assert all(number[2:5] == "000" for number in numbers)


def test_follow_lines_name_the_site() -> None:
    """A follow line points at the page's own host and path."""
    decided = plan(4, 4)
    lines = [
        line
        for n in range(100)
        for line in furniture.below(writer(n, "x", lender="还呗"), decided)[0]
        if "http" in line
    ]
    assert lines
    assert all(decided.site.host in line for line in lines)
    assert any(PurePosixPath(decided.final_path).name in line for line in lines)


@pytest.mark.parametrize(("precision", "form"), [("second", "%S"), ("minute", "%M"), ("day", "%d")])
def test_dates_spread(precision: Precision, form: str) -> None:
    """Dates are spread over years, as precise as asked for, and one in about fifteen is missing."""
    moments = [furniture.published(plan(1, index), precision) for index in range(600)]
    missing = moments.count(None)
    assert 15 < missing < 80
    assert len({moment.year for moment in moments if moment}) >= 4
    assert len({moment.strftime(form) for moment in moments if moment}) > 20


def test_comments_follow_the_article() -> None:
    """Comments are of the thirty days after the article; about half of the pages have none, roles only where printed."""
    day = furniture.published(plan(1, 3), "day")
    assert day
    drawn = [furniture.comments(writer(n, "c", lender="还呗"), day, FAMILIES["divsoup"]) for n in range(200)]
    assert 60 < sum(not comments for comments in drawn) < 140
    for comments in drawn:
        assert len(comments) <= 6
        assert all(timedelta(0) <= one.posted_on - day.date() <= timedelta(30) for one in comments)
    assert {one.role for comments in drawn for one in comments} == {None, "律师", "法律顾问", "实习律师", "律师助理"}
    plain = furniture.comments(writer(4, "c", lender="还呗"), day, FAMILIES["thread"])
    assert all(one.role is None for one in plain)
    assert furniture.comments(writer(4, "c", lender="还呗"), day, FAMILIES["hidden"]) == ()


def test_related_titles_differ() -> None:
    """Related titles are several, different, and often about other lenders."""
    for seed in range(50):
        titles = furniture.related(stream(seed, "r"), FAMILIES["blog"])
        assert 4 <= len(titles) <= 9
        assert len(set(titles)) == len(titles)


def test_furniture_is_not_in_the_truth(truths: list[Truth]) -> None:
    """Labels, disclaimers and contacts are in no body, as meant or as printed."""
    pools = table("furniture")
    labels = {*pools["lead_labels"], *pools["body_labels"], *pools["empty_labels"], *pools["comment_labels"]}
    for truth in truths:
        lines = {*truth.body.split("\n"), *truth.printed.split("\n")}
        assert not lines & labels
        assert not any("侵权" in line and "联系" in line for line in lines)


def test_families_without_a_part_have_none_of_it() -> None:
    """A family that prints no author or no links gets none, whatever the stream says."""
    for seed in range(30):
        assert furniture.author(stream(seed, "a"), FAMILIES["layout"]) is None
        assert furniture.related(stream(seed, "r"), FAMILIES["hidden"]) == ()
    assert sum(furniture.author(stream(seed, "a"), FAMILIES["blog"]) is None for seed in range(300)) in range(10, 60)


def test_names_are_many() -> None:
    """Names hardly repeat."""
    rng = stream(1, "names")
    assert Counter(furniture.name(rng) for _ in range(300)).most_common(1)[0][1] < 6


def test_paragraphs_keep_every_sentence() -> None:
    """Gathering sentences into paragraphs loses none and keeps their order."""
    sentences = [f"第{n}句。" for n in range(17)]
    for seed in range(20):
        lines = paragraphs(sentences, stream(seed))
        assert "".join(line.text for line in lines) == "".join(sentences)
        assert {line.kind for line in lines} == {"p"}


def test_sections_are_numbered_in_several_manners() -> None:
    """Sections are numbered in Chinese; below them stand points, items or plain paragraphs, and no sentence is lost."""
    sections = [("起因", ["甲。", "乙。", "丙。"]), ("经过", ["丁。", "戊。", "己。", "庚。"])]
    kinds = set()
    for seed in range(40):
        lines = numbered(sections, stream(seed))
        headings = [line.text for line in lines if line.kind == "h2"]
        assert headings in (["一、起因", "二、经过"], ["（一）起因", "（二）经过"])
        whole = "".join(line.text for line in lines)
        assert all(sentence in whole for _, sentences in sections for sentence in sentences)
        kinds.add(frozenset(line.kind for line in lines))
    assert kinds == {frozenset({"h2", "p"}), frozenset({"h2", "p", "li"}), frozenset({"h2", "h3", "p"})}


def test_sites_print_lines_of_their_own() -> None:
    """Nearly every page of a site has its lines, the same but for a number, and no body holds them."""
    there = [furniture.site_lines(decided) for decided in map(partial(plan, 7), range(900)) if decided.site.foot_lines]
    feet = [foot for _, foot in there if foot]
    assert 0.8 < len(feet) / len(there) < 0.97
    assert len(feet) > len(set(feet)) > 2


def test_lines_of_the_site_are_in_no_truth(pages: list[PracticePage]) -> None:
    """They stand on the page, and in no body as meant or as printed; so does what stands behind its titles."""
    seen = 0
    for page in pages:
        site = site_of(page.url.split("/")[2])
        if page.truth and page.truth.is_whole and site and site.foot_lines and "site_line" in page.truth.damage:
            lines = {line.format(n=page.truth.index) for line in (*site.head_lines, *site.foot_lines)}
            assert not lines & {*page.truth.body.split("\n"), *page.truth.printed.split("\n")}
            assert not site.title_end or not page.truth.title.endswith(site.title_end)
            seen += page.truth.is_article and all(line.encode() in page.body for line in lines)
    assert seen > 60

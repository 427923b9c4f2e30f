"""Bylines: where their lines stand, which date and which name of them is the article's."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract import extract
from pipelines.extract.blocks import Block, Page, Region
from pipelines.extract.body import measure
from pipelines.extract.byline import find_views, read_byline
from pipelines.extract.byline_dates import choose_date
from pipelines.extract.byline_names import choose_author
from pipelines.extract.mended import mended
from pipelines.extract.metadata import Metadata
from pipelines.extract.zones import Zones, byline_zones
from pipelines.lexicon.furniture import VIEW_LABELS

PROSE = (
    "我收到一条催收短信，说我欠款三千元，要我马上还清，可是我从来没有借过钱，后来我报了警，警察让我留好证据，不要转账。"
)
HEADS = Path(__file__).parents[2] / "cases" / "page_heads"
DAMAGED = json.loads((HEADS / "damaged.json").read_text("utf-8"))
NOT_READ = json.loads((HEADS / "damaged-known-failures.json").read_text("utf-8"))
FETCHED = datetime(2023, 4, 21, 2, tzinfo=UTC)


def _zones(*blocks: Block, title: int = -1) -> Zones:
    """The zones of a page whose last block is its body."""
    page = Page((*blocks, Block(PROSE)), (0,))
    return byline_zones(measure(page), title, [len(blocks)])


def test_lines_behind_the_title_are_the_head() -> None:
    """Everything from the title to the first paragraphs, and what stands before the title nearest first."""
    zones = _zones(Block("2023-04-18"), Block("收到短信的第一天"), Block("作者：秦小满"), title=1)

    assert zones.head == ("作者：秦小满", PROSE)
    assert zones.above == ("2023-04-18",)


def test_the_way_up_ends_at_links() -> None:
    """A clock above the menu is no byline; a labelled date there still is."""
    menu = Block("首页 新闻", link_chars=4, links=("首页", "新闻"))

    assert _zones(Block("2026-02-03"), menu, Block("收到短信的第一天"), title=2).above == ()
    labelled = Block("发布时间：2023-04-18")
    assert _zones(labelled, menu, Block("收到短信的第一天"), title=2).above == ("发布时间：2023-04-18",)


def test_lines_of_others_are_no_byline() -> None:
    """Comments, related links, hidden lines, and links that tell a date of their own."""
    others = (
        Block("2023-04-18", regions=(Region(1, "comment"),)),
        Block("2023-04-18", regions=(Region(1, "related"),)),
        Block("2023-04-18", is_hidden=True),
        Block("另一条短信 2023-04-18", links=("另一条短信 2023-04-18",)),
    )

    assert _zones(Block("收到短信的第一天"), *others, title=0).head == (PROSE,)


def test_a_date_may_link_to_the_article_itself() -> None:
    """A link that is nothing but a date and its label is the article's own."""
    linked = Block("发布于2023-04-18", links=("发布于2023-04-18",))

    assert _zones(Block("收到短信的第一天"), linked, title=0).head[0] == "发布于2023-04-18"


@pytest.mark.parametrize(
    ("zones", "day"),
    [
        (Zones(head=("更新：2023-04-19", "发布：2023-04-18")), 18),
        (Zones(head=("更新：2023-04-19 发布：2023-04-18",)), 18),
        (Zones(head=("更新：2023-04-19",)), 19),
        (Zones(head=(), above=("2023-04-17",), tail=("发布时间：2023-04-18",)), 18),
        (Zones(head=(), above=("2023-04-17",)), 17),
        (Zones(head=("2023年4月",), tail=("发表于2023-04-18",)), 18),
        (Zones(head=("今天是2023-04-18",)), None),
        (Zones(head=("有效期：2023-04-18",)), None),
        (Zones(head=(), tail=("另一条短信 2023-04-18",)), None),
        (Zones(head=("他说2023年4月18日收到短信，要他还款。",)), None),
    ],
)
def test_place_and_label_choose_the_date(zones: Zones, day: int | None) -> None:
    """A publication before an update, the head before the foot, a label before none; a clock and a term never."""
    date = choose_date(zones, (), None, "")

    assert (date.at.day if date else None) == day


@pytest.mark.parametrize(
    ("stated", "shown", "at"),
    [
        (("2023-04-18T09:15:30+08:00",), "\n2023年4月18日", "2023-04-18T09:15:30+08:00"),
        (("2023-04-18T01:15:30Z",), "http://example.com/2023/0418/1.html", "2023-04-18T09:15:30+08:00"),
        (("2023-04-18",), "http://example.com/t20230418_1.html\n", "2023-04-18T00:00:00+08:00"),
        (("2019-01-01", "2023-04-18"), "\n2023-4-18", "2023-04-18T00:00:00+08:00"),
        (("2023-04-18",), "http://example.com/1.html\n2023-04-17", None),
        (("soon",), "2023-04-18", None),
    ],
)
def test_a_stated_date_must_be_shown(stated: tuple[str, ...], shown: str, at: str | None) -> None:
    """The page or its address has to tell the same day."""
    date = choose_date(Zones(head=()), stated, None, shown)

    assert (date.at.isoformat() if date else None) == at


def test_a_stated_clock_completes_a_printed_day() -> None:
    """Only where both tell the same day."""
    zones = Zones(head=("2023-04-18",))

    same = choose_date(zones, ("2023-04-18T09:15:30+08:00",), None, "")
    other = choose_date(zones, ("2023-04-19T09:15:30+08:00",), None, "")

    assert same is not None
    assert (same.at.hour, same.precision, same.raw) == (9, "second", "2023-04-18")
    assert other is not None
    assert other.precision == "day"


def test_a_stated_day_tells_which_printed_one_is_meant() -> None:
    """Of several printed days the one that the metadata states too."""
    date = choose_date(Zones(head=("2023-04-17 讯", "2023-04-18")), ("2023-04-18",), None, "")

    assert date is not None
    assert date.at.day == 18


@pytest.mark.parametrize(
    ("line", "address", "fetched", "at"),
    [
        ("04月18日 09:15 来源：某网", "http://example.com/20230418/1", None, "2023-04-18T09:15:00+08:00"),
        ("04-18 09:15", "", FETCHED, "2023-04-18T09:15:00+08:00"),
        ("12月31日 09:15", "", FETCHED, "2022-12-31T09:15:00+08:00"),
        ("04月18日 09:15", "", None, None),
        ("2-3 09:15", "http://example.com/20230418/1", FETCHED, None),
    ],
)
def test_a_day_without_its_year(line: str, address: str, fetched: datetime | None, at: str | None) -> None:
    """The address or the time of fetching tells the year, or nothing does."""
    date = choose_date(Zones(head=(line,)), (), fetched, address)

    assert (date.at.isoformat() if date else None) == at


@pytest.mark.parametrize(
    ("zones", "name"),
    [
        (Zones(head=("编辑：秦小满", "作者：陆一帆")), "陆一帆"),
        (Zones(head=("编辑：秦小满",), tail=("（记者 陆一帆）",)), "陆一帆"),
        (Zones(head=("本报记者 秦小满",), tail=("作者：流泉",)), "秦小满"),
        (Zones(head=("本报记者 秦小满", "本报通讯员 陆一帆")), "秦小满 陆一帆"),
        (Zones(head=("作者：", "秦小满")), "秦小满"),
        (Zones(head=("作者：", "时间：2023-04-18")), None),
        (Zones(head=("原创 秦小满 安心网",), loose=(("原创", "秦小满", "安心网"),)), "秦小满"),
        (Zones(head=("周杰伦 2023-04-18",), loose=(("周杰伦", "2023-04-18"),), links=frozenset({"周杰伦"})), None),
        (Zones(head=("我收到短信。",)), None),
        (Zones(head=("流泉", "楼主 发表于 2023-04-18", "本报杭州4月7日讯（记者 陆一帆）他收到短信。")), "流泉"),
        (Zones(head=("楼主 发表于 2023-04-18", "本报杭州4月7日讯（记者 陆一帆）他收到短信。")), "陆一帆"),
        (Zones(head=("编辑：秦小满", "本报杭州4月7日讯（记者 陆一帆）他收到短信。")), "陆一帆"),
        (Zones(head=("作者：秦小满", "本报杭州4月7日讯（记者 陆一帆）他收到短信。")), "秦小满"),
    ],
)
def test_labels_outrank_places(zones: Zones, name: str | None) -> None:
    """Author, reporter, poster, editor; head before foot; reporters on neighbouring lines together."""
    author = choose_author(zones, Metadata())

    assert (author.name if author else None) == name


def test_what_markup_names_must_be_printed() -> None:
    """A name from an element or the metadata counts where the byline shows it, and is not the site's."""
    shown = Zones(head=("流浪的石头 2023-04-18",))

    named = choose_author(shown, Metadata(data_author="流浪的石头"))
    assert named is not None
    assert named.name == "流浪的石头"
    assert choose_author(Zones(head=("2023-04-18",)), Metadata(data_author="流浪的石头")) is None
    assert choose_author(shown, Metadata(author="流浪的石头", site_name="流浪的石头")) is None


@pytest.mark.parametrize("damaged", DAMAGED, ids=lambda damaged: str(damaged["label"]))
def test_damaged_bylines_are_read_or_left(damaged: dict[str, str | None]) -> None:
    """What half a character took with it is restored where enough is left; else nobody is named."""
    author = read_byline(Zones(head=(str(damaged["original"]),)), Metadata()).author

    assert (author.name if author else None) == damaged["fixed"]


@pytest.mark.xfail(strict=True, reason="what the model of the language likes better is no name")
@pytest.mark.parametrize("damaged", NOT_READ, ids=lambda damaged: str(damaged["label"]))
def test_damaged_bylines_that_are_read_wrong(damaged: dict[str, str | None]) -> None:
    """What is restored as other characters of the same sound."""
    test_damaged_bylines_are_read_or_left(damaged)


@given(st.text("作者编辑：:秦小满?\ufffd\ue000(zé)0123456789- ", max_size=40))
def test_whole_lines_are_not_mended(line: str) -> None:
    """Only a trace of a lost half makes a line change, and mending is done once."""
    zones = mended(Zones(head=(line,)))

    assert mended(zones) == zones
    assert zones.head == (line,) or not {"?", "\ufffd", "\ue000"}.isdisjoint(line)


@pytest.mark.parametrize(
    ("line", "repaired"),
    [
        ("事情到?jīng)]有結束，我會一直跟進。", False),
        ("事情到?jīng)]有結束，我會一直跟進", True),
        ("本条目看起?kuì)?lái)不大，落到我頭上就成了天大的事。", True),
        ("事情到?jīng)]有結束。（記者 林小滿）", True),
    ],
)
def test_sentences_are_left_as_printed(line: str, *, repaired: bool) -> None:
    """A sentence is no byline, damaged or not, but where it may end in a name or tells of an entry."""
    (found,) = mended(Zones(head=(line,))).head

    assert (found != line) is repaired


def test_a_hidden_text_names_its_reporter() -> None:
    """Where the text is hidden until a script shows it, its first line is read as any other."""
    line = Block(f"本报杭州4月7日讯（记者 陆一帆）{PROSE}", is_hidden=True)
    page = Page((Block("收到短信的第一天"), Block("作者：秦小满", is_hidden=True), line), (0,))

    assert byline_zones(measure(page), 0, [2]).head == (line.text,)


def test_raw_forms_are_kept_beside_the_parsed() -> None:
    """The article has both, with section, views and site name where they are shown."""
    page = (
        "<title>收到短信的第一天_安心网</title><meta property=og:site_name content=安心网><link rel=canonical href=/a/1>"
        "<div>首页 > 贷款问答 > 正文</div><h1>收到短信的第一天</h1>"
        f"<div>作者：秦小满　发布时间：2023年4月18日 9时15分　浏览：25</div><p>{PROSE}</p>"
    )

    article = extract(page.encode(), "http://www.example.com/a/1?from=x")

    assert (article.author, article.author_raw) == ("秦小满", "作者：秦小满")
    assert (article.published_at_raw, article.published_precision) == ("2023年4月18日 9时15分", "minute")
    assert (article.section, article.view_count, article.site_name) == ("贷款问答", 25, "安心网")
    assert article.canonical_url == "http://www.example.com/a/1"


@given(lines=st.lists(st.text("作者记编辑：:秦小满0123456789-年月日 |、（）今天是", max_size=30), max_size=4))
def test_any_lines_are_read(lines: list[str]) -> None:
    """Nothing raises, and what is found stands in the lines."""
    zones = Zones(head=tuple(lines), tail=tuple(lines))

    date, author = choose_date(zones, (), FETCHED, ""), choose_author(zones, Metadata())

    assert date is None or any(date.raw in line for line in lines)
    assert author is None or author.name


@pytest.mark.parametrize("label", sorted(VIEW_LABELS - {"热度"}))
def test_views_are_counted_behind_every_label_of_them(label: str) -> None:
    """The labels that the text stages know and those that a count is read behind are the same; what is hot is no count of readers."""
    assert find_views(f"{label}：318 作者：秦小满") == find_views(f"{label} 318") == 318

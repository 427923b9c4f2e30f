"""What the places of furniture promise beside their cases."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.text import clean
from pipelines.text.boilerplate import boilerplate_rule, drop_boilerplate
from pipelines.text.places import placed

PROSE = "我打电话问过客服，对方说查不到。"
FURNITURE = (
    "2024-03-02 09:15", "时间：2024-03-02 09:15", "发布时间：2024-03-02 09:15", "作者：周晓岚", "作者：孙小舟", "来源：某某晚报",
    "首页>逾期>正文", "首页>我的>设置", "资深用户", "声明：本文由网友投稿，不代表本站立场", "声明：如有不实，请作者更正", "举报电话：01000000001",
    "投稿邮箱：tg@mail.example", "扫码关注公众号", "扫描二维码", "上一篇：还款方式", "下一篇：没有了", "棋牌下载送金币", "延伸阅读", "推荐",
)  # fmt: skip
OTHERS = (PROSE, "短信写着：", "内容：明天上门", "收到短信怎么办？", "催收短信", "")

lines = st.lists(st.sampled_from(FURNITURE) | st.sampled_from(OTHERS), max_size=12)


@given(lines=lines)
def test_what_is_left_is_left_alone(lines: list[str]) -> None:
    """What one pass drops changes no place of what it leaves."""
    once = drop_boilerplate("\n".join(lines))

    assert drop_boilerplate(once.text).edits == ()


@given(lines=lines)
def test_only_lines_with_a_rule_go_and_keep_it(lines: list[str]) -> None:
    """A place takes rules away and gives none."""
    rules = [boilerplate_rule(line) for line in lines]

    assert all(new in (None, old) for new, old in zip(placed(lines, rules), rules, strict=True))


@given(lines=lines)
def test_a_time_between_sentences_stays(lines: list[str]) -> None:
    """Whatever furniture stands above and below, when something happened is told."""
    text = "\n".join([PROSE, PROSE, *lines, PROSE, "2024-05-06 18:30", PROSE, *lines])

    assert "2024-05-06 18:30" in clean(text).text.split("\n")


def test_every_line_dropped_is_told() -> None:
    """Each is an edit with its rule, headers at the head included."""
    edits = drop_boilerplate(f"收到短信怎么办\n2024-03-02 09:15\n{PROSE}\n责任编辑：孙小舟").edits

    assert [(edit.rule, edit.before.strip()) for edit in edits] == [
        ("boilerplate.header", "2024-03-02 09:15"),
        ("boilerplate.header", "责任编辑：孙小舟"),
    ]


def test_a_header_goes_from_the_first_lines_only() -> None:
    """Seven headings above it are no head of a page."""
    for above, goes in ((6, True), (7, False)):
        text = "\n".join([*(f"第{n}个标签" for n in range(above)), "2024-03-02 09:15", PROSE])
        assert bool(drop_boilerplate(text).edits) == goes


def test_an_introduction_holds_for_lines_of_one_rule() -> None:
    """Furniture of another kind behind a quotation is furniture."""
    text = (
        f"{PROSE}\n短信写着：\n棋牌下载送金币\n同城约会 加微信abc12345\n声明：本文由网友投稿，不代表本站立场\n{PROSE}"
    )

    assert drop_boilerplate(text).text == f"{PROSE}\n短信写着：\n棋牌下载送金币\n同城约会 加微信abc12345\n{PROSE}"


def test_the_site_introduces_nothing() -> None:
    """A heading over the site's own contacts ends in a colon too."""
    assert drop_boilerplate(f"{PROSE}\n联系我们：\n投稿邮箱：tg@mail.example").text == f"{PROSE}\n联系我们："

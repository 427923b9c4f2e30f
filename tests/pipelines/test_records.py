"""The whole way of one page: what becomes a row, what does not, and what never leaves."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, fields
from datetime import UTC, datetime
from hashlib import sha256

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.arrow import outcomes_to_batch, repairs_of
from pipelines.edits import apply
from pipelines.errors import UnreadablePage
from pipelines.extract import extract
from pipelines.labels.facets import find_facets
from pipelines.labels.issues import find_issues
from pipelines.records import read_article, read_page, to_document
from pipelines.schema import PIPELINE_VERSION, SCHEMA
from pipelines.text.privacy import redact_url
from pipelines.types import Article, Comment, Edit, Kept, Outcome, RawPage, Record, Rejected

NOW = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)
URL = "http://news.example.com/a/17.html"
PLACES = ("title", "body", "below", "byline", "text", "meta", "related", "glossed")
PARAGRAPHS = (
    "上个月开始，我每天都会收到还呗发来的短信，说我有一笔借款已经逾期，让我马上处理。",
    "我从来没有借过钱，打电话给客服，对方只让我等通知，短信却一天比一天多。",
    "昨天的短信内容为：“【还呗】尊敬的客户，您的借款1,200元已逾期，请今日还款。”我的家人也接到了催收电话。",
    "如果你也遇到这样的催收短信，可以先核实号码，再向平台投诉，不要急着还款。",
)
MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
MAILS = st.from_regex(r"[a-z]{3,8}[0-9]{2}@(qq|163)\.com", fullmatch=True)


WIDE = {ord("0") + digit: ord("０") + digit for digit in range(10)}


def identity_number(body: str) -> str:
    """An identity card number with the check digit its first 17 digits ask for."""
    total = sum(int(digit) * weight for digit, weight in zip(body, (2**i % 11 for i in range(17, 0, -1)), strict=True))
    return body + "10X98765432"[total % 11]


IDENTITIES = st.builds(
    lambda year, number: identity_number(f"110101{year}0{number}"), st.integers(1950, 2005), st.integers(101001, 928999)
).filter(lambda number: "01" <= number[12:14] <= "28")


def html(*, title: str = "还呗催收短信怎么处理", extra: str = "", below: str = "", head: str = "") -> bytes:
    """A page of the usual form."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return (
        f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>"
        f"<div class='content'>{body}<p>{extra}</p></div>{below}</body></html>"
    ).encode()


def page(body: bytes, url: str = URL, headers: tuple[tuple[str, str], ...] = ()) -> RawPage:
    """That body, as fetched."""
    return RawPage(url=url, body=body, fetched_at=NOW, source="here", status=200, headers=headers)


def kept(raw: RawPage) -> Record:
    """The row of a page that must be kept."""
    outcome = read_page(raw)
    assert isinstance(outcome, Kept), outcome
    return outcome.record


def strings(value: object) -> Iterator[str]:
    """Every string in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, (tuple, list)):
        for each in value:
            yield from strings(each)


def holds(outcome: Outcome, secret: str) -> bool:
    """Whether any text of an outcome holds the secret, spaces and hyphens aside."""
    return any(secret in each.replace(" ", "").replace("-", "") for each in strings(asdict(outcome)))


def test_row_has_the_fields_of_the_schema() -> None:
    """A record is the schema, field for field."""
    assert {each.name for each in fields(Record)} == set(SCHEMA.names)


def test_relevant_page_becomes_a_row() -> None:
    """A complaint about a lender's messages is kept with its labels and its provenance."""
    raw = page(html())
    row = kept(raw)
    assert row.title == "还呗催收短信怎么处理"
    assert row.text == "\n".join(PARAGRAPHS)
    assert [(each.id, each.subject) for each in row.lenders] == [("haibei", True)]
    assert [each.signature for each in row.messages or ()] == ["还呗"]
    assert row.label_source == "rules"
    assert row.relevance >= 0.5
    assert row.id == sha256(URL.encode()).hexdigest()[:16]
    assert row.raw_sha256 == sha256(raw.body).hexdigest()
    assert row.text_sha256 == sha256(row.text.encode()).hexdigest()
    assert row.n_chars == len(row.text)
    assert (row.url, row.site, row.source, row.http_status) == (URL, "example.com", "here", 200)
    assert (row.fetched_at, row.pipeline_version) == (NOW, PIPELINE_VERSION)


def test_columns_of_the_collection_are_null() -> None:
    """Nothing is guessed: what a page alone cannot tell stays null."""
    row = kept(page(html()))
    assert (row.cluster_id, row.split, row.first_seen, row.last_seen) == (None,) * 4


def test_issues_and_facets_are_of_the_rows_own_text() -> None:
    """What the row says of its text is what the rules say of it, with evidence that stands there."""
    row = kept(page(html()))
    assert row.issues == find_issues(row.text, row.title)
    assert row.issues
    assert all(issue.evidence in row.text for issue in row.issues)
    facets = find_facets(row.text, row.title, row.issues, row.lenders)
    assert (row.channel, row.sender_claim) == (facets.channel, facets.sender_claim)
    assert (row.page_kind, row.severity) == (facets.page_kind, facets.severity)


def test_offsets_are_true() -> None:
    """Spans of lenders and messages are spans of the row's text."""
    row = kept(page(html()))
    for lender in row.lenders:
        assert row.text[lender.start : lender.end] == lender.mention
    for message in row.messages or ():
        assert row.text[message.start : message.end] == message.text


def test_page_without_url_is_known_by_its_bytes() -> None:
    """A saved file that does not know its address gets its identity from its bytes."""
    raw = page(html(), url="")
    row = kept(raw)
    digest = sha256(raw.body).hexdigest()
    assert row.id == sha256(f"sha256:{digest}".encode()).hexdigest()[:16]
    assert (row.url, row.canonical_url, row.site) == (None, None, None)


def test_irrelevant_page_is_rejected_with_its_text() -> None:
    """Nothing vanishes: what does not belong becomes a row of its own kind, with the reason."""
    days = "".join(f"<p>周{day}白天多云转晴，气温适宜，山区早晚温差较大，请带好衣物。</p>" for day in "五六日")
    body = f"<html><body><h1>周末天气</h1><div>{days}</div></body></html>"
    outcome = read_page(page(body.encode()))
    assert isinstance(outcome, Rejected)
    assert outcome.reason == "no_message"
    assert "多云转晴" in outcome.text


def test_short_page_is_rejected() -> None:
    """A page with next to nothing on it is too short, whatever its title says."""
    outcome = read_page(page("<html><body><h1>催收短信</h1><p>见下页。</p></body></html>".encode()))
    assert isinstance(outcome, Rejected)
    assert outcome.reason == "too_short"


@pytest.mark.parametrize("body", [b"", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4])
def test_unreadable_page_is_an_error_with_a_reason(body: bytes) -> None:
    """A page with nothing to read is neither kept nor rejected: the caller records the failure."""
    with pytest.raises(UnreadablePage) as caught:
        read_page(page(body))
    assert caught.value.reason


def counted(outcome: Kept) -> tuple[tuple[str, int], ...]:
    """How often each rule stands in what the `repairs` config tells of a page."""
    edited = [rule for edit in outcome.edits for rule in edit.rule.split("+")]
    return tuple(sorted(Counter([*edited, *(rule for rule, _ in outcome.left_out)]).items()))


def test_every_repair_is_recorded() -> None:
    """A line that extraction leaves out of the body is in the row's repairs, and counted beside the edits."""
    lines = ("小編導語", *PARAGRAPHS, "聯系客服後，對方說(shuō)可以協商。")
    outcome = read_page(page("\n".join(lines).encode(), url=""))
    assert isinstance(outcome, Kept)
    assert outcome.left_out == (("boilerplate.label", "小編導語"),)
    assert dict(outcome.record.changes)["boilerplate.label"] == 1
    assert dict(outcome.record.changes)["script.t2s"] == len("聯後對說協")
    assert outcome.record.changes == counted(outcome)


DAMAGES = (
    "銀行發(fā)來短信，說(shuō)欠款",
    "請盡快處理?!边@一短信",
    "網貸的簡訊,手机 号</p>",
    "打13812345678",
    "**重点**",
    "隐私问，怎么办",
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(DAMAGES), max_size=4))
def test_published_repairs_lead_to_the_text(damages: list[str]) -> None:
    """The spans and scores of the `repairs` config are those of the extracted text; made there, they give the row's."""
    raw = page(html(extra="。".join(damages)))
    outcome = read_page(raw)
    assert isinstance(outcome, Kept)
    table = repairs_of(pa.Table.from_batches([outcomes_to_batch([outcome])]))
    edits = [Edit(**edit) for row in table.to_pylist() for edit in row["edits"]]

    assert apply(read_article(raw).text, edits) == outcome.record.text
    assert [(edit.rule, edit.score > 0) for edit in edits] == [(edit.rule, True) for edit in outcome.edits]


def test_lines_left_out_keep_no_personal_data() -> None:
    """A contact line is told by its words, without the number and the address that stood on it."""
    lines = (*PARAGRAPHS, "侵權投訴、舉報：站長139&nbsp;8765&nbsp;4321 zhanzhang88@mail.example")
    outcome = read_page(page("\n".join(lines).encode(), url=""))
    assert isinstance(outcome, Kept)
    assert [rule for rule, _ in outcome.left_out] == ["boilerplate.contact"]
    assert not holds(outcome, "13987654321")
    assert not holds(outcome, "zhanzhang88")
    assert "8765" not in outcome.left_out[0][1]


def test_a_datum_counts_once() -> None:
    """An address in the byline stands in two columns and is one datum; a role and a title count like the body."""
    document = to_document(
        Article(
            text="我的号码是13812345678。",
            title="打13912345678的人",
            author="小王 wang5@mail.example",
            author_raw="作者：小王 wang5@mail.example",
            comments=(Comment(text="同", author="13712345678", role="顾问13612345678"),),
        )
    )
    assert document.pii == (("email", 1), ("mobile", 3))
    assert document.author_raw == "作者：小王 <邮箱>"


def test_what_is_printed_of_the_author_counts_too() -> None:
    """A number beside the name is in no column but the printed one, and is counted there; under damage as well."""
    document = to_document(Article(text="", author="小王", author_raw="作者：小王 138&nbsp;1234&nbsp;5678"))
    assert document.pii == (("mobile", 1),)
    assert "1234" not in (document.author_raw or "")


def test_document_texts_are_clean() -> None:
    """Every text of an article is cleaned, its lines as lines."""
    document = to_document(
        Article(
            text="後來發現這是詐騙(piàn)短信。",
            title="催收簡(jiǎn)訊",
            comments=(Comment(text="我也收到過(guò)", author="小張", role="實習律師"),),
            related=("逾期怎麼辦", ""),
        )
    )
    assert document.body.text == "后来发现这是诈骗短信。"
    assert document.comments[0] == Comment(text="我也收到过", author="小张", role="实习律师")
    assert document.related == ("逾期怎么办",)


def test_author_of_a_comment_is_masked() -> None:
    """Readers' names are kept in the document, for people to see, and in no row."""
    below = "<h3>精彩评论</h3><ul><li><b>头像 钱多多-律师</b> 2025-01-24<p>我也收到过这样的短信。</p></li></ul>"
    outcome = read_page(page(html(below=below)))
    assert not holds(outcome, "钱多多")


def test_personal_data_is_counted_by_kind() -> None:
    """The row says how much was replaced, wherever it stood, and never what."""
    below = "<h3>精彩评论</h3><ul><li><b>头像 钱多多-律师</b> 2025-01-24<p>打给我13812345678。</p></li></ul>"
    row = kept(page(html(extra="对方的号码是13912345678，邮箱是someone7@mail.example。", below=below)))
    assert row.pii == (("email", 1), ("mobile", 2), ("name", 1))


@pytest.mark.parametrize("body", [html(), b"<p>short</p>"], ids=["kept", "rejected"])
def test_addresses_keep_no_personal_data(body: bytes) -> None:
    """A number or a mail address in a URL is published in no column; the row's id is that of the real address."""
    url = "http://news.example.com/u/13812345678/1.html?mail=someone7@mail.example"
    head = f'<link rel="canonical" href="{url}">'.encode()
    outcome = read_page(page(body.replace(b"</head>", head + b"</head>"), url=url))
    assert not holds(outcome, "13812345678")
    assert not holds(outcome, "someone7")
    row = outcome.record if isinstance(outcome, Kept) else outcome
    assert row.url == redact_url(url)
    assert row.id == sha256(url.encode()).hexdigest()[:16]


def test_number_under_damage_is_scrubbed_from_edits() -> None:
    """What a stage changes or drops takes its number with it, even one that only shows when the damage is mended."""
    lines = (
        *PARAGRAPHS,
        "對方要我撥打138&nbsp;1234&nbsp;5678還款，我沒有理會。",
        "微信號:abcdefg123，有需要的加。",
    )
    outcome = read_page(page("\n".join(lines).encode(), url=""))
    assert isinstance(outcome, Kept)
    assert not holds(outcome, "13812345678")
    assert not holds(outcome, "abcdefg123")
    assert not any("1234" in each.before for each in outcome.edits)


@settings(max_examples=40, deadline=None)
@given(secret=st.one_of(MOBILES, MAILS, IDENTITIES), place=st.sampled_from(PLACES))
def test_personal_data_never_survives(secret: str, place: str) -> None:
    """No mobile number, identity card or mail address of a page is in any field of its row or of its edits."""
    outcome = read_page(page(personal(secret, place), url="" if place == "text" else URL))
    assert not holds(outcome, secret)


def personal(secret: str, place: str) -> bytes:
    """A page with that datum somewhere."""
    lines = (*PARAGRAPHS, "如有問題", f"如有侵權(quán)請聯系站長刪除：{secret}")
    pages = {
        "title": html(title=f"还呗催收短信号码{secret}"),
        "body": html(extra=f"对方留下的联系方式是{secret}，让我回电。"),
        "byline": html(below=f"<p>作者：王小二 {secret}</p>"),
        "below": html(below=f"<h3>网友评论</h3><p>头像 某人 2025-01-24</p><p>给我也发了，电话{secret}</p>"),
        "meta": html(
            head=f'<meta property="og:site_name" content="某某网 {secret}"><meta name="author" content="{secret}">'
        ),
        "related": html(below=f"<h3>相关文章</h3><ul><li><a href='/2'>{secret}是谁的电话</a></li></ul>"),
        "glossed": html(extra=f"他們發(fā)來短信說(shuō)：請(qǐng)聯系{secret}還款。"),
        "text": "\n".join(lines).encode(),
    }
    return pages[place]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from([*PARAGRAPHS, "發(fā)短信", "<p>", "</div>", "13800138000", "【还呗】", "\n", "，", "&nbsp;"])
    )
)
def test_same_page_same_outcome(pieces: list[str]) -> None:
    """What a page becomes depends on the page alone, and the edits of a kept one fit the text that was extracted."""
    raw = page("".join(pieces).encode(), url="")
    try:
        first = read_page(raw)
    except UnreadablePage:
        return
    assert first == read_page(raw)
    if isinstance(first, Kept):
        assert first.record.changes == counted(first)
        original = extract(raw.body, fetched_at=NOW).text
        assert apply(original, first.edits) == first.record.text


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=400), st.text(max_size=400).map(str.encode)))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    """No page raises anything but the one error that callers record."""
    try:
        outcome = read_page(page(body))
    except UnreadablePage:
        return
    assert json.dumps([*strings(asdict(outcome))])


def test_the_body_tells_where_its_title_is_from() -> None:
    """A title has too few words to say that it is from Taiwan; the body's words count for it."""
    body = "收到一則簡(jiǎn)訊，說網(wǎng)路銀行的帳號被盜，請立刻登入。"
    document = to_document(Article(text=body, title="簡訊詐騙", comments=(Comment(text="我也收到簡訊"),)))

    assert (document.title, document.comments[0].text) == ("短信诈骗", "我也收到短信")
    assert to_document(Article(text="用戶收到短信，互聯網平臺不理。", title="簡訊詐騙")).title == "简讯诈骗"

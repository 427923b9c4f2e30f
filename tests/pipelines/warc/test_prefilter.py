"""What the rules of relevance keep passes the filter of bytes, in every charset, script and disguise."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.practice import PracticeWeb
from pipelines.errors import UnreadablePage
from pipelines.lexicon.dictionaries import dictionary
from pipelines.records import read_page
from pipelines.types import Kept, RawPage
from pipelines.warc.prefilter import may_be_relevant

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TEXT = "<p>昨天收到一条催收短信，说我贷款逾期，再不还款就起诉。</p>"
_TRADITIONAL = {simplified: traditional for traditional, simplified in dictionary("TSCharacters").items()}
CASES = Path(__file__).parents[2] / "cases"


# What a character becomes in each disguise; `{0}` is the character and `{1}` its number.
DISGUISES = {
    "reading": "{0}(dú)",
    "reading in wide brackets": "{0}（dú）",
    "reading in black brackets": "{0}【dú】",
    "number": "&#{1};",
    "padded number": "&#00{1:07d};",
    "padded hexadecimal": "&#x{1:08X};",
    "number written twice": "&amp;#{1};",
    "no width": "{0}\u200b",
    "no width as number": "{0}&#8203;",
    "no width by name": "{0}&ZeroWidthSpace;",
    "soft hyphen": "{0}&shy;",
    "comment": "{0}<!-- 某某 -->",
    "tag": "<span title='某某'>{0}</span>",
    "blank": "{0} ",
    "line end": "{0}\r\n",
    "link": "<a href='/{1}'>{0}</a>",
}
TOLD = (
    "昨天我收到一条催收短信，说我的贷款已经逾期，再不还款就要起诉我。",
    "平台发来短信催我还款，可我从来没有借过钱，客服却说是贷款逾期。",
    "催收打电话骚扰我的家人，又发短信说欠款逾期要上征信。",
)
SENTENCES = st.lists(st.sampled_from(TOLD), min_size=2, max_size=5).map("".join)


def traditional(text: str) -> str:
    """A text with a traditional character for each simplified one that has one."""
    return "".join(_TRADITIONAL.get(each, each) for each in text)


def is_kept(page: RawPage) -> bool:
    """Whether the rules keep a page."""
    try:
        return isinstance(read_page(page), Kept)
    except UnreadablePage:
        return False


@pytest.mark.parametrize("seed", [31, 90210])
def test_no_page_that_the_rules_keep_is_lost(seed: int) -> None:
    """Practice pages of all sites: in UTF-8, GBK and Big5, simplified and traditional, with all their damage."""
    web = PracticeWeb(100, seed)
    refused = [page for page in (web.fetched(each, NOW) for each in web.pages()) if not may_be_relevant(page.body)]
    assert refused
    assert not [page.url for page in refused if is_kept(page)]


@pytest.mark.parametrize("name", ["labels/first-tuned.json", "labels/second-tuned.json", "relevance/cases.json"])
def test_no_short_text_that_the_rules_keep_is_lost(name: str) -> None:
    """Written without the words one would look for, and without anything around them."""
    cases = json.loads((CASES / name).read_text("utf-8"))
    bodies = [f"{case.get('title') or ''}\n{case['text']}".encode() for case in cases]
    pages = [RawPage(url="", body=body, fetched_at=NOW, source="import") for body in bodies]
    assert not [page.body.decode() for page in pages if not may_be_relevant(page.body) and is_kept(page)]


@pytest.mark.parametrize("charset", ["utf-8", "gbk", "gb18030", "big5", "big5hkscs", "utf-16"])
def test_every_charset_is_read(charset: str) -> None:
    """Simplified where the charset has it, traditional everywhere."""
    assert may_be_relevant(traditional(TEXT).encode(charset, "replace"))
    if not charset.startswith("big5"):
        assert may_be_relevant(TEXT.encode(charset))


@settings(max_examples=60)
@given(text=SENTENCES, name=st.sampled_from(sorted(DISGUISES)), charset=st.sampled_from(["utf-8", "gbk", "big5"]))
def test_what_the_rules_keep_passes_in_every_disguise(text: str, name: str, charset: str) -> None:
    """Each character in a disguise of its own: where the rules see through it, the filter does."""
    text = traditional(text) if charset == "big5" else text
    hidden = "".join(DISGUISES[name].format(each, ord(each)) if "一" <= each <= "鿿" else each for each in text)
    html = f"<html><title>一件事</title><body><h1>一件事</h1><p>{hidden}</p></body></html>"
    body = html.encode(charset, "xmlcharrefreplace")
    assert may_be_relevant(body) or not is_kept(RawPage(url="", body=body, fetched_at=NOW, source="import"))


@pytest.mark.parametrize("name", sorted(DISGUISES))
def test_no_disguise_hides_a_word(name: str) -> None:
    """Be it one that the rules see through or not."""
    assert may_be_relevant("".join(DISGUISES[name].format(each, ord(each)) for each in TEXT[3:-4]).encode())


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be", "hz"])
def test_charsets_that_only_headers_name_are_read(charset: str) -> None:
    """UTF-16 without its mark, and HZ, which is ASCII."""
    assert may_be_relevant(f"<html><body>{TEXT * 3}</body></html>".encode(charset))


def test_links_inside_a_sentence_are_text() -> None:
    """Words that a site makes links of wherever they stand."""
    text = TEXT
    for word in ("催收", "短信", "贷款", "逾期", "起诉", "还款"):
        text = text.replace(word, f"<a href='/tag'>{word}</a>")
    assert may_be_relevant(text.encode())


@pytest.mark.parametrize(
    "disguised",
    [
        "".join(f"&#{ord(each)};" for each in TEXT[3:-4]),
        "".join(f"&#x{ord(each):X};" for each in TEXT[3:-4]),
        json.dumps(TEXT),
        TEXT.replace("催收", "催<b>收</b>").replace("逾期", "逾<i>期</i>"),
        TEXT.replace("贷款", "贷(dài)款").replace("短信", "短(duǎn)信"),
    ],
)
def test_words_are_found_in_disguise(disguised: str) -> None:
    """As numbers of the page or of its scripts, with tags or readings inside."""
    assert may_be_relevant(disguised.encode())


@pytest.mark.parametrize(
    "text",
    [
        "<p>今天天气很好，适合出门，公园里人很多，孩子们在放风筝。</p>" * 9,
        '<p>菜谱：先把土豆切丝。</p><a href="/1">催收短信</a><a href="/2">贷款逾期起诉</a>' * 9,
        "<p>The debt collector sent a text message about my overdue loan.</p>",
        '<meta name="keywords" content="贷款,逾期,催收,短信"><p>招聘保安，包吃住。</p>',
    ],
)
def test_other_subjects_are_passed_over(text: str) -> None:
    """Whatever their links and keywords speak of."""
    assert not may_be_relevant(text.encode())


@pytest.mark.parametrize(
    "unit", [b"<a ", b"<a x>", b"<", b"(", b"&#", b"\\u", b"<meta ", "贷款".encode(), b"<p a=", b"<!--", b"&#0"]
)
def test_the_filter_takes_time_in_proportion(unit: bytes) -> None:
    """Megabytes of what its patterns begin with end, which none of them would if it went back over all of it."""
    assert may_be_relevant(unit * (2**20 // len(unit))) in (True, False)

"""What is to be forgotten is found however a page writes it, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import quote

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.arrow import OUTCOMES_SCHEMA
from pipelines.store.sought import Sought
from pipelines.store.tombstones import Forgotten, Kind, Target
from pipelines.store.wordings import readable, words_of, words_of_pages, words_of_record
from pipelines.types import RawPage
from pipelines.warc.fields import part_of
from pipelines.warc.members import records_of
from pipelines.warc.writing import page_members

NAME = "柳条巷的赵小满"
SOUGHT = Sought.of([Target.of("text", NAME)])
TRADITIONAL = "柳條巷的趙小滿"
WRITTEN: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in entities": lambda name: "".join(f"&#{ord(each)};" for each in name),
    "in entities of base 16": lambda name: "".join(f"&#x{ord(each):X};" for each in name),
    "in a script": lambda name: "".join(f"\\u{ord(each):04x}" for each in name),
    "in a script in JSON": lambda name: "".join(f"\\\\u{ord(each):04X}" for each in name),
    "in an address": quote,
    "in an address in GBK": lambda name: quote(name.encode("gb18030")),
    "with tags between": lambda name: f"<b>{name[:2]}</b>{name[2:4]}<a href='/x'>{name[4:6]}</a><br>{name[6:]}",
    "with what nobody sees between": lambda name: f"{name[:3]}&shy;{name[3:5]}&#8203;{name[5:6]}\r\n{name[6:]}",
    "in an attribute": lambda name: f'<img alt="{name}">',
}


def page(told: str, code: str) -> RawPage:
    """A page that says so in a charset, which it declares."""
    body = f"<html><head><meta charset={code}></head><p>收到借呗的催收短信，{told}，请还款。</p></html>".encode(
        code, "ignore"
    )
    return RawPage(
        url="http://a.example/1", status=200, body=body, fetched_at=datetime(2026, 3, 4, tzinfo=UTC), source="x"
    )


@pytest.mark.parametrize("code", ["utf-8", "gb18030", "big5", "utf-16"])
@pytest.mark.parametrize("form", WRITTEN)
def test_a_text_is_found_however_it_is_written(form: str, code: str) -> None:
    """In the bytes of an archived record as in a page that comes again; one character less is another text."""
    name = TRADITIONAL if code == "big5" else NAME
    came, other = page(WRITTEN[form](name), code), page(WRITTEN[form](name[:-1]), code)
    forgotten = Forgotten(b"key")
    forgotten = replace(forgotten, tombstones=(forgotten.bury(Target.of("text", NAME), "", came.fetched_at),))
    for each, is_there in ((came, True), (other, False)):
        records = records_of(page_members(each, part_of(each, 1, 1)))
        assert any(SOUGHT.is_said(words_of_record(record)) for record in records) == is_there
        assert any(map(forgotten.holds_text, words_of_pages(each))) == is_there


def test_headers_and_addresses_are_looked_into() -> None:
    """A redirect or a cookie may hold it; so does what was asked for."""
    came = replace(page("无", "utf-8"), headers=(("x-author", NAME.encode().decode("latin-1")),))
    asked = replace(page("无", "utf-8"), url=f"http://a.example/?q={quote(NAME)}")
    for each in (came, asked):
        assert any(
            SOUGHT.is_said(words_of_record(record)) for record in records_of(page_members(each, part_of(each, 1, 1)))
        )
    assert not any(SOUGHT.is_said(words) for words in words_of_pages(page("无", "utf-8")))


def test_what_nobody_can_decode_is_looked_into() -> None:
    """A record that holds no message, and a body in no known charset."""
    assert SOUGHT.is_said(words_of_record(b"WARC/1.1\r\n\r\n" + NAME.encode("gb18030")))
    body = bytes(range(256)) * 4 + NAME.encode()
    assert any(SOUGHT.is_said(words) for words in words_of_pages(replace(page("", "utf-8"), body=body)))


def test_columns_are_read_one_by_one() -> None:
    """A text that lines break is one; words of two columns are none."""
    assert SOUGHT.is_row({"id": "1", "text": f"{NAME[:3]}\n\t{NAME[3:]}"})
    assert not SOUGHT.is_row({"id": "1", "title": NAME[:3], "text": NAME[3:]})
    assert not SOUGHT.is_row({"id": NAME[:5], "comments": [{"text": None}]})


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    """It never fails, and reading what is read again is for those who write `&amp;amp;`."""
    assert isinstance(readable(text), str)
    assert text in words_of({"text": text}) or not text


OURS = {
    *("id", "cluster_id", "template_id", "duplicate_of", "raw_sha256", "text_sha256", "warc_file", "profile_digest"),
    *("source", "site", "label_source", "pipeline_version", "split", "time_split", "lender_split", "reason"),
    *("label", "rule", "kind", "name", "role", "channel", "sender_claim", "page_kind", "published_precision"),
    *("script", "charset"),
}
"""Columns and members that hold no words of a page; the site stands in its addresses."""


def leaves(name: str, kind: pa.DataType) -> Iterator[str]:
    """The names under which strings stand in a column."""
    if pa.types.is_list(kind):
        yield from leaves(name, kind.value_type)
    elif pa.types.is_struct(kind):
        for member in kind:
            yield from leaves(member.name, member.type)
    elif pa.types.is_string(kind):
        yield name


def test_every_column_is_a_pages_or_ours() -> None:
    """A column that comes later is one or the other as well: a text must not hide in it, nor our words be taken for a page's."""
    names = {name for field in OUTCOMES_SCHEMA for name in leaves(field.name, field.type)}
    assert {name for name in names if not words_of({name: "甲"})} == OURS


ADDED = {
    "a day": "2026-03-04",
    "a day of HTTP": "04 Mar 2026",
    "a number": "81234567",
    "a digest": sha256(b"<p>").hexdigest()[:8],
    "a source": "farmhands",
    "a label": "harassment",
    "a client": "Mozilla",
}


@pytest.mark.parametrize("form", ADDED)
def test_what_we_or_the_transport_added_is_no_pages_word(form: str) -> None:
    """Rows and records tell days, places, lengths and digests of a capture: a page that holds none of them is another one."""
    sought, moment = Sought.of([Target.of("text", ADDED[form])]), datetime(2026, 3, 4, tzinfo=UTC)
    digest = sha256(b"<p>").hexdigest()
    row = {"id": "1", "url": "http://a.example/1", "text": "无", "fetched_at": moment, "warc_offset": [81234567]}
    ours = {"source": "farmhands", "raw_sha256": digest, "issues": [{"label": "harassment", "evidence": "无"}]}
    assert not sought.is_row({**row, **ours})
    assert sought.is_row({**row, "text": f"见{ADDED[form]}。"})
    sent = (("date", "Wed, 04 Mar 2026 00:00:00 GMT"), ("content-length", "81234567"), ("etag", '"81234567"'))
    kept = (("content-encoding", "81234567"), ("set-cookie", "a=b; expires=Wed, 04 Mar 2026 00:00:00 GMT"))
    came = replace(page("无", "utf-8"), source="farmhands", body=b"<p>", fetched_at=moment, headers=(*sent, *kept))
    came = replace(came, asked_with=(("user-agent", "Mozilla"), ("if-none-match", '"81234567"')))
    assert not any(sought.is_said(words) for words in words_of_pages(came))
    assert not any(
        sought.is_said(words_of_record(record)) for record in records_of(page_members(came, part_of(came, 1, 1)))
    )


def test_addresses_of_a_record_are_looked_into() -> None:
    """What was asked for and where it led, however a stranger wrote them down, and the page whose bytes it repeats."""
    asked = replace(page("无", "utf-8"), url=f"http://a.example/{quote(NAME)}", final_url="http://a.example/1")
    for record in records_of(page_members(asked, part_of(asked, 1, 1))):
        assert SOUGHT.is_said(words_of_record(record)) == (b"WARC-Type: response" in record)
    for head in ("LenderSMS-Page: ", "WARC-Refers-To-Target-URI: http://a.example/"):
        assert SOUGHT.is_said(words_of_record(f"WARC/1.1\r\n{head}{quote(NAME)}\r\n\r\n".encode()))


@pytest.mark.parametrize("form", ["redirected to //{}", "http://{}: the page is empty", "at:{}", "all u:{} w:短信"])
def test_an_address_is_told_where_it_stands_whole(form: str) -> None:
    """What is told of a page that lies below it, or whose number goes on, is not of it; a root is not its site."""
    for url, others in (
        ("farm.example.com/2", ("5", ".html", "/3", "?a=1")),
        ("farm.example.com/", ("25", "b/", "?a=1")),
    ):
        sought = Sought.of([Target.of("url", f"http://{url}")])
        assert sought.is_told(form.format(url))
        assert not any(sought.is_told(form.format(url + other)) for other in others)
        assert not sought.is_told(form.format(f"other-{url}"))


@pytest.mark.parametrize("kind", ["site", "id"])
def test_a_name_is_told_where_it_stands_whole(kind: Kind) -> None:
    """As a word or, of a site, at the end of a host; not inside of another name."""
    sought = Sought.of([Target.of(kind, "qq.com")])
    told = ("host qq.com failed", "lookup: qq.com.", "请求qq.com失败", "at:im.qq.com/1 all")
    assert all(map(sought.is_told, told))
    assert not any(map(sought.is_told, ("host abqq.com failed", "qq.com.cn", "ab-qq.com", "at:qq.community/1")))

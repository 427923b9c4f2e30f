"""Charsets by the bytes: right under wrong declarations and truncation, lost bytes counted."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import UnreadablePage
from pipelines.extract.charset import decode, plausibility

SIMPLIFIED = "我们收到很多人的来信，说这家公司的短信每天都发，电话也打到家里，问他们要怎么办才好。"
TRADITIONAL = "我們收到很多人的來信，說這家公司的簡訊每天都發，電話也打到家裡，問他們要怎麼辦才好。"
CHARSETS = {"utf-8": SIMPLIFIED, "gb18030": SIMPLIFIED, "big5hkscs": TRADITIONAL}
DECLARATIONS = ("utf-8", "gb2312", "gbk", "big5", "iso-8859-1", "x-unknown")


@pytest.mark.parametrize("declared", DECLARATIONS)
@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("size", [60, 200, 1000])
def test_the_bytes_win_over_the_declaration(charset: str, declared: str, size: int) -> None:
    """Whatever a page declares, its charset is found, also when cut inside a character."""
    body = f"<html><meta charset={declared}><body>".encode() + (CHARSETS[charset] * 20).encode(charset)[:size]

    assert decode(body, f"text/html; charset={declared}").charset == charset
    assert decode(body[:-1]).charset == charset


@pytest.mark.parametrize(
    ("mark", "charset"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_a_byte_order_mark_is_proof(mark: bytes, charset: str) -> None:
    """The mark names the charset and is no part of the text."""
    page = decode(mark + SIMPLIFIED.encode(charset))

    assert (page.text, page.charset, page.confidence) == (SIMPLIFIED, charset, 1.0)


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_told_by_its_zeros(charset: str) -> None:
    """Markup in UTF-16 has a zero in every other byte."""
    page = decode(f"<html><body><p>{SIMPLIFIED}</p></body></html>".encode(charset))

    assert page.charset == charset
    assert SIMPLIFIED in page.text


def test_lost_bytes_stay_visible_and_are_counted() -> None:
    """An undecodable byte becomes U+FFFD, is counted and costs confidence; a genuine U+FFFD is not counted."""
    broken = (SIMPLIFIED + "\ufffd").encode() + b"\xff" + SIMPLIFIED.encode()

    page = decode(broken)

    assert (page.charset, page.lost_bytes, page.text.count("\ufffd")) == ("utf-8", 1, 2)
    assert page.confidence < 1.0


def test_four_byte_gb18030_and_hong_kong_characters_are_read() -> None:
    """Characters beyond GBK and beyond Big5 do not change the decision."""
    assert "𠀀" in decode((SIMPLIFIED + "𠀀").encode("gb18030")).text
    assert "啲嘢" in decode((TRADITIONAL + "啲嘢").encode("big5hkscs")).text


def test_ascii_is_utf8() -> None:
    """A page without Chinese is UTF-8."""
    assert decode(b"plain").charset == "utf-8"


def test_other_languages_are_left_to_the_detector() -> None:
    """Text that is no Chinese in any charset is read by what is detected, with little confidence."""
    page = decode("<html><body>Größe und Länge der Straße, für später, größtenteils</body></html>".encode("latin-1"))

    assert "Straße" in page.text
    assert page.confidence < 0.5


@pytest.mark.parametrize("body", [bytes(range(128, 160)) * 20, b"\x00\x01\x02\x80\xff" * 50])
def test_noise_is_no_text(body: bytes) -> None:
    """Bytes that are no text in any charset raise one clear error."""
    with pytest.raises(UnreadablePage) as error:
        decode(body)

    assert error.value.reason in {"unknown_charset", "not_text"}


@given(text=st.text("我们收到了催收短信，。abc<p> ", min_size=1, max_size=80))
def test_utf8_is_read_exactly(text: str) -> None:
    """Valid UTF-8 comes back as it was."""
    if text.strip():
        page = decode(text.encode())
        assert (page.text, page.confidence, page.lost_bytes) == (text, 1.0, 0)


def test_plausibility_prefers_the_right_reading() -> None:
    """The right charset reads more everyday characters than any other."""
    body = TRADITIONAL.encode("big5")

    assert plausibility(body.decode("big5")) > plausibility(body.decode("gb18030", "replace"))

"""Charsets by the bytes: right under wrong declarations and truncation, lost bytes counted."""

from __future__ import annotations

import codecs
from itertools import pairwise

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


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
def test_utf16_without_mark_or_markup_is_told_by_its_words(charset: str) -> None:
    """Plain Chinese text in UTF-16 has hardly a zero byte."""
    page = decode((SIMPLIFIED * 5).encode(charset))

    assert (page.text, page.charset) == (SIMPLIFIED * 5, charset)


def test_hz_is_chinese_in_ascii() -> None:
    """A page of the nineties; a tilde and a brace in ASCII text are no HZ."""
    assert decode(f"<p>{SIMPLIFIED}</p>".encode("hz")).text == f"<p>{SIMPLIFIED}</p>"
    assert decode(b"<script>a=~{b:1}</script>").charset == "utf-8"


@pytest.mark.parametrize("wrong", ["latin-1", "cp1252", "gb18030"])
def test_what_was_written_twice_is_read_once(wrong: str) -> None:
    """UTF-8 that was taken for another charset and written as UTF-8 again, where no byte was lost."""
    text = "".join(pair for pair in map("".join, pairwise(SIMPLIFIED)) if _survives(pair, wrong))
    page = decode(text.encode().decode(wrong).encode())

    assert (page.text, page.charset, page.confidence) == (text, "utf-8", 0.9)


def _survives(pair: str, wrong: str) -> bool:
    """Whether the bytes of two characters are whole characters in the wrong charset."""
    try:
        return pair.encode().decode(wrong).encode(wrong).decode() == pair
    except UnicodeError:
        return False


def test_western_text_was_written_once() -> None:
    """Letters with accents are no trace of a wrong charset."""
    text = "Größe, Länge, Straße, æøå, é à ç"

    assert decode(text.encode()).text == text


def test_a_fragment_in_another_charset_is_lost_and_counted() -> None:
    """A page of UTF-8 with a line of GBK keeps its text; the line's bytes are U+FFFD."""
    page = decode((SIMPLIFIED * 10).encode() + "推荐".encode("gbk") + (SIMPLIFIED * 10).encode())

    assert page.charset == "utf-8"
    assert page.text.startswith(SIMPLIFIED * 10)
    assert page.text.endswith(SIMPLIFIED * 10)
    assert page.lost_bytes == page.text.count("\ufffd") > 0
    assert page.confidence < 1.0


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

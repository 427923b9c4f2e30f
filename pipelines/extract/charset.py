"""Decide a page's charset by its bytes, and decode it.

Pages declare one charset and are written in another: GBK under `utf-8`, utf-8 under `gb2312`, Big5 under nothing. So
the declaration is never asked first. A byte order mark and strict UTF-8 are proof. Everything else is a contest:
Big5 bytes are nearly always valid GB18030 and a cut UTF-8 page may be, so each candidate reads the bytes and the
reading with the most everyday characters and the fewest lost bytes wins. A lost byte stays as U+FFFD and is counted.

A page that somebody read in a wrong charset and wrote again as UTF-8 is undone where nothing was lost on that way: `ç»\u008fæµ\u008e`
and `缁忔祹` are 经济 again. What became 锟斤拷 is gone.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

from resiliparse.parse.encoding import EncodingDetector

from pipelines.errors import UnreadablePage

LOST: Final = "\ufffd"

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY_MAGIC: Final = (
    b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd", b"\x7fELF", b"RIFF", b"Rar!", b"7z\xbc\xaf", b"\xd0\xcf\x11\xe0", b"PAR1", b"SQLite format 3",
)  # fmt: skip
_CHINESE: Final = ("gb18030", "utf-8", "big5hkscs")
_WIDE: Final = ("utf-16-le", "utf-16-be")
_CHINESE_SCORE: Final = 0.02
"""What a reading must reach to be taken for Chinese without asking further."""
_WIDE_SCORE: Final = 0.1
"""The same where zero bytes stand in the body: noise may reach the other."""
_BEYOND_DOUBT: Final = 0.3
"""No reading in a wrong charset comes near this: of its characters one in fifty is an everyday one."""
_UNSURE: Final = 0.9
"""Confidence where no charset that pages declare makes sense of the bytes, and another way of writing does."""
_SAMPLE: Final = 100_000
"""Bytes that are enough to tell charsets apart; the whole body is decoded once, at the end."""

# The characters that every Chinese text is full of, in both scripts, and its punctuation. A wrong charset hits them
# only by chance: some hundred of the twenty thousand it can produce.
EVERYDAY: Final = frozenset(
    "的一是不了在人有我他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看文"
    "无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几"
    "這來個國說們為時會過對裡後麼沒於還發當無開經頭動兩長樣現將與進實點種聲話兒問機給幾關係業電網應讓體學習貸款短信息金融用户戶逾期还還催收"
    "，。、：；！？“”《》（）"
)
# Text between tags from its first byte beyond ASCII on.
_WIDE_RUN_RE: Final = re.compile(rb"[\x80-\xff][^<>\r\n]*")
_ENOUGH: Final = 5_000
"""Bytes of such runs that are enough to tell Chinese charsets apart."""
_MARKS_OF_CHINESE: Final = ("的", "，", "。", "一")
"""Any of these stands in every page of Chinese that was written once."""
_FROM_WINDOWS: Final = {
    ord(char): byte for byte in range(0x80, 0xA0) if (char := bytes([byte]).decode("cp1252", "ignore"))
}
"""What Windows-1252 has in the place of the control characters of Latin-1."""
_ASCII_RE: Final = re.compile("[\x00-\x7f]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A page's text and how sure it is that the charset is right."""

    text: str
    charset: str
    """A Python codec name: `utf-8`, `gb18030`, `big5hkscs`, `utf-16-le` …"""
    confidence: float
    """0 to 1; 1.0 for a byte order mark or strict UTF-8."""
    lost_bytes: int = 0


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """Decode `body` by what its bytes say; the declared charset is only a last resort.

    Raises:
        UnreadablePage: `empty`, `not_text` for a binary file, `unknown_charset` where no reading makes sense.

    >>> decode("貸款公司發來簡訊，說我欠款。".encode("big5")).charset
    'big5hkscs'
    >>> decode("短信".encode("gbk"), "text/html; charset=utf-8").charset
    'gb18030'
    >>> decode("短信".encode()[:-1]).lost_bytes
    1
    """
    if not body.strip(b"\0 \t\r\n"):
        raise UnreadablePage("empty", "the page is empty: fetch it again")
    if body.startswith(_BINARY_MAGIC):
        raise UnreadablePage(
            "not_text", f"the page is a binary file ({body[:4]!r} …): only HTML and plain text are read"
        )
    for mark, charset in _MARKS:
        if body.startswith(mark):
            return _read(body[len(mark) :], charset, 1.0)
    is_wide = _is_wide(body)
    if not is_wide:
        try:
            return _ascii_or_utf8(body.decode(), body)
        except UnicodeDecodeError as error:
            if _is_cut(body, error):
                return _twice(body[: error.start].decode()) or _read(body, "utf-8", 1.0)
    # 一 has a zero byte too, on the other side: where there are zeros and no UTF-8, all charsets are tried.
    has_zeros = is_wide or body.count(0, 0, _SAMPLE) * 200 >= len(body[:_SAMPLE])
    return _contest(body, (*_WIDE, *_CHINESE) if has_zeros else _CHINESE, content_type)


def _ascii_or_utf8(text: str, body: bytes) -> Decoded:
    """A page that is valid UTF-8: ASCII may be HZ, and what reads as no Chinese may have been written twice."""
    if b"~{" in body and text.isascii() and plausibility(body.decode("hz", "replace")) > _CHINESE_SCORE:
        return _read(body, "hz", _UNSURE)
    return _twice(text) or Decoded(text=text, charset="utf-8", confidence=1.0)


def _twice(text: str) -> Decoded | None:
    """The text before it was read in a wrong charset and written again, if that is Chinese and no more is lost than its end."""
    if text.isascii() or any(mark in text for mark in _MARKS_OF_CHINESE):
        return None
    for wrong, back in (("latin-1", _FROM_WINDOWS), ("gb18030", {})):
        try:
            once = text.translate(back).encode(wrong).decode("utf-8", "replace")
        except UnicodeEncodeError:
            continue
        if LOST not in once[:-1] and plausibility(once) > _BEYOND_DOUBT:
            return Decoded(text=once, charset="utf-8", confidence=_UNSURE, lost_bytes=once.count(LOST))
    return None


def _is_cut(body: bytes, error: UnicodeDecodeError) -> bool:
    """Whether UTF-8 fails only because the page ends inside a character, behind others of more than one byte."""
    return error.end == len(body) and error.reason == "unexpected end of data" and not body[: error.start].isascii()


def _is_wide(body: bytes) -> bool:
    """Whether zero bytes stand where UTF-16 puts them: in the high half of ASCII, all on one side."""
    sample = body[:_SAMPLE]
    zeros = sample.count(0)
    if zeros * 20 < len(sample):
        return False
    even = sample[::2].count(0)
    return max(even, zeros - even) > 10 * min(even, zeros - even)


def _contest(body: bytes, candidates: tuple[str, ...], content_type: str | None) -> Decoded:
    """The best reading among the Chinese charsets; others only where none of these makes sense."""
    sample = _wide_runs(body) if candidates is _CHINESE else body[:_SAMPLE]
    score, best = max(_scores(sample, candidates))
    if score > (_CHINESE_SCORE if candidates is _CHINESE else _WIDE_SCORE):
        return _read(body, best, min(0.99, 0.5 + score))
    if candidates is _CHINESE and (wide := max(_scores(body[:_SAMPLE], _WIDE)))[0] > _BEYOND_DOUBT:
        return _read(body, wide[1], min(0.99, 0.5 + wide[0]))
    other = _detected(body[:_SAMPLE], content_type) or (best if score > 0 and candidates is _CHINESE else None)
    if other is None:
        raise UnreadablePage(
            "unknown_charset" if body.count(0) * 100 < len(body) else "not_text",
            "the bytes are text in no known charset: check that the page is HTML or plain text",
        )
    return _read(body, other, 0.3)


def _scores(sample: bytes, candidates: tuple[str, ...]) -> Iterator[tuple[float, str]]:
    """How plausible each reading is; none is tried behind one that is beyond doubt."""
    for charset in candidates:
        score = plausibility(sample.decode(charset, "replace"))
        yield score, charset
        if score > _BEYOND_DOUBT:
            return


def _wide_runs(body: bytes) -> bytes:
    """The first runs of text that hold bytes beyond ASCII: angles are no part of a character in any Chinese charset."""
    runs, length = [], 0
    for match in _WIDE_RUN_RE.finditer(body):
        runs.append(match[0])
        length += len(match[0])
        if length > _ENOUGH:
            break
    return b"\n".join(runs)


def plausibility(text: str) -> float:
    r"""How much a reading looks like Chinese: share of everyday characters, less twice the share of lost ones.

    >>> plausibility("我们收到了短信。") > 0.5 > 0 > plausibility("\ufffd\ufffd信")
    True
    >>> plausibility("plain")
    0.0
    """
    wide = _ASCII_RE.sub("", text)
    if not wide:
        return 0.0
    counts = Counter(wide)
    everyday = sum(counts[char] for char in counts.keys() & EVERYDAY)
    lost = sum(counts[char] for char in counts if char == LOST or "\ue000" <= char <= "\uf8ff")
    return (everyday - 2 * lost) / len(wide) + 0.01 * (lost == 0)


def _detected(sample: bytes, content_type: str | None) -> str | None:
    """A charset outside China's: what resiliparse detects or else the page declares, where it loses (almost) nothing."""
    detector = EncodingDetector()
    detector.update(sample)
    declared = re.findall(r"charset=[\s\"']*([\w.:-]{2,40})", f"{content_type or ''} {sample[:2048].decode('latin-1')}")
    for name in chain([detector.encoding()], declared):
        try:
            text = sample.decode(name or "", "replace")
        except (LookupError, UnicodeError):
            continue
        if text.count(LOST) * 50 <= len(text) and "\0" not in text:
            return codecs.lookup(name or "").name
    return None


def _read(body: bytes, charset: str, confidence: float) -> Decoded:
    """Decode all of the body; each byte that is lost costs confidence."""
    text = body.decode(charset, "replace")
    lost = max(0, text.count(LOST) - body.count(LOST.encode(charset, "ignore") or b"\0\0\0"))
    share = lost / max(1, len(text))
    return Decoded(text=text, charset=charset, confidence=round(confidence * (1 - share), 4), lost_bytes=lost)

"""Personal data: counts without values, and check digits that decide."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Final
from urllib.parse import quote, unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.edits import apply
from pipelines.text.privacy import is_card_number, is_identity_number, redact, redact_url
from pipelines.text.privacy.views import counted, plain

Disguise = Callable[[str], str]


def with_check_digit(digits: str) -> str:
    """Put the digit behind that makes Luhn's sum a multiple of ten."""
    return next(digits + check for check in "0123456789" if is_card_number(digits + check))


def styled(digits: str) -> Disguise:
    """The disguise that writes numbers with these ten digits."""
    return lambda number: number.translate(str.maketrans("0123456789", digits))


def grouped(sign: str, *sizes: int) -> Disguise:
    """The disguise that puts a sign behind groups of these sizes."""

    def write(number: str) -> str:
        ends = [0, *(sum(sizes[: i + 1]) for i in range(len(sizes))), len(number)]
        return sign.join(number[start:end] for start, end in pairwise(ends))

    return write


def beside(before: str, after: str = "") -> Disguise:
    """The disguise that hides a number behind what stands beside it."""
    return lambda number: f"{before}{number}{after}"


SIGNS: Final = (" ", "-", ".", "_", "/", "—", "–", "－", "\u3000", "．")
STYLES: Final[list[Disguise]] = [
    str,
    *map(
        styled,
        (
            "０１２３４５６７８９",
            "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
            "٠١٢٣٤٥٦٧٨٩",
            "⓪①②③④⑤⑥⑦⑧⑨",
            "〇一二三四五六七八九",
            "零壹贰叁肆伍陆柒捌玖",
        ),
    ),
    *(grouped(sign, *[1] * 10) for sign in SIGNS),
    beside("*"),
    beside("", "*"),
    beside("号."),
    beside("1-"),
]
MOBILE_STYLES: Final[list[Disguise]] = [
    *STYLES,
    *(grouped(sign, 3, 4) for sign in SIGNS),
    grouped(" ", 4, 3),
    beside("+86"),
    beside("0"),
]
IDENTITY_STYLES: Final[list[Disguise]] = [*STYLES[:7], *(grouped(sign, 6, 8) for sign in SIGNS), *STYLES[-4:-2]]
CARD_STYLES: Final[list[Disguise]] = [*STYLES[:7], *(grouped(sign, 4, 4, 4, 4) for sign in SIGNS), *STYLES[-4:-2]]
MAIL_STYLES: Final[list[Disguise]] = [
    str,
    lambda mail: "".join(chr(ord(letter) + 0xFEE0) for letter in mail),
    *(lambda mail, sign=sign: mail.replace("@", sign) for sign in (" @ ", "[at]", "(at)", "#", "艾特", " at ")),
    lambda mail: mail.replace(".", "点"),
    beside("*"),
]
AROUND: Final = st.sampled_from([("请打", "联系"), ("他说：", "。"), ("（", "）"), ("电话.", "\n"), ("", "")])


@st.composite
def identities(draw: st.DrawFn) -> str:
    """An identity number with its check character."""
    day = draw(st.dates(date(1930, 1, 1), date(2010, 1, 1)))
    start = f"110105{day:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return next(start + check for check in "0123456789X" if is_identity_number(start + check))


def hidden(values: st.SearchStrategy[str], styles: list[Disguise]) -> st.SearchStrategy[str]:
    """Values in any of the disguises."""
    return st.builds(lambda value, style: style(value), values, st.sampled_from(styles))


MOBILES: Final = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True).filter(lambda number: "00" not in number)
CARDS: Final = (
    st.from_regex(r"62[0-9]{13,16}", fullmatch=True)
    .map(with_check_digit)
    .filter(lambda card: len(card) != 18 or not is_identity_number(card))
)
MAILS: Final = st.from_regex(r"[a-z]{3,8}[0-9]{2}@(qq|163|gmail)\.com", fullmatch=True)
HIDDEN: Final = st.one_of(
    st.tuples(st.just("mobile"), hidden(MOBILES, MOBILE_STYLES)),
    st.tuples(st.just("id_card"), hidden(identities(), IDENTITY_STYLES)),
    st.tuples(st.just("bank_card"), hidden(CARDS, CARD_STYLES)),
    st.tuples(st.just("email"), hidden(MAILS, MAIL_STYLES)),
)
LAW_PIECES: Final = st.sampled_from(
    [*"0123456789０９①一三八 -.．*@#a元号：（)、/", "QQ", "微信", "号码", "加V", "138", "13812345678", "11010519491231002X", "a1@qq.com", "证件", "abc_12", "<手机号>"]
)  # fmt: skip


@settings(max_examples=400)
@given(datum=HIDDEN, around=AROUND)
def test_no_value_survives_a_disguise(datum: tuple[str, str], around: tuple[str, str]) -> None:
    """Whatever style, groups or neighbours a value has, it is found, once, as what it is."""
    kind, value = datum
    before, after = around
    cleaned = redact(f"{before}{value}{after}")

    assert cleaned.signals.pii == ((kind, 1),)
    assert sum(map(str.isdigit, cleaned.text)) <= 5


@given(digits=st.from_regex(r"62[0-9]{16}", fullmatch=True))
def test_a_card_number_is_one_by_its_check_digit(digits: str) -> None:
    """With the right digit it goes; with any other it stays."""
    card = with_check_digit(digits)
    wrong = card[:-1] + str((int(card[-1]) + 1) % 10)

    assert redact(f"转到{card}").text == "转到<银行卡号>"
    assert redact(f"编码{wrong}").text == f"编码{wrong}"


@given(digit=st.integers(0, 16))
def test_an_identity_number_is_one_by_its_check_character(digit: int) -> None:
    """Any digit changed, it is no identity number."""
    number = "11010519491231002X"
    changed = number[:digit] + str((int(number[digit]) + 1) % 10) + number[digit + 1 :]

    assert is_identity_number(number)
    assert not is_identity_number(changed)


@settings(max_examples=400)
@given(text=st.lists(LAW_PIECES, max_size=24).map("".join))
def test_what_is_left_is_no_personal_data(text: str) -> None:
    """Once redacted there is nothing to redact; edits are spans of the text, and values are in no signal."""
    cleaned = redact(text)

    assert redact(cleaned.text).edits == ()
    assert apply(text, cleaned.edits) == cleaned.text
    assert all(edit.before == text[edit.start : edit.end] for edit in cleaned.edits)
    assert all(re.fullmatch("[a-z_]+", kind) and count > 0 for kind, count in cleaned.signals.pii)


@given(text=st.text())
def test_views_are_as_long_as_the_text(text: str) -> None:
    """Else no place in them would be a place in the text."""
    assert len(plain(text)) == len(counted(plain(text))) == len(text)


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example/20241020160118.html",
        "http://a.example/1381234567890.html",
        "http://a.example/150/2024/0506.html?page=2",
        "http://a.example/%C0%C7/%e4%b8%80.html?q=%25",
        "",
    ],
)
def test_urls_without_personal_data_stay(url: str) -> None:
    """Numbers of articles and days are none, and no escape is spelled anew."""
    assert redact_url(url) == url


@given(
    datum=st.one_of(MOBILES, identities(), MAILS),
    mask=st.sampled_from(["/u/{}.html", "/?q={}&p=%D6%D0", "/a-{}", "/{}"]),
)
def test_urls_keep_no_personal_data(datum: str, mask: str) -> None:
    """Percent-encoded or not, what could reach someone goes, and the rest is still a URL."""
    for written in (datum, quote(datum), "".join(f"%{byte:02X}" for byte in datum.encode())):
        url = redact_url(f"http://a.example{mask.format(written)}")
        assert datum not in unquote(url)
        assert re.fullmatch(r"[!-~]+", url)
        assert redact_url(url) == url


@pytest.mark.parametrize(
    "number", ["95188", "95588", "10086", "12378", "12306", "4008208820", "400-820-8820", "8008208820"]
)
def test_service_numbers_stay(number: str) -> None:
    """Whom a complaint can be sent to is what the reader needs."""
    assert redact(f"请拨打{number}。").edits == ()


def test_kinds_are_counted_apart() -> None:
    """Each kind has its rule and its count."""
    cleaned = redact("13812345678，13912345678，a@b.example，QQ：123456")

    assert cleaned.signals.pii == (("email", 1), ("mobile", 2), ("qq", 1))
    assert cleaned.changes == (("privacy.email", 1), ("privacy.mobile", 2), ("privacy.qq", 1))


def test_an_address_is_no_number() -> None:
    """A number in an address is counted once, as the address."""
    assert redact("13812345678@mail.example").signals.pii == (("email", 1),)

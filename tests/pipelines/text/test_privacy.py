"""Personal data: counts without values, and check digits that decide."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.privacy import is_card_number, is_identity_number, redact

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def with_check_digit(digits: str) -> str:
    """Put the digit behind that makes Luhn's sum a multiple of ten."""
    return next(digits + check for check in "0123456789" if is_card_number(digits + check))


@given(
    digits=st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    wide=st.booleans(),
    separator=st.sampled_from(["", " ", "-"]),
)
def test_mobile_numbers_go_in_any_spelling(digits: str, wide: bool, separator: str) -> None:
    """Width and groups make no difference, and no digit is left."""
    number = separator.join((digits[:3], digits[3:7], digits[7:]))
    cleaned = redact(f"请打{number.translate(FULL_WIDTH) if wide else number}联系")

    assert cleaned.text == "请打<手机号>联系"
    assert cleaned.signals.pii == (("mobile", 1),)


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


@given(text=st.text("0123456789０９ -@a.元号QQ微信：X", max_size=60))
def test_what_is_left_is_no_personal_data(text: str) -> None:
    """Once redacted there is nothing to redact, and values are in no signal."""
    cleaned = redact(text)

    assert redact(cleaned.text).edits == ()
    assert all(re.fullmatch("[a-z_]+", kind) and count > 0 for kind, count in cleaned.signals.pii)


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

"""Numbers that have a form of their own: identity cards, bank cards, mobile phones.

Patterns are for the views, so digits are ASCII here. Check digits decide on cards of both sorts; a mobile number has
none, so the words and numbers beside it decide.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from pipelines.text.privacy.kinds import Family, Kind

_GAP: Final = r"[ \-_./]"
_PHONE_GAP: Final = r"(?: ?[\-_./] ?| )"
_ALONE: Final = "(?<![0-9])"
_END: Final = "(?![0-9])"

# Eleven digits and more, with nothing but what may part them between: no number here is shorter. A digit never parts
# digits, so each is read a bounded number of times.
_DIGITS_RE: Final = re.compile(rb"0(?:[- ]{0,4}0){10}")

# 17 digits and a check character, in groups of any size: few other numbers hold a region, a birthday and a checksum.
_ID_RE: Final = re.compile(f"{_ALONE}(?P<value>[1-8](?:{_GAP}?[0-9]){{16}}{_GAP}?(?:[Xx]|[0-9](?![0-9Xx])))")
# 15 digits are the old form, without a check character: only the label tells it.
_OLD_ID_RE: Final = re.compile(f"(?:身份证|证件)[^0-9\n<>\0]{{0,8}}(?P<value>[0-9]{{15}}){_END}")
# 16 to 19 digits: in groups of four, six and the rest, or each apart with the same sign between.
_CARD_RE: Final = re.compile(
    f"{_ALONE}(?P<value>[3-6](?:[0-9]{{3}}(?:{_GAP}?[0-9]{{4}}){{3}}(?:{_GAP}?[0-9]{{1,3}})?"
    f"|[0-9]{{5}}{_GAP}[0-9]{{10,13}}|(?P<apart>{_GAP})[0-9](?:(?P=apart)[0-9]){{14,17}})){_END}"
)
# Perhaps a country's code or a trunk zero, then 1, 3 to 9 and nine more: in groups of 3-4-4, 4-3-4 or 4-4-3, the first
# or second in brackets, or each digit apart with the same sign between (two characters: a keycap's).
_MOBILE_RE: Final = re.compile(
    rf"{_ALONE}(?P<value>(?:\(\+?86\){_PHONE_GAP}?|(?:\+|00)?86{_PHONE_GAP}?|0)?"
    rf"(?:1[3-9][0-9]{_PHONE_GAP}?[0-9]{{4}}{_PHONE_GAP}?[0-9]{{4}}"
    rf"|1[3-9][0-9]{{2}}{_PHONE_GAP}(?:[0-9]{{3}}{_PHONE_GAP}[0-9]{{4}}|[0-9]{{4}}{_PHONE_GAP}[0-9]{{3}})"
    rf"|\(1[3-9][0-9]\){_PHONE_GAP}?[0-9]{{4}}{_PHONE_GAP}?[0-9]{{4}}|1[3-9][0-9]\([0-9]{{4}}\)[0-9]{{4}}"
    rf"|1(?P<apart>{_GAP}|\ufe0f\u20e3)[3-9](?:(?P=apart)[0-9]){{9}})){_END}"
)

# A number behind one of these is an order's, a contract's, a case's. 号码 is a phone's unless goods stand before it.
_NUMBER_OF_RE: Final = re.compile(
    "(?:(?:订单|合同|流水|工单|运单)(?:号码?)?|交易号码?|(?:单|编|案|快递|文|备案|受理|投诉|批)号)(?:是|为)?[:# ]{0,2}$"
)
# Parts of longer numbers: a serial number begun by its day, a sender's number of text messages.
_PART_OF_RE: Final = re.compile("(?:20[0-9]{6}-|10[56][0-9]{1,5}[ -])$")
_WHOLE_PART_RE: Final = re.compile(r"(?<![0-9.])[0-9]{1,6}\.$")
_FRACTION_RE: Final = re.compile(r"\.[0-9]{1,3}(?![0-9.])")
# A unit of money, unless it begins a name or another word.
_MONEY_RE: Final = re.compile(" ?[元万亿](?!先生|女士|小姐|经理|总|某|月|旦)")
_CALLED_RE: Final = re.compile("(?:打|拨|致电|电话|手机|热线|联系|号码?|加|找)(?:是|为)?[: ]?$")
_REACH: Final = 10
"""How many characters before a number can say what it is."""


def is_identity_number(digits: str) -> bool:
    """Return whether 18 characters are a Chinese identity number: region, birthday and check character (GB 11643) hold.

    >>> is_identity_number("11010519491231002X"), is_identity_number("110105194912310021")
    (True, False)
    """
    if not _is_birthday(digits[6:14]) or not "11" <= digits[:2] <= "82":
        return False
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(weight * int(digit) for weight, digit in zip(weights, digits[:17], strict=True))
    return "10X98765432"[total % 11] == digits[17].upper()


def is_card_number(digits: str) -> bool:
    """Return whether digits pass Luhn's check.

    >>> is_card_number("6222021234567890128"), is_card_number("6222021234567890123")
    (True, False)
    """
    doubled = [int(digit) * (2 - i % 2) for i, digit in enumerate(reversed(digits), start=1)]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _digits(match: re.Match[str]) -> str:
    """The value without separators."""
    return re.sub("[^0-9X]", "", match["value"].upper())


def _is_birthday(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return born.year >= 1900


def _is_identity(match: re.Match[str]) -> bool:
    return is_identity_number(_digits(match))


def _is_old_identity(match: re.Match[str]) -> bool:
    return _is_birthday("19" + _digits(match)[-9:-3])


def _is_card(match: re.Match[str]) -> bool:
    return is_card_number(_digits(match)) and not _is_decimal(match) and not _counts_something(match)


def _is_mobile(match: re.Match[str]) -> bool:
    return not (
        _is_decimal(match) or _are_amounts(match) or _PART_OF_RE.search(_before(match)) or _counts_something(match)
    )


def _before(match: re.Match[str]) -> str:
    return match.string[max(0, match.start() - _REACH) : match.start()]


def _is_decimal(match: re.Match[str]) -> bool:
    """Whether one dot in or beside the number makes it a number with a fraction."""
    number = match["value"]
    within = number.count(".") == 1 and number.replace(".", "").isdecimal()
    beside = _WHOLE_PART_RE.search(_before(match)) or _FRACTION_RE.match(match.string, match.end())
    return within or bool(beside)


def _are_amounts(match: re.Match[str]) -> bool:
    """Whether the groups are round numbers, as of a table's row."""
    groups = re.findall("[0-9]+", match["value"])
    return len(groups) > 1 and all(group.endswith("00") for group in groups)


def _counts_something(match: re.Match[str]) -> bool:
    """Whether the words around say that the number is no one's: an order's, or an amount nobody is asked to call."""
    before = _before(match)
    if _NUMBER_OF_RE.search(before):
        return True
    return bool(_MONEY_RE.match(match.string, match.end())) and not _CALLED_RE.search(before)


# The longest first, because a card's number holds a mobile's.
NUMBERS: Final = Family(
    (b"0",),
    _DIGITS_RE,
    (
        Kind("id_card", _ID_RE, "身份证号", _is_identity),
        Kind("id_card", _OLD_ID_RE, "身份证号", _is_old_identity),
        Kind("bank_card", _CARD_RE, "银行卡号", _is_card),
        Kind("mobile", _MOBILE_RE, "手机号", _is_mobile),
    ),
)
"""Numbers known by their form."""

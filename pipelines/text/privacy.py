"""Personal data: numbers and addresses by which a private person could be reached or robbed.

    请打13812345678找王经理        身份证110101199003074610        发到zhang3@mail.example

Each becomes a placeholder in angle brackets, counted in `Signals.pii`; digits may be full-width, phone and card numbers
may be spaced or hyphenated, an address may follow a Chinese character directly.

Left alone: hotlines (95xxx, 400…, 12378), numbers already masked, order and contract numbers, amounts, dates, and every
number whose check digit is wrong: an article about a message is worth less without its numbers. QQ and WeChat names
have no form of their own; only their label betrays them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from pipelines.edits import cleaned, in_turn, substitutions
from pipelines.types import Cleaned, Edit, Signals

_ROUNDS: Final = 2
"""A number glued to another one is free only when that is gone."""

_DIGIT: Final = "[0-9０-９]"
_NO_DIGIT_BEFORE: Final = "(?<![0-9０-９.．*])(?<![0-9０-９][-－])"
_NO_DIGIT_AFTER: Final = "(?![0-9０-９*]|[.．][0-9０-９])"
_SEPARATOR: Final = "[ \u3000－-]?"

# The local part begins where no character of a local part stands before it, and is bounded, so the search is linear.
_EMAIL_RE: Final = re.compile(
    r"(?<![A-Za-z0-9._%+*-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}[@＠](?:[A-Za-z0-9][A-Za-z0-9-]{0,62}\.){1,4}[A-Za-z]{2,12}(?![A-Za-z0-9])"
)
# 17 digits and a check character; 15 digits are the old form, without one.
_ID_RE: Final = re.compile(f"{_NO_DIGIT_BEFORE}{_DIGIT}{{17}}(?:[XxＸｘ]|{_DIGIT}{_NO_DIGIT_AFTER})")
_OLD_ID_RE: Final = re.compile(f"((?:身份证|证件)[^0-9０-９\n]{{0,8}}){_DIGIT}{{15}}{_NO_DIGIT_AFTER}")
# 16 to 19 digits, also in groups of four.
_CARD_RE: Final = re.compile(
    f"{_NO_DIGIT_BEFORE}[3-6３-６]{_DIGIT}{{3}}(?:{_SEPARATOR}{_DIGIT}{{4}}){{3}}(?:{_SEPARATOR}{_DIGIT}{{1,3}})?{_NO_DIGIT_AFTER}"
)
# 1, then 3 to 9, in all 11 digits, in groups of 3, 4, 4 at most; a country code may stand before.
_MOBILE_RE: Final = re.compile(
    f"(?:[+＋]86{_SEPARATOR}|{_NO_DIGIT_BEFORE}(?:86{_SEPARATOR})?)[1１][3-9３-９]{_DIGIT}(?:{_SEPARATOR}{_DIGIT}{{4}}){{2}}{_NO_DIGIT_AFTER}"
)
# A label, perhaps a colon, then the number: 5 to 11 digits, or letters and digits as WeChat allows (6 to 20).
_QQ_RE: Final = re.compile(
    f"((?:[QqＱｑ]{{2}}|扣扣|企鹅)(?:群号?|号码?|客服)?(?:是|为)?[ \u3000:：]{{0,2}})[1-9１-９]{_DIGIT}{{4,10}}{_NO_DIGIT_AFTER}"
)
_WECHAT_RE: Final = re.compile(
    "((?:微信|薇信|威信|[Vv]信|[Ww]e[Cc]hat|[Vv][Xx])(?:号码?(?:是|为)?[ \u3000:：]{0,2}|(?:是|为)?[ \u3000]?[:：][ \u3000]?))"
    "[A-Za-z][A-Za-z0-9_-]{5,19}(?![A-Za-z0-9_@.-])"
)

# A number behind one of these is an order's, a contract's, a case's; behind it, an amount's or a count's unit.
_NUMBER_OF_RE: Final = re.compile(
    "(?:(?:订单|单|编|合同|流水|交易|案|工单|运单|快递|文|备案|受理|投诉|批)号码?|订单|合同|流水|工单|运单)(?:是|为)?[:： ]?$"
)
_UNIT_RE: Final = re.compile(" ?[元万亿次条笔]")
# What every kind has one of: a text without it need not be searched.
_ANY_RE: Final = re.compile(f"[@＠]|{_DIGIT}{{4}}|微信|薇信|威信|[Vv]信|[Ww]e[Cc]hat|[Vv][Xx]")


def redact(text: str) -> Cleaned:
    """Replace personal data by placeholders.

    >>> redact("加微信号：abc_123456，或打１３８-1234-5678").text
    '加微信号：<微信号>，或打<手机号>'
    >>> redact("写信到li4@mail.example投诉").signals.pii
    (('email', 1),)
    >>> redact("客服95188，订单号13812345678，金额13800000000元，尾号195****1730").edits
    ()
    """
    if not _holds_number_or_address(text):
        return Cleaned(text=text)
    edits = in_turn(text, [kind.find for kind in KINDS] * _ROUNDS)
    counts = {kind.name: sum(edit.rule.split("+").count(kind.rule) for edit in edits) for kind in KINDS}
    pii = tuple(sorted((name, count) for name, count in counts.items() if count))
    return cleaned(text, edits, Signals(pii=pii))


def is_identity_number(digits: str) -> bool:
    """Whether 18 characters are a Chinese identity number: region, birthday and check character (GB 11643) hold.

    >>> is_identity_number("11010519491231002X"), is_identity_number("110105194912310021")
    (True, False)
    """
    if not _is_birthday(digits[6:14]) or not "11" <= digits[:2] <= "82":
        return False
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(weight * int(digit) for weight, digit in zip(weights, digits[:17], strict=True))
    return "10X98765432"[total % 11] == digits[17].upper()


def is_card_number(digits: str) -> bool:
    """Whether digits pass Luhn's check.

    >>> is_card_number("6222021234567890128"), is_card_number("6222021234567890123")
    (True, False)
    """
    doubled = [int(digit) * (2 - i % 2) for i, digit in enumerate(reversed(digits), start=1)]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of personal data: how it looks, when it is real, what stands for it.

    If the pattern has a group, that is a label and stays.
    """

    name: str
    pattern: re.Pattern[str]
    placeholder: str
    is_real: Callable[[re.Match[str]], bool] = bool

    @property
    def rule(self) -> str:
        """The rule's id."""
        return f"privacy.{self.name}"

    def find(self, text: str) -> list[Edit]:
        """The edits that replace this kind in `text`."""
        return substitutions(text, self.pattern, self.rule, self._replace)

    def _replace(self, match: re.Match[str]) -> str | None:
        label = match[1] if self.pattern.groups else ""
        return f"{label}<{self.placeholder}>" if self.is_real(match) else None


def _holds_number_or_address(text: str) -> bool:
    """Whether four digits in a row, an at sign, or a label of WeChat is there: less is no personal data."""
    return _ANY_RE.search(text) is not None


def _digits(match: re.Match[str]) -> str:
    """The match in ASCII, without separators."""
    return re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", match[0]).upper())


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
    return is_card_number(_digits(match)) and not _counts_something(match)


def _is_mobile(match: re.Match[str]) -> bool:
    return not _counts_something(match)


def _counts_something(match: re.Match[str]) -> bool:
    """Whether the words around say that the number is no one's: an order's, an amount."""
    before = match.string[max(0, match.start() - 8) : match.start()]
    return bool(_NUMBER_OF_RE.search(before) or _UNIT_RE.match(match.string, match.end()))


# Addresses first: their local part may be a number. Then the longest numbers, because a card holds a mobile number.
KINDS: Final = (
    _Kind("email", _EMAIL_RE, "邮箱"),
    _Kind("id_card", _ID_RE, "身份证号", _is_identity),
    _Kind("id_card", _OLD_ID_RE, "身份证号", _is_old_identity),
    _Kind("bank_card", _CARD_RE, "银行卡号", _is_card),
    _Kind("mobile", _MOBILE_RE, "手机号", _is_mobile),
    _Kind("qq", _QQ_RE, "QQ号"),
    _Kind("wechat", _WECHAT_RE, "微信号"),
)

"""Addresses and account names: e-mail, which the at sign betrays, and QQ and WeChat, which only their labels do.

Patterns are for the views: letters, digits, brackets and colons are ASCII, script is simplified.
"""

from __future__ import annotations

import re
from typing import Final

from pipelines.text.privacy.kinds import Family, Kind

# The local part begins where no character of one stands before it, and is bounded, so the search is linear.
_LOCAL: Final = r"(?<![A-Za-z0-9])(?<![A-Za-z0-9][._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}"
_AT: Final = r" ?(?:@|[\[({](?i:at)[\])}]|艾特) ?"
# A dot may be spelled, or stand apart or as another stop, if what follows it can only be a domain's end.
_DOT: Final = r"(?:\.|点|[\[(](?i:dot)[\])]| ?[.。,] ?(?=(?i:com|cn|net|org)(?![A-Za-z])))"
_DOMAIN: Final = rf"(?:[A-Za-z0-9][A-Za-z0-9-]{{0,62}}{_DOT}){{1,4}}[A-Za-z]{{2,12}}(?![A-Za-z])"
_CHINESE_DOMAIN: Final = (
    r"[A-Za-z0-9\u4e00-\u9fff-]{1,24}\.(?:中国|公司|网络|网址|集团|在线|商城|com|cn|net)(?![A-Za-z])"
)
# With another sign than an at sign only the great mail services are surely meant.
_SERVICE: Final = (
    r"(?: ?[#&] ?| (?i:at) )(?i:(?:vip\.)?(?:qq|foxmail|163|126|139|189|yeah|sina|sohu|gmail|hotmail|outlook|yahoo|aliyun|icloud|live))"
    rf"{_DOT}(?i:com|net|cn)(?![A-Za-z])"
)
_EMAIL_RE: Final = re.compile(f"(?P<value>{_LOCAL}(?:{_AT}(?:{_DOMAIN}|{_CHINESE_DOMAIN})|{_SERVICE}))")
# What stands for an at sign: one of some characters, or a word in brackets or spaces.
_SIGN_RE: Final = re.compile(rb"[@a](?:(?<=@)|(?<=[\[ ]a)t[\[ ])")
_MASKED_RE: Final = re.compile(r"[A-Za-z0-9]\*{1,7}$")

# A pinyin gloss that was left behind a character of a label.
_GLOSS: Final = r"(?:\([^()\n]{1,6}\))?"
_OPENER: Final = r"[ :=(\[【「“\"→>-]{0,3}"
_END_OF_NUMBER: Final = r"(?![0-9]|\.[0-9]| ?[元万亿个]| ?人(?!工))"
# No hotline: 95xxx, 400 and 800 with seven more.
_NO_HOTLINE: Final = "(?!95[0-9]{3}(?![0-9])|[48]00[0-9]{7}(?![0-9]))"

_QQ_NUMBER: Final = f"{_NO_HOTLINE}[1-9][0-9]{{4,10}}{_END_OF_NUMBER}"
# QQ, what sounds like it, its penguin; and what sort of account it is. A placeholder of ours is no label.
_QQ_LABEL: Final = (
    rf"[Qq扣企球秋抠叩加+🐧](?<!<.)(?:(?<=[Qq])(?<![A-Za-z].)(?:[ .-]?[Qq]|(?=[:号群]))|(?<=扣)(?:{_GLOSS}扣|(?=号))|(?<=企)鹅|(?<=球)球|(?<=秋)秋"
    rf"|(?<=抠)抠|(?<=叩)叩|(?<=[加+])[Qq]|(?<=🐧)){_GLOSS}"
    rf"(?:(?:交流|客服|官方|维权|咨询|联系|方式|互助|讨论|投诉|同|邮箱|账|群|号|码){_GLOSS}){{0,4}}(?:是|为)?"
)
# A label, perhaps a colon, bracket or arrow; then a number of 5 to 11 digits, or several.
_QQ_RE: Final = re.compile(rf"{_QQ_LABEL}{_OPENER}(?P<value>{_QQ_NUMBER}(?: ?[/、或和&] ?{_QQ_NUMBER})*)")
# Behind a label with a colon the digits may be parted, each by one sign; days, hotlines, versions and counts are written so too.
_PARTED_QQ_RE: Final = re.compile(
    rf"{_QQ_LABEL} ?: ?(?!(?:19|20)[0-9]{{2}}[ ./-][01]?[0-9][ ./-][0-3]?[0-9](?![0-9]))"
    r"(?![48]00[ .-]?[0-9]{3}[ .-]?[0-9]{4}(?![0-9]))"
    rf"(?P<value>{_NO_HOTLINE}[1-9](?:[ ._-]?[0-9]){{4,10}}{_END_OF_NUMBER}(?! ?[名位次条版级]))"
)
# How a label may begin, and five digits as far behind it as words, glosses and brackets can push them, at most.
_QQ_HINT_RE: Final = re.compile(rb"[qQ][^\n]{0,80}?0(?:[- ]?0){4}")
_QQ_NUMBER_RE: Final = re.compile("[0-9]{5,11}")

# 微信, V信 or a spelling of it behind the first character, by which it is found.
_WEIXIN: Final = (
    rf"(?:(?<=[微薇威徽]){_GLOSS}[ .-]?信|(?<=微)亻言|(?<=[微薇Vv])❤\ufe0f?|(?<=[Vv])信"
    rf"|(?<![A-Za-z].)(?:(?<=[Ww])(?i:echat|eixin|[ .-]?x)|(?<=[Vv])[ .-]?[Xx])){_GLOSS}"
)
_WECHAT: Final = f"[微薇威徽VvWw](?<!<.){_WEIXIN}"
# What sounds like it and is also a word, or the colour of its mark: a label only with 号 or a colon.
_LIKE_WECHAT: Final = "(?:卫星|维信|微心|绿泡泡)"
_NAME_END: Final = r"(?![A-Za-z0-9_]|\.[A-Za-z0-9])"
_WECHAT_NAME: Final = rf"[A-Za-z][A-Za-z0-9_-]{{5,19}}{_NAME_END}"
# Without a colon or 号 a word of letters is a word: only one with a digit or underscore is a name.
_CLEAR_NAME: Final = rf"(?!(?i:wechat|iphone|android|windows))(?=[A-Za-z-]{{0,19}}[0-9_]){_WECHAT_NAME}"
# WeChat's label with 号 or a colon, before a name or a number.
_NAMED_WECHAT_RE: Final = re.compile(
    rf"(?:{_WECHAT}|{_LIKE_WECHAT})(?:客服|联系|方式){{0,2}}"
    rf"(?:(?:同?号{_GLOSS}码?{_GLOSS}|账号|(?i:id))(?:是|为|叫)?{_OPENER}|(?:是|为)? ?[:(=] ?)"
    rf"(?P<value>{_WECHAT_NAME}|{_QQ_NUMBER})"
)
# The label alone or with another sign, or a mere V with a colon, before what can only be a name.
_BARE_WECHAT_RE: Final = re.compile(
    rf"[微薇威徽VvWw](?:{_WEIXIN}[ “\"「→>-]{{0,2}}|(?<=[Vv])(?<![A-Za-z0-9+].) ?: ?)(?P<value>{_CLEAR_NAME})"
)
# 加 or + before the label or before a mere V: that is an order to look someone up, by name or number.
_ADDED_WECHAT_RE: Final = re.compile(rf"[加+]我? ?(?:{_WECHAT}|[Vv微薇]){_OPENER}(?P<value>{_CLEAR_NAME}|{_QQ_NUMBER})")

# The same for WeChat: five letters or digits.
_WECHAT_HINT_RE: Final = re.compile(rb"[vV][^\n]{0,60}?[0xatqv][0xatqv-]{4}")


def _is_address(match: re.Match[str]) -> bool:
    """Whether nobody masked it: part of an address is none."""
    return not _MASKED_RE.search(match.string[max(0, match.start() - 8) : match.start()])


EMAIL: Final = Family((b"@", b"at"), _SIGN_RE, (Kind("email", _EMAIL_RE, "邮箱", _is_address),))
QQ: Final = Family(
    (b"q", b"Q"), _QQ_HINT_RE, (Kind("qq", _QQ_RE, "QQ号", each=_QQ_NUMBER_RE), Kind("qq", _PARTED_QQ_RE, "QQ号"))
)
WECHAT: Final = Family(
    (b"v", b"V"),
    _WECHAT_HINT_RE,
    (
        Kind("wechat", _NAMED_WECHAT_RE, "微信号"),
        Kind("wechat", _ADDED_WECHAT_RE, "微信号"),
        Kind("wechat", _BARE_WECHAT_RE, "微信号"),
    ),
)

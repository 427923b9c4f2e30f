r"""Whether a line is quoted: introduced by the line above it, in quotation marks, or signed as a message is.

    短信写着：                他们一分钟内连发三条            【某某金融】您的账单已逾期，请立即还款。

What is quoted is what the article is about, whatever it reads like. Only lines are judged; nothing is changed here.
"""

from __future__ import annotations

import re
from typing import Final

# What a line ends with that says "here it comes": a colon, a verb of writing, or how many messages there were.
_INTRODUCES_RE: Final = re.compile(
    "(?:[：:]|(?:写着|写道|写的是|原文[是为]|内容[是为]|如下)[，,]?|[0-9一两二三四五六七八九十几数多][条遍通封](?:短信|信息|消息|私信)?[，,。]?)$"
)
# A line that is one quotation from its first to its last character.
_QUOTED_RE: Final = re.compile('[“「『"].+[”」』"][。！!]?')
# A sender's name in brackets before or behind a text of ten characters or more; a heading in brackets has none.
_SIGNED_RE: Final = re.compile("【[^【】]{1,16}】[^【】]{10,}|[^【】]{10,}【[^【】]{1,16}】")


def introduces(line: str) -> bool:
    """Whether a line says that a quotation follows.

    >>> introduces("短信写着："), introduces("我收到的最后一条短信原文是"), introduces("他们一分钟内连发三条")
    (True, True, True)
    >>> introduces("我收到三条短信，没有理会。"), introduces("")
    (False, False)
    """
    return _INTRODUCES_RE.search(line[-8:].rstrip()) is not None


def is_message(line: str) -> bool:
    """Whether a line is printed as a message: in quotation marks, or with its sender in brackets.

    >>> is_message("“您已逾期，请还款。”"), is_message("【某某金融】您的账单已逾期，请立即还款。")
    (True, True)
    >>> is_message("“逾期”短信怎么办"), is_message("【延伸阅读】")
    (False, False)
    """
    line = line.strip()
    return _QUOTED_RE.fullmatch(line) is not None or _SIGNED_RE.fullmatch(line) is not None

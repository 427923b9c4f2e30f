"""The text messages that an article quotes, word for word.

A quotation is a message where the article says so:

- quotation marks that follow the word for a message within the clause (`短信内容为：“…”`), or
- what they hold speaks to somebody, and is shown (`截图里可以看到：“…”`) or named behind (`“…”——这就是他收到的短信`), or
- it stands to the end of the line behind words that say so (`短信内容如下：您的…`), and speaks to somebody, or
- a sender's signature begins a line, a quotation or what a colon announces (`【锦程金融】您的…`).

Left alone: quoted names and single terms (`“及贷”`), what people say (`他说：“…”`), headings in brackets without a
text behind them. A paraphrase is no quotation, so many messages that articles tell of are not found: a wrong text
would be worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.types import Message

# A quotation of at least ten characters: a shorter one is a term; it may hold another one. What the alternatives begin with
# differs, and both are bounded: linear.
_QUOTED_RE = re.compile(r"[“「](?P<text>(?:[^“”「」\n]|[“「][^“”「」\n]{1,60}[”」]){10,400})[”」]")
_INTRO = 20
"""Characters before a quotation that may announce it."""
# What announces a quotation ends with the word for a message and characters that announce its words: `短信内容大致如下：`, `短信里写道`,
# `这条信息显示`. Any other word between them means that somebody else speaks: `收到短信的小李说：“…”`.
_ANNOUNCED_RE = re.compile(
    "(?:短信|简讯|彩信|信息|消息|通知)[的内容原全文大致意概如下中里上显示写道着称说为是则：:，,]{0,12}$"
)
# What shows a message without the word for it: `截图里可以看到：`, `上面写着：`, `昨天收到的那条是这样写的：`. A notice on a wall is shown so
# too, hence the text has to speak to somebody.
_SHOWN_RE = re.compile(
    r"(?:上面|屏幕|截图|照片|画面|(?:收到|发来|发出|传来|推送|弹出)的(?:那|这)?一?条)[^，。！？；“”\n]{0,8}(?:看到|写着|写的|写道|显示|如下|为|是)[：:]$"
)
# What names a message behind it: `“…”——这就是他收到的全文`.
_NAMED_AFTER_RE = re.compile("[”」][，。]?—{0,2}(?:这|以上|上述)就?是[^，。！？；“”\n]{0,12}(?:收到的|短信|信息|消息)")
# A signature with the text behind it, to the end of the line. It begins with a mark of its own, and both runs are bounded.
_SIGNED_RE = re.compile(r"【(?P<sender>[^【】\n]{2,20})】[^【】“”「」\n]{10,400}")
_OPENERS = ("\n", "：", ":")
"""A message can begin at the start of a line, and behind a colon."""
# What states a message without quotation marks: `短信内容如下：`, its text behind it or on the next line, to the end of the line.
# It begins with the rarer word, and looks back for the one that every sentence here has.
_STATED_RE = re.compile(
    r"(?:内容|原文|全文|原话)(?:(?<=(?:短信|信息|消息|彩信)..)|(?<=(?:短信|信息|消息|彩信)的..))(?:大致)?(?:如下|是|为)?[：:][ 　]*\n?(?P<text>[^“”「」‘’\n]{10,400})"
)
# Words that senders of such messages bear in their names: tells 【某某金融】 from headings such as 【案例】, 【导读】.
_SENDER_RE = re.compile("金融|贷|银行|分期|消费|钱包|支付|科技|法务|律师|律所|调解|仲裁|法院|资产|催收|信用|征信|呗|花")
_ADDRESS_RE = re.compile("您|你|尊敬|先生|女士|客户|用户|本人|退订|拒收|回T")  # a message speaks to somebody
_SIGNATURE_RE = re.compile(r"^【([^【】]{2,20})】|【([^【】]{2,20})】$")  # Chinese senders sign in front or at the end
# A sum of money: digits with grouping, then its unit; or the sign, then digits.
_AMOUNT_RE = re.compile(r"[¥￥]\d[\d,.]*|\d[\d,.]{0,30}(?:余|多)?(?:万元|亿元|千元|百元|元|万|块钱|块)")
# A day as senders write it: in full, by month and day, or told from the day of sending. The alternatives begin differently and
# are bounded; `12月` alone and `3-5个工作日` are no days.
_DATE_RE = re.compile(
    r"(?<!\d)(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)|(?:\d{4}年)?\d{1,2}月\d{1,2}[日号]|(?:本月|下月)\d{1,2}[日号])"
    r"|[今明次当][日天](?!津)|后天|昨[日天]"
)
# What may be an address: one run of address characters that is not part of a longer one, with or without a scheme.
_LINK_RE = re.compile(r"(?<![A-Za-z0-9@./_-])(?:https?://)?[A-Za-z0-9-]+\.[A-Za-z0-9./?=&_%#~-]+", re.IGNORECASE)


def find_messages(text: str) -> tuple[Message, ...]:
    """Return the quoted messages of a clean text, in order; `text[start:end]` is the message as printed.

    >>> [message] = find_messages("他收到的短信内容为：“【马上金融】您的借款1,200元今日到期，详见 t.cn/Ab1”，他并未借款。")
    >>> message.signature, message.amounts, message.dates, message.links
    ('马上金融', ('1,200元',), ('今日',), ('t[.]cn/Ab1',))
    >>> find_messages("客服对他说：“您的账户没有任何欠款，请放心。”")
    ()
    """
    spans: list[tuple[int, int]] = []
    for start, end in sorted({*_announced(text), *_signed(text), *_stated(text)}, key=lambda span: (span[0], -span[1])):
        if not spans or start >= spans[-1][1]:
            spans.append((start, end))
    return tuple(_message(text, start, end) for start, end in spans)


def defang(link: str) -> str:
    """Return a link that nobody opens by accident.

    >>> defang("https://dwz.cn/x.y")
    'hxxps://dwz[.]cn/x.y'
    >>> defang("t.cn")
    't[.]cn'
    """
    scheme, mark, rest = link.rpartition("://")
    host, slash, path = rest.partition("/")
    return scheme.lower().replace("http", "hxxp") + mark + host.replace(".", "[.]") + slash + path


def _announced(text: str) -> Iterator[tuple[int, int]]:
    """Spans of quotations that are messages by what stands around them, or by a signature."""
    for match in _QUOTED_RE.finditer(text):
        if _is_told(text, match):
            yield match.span("text")


def _is_told(text: str, quoted: re.Match[str]) -> bool:
    """Whether the words around a quotation, or a signature in it, make it a message."""
    intro = text[max(0, quoted.start() - _INTRO) : quoted.start()]
    if _ANNOUNCED_RE.search(intro) or _SIGNATURE_RE.search(quoted["text"]):
        return True
    is_shown = _SHOWN_RE.search(intro) or _NAMED_AFTER_RE.match(text, quoted.end("text"))
    return bool(is_shown and _ADDRESS_RE.search(quoted["text"]))


def _signed(text: str) -> Iterator[tuple[int, int]]:
    """Spans of unquoted messages, known by the sender's signature they begin with and by whom they speak to."""
    for match in _SIGNED_RE.finditer(text):
        before = text[: match.start()].rstrip(" 　")
        if before and not before.endswith(_OPENERS):
            continue
        if _SENDER_RE.search(match["sender"]) and _ADDRESS_RE.search(match[0]):
            yield match.start(), match.start() + len(match[0].rstrip())


def _stated(text: str) -> Iterator[tuple[int, int]]:
    """Spans of messages without quotation marks that speak to somebody, where the words before say that they follow."""
    for match in _STATED_RE.finditer(text):
        if _ADDRESS_RE.search(match["text"]):
            yield match.start("text"), match.start("text") + len(match["text"].rstrip())


def _message(text: str, start: int, end: int) -> Message:
    body = text[start:end]
    signature = _SIGNATURE_RE.search(body)
    return Message(
        text=body,
        start=start,
        end=end,
        signature=signature and (signature[1] or signature[2]),
        amounts=tuple(_AMOUNT_RE.findall(body)),
        dates=tuple(_DATE_RE.findall(body)),
        links=tuple(defang(link) for link in _links(body)),
    )


def _links(body: str) -> Iterator[str]:
    """Addresses in a message: the last part of the host is letters, which `3.5` and a date are not."""
    for match in _LINK_RE.finditer(body):
        link = match[0].rstrip(".")
        host = link.rpartition("://")[2].partition("/")[0]
        if "." in host and host.rpartition(".")[2].isalpha():
            yield link

"""Boilerplate lines: furniture of the page that stands in the text, told by words and structure.

    小編導語        聲明：本文由網友投稿…        本文如有侵權，舉報請聯繫站長：…        2024-05-01 10:22 浏览 作者:…

Each line is compared by its key (`fold`), so script, width, spaces and glosses make no difference. Rules:
`boilerplate.label` a section label or a heading over links, with nothing else on its line; `boilerplate.disclaimer` and
`boilerplate.contact` lines in which the site speaks of itself; `boilerplate.header` what is left of a header;
`boilerplate.spam` calls to follow, scan and credit.

What a line reads like is asked here, whether it stands where furniture stands in `places`: headers, and whatever an
article may say too, go at the head or foot of a text or in a row with other furniture only. A bare word that labels other
things too, `标题` or `关键词`, does not go from between short lines, as in a table or menu.

Left alone: lines that only mention such things, what the line above introduces, the times and fields of a record. A lender's
or an authority's hotline, somebody's own statement, a heading such as 声明的效力 are the article.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from pipelines.edits import cleaned, without_lines
from pipelines.lexicon import furniture
from pipelines.lexicon.script import simplified_characters
from pipelines.text.fold import fold
from pipelines.text.places import placed
from pipelines.types import Cleaned

_LONGEST: Final = 240
"""Characters as printed, glosses and all; longer lines are paragraphs of the article."""
_SHORT: Final = 40
"""Characters of a key; a call to follow us that is longer tells something else too."""

_SPAM: Final = "boilerplate.spam"
_DECORATION: Final = furniture.DECORATION
_LABEL_ENDS: Final = _DECORATION.translate({ord(stop): None for stop in "。."})
"""What may stand behind a label; with a full stop it is the end of a sentence."""
_LABELS: Final = furniture.SECTION_LABELS | furniture.RELATED_HEADINGS | furniture.COMMENT_HEADINGS

# An address, a phone number, a QQ or WeChat name: what makes a line of the site's own words a contact line.
_REACHABLE_RE: Final = re.compile(r"[0-9]{5,}|@|(?:微信|QQ|qq|VX|vx):?[A-Za-z0-9]{5,}|<(?:手机号|邮箱|QQ号|微信号)>")


def _any_of(words: frozenset[str]) -> str:
    """A regex for any of the words, longest first, so that 浏览次数 is not read as 浏览."""
    return "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word)))


_DATE: Final = r"(?:19|20)[0-9]{2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?(?:[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?"
_NAME: Final = r"(?:[\u4e00-\u9fff·]{2,4}?|[A-Za-z0-9_.-]{2,20}?)"
# One part of a header line: a date, a count of views, a name behind its label. Every part begins with a label or a
# year, and names are bounded, so a line is read in one pass.
_PART: Final = (
    rf"(?:(?:{_any_of(furniture.DATE_LABELS)}):?{_DATE}|{_DATE}|(?:{_any_of(furniture.VIEW_LABELS)}):?[0-9]{{0,9}}次?"
    rf"|(?:{_any_of(furniture.AUTHOR_LABELS)})[:/]{_NAME}|(?:{_any_of(furniture.SOURCE_LABELS)}):[^:]{{2,12}}?"
    rf"|(?:评论|回复|点赞|收藏|分享):?[0-9]{{1,6}})"
)
_HEADER_RE: Final = re.compile(rf"(?:{_PART}[|,]?){{1,6}}")
_DATE_RE: Final = re.compile(_DATE)
_PLACE_RE: Final = re.compile(r"(?:活动|活動|会议|會議|上课|上課)?地[点點址]\s?[:：]")
# A date alone is a header only to the minute: histories and footnotes put bare days on lines of their own.
_BARE_DAY_RE: Final = re.compile(r"[0-9年月日/.-]+[|,]?")
# 首页>逾期资讯>正文, with or without 当前位置 before it, a header's parts behind it.
_BREADCRUMB_RE: Final = re.compile(
    rf"(?:(?:{_any_of(furniture.SECTION_NAME_LABELS)}):?)?(?:{_any_of(furniture.BREADCRUMB_ROOTS)})[>»/›][^。！？]{{0,60}}"
)
# An address is as long as it is; a run of characters an address may have, read once.
_URL_RE: Final = re.compile(r"https?://[A-Za-z0-9./_?=&%#:~-]+")
_MARK_RE: Final = re.compile("[，。！？；：、,.!?;:]")
# A link holds a title, and no title holds a full stop.
_NEIGHBOUR_RE: Final = re.compile("[上下]一[篇页条]:[^。;]{1,60}")
# What a call asks for; 更多 begins sentences of all kinds.
_CALL_RE: Final = re.compile("请|关注|点击|扫|访问|登录|登陆|搜索|详见|尽在|http|www")
# Hotlines of authorities and lenders, to which articles send their readers.
_HOTLINE_RE: Final = re.compile("(?<![0-9])(?:1[0-9]{4}|9[0-9]{4,5}|[48]00-?[0-9]{3}-?[0-9]{4})(?![0-9])")
# A quotation or a signed message is no advert of the page.
_QUOTED_RE: Final = re.compile('[“”「」『』《》【】"]')

# How most lines of an article begin: with one to four Chinese characters, behind nothing but decoration, or
# with a quotation, or the number of a list's item. Its first class is what folds to decoration or to nothing, so these
# characters are the first of the key too.
_OPENING_RE: Final = re.compile(
    f"[{re.escape(_DECORATION)}\\s\u00ad\u200b-\u200f\u2060\ufeff：＊＃～]*(?:([一-鿿]{{1,4}})|[“‘]|[0-9]{{1,2}}[.、])"
)
_STARTS: Final = frozenset().union(
    _LABELS, furniture.BADGES, furniture.BREADCRUMB_ROOTS, furniture.SECTION_NAME_LABELS, furniture.DATE_LABELS,
    furniture.VIEW_LABELS, furniture.AUTHOR_LABELS, furniture.SOURCE_LABELS, furniture.DISCLAIMER_STARTS,
    furniture.CONTACT_STARTS, furniture.FOLLOW_STARTS, ("评论", "回复", "点赞", "收藏", "分享", "上一", "下一"),
)  # fmt: skip
"""What a line of furniture begins with; only its catchwords stand anywhere."""
_PREFIXES: Final = frozenset(start[:length] for start in _STARTS for length in range(1, 5))

_VICES: Final = tuple(tuple(phrase.split("|")) for phrase in sorted(furniture.SPAM_PHRASES))
_VICE_RE: Final = re.compile(_any_of(frozenset(words[0] for words in _VICES)))
"""The first catchword of each: a line without any has no phrase, and most have none."""


def drop_boilerplate(text: str) -> Cleaned:
    r"""Drop the lines of `text` that are furniture of its page.

    >>> drop_boilerplate("小編導(dǎo)語：\n短信一天三條\n侵權投訴、舉報請寫信：10086@mail.example").text
    '短信一天三條'
    >>> [edit.rule for edit in drop_boilerplate("2024-05-01 10:22 浏览 作者:林小满\n还清了").edits]
    ['boilerplate.header']
    >>> drop_boilerplate("平台的客服电话：95000，举报可打12378\n声明发出后，用户仍收到短信").edits
    ()
    >>> drop_boilerplate("时间：2024-05-01 10:22\n地点：市会议中心").edits
    ()
    >>> drop_boilerplate("我记下了两次短信。\n2024-05-01 10:22\n说要上门。\n2024-05-03 18:05\n说要起诉。").edits
    ()
    """
    lines = text.split("\n")
    doomed = [
        boilerplate_rule(line) if "，" not in line or _may_begin_furniture(line[:2]) else None  # most are prose
        for line in lines
    ]
    if not any(doomed):
        return Cleaned(text=text)
    for at, below in enumerate(lines[1:]):
        if doomed[at] == "boilerplate.header" and tells_place(below):
            doomed[at] = None
    return cleaned(text, without_lines(text, placed(lines, doomed)))


def tells_place(line: str) -> bool:
    """Whether a line tells where something takes place: then the line before it tells when, and is no header.

    >>> tells_place("地点：市会议中心三楼"), tells_place("地点还没有定")
    (True, False)
    """
    return _PLACE_RE.match(line) is not None


def boilerplate_rule(line: str) -> str | None:
    """Return the rule by which a line is boilerplate, or None.

    >>> boilerplate_rule("【延伸阅读】"), boilerplate_rule("延伸阅读能拓宽视野。")
    ('boilerplate.label', None)
    """
    if len(line) > _LONGEST:
        return None
    if begins_like_furniture(line):
        return rule_of_key(fold(line))
    return _SPAM if _MARK_RE.search(line) is None and _is_vice(fold(line)) else None


def rule_of_key(key: str) -> str | None:
    """Return the rule by which a line with this key is boilerplate, if it is no longer than furniture is, or None.

    >>> rule_of_key("延伸阅读"), rule_of_key("延伸阅读能拓宽视野。")
    ('boilerplate.label', None)
    """
    if not key:
        return None
    if key.lstrip(_DECORATION).rstrip(_LABEL_ENDS) in _LABELS:
        return "boilerplate.label"
    if _is_header(key):
        return "boilerplate.header"
    if _is_disclaimer(key):
        return "boilerplate.disclaimer"
    if _is_contact(key):
        return "boilerplate.contact"
    return _SPAM if _is_spam(key) else None


def begins_like_furniture(line: str) -> bool:
    """Whether a line may be furniture by its first characters: few are, and only these need a key.

    >>> begins_like_furniture("聲明：本文由網友投稿"), begins_like_furniture("2024-05-01")
    (True, True)
    >>> begins_like_furniture("銀行發來短信"), begins_like_furniture("一、催收"), begins_like_furniture("我很害怕")
    (False, False, False)
    """
    if not _may_begin_furniture(line[:2]):
        return False
    opening = _OPENING_RE.match(line)
    return opening is None or _opens_furniture(opening[1])


@lru_cache(maxsize=1 << 14)
def _may_begin_furniture(pair: str) -> bool:
    """Whether two characters may: of most lines they tell, and texts have few different ones."""
    opening = _OPENING_RE.match(pair)
    return opening is None or (opening[1] or "").translate(simplified_characters()) in _PREFIXES


@lru_cache(maxsize=1 << 14)
def _opens_furniture(characters: str | None) -> bool:
    """Whether furniture may begin with these characters, up to four; lines have few different ones."""
    words = (characters or "").translate(simplified_characters())
    return words in _PREFIXES or words[:3] in _STARTS or words[:2] in _STARTS


def _is_header(key: str) -> bool:
    """A badge, a breadcrumb, or a line of dates, counts and names only, at least a date or a label with its value."""
    if key in furniture.BADGES or _BREADCRUMB_RE.fullmatch(key):
        return True
    if _BARE_DAY_RE.fullmatch(key) or not (":" in key or _DATE_RE.search(key)):
        return False
    return _HEADER_RE.fullmatch(key) is not None


def _is_disclaimer(key: str) -> bool:
    """A line that begins as a disclaimer and speaks of the site, the author, rights or removal."""
    return key.lstrip(_DECORATION).startswith(furniture.DISCLAIMER_STARTS) and (
        sum(cue in key for cue in furniture.DISCLAIMER_CUES) >= 2
    )


def _is_contact(key: str) -> bool:
    """A line that begins with the site's business and says how to reach it, or asks to be told of infringements."""
    words = key.lstrip(_DECORATION)
    if words.startswith(furniture.CONTACT_STARTS) and any(cue in key for cue in furniture.CONTACT_CUES):
        if words.startswith(furniture.PUBLIC_CONTACT_STARTS):
            key = _HOTLINE_RE.sub("", key)
        return bool(_REACHABLE_RE.search(key)) or ("侵权" in key and "删" in key and len(key) <= 2 * _SHORT)
    return False


def _is_spam(key: str) -> bool:
    """A short line that asks to follow, scan or credit, that links the neighbouring article, or that advertises vice."""
    if _NEIGHBOUR_RE.fullmatch(key) or _is_vice(key):
        return True
    words = key.lstrip(_DECORATION)
    starts = words.startswith(furniture.FOLLOW_STARTS) and not (words.startswith("更多") and not _CALL_RE.search(words))
    return starts and len(_URL_RE.sub("", key)) <= _SHORT and any(cue in key for cue in furniture.FOLLOW_CUES)


def _is_vice(key: str) -> bool:
    """A line of catchwords: a sentence that speaks of such things has punctuation."""
    if len(key) > _SHORT or not _VICE_RE.search(key) or _MARK_RE.search(key) or _QUOTED_RE.search(key):
        return False
    return any(all(map(key.__contains__, words)) for words in _VICES)

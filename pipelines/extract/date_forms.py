"""The forms in which pages print dates: patterns only, read by `dates`.

Each form is linear: what may repeat is bounded, and no two neighbours repeat the same characters.
"""

from __future__ import annotations

import re
from typing import Final

WEEKDAYS: Final = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}\.?"
_WEEKDAY: Final = (
    r"(?:[(（\[]?(?:星期|周|週|礼拜|禮拜)[一二三四五六日天][)）\]]?|[(（][一二三四五六日][)）]"
    rf"|[(（]?(?i:{WEEKDAYS})[)）]?)[\s,，]{{0,2}}"
)
AFTER_NOON: Final = frozenset(["下午", "晚上", "晚间", "晚間", "晚", "傍晚", "夜间", "午后", "PM", "P.M."])
BEFORE_NOON: Final = frozenset(["AM", "A.M.", "凌晨"])
NOON: Final = "中午"
_HALF: Final = "上午|下午|中午|晚上|晚间|晚間|凌晨|早上|早晨|清晨|傍晚|夜间|午后|晚|(?i:[AP]M|[AP]\\.M\\.)"
_TIME: Final = (
    r"(?P<hour>\d{1,2})(?:[:：]|\s?[时時點点]\s?)(?P<minute>\d{2})(?:(?:[:：]|\s?分\s?)(?P<second>\d{2})秒?|\s?分)?"
)
# What stands between a day and its clock: white space, a mark, brackets, a weekday in brackets or not.
_CLOCK: Final = (
    rf"(?:[\s,，T日号/|｜\[\]—-]{{0,4}}(?:{_WEEKDAY})?(?:at\s)?(?P<half>{_HALF})?\s?{_TIME}"
    r"(?:\s?(?P<noon>(?i:[ap]m|[ap]\.m\.))(?![A-Za-z]))?)?"
)
# The clock in front of a day that has none behind it: `10:20 2009-03-04`.
CLOCK_BEFORE_RE: Final = re.compile(
    rf"(?<![\d-])(?<!\d[:：])(?:(?P<half>{_HALF})\s?)?(?P<hour>\d{{1,2}})[:：](?P<minute>\d{{2}})(?:[:：](?P<second>\d{{2}}))?[\s,，|]{{1,3}}$"
)
LONGEST_CLOCK: Final = 16
"""Characters of such a clock with its space."""
# A year first. A glued number may stand before it, where the year has its four digits.
YEAR_FIRST_RE: Final = re.compile(
    r"(?P<year>(?:19|20)\d{2})\s?(?:[-./]|年)\s?(?P<month>\d{1,2})\s?(?:(?:[-./]|月)\s?(?P<day>\d{1,2})(?!\d)\s?[日号號]?|月)"
    + _CLOCK
)
# Day first, as bilingual and Hong Kong pages print it; only with a four-digit year.
DAY_FIRST_RE: Final = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})[-./](?P<month>\d{1,2})[-./](?P<year>(?:19|20)\d{2})(?!\d)" + _CLOCK
)
REPUBLIC_RE: Final = re.compile(
    r"(?:中華|中华)?民[國国]\s?(?P<year>\d{2,3})\s?[年./-]\s?(?P<month>\d{1,2})\s?[月./-]\s?(?P<day>\d{1,2})\s?[日號号]?"
    + _CLOCK
)
_NUMERAL: Final = "[〇○零0一二三四五六七八九]"
CHINESE_RE: Final = re.compile(
    rf"(?P<year>[一二]{_NUMERAL}{{3}})年(?P<month>[一二三四五六七八九十]{{1,2}})月(?:(?P<day>[一二三四五六七八九十]{{1,3}})[日号號])?"
    + _CLOCK
)
# Whole names of months or their three letters, whatever their case; no word that begins like one.
_MONTH_NAME: Final = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    "|dec(?:ember)?)"
)
MONTH_HINT_RE: Final = re.compile(rf"(?<![A-Za-z])(?i:{_MONTH_NAME})(?![A-Za-z])")
_MONTH: Final = rf"(?<![A-Za-z])(?P<month>(?i:{_MONTH_NAME}))(?![A-Za-z])\.?"
_ORDINAL: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_FULL_YEAR: Final = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_NAMED_DAY: Final = rf"(?:(?<![A-Za-z])(?i:{WEEKDAYS})[,，]?\s{{1,2}})?"
MONTH_NAMED_RE: Final = re.compile(
    rf"{_NAMED_DAY}{_MONTH}[\s-]{{0,2}}{_ORDINAL}[\s,，-]{{0,3}}(?:(?i:{WEEKDAYS})\s)?{_FULL_YEAR}{_CLOCK}"
)
DAY_NAMED_RE: Final = re.compile(
    rf"{_NAMED_DAY}(?<!\d){_ORDINAL}[\s-]{{0,2}}{_MONTH}[\s,，-]{{0,3}}{_FULL_YEAR}{_CLOCK}"
)
YEAR_NAMED_RE: Final = re.compile(rf"{_FULL_YEAR}[\s,，-]{{1,3}}{_MONTH}[\s-]{{0,2}}{_ORDINAL}(?!\d){_CLOCK}")
# As C and Java print an instant: the year behind the clock, a zone before it or not.
CTIME_RE: Final = re.compile(
    rf"{_NAMED_DAY}{_MONTH}\s{{1,2}}{_ORDINAL}\s{{1,2}}{_TIME}\s(?:[A-Z]{{3,4}}\s)?{_FULL_YEAR}"
)
# Short years and glued digits, right behind the word that says that a date follows.
_SAID: Final = r"(?:[时時][间間]|日期|[发發][布佈表]|更新)[于於]?\s?[:：]?\s?"
SHORT_YEAR_RE: Final = re.compile(
    rf"{_SAID}(?P<year>\d{{2,3}})(?P<mark>[-./]|年)(?P<month>\d{{1,2}})(?:(?P=mark)|月)(?P<day>\d{{1,2}})(?!\d)\s?日?"
    + _CLOCK
)
# Without such a word only what can be nothing else: in characters, or with a clock behind it.
SHORT_CHARACTERS_RE: Final = re.compile(
    r"(?<![\d民国國])(?P<year>\d{2})年(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号號]" + _CLOCK
)
SHORT_CLOCKED_RE: Final = re.compile(
    r"(?<![\d./:：-])(?P<year>\d{2})(?P<mark>[-./])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?=[\s,，\]\[]{1,3}\d{1,2}[:：]\d)"
    + _CLOCK
)
# Year, day and clock in elements of their own: `2021 03/15 09:26:48`.
SPACED_RE: Final = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)\s(?P<month>\d{1,2})\s?[/-]\s?(?P<day>\d{1,2})(?=\s\d{1,2}[:：]\d)" + _CLOCK
)
GLUED_RE: Final = re.compile(rf"{_SAID}(?P<year>(?:19|20)\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)(?!\d)" + _CLOCK)
YEARLESS_RE: Final = re.compile(
    r"(?<![\d/.年-])(?P<month>\d{1,2})(?:\s?月\s?(?P<day>\d{1,2})\s?[日号號]|[-/](?P<on>\d{1,2})(?=\s?\d{1,2}:\d))(?!\d)"
    + _CLOCK
)
AGO_RE: Final = re.compile(
    r"(?P<count>\d{1,3}|半|一)\s?(?P<unit>秒[钟鐘]?|分[钟鐘]?|个?小时|個?小時|天|日|周|週|个月|個月)\s?(?:以|之)?前"
)
RECENT_RE: Final = re.compile(r"(?P<word>今天|今日|昨天|昨日|前天)(?![是我他们的])" + _CLOCK)
NOW_RE: Final = re.compile(r"刚刚|剛剛")
RELATIVE_STARTS: Final = ("今", "昨", "前", "刚", "剛")
"""How a date told from now begins, if it does not end in 前."""
SAID_HINT_RE: Final = re.compile("[时時][间間]|日期|[布佈表于於新]")

ALWAYS: Final = (YEAR_FIRST_RE, REPUBLIC_RE, CHINESE_RE, DAY_FIRST_RE)
LABELLED: Final = (SHORT_YEAR_RE, GLUED_RE)
NAMED: Final = (MONTH_NAMED_RE, DAY_NAMED_RE, YEAR_NAMED_RE, CTIME_RE)
SHORT: Final = (SHORT_YEAR_RE, SHORT_CHARACTERS_RE, SHORT_CLOCKED_RE)
"""Forms whose year has two digits, or three of the republic."""

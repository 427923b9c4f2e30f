"""Tell lines that are byline or button from lines that are text, word by word.

A byline is made of few things: a date, labels with their values, words such as 浏览 or 分享到. A line in which nothing else
of any length is left is no part of the article.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from pipelines.extract.date_labels import is_of_event
from pipelines.extract.dates import find_date, find_dates
from pipelines.extract.keys import folded
from pipelines.extract.name_tables import AUTHOR_LABELS
from pipelines.extract.readings import without_glosses
from pipelines.extract.relative_dates import is_relative, relative_span
from pipelines.extract.tables import BODY_BUTTONS, BYLINE_FILLERS, OTHER_LABELS
from pipelines.lexicon.furniture import SOURCE_LABELS

_LABELS: Final = "|".join(
    sorted(map(re.escape, AUTHOR_LABELS.keys() | SOURCE_LABELS), key=lambda word: (-len(word), word))
)
# Labels whose value stands behind a bar (`文 | 张三`), asked of lines with a bar; those of two characters set apart (`作 者：`).
_BAR_RE: Final = re.compile("[|｜丨‖/／]")
_BARRED_RE: Final = re.compile(rf"(?<![\u3400-\u9fff])({_LABELS})\s{{0,2}}[|｜丨‖/／]\s{{0,2}}(?=\S)")
_APART_RE: Final = re.compile(r"(?<![\u3400-\u9fff])([作编編记記时時日来來])\s{1,2}([者辑輯间間期源])(?=\s?[:：])")
# A comma between the dates of a byline: `最后修改于 …，首发于 …`.
_THEN_RE: Final = re.compile(
    r"(?<=\d)[,，]\s?(?=(?:首[发發]|[发發][布佈表]|更新|修改|最[后後])[\u3400-\u9fff]{0,4}[:：]?\s?\d)"
)
LONGEST_BYLINE: Final = 110
_LABEL_MARKS: Final = frozenset(":：/／")
LABEL_RE: Final = re.compile(r"^(?P<label>[^:：/／]{1,12})[:：/／](?P<value>.*)$")
_TOKEN_RE: Final = re.compile(r"[^\s|｜丨·•\[\]【】<>《》()（）□■◎]+")
# How blogs' software tells of an entry, in sentences: `本条目发布于2018年8月21日。属于生活分类。作者是慢半拍先生。`
_ENTRY_RE: Final = re.compile(
    r"[本此](?:条目|條目|日志|日誌|篇?文章)(?:[发發][布佈表][于於在]|由\S{1,20}?[发發][布佈表])"
)
_SIGNED_RE: Final = re.compile(r"【([^【】]{2,20})】")
_CLOCK_RE: Final = re.compile(r"[\d:.,日时分次/-]+")
_LOOSE_BESIDE_DATE, _LOOSE_BESIDE_LABEL = 40, 12
"""Characters of a name or source without a label that may stand in a byline."""


def is_button(line: str) -> bool:
    """Whether a line is a page's button or a lone mark, in the body by mistake.

    >>> is_button("分享到："), is_button("×"), is_button("广告"), is_button("分享会")
    (True, True, True, False)
    """
    key = folded(line).strip(":>》×[]【】").lower() if len(line) <= 10 else line
    return not key or key in BODY_BUTTONS or (len(line) <= 2 and not any(char.isalnum() for char in line))


def is_meta_line(line: str) -> bool:
    """Whether a line is byline and nothing else: date, labels with values, fillers, a name or source at most.

    >>> is_meta_line("2024-03-05 08:09:10 瀏覽 作者:甲乙"), is_meta_line("資料來源：某某網 責任編輯：小李")
    (True, True)
    >>> is_meta_line("作者‖林小满")
    True
    >>> is_meta_line("2024年3月5日，我收到短信。"), is_meta_line("一、短信的来源"), is_meta_line("借款日期：2024-03-05")
    (False, False, False)
    """
    if len(line) > LONGEST_BYLINE:
        return False
    return is_entry(line) or ("。" not in line and not _is_signed(line) and _is_meta_line(line))


def is_entry(line: str) -> bool:
    """Whether a line is the sentences in which a blog's software tells when, where and by whom an entry was posted.

    >>> is_entry("本条目发布于2018年8月21日。属于生活分类。作者是慢半拍先生。"), is_entry("本文发布于五年前，那时我欠款。")
    (True, False)
    """
    return line[:1] in {"本", "此"} and _ENTRY_RE.match(line) is not None


def _is_signed(line: str) -> bool:
    """Whether a line begins with a sender's signature, as text messages do: `【某某银行】2024年3月5日 10:20`; no telegram's head."""
    match = _SIGNED_RE.match(line)
    if match and match[1].endswith(("讯", "訊", "电", "電")):
        return False
    words = _TOKEN_RE.findall(match[1]) if match else []
    return any(
        not (_is_label(key) or key in BYLINE_FILLERS | BODY_BUTTONS) for key in map(str.lower, map(folded, words))
    )


@lru_cache(maxsize=4096)
def _is_meta_line(line: str) -> bool:
    line = without_glosses(line)
    if _BAR_RE.search(line):
        line = _BARRED_RE.sub(r"\1：", line)
    line = _THEN_RE.sub(" ", _APART_RE.sub(r"\1\2", line))
    dates = find_dates(line)
    if is_of_event(line, dates):
        return False
    is_dated = bool(dates) or relative_span(line) is not None
    if not is_dated and _LABEL_MARKS.isdisjoint(line):
        return False
    words = [folded(token) for token in tokens_of(line)]
    keys = [word.lower().strip(",;-—") for word in words]
    labels = [_is_label(key) for key in keys]
    if not (is_dated or any(labels)):
        return False
    values = [at > 0 and labels[at - 1] for at in range(len(keys))]
    told = zip(keys, labels, values, strict=True)
    loose = [at for at, (key, label, value) in enumerate(told) if not (label or value or is_filler(key))]
    if any("," in words[at] or words[at - 1 : at] == [","] for at in loose):
        return False
    return sum(len(keys[at]) for at in loose) <= (_LOOSE_BESIDE_DATE if is_dated else _LOOSE_BESIDE_LABEL)


def has_label(line: str) -> bool:
    """Whether a line holds a byline's label with a colon.

    >>> has_label("复核 时间：2023-04-18"), has_label("怎样查征信 2023-04-18")
    (True, False)
    """
    return any(_is_label(folded(token).lower()) for token in tokens_of(line) + line.split())


def _is_label(key: str) -> bool:
    match = LABEL_RE.match(key)
    label = match["label"] if match else ""
    return label in OTHER_LABELS or label in AUTHOR_LABELS or label.endswith(("来源", "编辑", "记者"))


def is_filler(key: str) -> bool:
    """Whether a word, folded and in lower case, is one that bylines are filled with.

    >>> is_filler("浏览"), is_filler("10:20"), is_filler("3天前"), is_filler("短信")
    (True, True, True, False)
    """
    return not key or key in BYLINE_FILLERS or _CLOCK_RE.fullmatch(key) is not None or is_relative(key)


def tokens_of(line: str) -> list[str]:
    """The words of a byline as printed, its date left out.

    >>> tokens_of("2024-03-05 08:09 瀏覽 作者:甲乙 | 【原创】")
    ['瀏覽', '作者:甲乙', '原创']
    """
    date = find_date(line)
    return _TOKEN_RE.findall(line if date is None else line.replace(date.raw, " "))

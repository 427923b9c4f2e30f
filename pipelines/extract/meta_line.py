"""Tell lines that are byline or button from lines that are text, word by word.

A byline is made of few things: a date, labels with their values, words such as 浏览 or 分享到. A line in which nothing else
of any length is left is no part of the article.
"""

from __future__ import annotations

import re
from typing import Final

from pipelines.extract.dates import find_date
from pipelines.extract.tables import AUTHOR_LABELS, BODY_BUTTONS, BYLINE_FILLERS, OTHER_LABELS
from pipelines.text.fold import fold

LONGEST_BYLINE: Final = 110
LABEL_RE: Final = re.compile(r"^(?P<label>[^:：/／]{1,12})[:：/／](?P<value>.*)$")
_TOKEN_RE: Final = re.compile(r"[^\s|｜丨·•\[\]【】<>《》()（）□■◎]+")
_CLOCK_RE: Final = re.compile(r"[\d:.,日时分次/-]+")
_LOOSE_BESIDE_DATE, _LOOSE_BESIDE_LABEL = 40, 12
"""Characters of a name or source without a label that may stand in a byline."""


def is_button(line: str) -> bool:
    """Whether a line is a page's button or a lone mark, in the body by mistake.

    >>> is_button("分享到："), is_button("×"), is_button("广告"), is_button("分享会")
    (True, True, True, False)
    """
    key = fold(line).strip(":>》×[]").lower() if len(line) <= 10 else line
    return not key or key in BODY_BUTTONS or (len(line) <= 2 and not any(char.isalnum() for char in line))


def is_meta_line(line: str) -> bool:
    """Whether a line is byline and nothing else: date, labels with values, fillers, a name or source at most.

    >>> is_meta_line("2024-03-05 08:09:10 瀏覽 作者:甲乙"), is_meta_line("資料來源：某某網 責任編輯：小李")
    (True, True)
    >>> is_meta_line("2024年3月5日，我收到短信。"), is_meta_line("一、短信的来源")
    (False, False)
    """
    if len(line) > LONGEST_BYLINE or "。" in line:
        return False
    date = find_date(line)
    keys = [fold(token).lower().strip(",;-—") for token in tokens_of(line)]
    labels = [_is_label(key) for key in keys]
    values = [at > 0 and labels[at - 1] for at in range(len(keys))]
    loose = "".join(
        key for key, label, value in zip(keys, labels, values, strict=True) if not (label or value or _is_filler(key))
    )
    if "," in loose:
        return False
    return (date is not None and len(loose) <= _LOOSE_BESIDE_DATE) or (
        any(labels) and len(loose) <= _LOOSE_BESIDE_LABEL
    )


def _is_label(key: str) -> bool:
    match = LABEL_RE.match(key)
    label = match["label"] if match else ""
    return label in OTHER_LABELS or label in AUTHOR_LABELS or label.endswith(("来源", "编辑", "记者"))


def _is_filler(key: str) -> bool:
    return not key or key in BYLINE_FILLERS or _CLOCK_RE.fullmatch(key) is not None


def tokens_of(line: str) -> list[str]:
    """The words of a byline as printed, its date left out.

    >>> tokens_of("2024-03-05 08:09 瀏覽 作者:甲乙 | 【原创】")
    ['瀏覽', '作者:甲乙', '原创']
    """
    date = find_date(line)
    return _TOKEN_RE.findall(line if date is None else line.replace(date.raw, " "))

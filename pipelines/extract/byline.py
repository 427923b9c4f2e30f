"""Read author, time, section and view count from where a page prints them: the byline zone.

The zone is the blocks around the title and before the body, then the lines at the body's end. A date in prose is no
publication date, one in a list of links is another article's. What the page states in JSON-LD, OpenGraph or meta counts
only where the page shows the same day or the same name: no date is better than an invented one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from pipelines.extract.dates import PrintedDate, find_date
from pipelines.extract.metadata import Metadata
from pipelines.extract.tables import AUTHOR_LABELS, BYLINE_FILLERS, NOT_NAMES, OTHER_LABELS
from pipelines.text.fold import fold

_LONGEST: Final = 110
_TOKEN_RE: Final = re.compile(r"[^\s|｜丨·•\[\]【】<>《》()（）□■◎]+")
_LABEL_RE: Final = re.compile(r"^(?P<label>[^:：/／]{1,12})[:：/／](?P<value>.*)$")
_HAN_NAME_RE: Final = re.compile(r"[\u3400-\u9fff]{2,4}(?:[、,，][\u3400-\u9fff]{2,4}){0,5}")
_SPEAKER_RE: Final = re.compile(r"(?:^|报|网|社|台|约|习)(?:记者|通讯员|实习生|撰文)$")
# A reporter in brackets at an end of the body: `（记者 张三 李四）`, `（某报记者张三）`.
_SIGNED_RE: Final = re.compile(
    r"[（(](?:[^（()）。]{0,10}?[记記]者|通[讯訊][员員]|作者|文[/：:])[\s：:]*(?P<names>[\u3400-\u9fff]{2,4}(?:[\s、]{1,2}[\u3400-\u9fff]{2,4}){0,4})\s*[）)]"
)
_VIEWS_RE: Final = re.compile(
    r"(?:[瀏浏][覽览]|[點点][擊击]|[閱阅][讀读]|人[氣气]|[訪访][問问]|查看|[圍围][觀观])(?:量|次?[數数]|率)?\s?[:：(（]?\s?(?P<after>\d{1,9})"
    r"|(?<![\d:：-])(?P<before>\d{1,9})\s?(?:次|人)?(?:[瀏浏][覽览]|[閱阅][讀读]|[點点][擊击])"
)
_GLUED_VIEWS_RE: Final = re.compile(r"(?<!\d)(?P<count>\d{1,6})(?=(?:19|20)\d{2}[-/年]\d)")
_CRUMB_RE: Final = re.compile(r"\s*(?:>>?|»|›|→|＞|/(?=\D))\s*")
_HOME_RE: Final = re.compile(r"(?:首[页頁]|主[页頁]|home|位置)\s*[:：]?", re.IGNORECASE)
_NO_SECTION: Final = frozenset({"正文", "首页", "主页", "文章", "详情", "内容", "文章正文", "文章详情", "当前位置", "您的位置", "浏览文章", "查看文章"})


@dataclass(frozen=True, slots=True)
class Name:
    """An author as read, as printed with its label, and how much the label is believed."""

    name: str
    raw: str
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """What the byline zone says; None where it does not."""

    author: Name | None = None
    date: PrintedDate | None = None
    views: int | None = None
    section: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Zones:
    """The lines a byline may stand in, nearest to the title first."""

    head: tuple[str, ...]
    """After the title, up to the body's first lines; then the lines before the title."""
    tail: tuple[str, ...] = ()
    """The body's last lines and those right behind."""
    crumbs: tuple[str, ...] = ()
    """All lines before the body."""


def read_byline(zones: Zones, meta: Metadata, fetched_at: datetime | None = None, *, shown: str = "") -> Byline:
    """Read the zones; `shown` is the page's text and URL, against which the metadata is checked.

    >>> zones = Zones(head=("首页 > 逾期动态 人气:10 日期:2025-01-24 20:06:42", "作者:徐瓊晟"))
    >>> byline = read_byline(zones, Metadata())
    >>> byline.author.name, byline.date.at.hour, byline.views
    ('徐瓊晟', 20, 10)
    >>> read_byline(Zones(head=("他说2024年1月5日收到一条短信，要他还款。",)), Metadata()).date is None
    True
    """
    names = [name for line in (*zones.head, *zones.tail) for name in find_names(line)]
    head = [line for line in zones.head if is_meta_line(line)]
    return Byline(
        author=max(names, key=lambda name: name.weight, default=None) or _stated_name(meta, zones, shown),
        date=_date(head, zones.tail, meta, fetched_at, shown),
        views=next((views for line in head if (views := find_views(line)) is not None), None),
        section=next((section for line in (*head, *zones.crumbs) if (section := find_section(line))), meta.section),
    )


def find_names(line: str) -> Iterator[Name]:
    """Yield the people a line names as its authors: behind a label, or before `发表于`.

    >>> [name.name for name in find_names("来源：晚报 作者:徐瓊晟 编辑：admin")]
    ['徐瓊晟', 'admin']
    >>> [name.name for name in find_names("□ 本报记者 王小明 李大力")]
    ['王小明 李大力']
    >>> list(find_names("作者认为，这样的短信应当禁止。"))
    []
    """
    if match := _SIGNED_RE.search(line[:60] + "\n" + line[-60:] if len(line) > 120 else line):
        yield Name(match["names"].strip(), match[0], 4)
    if len(line) > _LONGEST or "。" in line:
        return
    tokens = _TOKEN_RE.findall(_without_date(line))
    for at, token in enumerate(tokens):
        if named := _labelled(token, tokens[at + 1 :]):
            yield named
    if match := re.match(r"(?P<name>\S{1,20})\s*(?:[发發]表[于於]|[发發][布佈][于於]|[编編][辑輯][于於])", line):
        name = match["name"].strip("：:")
        if _is_name(name):
            yield Name(name, match[0], 3)


def _labelled(token: str, rest: Sequence[str]) -> Name | None:
    """The author of a token `作者:名` or `记者`, whose value may be the next tokens."""
    match = _LABEL_RE.match(token)
    label = fold(match["label"] if match else token).lower()
    weight = AUTHOR_LABELS.get(label) or (4 if _SPEAKER_RE.search(label) else 0)
    if not weight and match and label.endswith("编辑"):
        weight = 1
    if not weight or (match is None and not _SPEAKER_RE.search(label)):
        return None
    values = [match["value"]] if match and match["value"] else []
    following = list(_names_in(rest))
    values += following if not values or _HAN_NAME_RE.fullmatch(values[0]) else []
    if not values and match and rest:
        values = [rest[0]]
    name = " ".join(values).strip(" ,，;；:：-—")
    return Name(name, f"{token} {name}" if name not in token else token, weight) if _is_name(name) else None


def _names_in(tokens: Sequence[str]) -> Iterator[str]:
    """The leading tokens that are Chinese names."""
    for token in tokens[:5]:
        if not _HAN_NAME_RE.fullmatch(token) or _is_word(fold(token)):
            return
        yield token


def _is_word(key: str) -> bool:
    """Whether a folded token is a word of bylines and so no name."""
    return key in BYLINE_FILLERS or key in OTHER_LABELS or key in AUTHOR_LABELS or key.endswith(("报", "网", "社", "记者"))


def _is_name(text: str) -> bool:
    key = fold(text).lower()
    return 0 < len(key) <= 24 and key not in NOT_NAMES and not _is_word(key) and not key.isdecimal() and "http" not in key


def _without_date(line: str) -> str:
    """The line with its date cut out, as a space."""
    date = find_date(line)
    return line if date is None else line.replace(date.raw, " ")


def is_meta_line(line: str) -> bool:
    """Whether a line is byline and nothing else: date, labels with values, fillers, a name or source at most.

    >>> is_meta_line("2024-10-20 16:01:18 瀏覽 作者:徐瓊晟"), is_meta_line("資料來源：某某網 責任編輯：小李")
    (True, True)
    >>> is_meta_line("2024年10月20日，我收到短信。"), is_meta_line("一、短信的来源")
    (False, False)
    """
    if len(line) > _LONGEST or "。" in line:
        return False
    date = find_date(line)
    tokens = _TOKEN_RE.findall(line if date is None else line.replace(date.raw, " "))
    keys = [fold(token).lower().strip(",，;；-—") for token in tokens]
    labels = [bool(_is_label(key)) for key in keys]
    loose = [
        key
        for at, key in enumerate(keys)
        if key and not labels[at] and not key.isdecimal() and key not in BYLINE_FILLERS and not (at and labels[at - 1])
    ]
    if "，" in "".join(loose) or "," in "".join(loose):
        return False
    return (date is not None and sum(map(len, loose)) <= 40) or (any(labels) and sum(map(len, loose)) <= 12)


def _is_label(key: str) -> bool:
    match = _LABEL_RE.match(key)
    label = match["label"] if match else ""
    return label in OTHER_LABELS or label in AUTHOR_LABELS or label.endswith(("来源", "编辑", "记者", "时间", "日期"))


def find_views(line: str) -> int | None:
    """Return the number of views a byline shows, also one glued to its date.

    >>> find_views("人气:10 日期:2025-01-24"), find_views("某網52024-06-01"), find_views("浏览 作者:甲")
    (10, 5, None)
    """
    if match := _VIEWS_RE.search(line):
        return int(match["after"] or match["before"])
    glued = _GLUED_VIEWS_RE.search(line)
    return int(glued["count"]) if glued else None


def find_section(line: str) -> str | None:
    """Return the last section of a breadcrumb.

    >>> find_section("首页 > 逾期动态 人气:10 日期:2025-01-24 20:06:42"), find_section("您的位置：首頁 > 新聞 > 正文")
    ('逾期动态', '新聞')
    >>> find_section("3 > 2") is None
    True
    """
    if len(line) > _LONGEST or not _HOME_RE.search(line):
        return None
    segments = [segment.split(" ")[0].strip() for segment in _CRUMB_RE.split(line)[1:]]
    sections = [s for s in segments if 1 < len(s) <= 12 and fold(s) not in _NO_SECTION and find_date(s) is None]
    return sections[-1] if sections else None


def _date(
    head: Iterable[str], tail: Iterable[str], meta: Metadata, fetched_at: datetime | None, shown: str
) -> PrintedDate | None:
    """The date of the nearest byline line; a stated one on the same day adds its clock, or stands where the page shows its day."""
    printed = [date for line in head if (date := find_date(line, fetched_at))]
    printed += [date for line in tail if is_meta_line(line) and (date := find_date(line, fetched_at))]
    stated = find_date(meta.published.replace("T", " ")) if meta.published else None
    if printed:
        day = next((date for date in printed if date.precision != "month"), printed[0])
        same = [date for date in printed if date.at.date() == day.at.date()]
        return max(same, key=lambda date: date.precision in {"minute", "second"})
    if stated and stated.at.strftime("%Y%m%d") in _days_shown(shown):
        return replace(stated, raw=meta.published or "")
    return None


def _days_shown(shown: str) -> set[str]:
    """The days printed in a text, as eight digits."""
    days = set(re.findall(r"(?:19|20)\d{6}", shown))
    for match in re.finditer(r"((?:19|20)\d\d)\s?[-./年]\s?(\d{1,2})\s?[-./月]\s?(\d{1,2})", shown):
        days.add(f"{match[1]}{int(match[2]):02d}{int(match[3]):02d}")
    return days


def _stated_name(meta: Metadata, zones: Zones, shown: str) -> Name | None:
    """The author the metadata states, where the byline zone prints that name too."""
    name = (meta.author or "").strip()
    if not _is_name(name) or fold(name) == fold(meta.site_name or ""):
        return None
    return Name(name, name, 1) if any(name in line for line in (*zones.head, *zones.tail)) else None

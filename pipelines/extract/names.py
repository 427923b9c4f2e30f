"""Read the names of a page's authors: behind a label, in a reporter's signature, before `发表于`.

Three kinds of evidence. A label with its colon or bar (`作者：`, `文｜`) is believed whatever stands behind it, pen names
and offices included. A label without one (`本报记者 张三`) is a word of the text too, so what stands behind it must be
people: a surname, two or three characters, and nothing behind them that goes on as a sentence. The third is the form
`某人 发表于`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final

from pipelines.extract.dates import find_date
from pipelines.extract.keys import folded
from pipelines.extract.meta_line import LABEL_RE, LONGEST_BYLINE, is_entry, is_meta_line
from pipelines.extract.name_tables import (
    AUTHOR,
    AUTHOR_LABELS,
    AUTHOR_STARTS,
    BUTTON_VERBS,
    DATE_LABELS,
    LABEL_ENDS,
    MARKED,
    NO_LABEL_STARTS,
    NO_NAME_ENDS,
    NOT_NAMES,
    POSTER,
    REPORTER,
    SAID_AFTER,
    SURNAMES,
    TWO_CHARACTER_SURNAMES,
)
from pipelines.extract.post_words import AT, EDITED, POSTED
from pipelines.extract.readings import without_glosses
from pipelines.extract.relative_dates import is_relative
from pipelines.extract.tables import BYLINE_FILLERS, CONTROL_LABELS, OTHER_LABELS

# 丨 is a bar to the eye and a character by its code.
_HAN: Final = r"[\u3400-\u4e27\u4e29-\u9fff]"
_FLOOR_RE: Final = re.compile(r"\d+[楼层#]?")
# A character lost to a converter: half a name is nobody's.
_DAMAGED_RE: Final = re.compile(r"\ufffd|\?[a-zà-üāēěīńňōūǎǐǒǔǖǘǚǜ]|\?/|[\u3400-\u9fff]\?")
_HAN_RE: Final = re.compile(rf"{_HAN}{{3}}")
# A label and its mark. A label of two characters may be set apart (`作 者：`), and stand in brackets (`【作者】`).
_LABEL: Final = (
    rf"[文图撰](?:文|图)?\s?/\s?(?:[文图]|摄影|图片)|[作编編记記责責]\s{{1,2}}[者辑輯编編]|{_HAN}{{1,12}}"
    r"|[Aa]uthor|[Ww]riter|[Ww]ritten [Bb]y|[Bb][Yy]|[Pp]osted [Bb]y|[Ee]ditor"
)
_FIELD_RE: Final = re.compile(
    rf"(?P<label>{_LABEL})\s{{0,3}}[:：︰∶/／|｜丨‖]\s{{0,3}}|[【\[〔](?P<boxed>{_LABEL})[】\]〕]\s?[:：︰∶]?\s?"
)
# People without marks between: `张三 李四`, `张三、李四`; a name of two characters may be set apart to the width of three.
_PERSON: Final = rf"(?:{_HAN}{{2,4}}|{_HAN}[ \u3000]{{1,2}}{_HAN}(?!{_HAN}))"
_PEOPLE_RE: Final = re.compile(rf"{_PERSON}(?:[\s、，,/／&和]{{1,3}}{_PERSON}){{0,6}}")
# What makes a site of the characters in front of it, and begins no other word.
_SITE_END_RE: Final = re.compile("[网網](?![络絡编編友])")
_BETWEEN_RE: Final = re.compile(r"(?:[\s、，,/／&]|(?<=\s)和(?=\s))+")
_PADDED_RE: Final = re.compile(rf"(?<!{_HAN})({_HAN})[ \u3000]{{1,2}}({_HAN})(?!{_HAN})")
# A value that is no row of Chinese names: to the next mark; a Latin name keeps its spaces and its bracket.
_LATIN_RE: Final = re.compile(r"[A-Za-z][\w.'’-]*(?: [A-Z][\w.'’-]*){1,3}(?![\u3400-\u9fff])")
_VALUE_RE: Final = re.compile(r"[^\s,，;；、|｜丨<>《》【】\[\]()（）□■◎]+")
_LONG_WORD_RE: Final = re.compile(rf"{_HAN}{{4,}}")
_BRACKETED_RE: Final = re.compile(rf"{_HAN}{{2,4}}\s?[(（][A-Za-z][A-Za-z .'’-]{{2,30}}[)）]")
_SPEAKER: Final = (
    r"(?:记者|記者|通讯员|通訊員|实习生|實習生|评论员|評論員|特约撰稿人?|特約撰稿人?|撰稿人?|采写|專欄作家|专栏作家)"
)
_WRITER: Final = r"(?:作者|(?:责任编辑|責任編輯|编辑|編輯|撰文|文)(?=\s))"
_SPOKEN_RE: Final = re.compile(
    rf"(?P<label>{_HAN}{{0,12}}?{_SPEAKER}|(?<![\u3400-\u9fff/／|｜]){_WRITER})\s{{0,3}}(?=(?P<rest>{_HAN}.{{1,60}}))"
)
# The label of the next field with its mark, the longest that fits.
_NEXT_LABELS: Final = "|".join(
    sorted((word for word in OTHER_LABELS | AUTHOR_LABELS.keys() if len(word) > 1), key=lambda word: (-len(word), word))
)
_NEXT_LABEL_RE: Final = re.compile(rf"(?:{_NEXT_LABELS})\s{{0,2}}[:：]")
_LABEL_START_RE: Final = re.compile(rf"{_HAN}{{0,6}}?{_SPEAKER}")
# A bracket or dash at an end of the body, or behind the head of a telegram, that names who wrote it.
_BRACKET_RE: Final = re.compile(r"[（(〔\[【](?P<inside>[^（()）。〔〕\[\]【】]{2,60})[）)〕\]】]")
_TELEGRAM_RE: Final = re.compile(
    r"^[【（(〔]?(?:本[报報网台刊]|新华|中新|央[视广]|[^，。；]{0,16}?(?:[日社网報报台刊]|客户端)[讯訊电電]|[^，。；]{0,10}消息|[（(〔【][^（()）【】，。]{0,6}(?:[記记]者|通[讯訊][员員]))"
)
_SENTENCE_RE: Final = re.compile("[，。；！？“”]")
_PLACE_RE: Final = re.compile(rf"(?P<people>{_PERSON}(?:[、 ]{_PERSON}){{0,3}})\s?[\s/／]\s?{_HAN}{{2,4}}[报報][道導]")
_SENT_RE: Final = re.compile(rf"{_HAN}{{0,6}}[記记]者\s?(?P<people>{_HAN}{{2,4}}){_HAN}{{2,3}}\d{{1,2}}日")
_AFFILIATED_RE: Final = re.compile(
    rf"作者[:：]?\s?(?P<people>{_HAN}{{2,4}}(?:[、 ]{_HAN}{{2,4}}){{0,3}}?)[\s,，]?(?:系|係|为|為|是|单位)"
)
# `作者系江南律师事务所律师 林小满`: the office first.
_OFFICE_FIRST_RE: Final = re.compile(
    rf"作者[:：]?\s?(?:系|係|为|為|是)[^，。；、\s]{{2,24}}\s(?P<people>{_PERSON}(?:[、 ]{_PERSON}){{0,3}})$"
)
# `某人 发表于 2005-9-15`, `由某人张贴 @ …`, `某人 于 … 发表`
_WHO: Final = r"[\w~.·&-]"
_POSTED_RE: Final = re.compile(
    rf"(?:本文|文章|[本此该][贴帖]|[本此]条目|原帖)?由\s?(?P<by>{_WHO}{{1,20}}?)\s{{0,2}}(?:[张張][贴貼]|{POSTED}|提交|[撰編编][写寫辑輯]|上[传傳]|{AT}|在\s?(?=\d{{2,4}}\s?[-/.年]))"
    rf"|(?P<name>{_WHO}{{1,20}}?)\s{{0,2}}(?:\d{{1,4}}[#楼樓]\s)?(?:{POSTED}|{EDITED}){AT}"
    rf"|[\[【]?(?P<at>{_WHO}{{1,20}}?)[\]】]?\s{{1,2}}(?:@|{AT})\s?(?=\d{{2}})"
)
# `by 某人`, `Posted by 某人`; no `Powered by`.
_BY_RE: Final = re.compile(
    r"(?<![A-Za-z])(?<![A-Za-z]\s)(?:(?:[Pp]osted|[Ss]ubmitted|[Ww]ritten|[Pp]ublished)\s)?[Bb]y\s+(?P<name>[\w.'·-]{2,20}(?: [A-Z][\w.'-]*){0,2})"
)
# `posted @ 2009-03-04 10:20 某人 阅读(320)`
_POSTED_ON_RE: Final = re.compile(r"[Pp]osted (?:on|@) (?P<day>[\d/年月日:. -]{8,24}) (?P<name>[\w.·-]{1,20})(?=\s|$)")
# The name first: `张三/文`, `张三｜文`.
_NAMED_FIRST_RE: Final = re.compile(
    rf"(?:^|[\s（(])(?P<people>{_HAN}{{2,4}}(?:[ 、]{_HAN}{{2,4}}){{0,2}})\s?[/／|｜]\s?(?:文|图文|文图|撰文|采写)(?!{_HAN})"
)

# How such software names the author, in a sentence of its own.
_AUTHOR_IS_RE: Final = re.compile("作者[是为為]?[:：]?")
# An office's reporter in the place of a name: `作者：江南日报记者林小满`.
_OFFICES_RE: Final = re.compile(rf"{_HAN}{{0,12}}[記记]者\s?")
_LONGEST_SIGNER: Final = 8
# `作者 橘子`: asked of lines that are byline and nothing else.
_APART_NAME_RE: Final = re.compile(r"(?:^|[\s|｜])作者\s{1,3}(?P<name>[^\s|｜:：，。、/\d]{1,16})(?=[\s|｜]|$)")


@dataclass(frozen=True, slots=True)
class Name:
    """An author as read, as printed with its label, and how much the label is believed."""

    name: str
    raw: str
    weight: int


def find_names(line: str) -> Iterator[Name]:
    """Yield the people a line names as its authors: behind a label, in a signature, before `发表于`.

    >>> [name.name for name in find_names("来源：晚报 作者:陳一鳴 编辑：admin")]
    ['陳一鳴', 'admin']
    >>> [name.name for line in ("□ 本报记者 王小明 李大力", "文｜王小明 图｜李大力") for name in find_names(line)]
    ['王小明 李大力', '王小明']
    >>> [name.name for name in find_names("作者‖林小满")]
    ['林小满']
    >>> list(find_names("作者认为，这样的短信应当禁止。"))
    []
    """
    line = _without_sentences(without_glosses(line))
    found = list(_signed(line))
    if len(line) <= LONGEST_BYLINE and "。" not in line:
        found += [*_labelled(line), *_spoken(line), *_posted(line), *_beside_date(line)]
    best: dict[str, Name] = {}
    for name in found:
        best[name.name] = max(best.get(name.name, name), name, key=lambda each: each.weight)
    yield from best.values()


def _without_sentences(line: str) -> str:
    """What a blog's software says of an entry, as a byline without sentences."""
    return _AUTHOR_IS_RE.sub("作者：", line).replace("。", " ") if is_entry(line) else line


def _labelled(line: str) -> Iterator[Name]:
    """Names behind a label with its mark; reporters of one line are named together too."""
    found = list(_fields(line))
    reporters = [name for name in found if name.weight == REPORTER]
    if len(reporters) > 1:
        together = " ".join(dict.fromkeys(name.name for name in reporters))
        yield Name(together, " ".join(name.raw for name in reporters), REPORTER)
    yield from found


def _fields(line: str) -> Iterator[Name]:
    """Each name behind a label with its mark."""
    for match in _FIELD_RE.finditer(line):
        if not (weight := label_weight(match["label"] or match["boxed"])):
            continue
        value = _value(_up_to_label(line[match.end() :]))
        if value and is_name(value) and not (folded(match["label"] or "") in DATE_LABELS and _is_of_office(value)):
            yield Name(value, f"{match[0].strip()} {value}" if match[0][-1:].isspace() else match[0] + value, weight)


def _is_of_office(value: str) -> bool:
    """Whether what stands behind `发布：` is its time or an office, not who posted it."""
    return (
        find_date(value) is not None or is_relative(value) or folded(value).endswith((*NO_NAME_ENDS, *"办委院府处科"))
    )


def _up_to_label(rest: str) -> str:
    """A value without the next field, which may be glued to it: `林小满来源：某某晚报`."""
    following = _NEXT_LABEL_RE.search(rest, 1)
    return rest[: following.start()] if following else rest


def label_weight(label: str) -> int:
    """How much a label is believed to stand before an author; 0 for any other word.

    >>> label_weight("作 者"), label_weight("某某晚報記者"), label_weight("责任编辑"), label_weight("只看该作者"), label_weight("来源")
    (5, 4, 1, 0, 0)
    """
    return _weight(folded(label).lower()) if len(label) <= LONGEST_BYLINE else 0


@lru_cache(maxsize=2048)
def _weight(key: str) -> int:
    if key in AUTHOR_LABELS:
        return AUTHOR_LABELS[key]
    if key.startswith(NO_LABEL_STARTS) or (key.endswith("作者") and not _is_authors(key.removesuffix("作者"))):
        return 0
    return next((weight for end, weight in LABEL_ENDS.items() if key.endswith(end)), 0)


def _is_authors(start: str) -> bool:
    """Whether what stands before 作者 says which text's author is meant: the text itself, or the office it is of."""
    return start in AUTHOR_STARTS or start.endswith(NO_NAME_ENDS)


def _value(rest: str) -> str:
    """The name or names a value begins with; of an office and its people, the people."""
    if people := _people(rest):
        behind = _BRACKETED_RE.match(rest) if len(people) == 1 else None
        return behind[0] if behind else " ".join(people)
    if (reporter := _OFFICES_RE.match(rest)) and (people := _people(rest[reporter.end() :])):
        return " ".join(people)
    match = _LATIN_RE.match(rest) or _VALUE_RE.match(rest)
    if match is None:
        return ""
    is_office = folded(match[0]).endswith(NO_NAME_ENDS) or _LONG_WORD_RE.fullmatch(match[0]) is not None
    return (is_office and " ".join(_people(rest[match.end() :].lstrip()))) or match[0].strip(" :：-—/")


def _people(rest: str) -> list[str]:
    """The row of Chinese people a text begins with."""
    row = _PADDED_RE.sub(r"\1\2", rest[:80])
    match = _PEOPLE_RE.match(row)
    if match and _SITE_END_RE.match(row, match.end()):
        return []
    found: list[str] = []
    for word in _BETWEEN_RE.split(match[0]) if match else ():
        if not is_person(word):
            break
        found.append(word)
    return found


def _spoken(line: str) -> Iterator[Name]:
    """Names behind a label without a mark; reporters of one line are named together."""
    groups: list[tuple[list[str], str, int]] = []
    for match in _SPOKEN_RE.finditer(line):
        weight = label_weight(match["label"])
        if weight and (people := _unmarked(match["rest"])):
            groups.append((people, match["label"], weight))
    speakers = [group for group in groups if group[2] == REPORTER]
    for people, label, weight in groups if len(speakers) < 2 else [group for group in groups if group[2] != REPORTER]:
        yield Name(" ".join(people), f"{label} {' '.join(people)}", weight)
    if len(speakers) > 1:
        together = [name for people, _, _ in speakers for name in people]
        yield Name(" ".join(dict.fromkeys(together)), line.strip(), REPORTER)


def _unmarked(rest: str) -> list[str]:
    """The people a text begins with, if it does not go on as a sentence behind them."""
    rest = _PADDED_RE.sub(r"\1\2", rest)
    words = re.split(rf"(?!{_HAN}|[\s、，,])", rest, maxsplit=1)[0]
    found: list[str] = []
    for word in _BETWEEN_RE.split(words.strip(" 、，,\u3000")):
        person = word if is_person(word) else _before_said(word)
        if not person:
            return found if _LABEL_START_RE.match(word) or label_weight(word) or _is_word(word) or len(word) < 5 else []
        found.append(person)
        if person != word:
            break
    return found


def _before_said(word: str) -> str:
    """The person in front of `发自北京` or `报道`; nothing where the word goes on otherwise."""
    for length in (4, 3, 2):
        tail = folded(word[length:])
        is_said = tail.startswith(SAID_AFTER) or tail.endswith(("报道", "电"))
        if (
            is_said
            and len(word) <= length + 8
            and (is_person(word[:length]) or (length == 4 and tail.startswith("发自")))
        ):
            return word[:length]
    return ""


def _signed(line: str) -> Iterator[Name]:
    """Names in brackets at the end of a line, and behind the head of a telegram."""
    ends = list(_BRACKET_RE.finditer(line, max(0, len(line) - 70)))
    last = ends[-1:] if ends and len(line) - ends[-1].end() <= 3 and not _is_persons(line[: ends[-1].start()]) else []
    first = list(_of_head(line)) if _TELEGRAM_RE.match(line) else []
    for match in {found.start(): found for found in (*first, *last)}.values():
        yield from _inside(match["inside"], REPORTER if match in first else MARKED)


def _is_persons(before: str) -> bool:
    """Whether what stands before a bracket is a person and nothing else: the bracket says where from."""
    return len(before) <= _LONGEST_SIGNER and is_person(before.strip("■□●◆◇★▲ \u3000"))


def _of_head(line: str) -> Iterator[re.Match[str]]:
    """The brackets of a telegram's head: the first two, before any sentence begins."""
    for match in islice(_BRACKET_RE.finditer(line, 0, 70), 2):
        if _SENTENCE_RE.search(line, 0, match.start()):
            return
        yield match


def _inside(inside: str, weight: int) -> Iterator[Name]:
    """Names in a bracket that says that they wrote, or that holds people and nothing else, believed by `weight`."""
    for pattern, believed in (
        (_AFFILIATED_RE, AUTHOR),
        (_OFFICE_FIRST_RE, AUTHOR),
        (_PLACE_RE, REPORTER),
        (_SENT_RE, REPORTER),
    ):
        if (match := pattern.match(inside)) and (people := _people(match["people"])):
            yield Name(" ".join(people), inside, believed)
            return
    if (people := _people(inside)) and len(_BETWEEN_RE.split(inside.strip())) == len(people):
        yield Name(" ".join(people), inside, weight)
    yield from _labelled(inside)
    yield from _spoken(inside)


def _posted(line: str) -> Iterator[Name]:
    """Names by their place: before `发表于`, behind `由`, `by` or `posted on` with its day, before `/文`."""
    if match := _POSTED_RE.match(line):
        name = match["by"] or match["name"] or match["at"]
        if is_name(name):
            yield Name(name, match[0].strip(), POSTER)
    elif (match := _BY_RE.search(line)) and is_name(match["name"]):
        yield Name(match["name"], match[0], POSTER)
    if (match := _POSTED_ON_RE.match(line)) and find_date(match["day"]) and is_name(match["name"]):
        yield Name(match["name"], match[0], POSTER)
    for match in _NAMED_FIRST_RE.finditer(line):
        if people := _people(match["people"]):
            yield Name(" ".join(people), match[0].strip(), AUTHOR)


def _beside_date(line: str) -> Iterator[Name]:
    """A name of any form behind `作者` without a mark, in a byline that tells its day: no sentence goes on there."""
    match = _APART_NAME_RE.search(line)
    if match and is_name(match["name"]) and find_date(line) is not None and is_meta_line(line):
        yield Name(match["name"], match[0].strip(), AUTHOR)


def bare_name(parts: Sequence[str]) -> Name | None:
    """Return the one person among the parts of a byline that labels nobody: three characters, a surname first.

    >>> bare_name(["林小满", "某某网", "2024年3月5日 08:09"])
    Name(name='林小满', raw='林小满', weight=2)
    >>> bare_name(["金融界", "2024年3月5日"]), bare_name(["林小满", "陆一帆", "2024-03-05"])
    (None, None)
    """
    names = [part for part in parts if _HAN_RE.fullmatch(part) and is_person(part)]
    labels = [match["label"] for part in parts if (match := LABEL_RE.match(part)) and not part[0].isdigit()]
    is_labelled = not CONTROL_LABELS.issuperset(map(folded, labels))
    return Name(names[0], names[0], MARKED) if len(names) == 1 and not is_labelled else None


@lru_cache(maxsize=4096)
def is_person(text: str) -> bool:
    """Whether a word is a Chinese person's name by its form: a surname, then one or two characters.

    >>> is_person("林小满"), is_person("歐陽若水"), is_person("江南大学"), is_person("金融界"), is_person("安徽")
    (True, True, False, False, False)
    """
    key = folded(text)
    length = 4 if key[:2] in TWO_CHARACTER_SURNAMES else 3
    return 2 <= len(key) <= length and key[0] in SURNAMES and not key.endswith(NO_NAME_ENDS) and is_name(key)


def _is_word(word: str) -> bool:
    """Whether a word is one of bylines and so no name."""
    key = folded(word).lower()
    return (
        key in BYLINE_FILLERS or key in OTHER_LABELS or key in AUTHOR_LABELS or key.endswith(("报", "网", "社", "记者"))
    )


def is_name(text: str) -> bool:
    """Whether a text can be somebody's name: short, whole, no word of bylines, no number.

    >>> is_name("小林"), is_name("佚名"), is_name("来源"), is_name("林?xiǎo"), is_name("倒序浏览")
    (True, False, False, False, False)
    """
    key = folded(text).lower()
    return (
        0 < len(key) <= 24
        and key not in NOT_NAMES
        and not key.startswith(BUTTON_VERBS)
        and _FLOOR_RE.fullmatch(key) is None
        and not _is_word(key)
        and any(char.isalpha() for char in key)
        and ":" not in key
        and "http" not in key
        and not _DAMAGED_RE.search(text)
    )

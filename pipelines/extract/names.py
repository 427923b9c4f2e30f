"""Read the names of a page's authors: behind a label, before `发表于`, in a reporter's signature."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.extract.keys import folded
from pipelines.extract.meta_line import LABEL_RE, LONGEST_BYLINE, tokens_of, without_glosses
from pipelines.extract.tables import AUTHOR_LABELS, BYLINE_FILLERS, NO_NAME_ENDS, NOT_NAMES, OTHER_LABELS, SURNAMES

_FLOOR_RE: Final = re.compile(r"\d+[楼层#]?")
_HAN_NAME_RE: Final = re.compile(r"[\u3400-\u9fff]{2,4}(?:[、,，][\u3400-\u9fff]{2,4}){0,5}")
# A character lost to a converter: half a name is nobody's.
_DAMAGED_RE: Final = re.compile(r"\ufffd|\?[a-zà-üāēěīńňōūǎǐǒǔǖǘǚǜ]|\?/|[\u3400-\u9fff]\?")
_HAN_RE: Final = re.compile(r"[\u3400-\u9fff]{3}")
_SPEAKER_RE: Final = re.compile(r"(?:^|报|网|社|台|约|习)(?:记者|通讯员|实习生|撰文)$")
_NAMES = r"[\u3400-\u9fff]{2,4}(?:[\s、]{1,2}[\u3400-\u9fff]{2,4}){0,4}"
# A reporter at an end of the body: `（记者 张三 李四）`, `（某报记者张三）`, `（张三 上海报道）`, `本报记者张三发自北京`.
_SIGNED_RE: Final = re.compile(
    rf"[（(](?:[^（()）。]{{0,10}}?[記记]者|通[讯訊][员員]|作者|文[/：:])[\s：:]*(?P<names>{_NAMES})\s*[）)]\W{{0,3}}$"
    rf"|[（(](?P<place>[\u3400-\u9fff]{{2,4}})\s+[\u3400-\u9fff]{{2,4}}[报報][道導][）)]\W{{0,3}}$"
    rf"|^(?:.{{0,6}}[記记]者)\s?(?P<sent>[\u3400-\u9fff]{{2,4}})(?:发自|發自)"
)
# `某人 发表于 2005-9-15`, `由某人张贴 @ …`
_POSTED_RE: Final = re.compile(
    r"由\s?(?P<by>[\w~.·&-]{1,20}?)\s?(?:[张張][贴貼]|[发發][表布佈]|[撰編编][写寫辑輯]|上[传傳])"
    r"|(?P<name>[\w~.·&-]{1,20}?)\s?(?:[发發][表布佈]|[编編][辑輯])[于於]"
)


@dataclass(frozen=True, slots=True)
class Name:
    """An author as read, as printed with its label, and how much the label is believed."""

    name: str
    raw: str
    weight: int


def find_names(line: str) -> Iterator[Name]:
    """Yield the people a line names as its authors: behind a label, or before `发表于`.

    >>> [name.name for name in find_names("来源：晚报 作者:陳一鳴 编辑：admin")]
    ['陳一鳴', 'admin']
    >>> [name.name for name in find_names("□ 本报记者 王小明 李大力")]
    ['王小明 李大力']
    >>> list(find_names("作者认为，这样的短信应当禁止。"))
    []
    """
    line = without_glosses(line)
    for match in _SIGNED_RE.finditer(line if len(line) <= 120 else f"{line[:60]}\n{line[-60:]}"):
        name = match["names"] or match["place"] or match["sent"]
        yield Name(name.strip(), match[0], 4)
    if len(line) > LONGEST_BYLINE or "。" in line:
        return
    tokens = tokens_of(line)
    for at, token in enumerate(tokens):
        if named := _labelled(token, tokens[at + 1 :]):
            yield named
    posted = _POSTED_RE.match(line)
    if posted and is_name(name := posted["name"] or posted["by"]):
        yield Name(name, posted[0], 3)


def _labelled(token: str, rest: Sequence[str]) -> Name | None:
    """The author of a token `作者:名` or `记者`, whose value may be the next tokens."""
    match = LABEL_RE.match(token)
    label = folded(match["label"] if match else token).lower()
    weight = AUTHOR_LABELS.get(label) or (4 if _SPEAKER_RE.search(label) else 0)
    if not weight and match and label.endswith("编辑"):
        weight = 1
    if not weight or (match is None and not _SPEAKER_RE.search(label)):
        return None
    values = [match["value"]] if match and match["value"] else []
    following = list(_names_in(rest))
    if _SPEAKER_RE.search(label):
        values += following if not values or _HAN_NAME_RE.fullmatch(values[0]) else []
    elif not values:
        values = following[:1] or list(rest[:1])
    name = " ".join(values).strip(" ,，;；:：-—")
    return Name(name, f"{token} {name}" if name not in token else token, weight) if is_name(name) else None


def _names_in(tokens: Sequence[str]) -> Iterator[str]:
    """The leading tokens that are Chinese names."""
    for token in tokens[:5]:
        if not _HAN_NAME_RE.fullmatch(token) or _is_word(folded(token)):
            return
        yield token


def bare_name(parts: Sequence[str]) -> Name | None:
    """Return the one person among the parts of a byline that labels nobody: three characters, a surname first.

    >>> bare_name(["林小满", "某某网", "2024年3月5日 08:09"])
    Name(name='林小满', raw='林小满', weight=2)
    >>> bare_name(["金融界", "2024年3月5日"]), bare_name(["林小满", "陆一帆", "2024-03-05"])
    (None, None)
    """
    names = [part for part in parts if _HAN_RE.fullmatch(part) and _is_person(folded(part))]
    is_labelled = any(LABEL_RE.match(part) and not part[0].isdigit() for part in parts)
    return Name(names[0], names[0], 2) if len(names) == 1 and not is_labelled else None


def _is_person(key: str) -> bool:
    return key[:1] in SURNAMES and not key.endswith(NO_NAME_ENDS) and is_name(key)


def _is_word(key: str) -> bool:
    """Whether a folded token is a word of bylines and so no name."""
    return (
        key in BYLINE_FILLERS or key in OTHER_LABELS or key in AUTHOR_LABELS or key.endswith(("报", "网", "社", "记者"))
    )


def is_name(text: str) -> bool:
    """Whether a text can be somebody's name: short, whole, no word of bylines, no number.

    >>> is_name("小林"), is_name("佚名"), is_name("来源"), is_name("林?xiǎo")
    (True, False, False, False)
    """
    key = folded(text).lower()
    return (
        0 < len(key) <= 24
        and key not in NOT_NAMES
        and _FLOOR_RE.fullmatch(key) is None
        and not _is_word(key)
        and not key.isdecimal()
        and "http" not in key
        and not _DAMAGED_RE.search(text)
    )

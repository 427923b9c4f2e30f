r"""Read when an article was published, and by whom, from the data of a page's scripts and its editors' comments.

    <script>var msg_title = '收到短信'; var nickname = "花园物业"; var ct = "1236133230";</script>
    <script>window.__INITIAL_STATE__ = {"detail": {"title": "收到短信", "publishTime": "2009-03-04 10:20", "author": "林小满"}}</script>
    <!--enpproperty <date>2009-03-04 10:20:30.0</date><author>林小满</author><title>收到短信</title> /enpproperty-->

Data speaks of other articles too, so it counts only where the page's own title stands beside it: in the same object, among
the same script's variables, in the same comment - or where two variables tell it alike. These are statements as meta elements are; `byline` checks them against the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Final

from pipelines.extract.keys import title_key
from pipelines.extract.scripts import script_sources, values_of
from pipelines.extract.stated import read_stated

_TITLE_KEYS: Final = frozenset({"title", "headline", "msg_title", "articletitle", "newstitle", "subject"})
_DATE_KEYS: Final = (
    "publishtime", "publish_time", "pubtime", "pub_time", "pubdate", "pub_date", "publishdate", "publish_date", "publishedat",
    "published_at", "datepublished", "publish", "createtime", "create_time", "createdat", "created_at", "ct", "date",
)  # fmt: skip
_AUTHOR_KEYS: Final = ("author", "authorname", "author_name", "nickname", "nick_name", "username")
# A variable of a known name and its value in quotation marks, or a number; a field of an object has a colon instead.
_VARIABLE_RE: Final = re.compile(
    rf"""(?<![\w.])(?:var |window\.|let |const )\s{{0,2}}((?i:{"|".join((*sorted(_TITLE_KEYS), *_DATE_KEYS, *_AUTHOR_KEYS))}))"""
    r"""\s{0,3}=\s{0,3}(?:"([^"\\\n]{1,300})"|'([^'\\\n]{1,300})'|(\d{10,13})\b)"""
)
# The instant at which a message account's page was made, in seconds since 1970 and as its readers see it.
_EPOCH_RE: Final = re.compile(r"""var ct\s?=\s?["'](1\d{9})["']""")
_CLOCK_RE: Final = re.compile(r"""createTime\s?=\s?["'](20\d\d-\d\d-\d\d \d\d:\d\d)["']""")
_PART_RE: Final = re.compile(r"\w{2,}")
# The fields of an editors' comment, each enclosed in its name.
_ENCLOSED_RE: Final = re.compile(r"<([A-Za-z]{2,20})>([^<>]{1,300})</")
_COMMENT_RE: Final = re.compile(r"<!--(?=\s{0,3}enp)")
_LONGEST_COMMENT: Final = 4000
_MOST_NODES: Final = 20_000


@dataclass(frozen=True, slots=True)
class PageData:
    """What a page's data states about the article of its title."""

    dates: tuple[str, ...] = ()
    author: str | None = None


def read_page_data(data: str, title: str | None) -> PageData:
    """Return what stands beside a page's title in its data; nothing where the title stands nowhere in it.

    `data` is what the page shows nobody: its scripts and comments as they stand in its markup.

    >>> data = '<script>var msg_title = "收到短信"; var ct = "1236133230"; var nickname = "花园物业";</script>'
    >>> read_page_data(data, "收到短信")
    PageData(dates=('1236133230',), author='花园物业')
    >>> read_page_data(data, "另一条短信")
    PageData(dates=(), author=None)
    """
    key, forms = title_key(title or ""), _forms(title or "")
    if not key or not any(form in data for form in forms):
        return PageData(_told_twice(data))
    found = [fields for fields in _records(data, forms) if _is_titled(fields, key)]
    dates = [fields[name] for fields in found for name in _DATE_KEYS if name in fields]
    authors = (fields[name] for fields in found for name in _AUTHOR_KEYS if name in fields)
    return PageData(tuple(dict.fromkeys(dates)), next(authors, None))


def _told_twice(data: str) -> tuple[str, ...]:
    """When a message account's page was made: by two variables of its scripts that tell one minute.

    >>> _told_twice("var ct = '1714554123'; var createTime = '2024-05-01 17:02'"), _told_twice("var ct = '1714554123'")
    (('1714554123',), ())
    """
    epoch = _EPOCH_RE.search(data)
    clock = _CLOCK_RE.search(data) if epoch else None
    if epoch is None or clock is None:
        return ()
    told, printed = read_stated(epoch[1]), read_stated(clock[1])
    is_same = told is not None and printed is not None and told.at.replace(second=0) == printed.at.replace(second=0)
    return (epoch[1],) if is_same else ()


def _forms(title: str) -> tuple[str, str]:
    """The longest part of a title without marks, as it is and as JSON may escape it: what a script must hold."""
    part = max(_PART_RE.findall(title), key=len, default=title)
    return part, json.dumps(part)[1:-1]


def _is_titled(fields: Mapping[str, str], key: str) -> bool:
    return any(title_key(fields[name]) == key for name in _TITLE_KEYS & fields.keys())


def _records(data: str, forms: tuple[str, str]) -> Iterator[dict[str, str]]:
    """The fields that belong together: of each object, of the variables of all scripts, of each editors' comment."""
    sources = list(script_sources(data))
    titled = [source for source in sources if any(form in source for form in forms)]
    for value in (value for source in titled for value in values_of(source)):
        yield from _of_objects(value)
    if any(not _TITLE_KEYS.isdisjoint(_fields(source)) for source in titled):
        yield {name: value for source in reversed(sources) for name, value in _fields(source).items()}
    for comment in _COMMENT_RE.finditer(data):
        inside = data[comment.end() : comment.end() + _LONGEST_COMMENT].partition("-->")[0]
        yield {name.lower(): unescape(value).strip() for name, value in reversed(_ENCLOSED_RE.findall(inside))}


def _fields(source: str) -> dict[str, str]:
    """The first value of each variable that a script sets, under the names that are asked for."""
    found = reversed(_VARIABLE_RE.findall(source))
    return {name.lower(): unescape(double or single or figures) for name, double, single, figures in found}


def _of_objects(value: object) -> Iterator[dict[str, str]]:
    """The fields of each object in a value; those of an object without a title are its parent's too."""
    todo: list[object] = [value]
    for _ in range(_MOST_NODES):
        if not todo:
            return
        node = todo.pop()
        if isinstance(node, dict):
            yield _with_children(node)
        if isinstance(node, dict | list):
            todo += node.values() if isinstance(node, dict) else node


def _with_children(node: dict[object, object]) -> dict[str, str]:
    """The fields of an object, and of the objects in it that have no title of their own."""
    fields = _plain(node)
    for child in node.values():
        inner = _plain(child) if isinstance(child, dict) else {}
        fields = fields if _TITLE_KEYS & inner.keys() else inner | fields
    return fields


def _plain(node: dict[object, object]) -> dict[str, str]:
    """The fields of an object that are text or a whole number, and the name of an author that is an object."""
    found: dict[str, str] = {}
    for key, value in node.items():
        name = str(key).lower()
        said = (value.get("name") or value.get("nickname")) if isinstance(value, dict) and name == "author" else value
        if isinstance(said, str | int) and not isinstance(said, bool):
            found[name] = str(said).strip()
    return found

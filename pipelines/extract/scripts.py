r"""Find the article in the data of a page's scripts: pages that draw their text by script carry it there as JSON.

    <script id="__NEXT_DATA__" type="application/json">{"props":{"article":{"title":"…","content":"<p>…</p>"}}}</script>
    window.__INITIAL_STATE__ = {"detail": {"content": "…"}, "x": undefined};      var data = JSON.parse("{\"content\": …}")

The text is the string, or the list of paragraphs, with the most prose in it; its title stands beside it or one level above.
Asked only where the page shows next to nothing: data may hold other articles too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape
from itertools import islice
from typing import Final

# Whatever their case; the bracket stands outside, so that it is looked for fast.
_OPENING_RE: Final = re.compile(r"<(?i:script)\b[^<>]*>")
_CLOSING_RE: Final = re.compile(r"</(?i:script)")
# Where a value begins: behind an equals sign, or quoted in JSON.parse.
_ASSIGNED_RE: Final = re.compile(r"=\s{0,9}(?:JSON\.parse\(\s{0,9}(?=\")|(?=[{\[]))")
# JavaScript's word for nothing, where a value stands.
_UNDEFINED_RE: Final = re.compile(r"(?<=[:,\[])\s{0,9}undefined(?=\s{0,9}[,}\]])")
_TAG_RE: Final = re.compile(r"<[^<>]*>")
_PROSE_RE: Final = re.compile("[\u3400-\u9fff，。！？]")
_STOP_RE: Final = re.compile("[，。！？]")
_TITLE_KEYS: Final = ("title", "headline", "subject", "articleTitle", "name")
_TEXT_KEYS: Final = ("text", "content", "value", "html")
_MOST_VALUES, _MOST_NODES, _FEWEST_CHARS = 40, 200_000, 40
_DECODER: Final = json.JSONDecoder(strict=False)


@dataclass(frozen=True, slots=True)
class Found:
    """A text of a page's data, markup or plain, and the title beside it."""

    text: str
    title: str | None = None

    def as_markup(self) -> str:
        r"""The article as a page's markup.

        >>> Found("一。\n1 < 2", "题").as_markup(), Found("<p>一。</p>").as_markup()
        ('<h1>题</h1><div>一。<br>1 &lt; 2</div>', '<div><p>一。</p></div>')
        """
        is_markup = _TAG_RE.search(self.text) is not None
        body = self.text if is_markup else escape(self.text, quote=False).replace("\n", "<br>")
        return f"{f'<h1>{escape(self.title, quote=False)}</h1>' if self.title else ''}<div>{body}</div>"


def find_in_scripts(markup: str) -> Found | None:
    """Return the text with the most prose in the data of the page's scripts; None where there is none.

    >>> find_in_scripts('<script>var d = {"a": {"title": "短信", "content": "' + "我收到一条短信，说我欠款。" * 5 + '"}};</script>').title
    '短信'
    >>> find_in_scripts('<script>var d = {"title": "短信"};</script>') is None
    True
    """
    best, most = None, _FEWEST_CHARS - 1
    for value in (value for source in script_sources(markup) for value in values_of(source)):
        for found in _texts(value):
            chars = prose_chars(found.text)
            if chars > most:
                best, most = found, chars
    return best


def prose_chars(text: str) -> int:
    """How much Chinese prose a text holds; 0 without punctuation.

    >>> prose_chars("<p>收到短信。</p>"), prose_chars("短信_欠款")
    (5, 0)
    """
    plain = _TAG_RE.sub("", text)
    return len(_PROSE_RE.findall(plain)) if _STOP_RE.search(plain) else 0


def script_sources(markup: str) -> Iterator[str]:
    """Yield the content of each script that is closed.

    >>> list(script_sources("<script>a</script><script src=b></script>"))
    ['a', '']
    """
    at = 0
    while (opening := _OPENING_RE.search(markup, at)) and (closing := _CLOSING_RE.search(markup, opening.end())):
        yield markup[opening.end() : closing.start()]
        at = closing.end()


def values_of(source: str) -> Iterator[object]:
    """Yield the values that a script holds as JSON: all of it, or what it assigns.

    >>> list(values_of('var a = {"b": 1}, c = [undefined, 2];')), list(values_of("var a = b;"))
    ([{'b': 1}, [None, 2]], [])
    """
    text = _UNDEFINED_RE.sub("null", source.strip())
    is_whole = text[:1] in {"{", "["}
    starts = [0] if is_whole else [match.end() for match in islice(_ASSIGNED_RE.finditer(text), _MOST_VALUES)]
    end = -1
    for start in starts:
        if start > end and (value := _decoded(text, start)) is not None:
            end, parsed = value
            yield parsed


def _decoded(text: str, start: int) -> tuple[int, object] | None:
    """Where the value at a place ends, and the value; a string may hold JSON itself. None where it is no JSON."""
    try:
        value, end = _DECODER.raw_decode(text, start)
        return end, _DECODER.decode(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        return None


def _texts(value: object) -> Iterator[Found]:
    """All strings and lists of paragraphs in a value, each with its title."""
    todo: list[tuple[object, str | None]] = [(value, None)]
    for _ in range(_MOST_NODES):
        if not todo:
            return
        node, title = todo.pop()
        if isinstance(node, dict):
            own = next((node[key] for key in _TITLE_KEYS if isinstance(node.get(key), str) and node[key]), title)
            todo += [(child, own) for child in node.values()]
        elif isinstance(node, list):
            todo += [(child, title) for child in node]
            yield Found("\n".join(_paragraphs(node)), title)
        elif isinstance(node, str):
            yield Found(unescape(node) if "&lt;" in node else node, title)


def _paragraphs(items: list[object]) -> Iterator[str]:
    """The texts of a list of paragraphs: strings, or objects that hold one."""
    for item in items:
        text = next((item[key] for key in _TEXT_KEYS if key in item), None) if isinstance(item, dict) else item
        if isinstance(text, str):
            yield text

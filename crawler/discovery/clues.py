"""What speaks for an address before it is asked for: words that the ledger counts pages under.

A link is read for its own words (the anchor's pairs of characters, what the relevance table makes of them, the words of the
path), for its template, and for where it stands: on a list of which template, on an article that belonged or not. Each clue is
one word without white space, so that a person can read in the ledger why an address was asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from pipelines.labels.cues import TOPICS, Topic
from pipelines.labels.scan import scan_all

ALL: Final = "all"
"""The clue of every article."""
MUTE: Final = "mute"
"""The clue of a list whose pages say the same of all their articles."""
LINKING_TO: Final = "to:"
"""Begins the clue that counts the articles which link to a list."""
MOST_PAIRS: Final = 40
"""Pairs of an anchor that count: a longer one is a teaser, whose first words are its title."""
_MOST_WORDS: Final = 6
_MOST_TEXT: Final = 200
_MOST_TITLE: Final = 20
_DIGITS_RE: Final = re.compile(r"\d+")
_HAN_RE: Final = re.compile(r"[\u3400-\u9fff]{2,}")  # runs of which pairs are made
_WORD_RE: Final = re.compile(r"[A-Za-z]{3,20}")  # words of a path: yuqi, cuishou, loan
_ENDING_RE: Final = re.compile(r"\.[A-Za-z]{2,5}$")  # .html says nothing
# What counts the pages of a list: a parameter by its usual names, or the end of a path such as list_3.html, page/3/, p2.htm.
_PAGE_RE: Final = re.compile(r"page|p|pn|pg|paged|pageno|page_?num|start|offset", re.IGNORECASE)
_PAGE_PATH_RE: Final = re.compile(r"/(?:(?:list|index|page|p)[-_]?\d*(?:\.\w{2,5})?|page/\d+)/?$", re.IGNORECASE)
_IP_RE: Final = re.compile(r"[\d.]+|\[.*\]")  # a host written as a number is its own template
_OPAQUE_RE: Final = re.compile(r"(?=\D*\d)[0-9A-Za-z_-]{12,}")  # letters and digits mixed: an id, a digest, a session
_LONGEST_NAME: Final = 32
"""Characters of a folder's or file's name; a longer one is a title."""
_MOST_HYPHENS: Final = 2


@dataclass(frozen=True, slots=True)
class Link:
    """A link as a page shows it."""

    url: str
    text: str
    says: str
    """What its words speak of."""


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a link stands."""

    url: str
    verdict: str = "list"
    """`list`, or of an article `kept` or `rejected`."""
    title: str = ""
    """What a list calls itself."""
    says: str = ""
    """What that speaks of."""
    is_mute: bool = False
    """Whether a list says the same of all its articles, so that nobody can tell which are better."""

    @property
    def clues(self) -> tuple[str, ...]:
        """What standing there says: the template, and of a list which one it is."""
        at = which_list(self.url) if self.verdict == "list" else ()
        named = (f"t:{pair}" for pair in _pairs(self.title[:_MOST_TITLE]))
        says = (f"called:{self.says}",) if self.says else ()
        return (f"on:{template_of(self.url)}", *at, f"near:{self.verdict}", *says, *named)


@lru_cache(maxsize=4096)
def template_of(url: str) -> str:
    """Return the template of an address: numbers, ids and titles in it masked, of the query the names alone.

    >>> template_of("http://a.example.com/info/2024/871.html?page=3&from=x")
    'a.example.com/info/N/N.html?from&page'
    >>> template_of("http://s42.example.com/tag/yuqi/"), template_of("http://127.0.0.1:81/s/9f8e7d6c5b4a3f2e/7")
    ('sN.example.com/tag/yuqi/', '127.0.0.1:81/s/*/N')
    >>> template_of("http://[broken/1")
    ''
    """
    try:
        parts = urlsplit(url)
    except ValueError:  # a host in brackets that is no IPv6 address
        return ""
    host = (
        (parts.hostname or "") if _IP_RE.fullmatch(parts.hostname or "") else _DIGITS_RE.sub("N", parts.hostname or "")
    )
    port = parts.netloc.rpartition("]")[2].partition(":")[2]
    names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    query = f"?{'&'.join(map(_masked, names))}" if names else ""
    path = "/".join(map(_masked, parts.path.split("/")))
    return _one_word(f"{host}{f':{port}' if port else ''}{path}{query}")


@lru_cache(maxsize=4096)
def series_of(url: str) -> str:
    """Return an address without what counts the pages of a list: all pages of one list have it in common.

    >>> series_of("http://a.example.com/tag/12/?page=3"), series_of("http://a.example.com/tag/12/page/3/")
    ('a.example.com/tag/12/', 'a.example.com/tag/12/')
    >>> series_of("http://a.example.com/loans/list_3.html"), series_of("http://a.example.com/tag/13/")
    ('a.example.com/loans/', 'a.example.com/tag/13/')
    """
    try:
        parts = urlsplit(url)
    except ValueError:  # a host in brackets that is no IPv6 address
        return ""
    kept = [(name, value) for name, value in parse_qsl(parts.query) if not _PAGE_RE.fullmatch(name)]
    query = "?" + "&".join("=".join(pair) for pair in kept) if kept else ""
    return _one_word(f"{parts.netloc}{_PAGE_PATH_RE.sub('/', parts.path or '/')}{query}")


def is_beside(url: str, other: str) -> bool:
    """Tell whether two addresses are pages of one list, or differ in numbers, ids and titles alone: neither lies below the other.

    >>> is_beside("http://a.example.com/info/7.html", "http://a.example.com/info/8.html")
    True
    >>> is_beside("http://a.example.com/list?page=2", "http://a.example.com/list")
    True
    >>> is_beside("http://a.example.com/info/7.html", "http://a.example.com/list")
    False
    """
    return template_of(url) == template_of(other) or series_of(url) == series_of(other)


def _one_word(text: str) -> str:
    """The text without white space, which keeps clues apart."""
    return "".join(text.split())


def _masked(name: str) -> str:
    """The name of a folder, file or parameter, as a template has it."""
    stem, dot, ending = name.rpartition(".") if len(name) - name.rfind(".") <= 6 else (name, "", "")
    stem, ending = (stem, ending) if dot else (name, "")
    is_title = len(stem) > _LONGEST_NAME or stem.count("-") > _MOST_HYPHENS
    return ("*" if is_title or _OPAQUE_RE.fullmatch(stem) else _DIGITS_RE.sub("N", stem)) + dot + ending


def is_endless(url: str) -> bool:
    """Tell whether an address looks like one that a site makes without end: one folder three times, or over a dozen of them.

    >>> is_endless("http://a.example.com/b/c/b/c/b/c/7.html"), is_endless("http://a.example.com/2024/11/21/7.html")
    (True, False)
    """
    folders = [folder for folder in urlsplit(url).path.split("/")[:-1] if folder]
    return len(folders) > 12 or len(url) > 1000 or any(folders.count(folder) > 2 for folder in set(folders))


def article_clues(link: Link, stand: Stand) -> tuple[str, ...]:
    """Return what speaks for a link to an article: its template, where it stands, and its words.

    >>> [link] = links_of({"http://a.example.com/yuqi/7.html": "催收短信"})
    >>> article_clues(link, Stand("http://a.example.com/tag/3/p2"))[:3]
    ('all', 'u:a.example.com/yuqi/N.html', 'on:a.example.com/tag/N/pN')
    >>> article_clues(link, Stand("http://a.example.com/tag/3/p2"))[3:]
    ('at:a.example.com/tag/3/', 'to:a.example.com/tag/3/', 'near:list', 'say:both', 'p:yuqi', 'w:催收', 'w:收短', 'w:短信')
    """
    return (ALL, f"u:{template_of(link.url)}", *stand.clues, *_words_of(link))


def series_clues(url: str) -> tuple[str, ...]:
    """Return under what is counted whether the pages of a list lead to anything new: its template, and its path alone.

    Filters that can be set in many ways have a template for each set of them, and one path.

    >>> series_clues("http://a.example.com/list?city=3&sort=new")
    ('l:a.example.com/list?city&sort', 'l:a.example.com/list')
    """
    template = template_of(url)
    return tuple(dict.fromkeys((f"l:{template}", f"l:{template.partition('?')[0]}")))


def which_list(url: str) -> tuple[str, str]:
    """Return what says which list an address belongs to: what was found on it is counted under one, what links to it under the other.

    >>> which_list("http://a.example.com/tag/3/p2")
    ('at:a.example.com/tag/3/', 'to:a.example.com/tag/3/')
    """
    series = series_of(url)
    return f"at:{series}", f"{LINKING_TO}{series}"


def vouched(urls: Iterable[str]) -> tuple[str, ...]:
    """Return the clues that an article counts under because it links to these lists, as an article does to its tags.

    >>> vouched(["http://a.example.com/tag/3/", "http://a.example.com/tag/3/p2"])
    ('to:a.example.com/tag/3/',)
    """
    return tuple(dict.fromkeys(f"{LINKING_TO}{series_of(url)}" for url in urls))


def list_clues(link: Link, stand: Stand) -> tuple[str, ...]:
    """Return what speaks for a link to a list: what its series led to before, where it stands, and its words.

    >>> [link] = links_of({"http://a.example.com/tag/3/p2": "下一页"})
    >>> list_clues(link, Stand("http://a.example.com/tag/3/", is_mute=True))[2:]
    ('to:a.example.com/tag/3/', 'near:list', 'mute', 'say:nothing', 'p:tag', 'w:下一', 'w:一页')
    """
    mute = (MUTE,) if stand.is_mute else ()
    return (f"on:{template_of(link.url)}", *which_list(link.url), f"near:{stand.verdict}", *mute, *_words_of(link))


def _words_of(link: Link) -> Iterator[str]:
    yield f"say:{link.says}"
    try:
        parts = urlsplit(link.url)
    except ValueError:  # a host in brackets that is no IPv6 address
        return
    path = unquote(parts.path)
    words = _WORD_RE.findall(_ENDING_RE.sub("", path)) + [value for _, value in parse_qsl(parts.query)]
    for word in list(dict.fromkeys(words))[:_MOST_WORDS]:
        if _WORD_RE.fullmatch(word):
            yield f"p:{word.lower()}"
    yield from (f"w:{pair}" for pair in _pairs(f"{link.text} {path}")[:MOST_PAIRS])


def _pairs(text: str) -> list[str]:
    """The pairs of neighbouring Han characters, each once."""
    runs = _HAN_RE.findall(text)
    return list(dict.fromkeys(run[at : at + 2] for run in runs for at in range(len(run) - 1)))


def links_of(texts: Mapping[str, str]) -> list[Link]:
    """Return links, given their words by address, with what these speak of: all are searched as one text.

    >>> [link.says for link in links_of({"1": "逾期后收到短信", "2": "收到一条短信", "3": "红烧肉的做法", "4": ""})]
    ['both', 'message', 'nothing', 'nothing']
    """
    shown = [text[:_MOST_TEXT].replace("\n", " ") for text in texts.values()]
    scans = scan_all(shown).scans if shown else ()
    return [
        Link(url, text, _spoken(dict(zip(TOPICS, seen.topics, strict=True))))
        for url, text, seen in zip(texts, shown, scans, strict=True)
    ]


def _spoken(weights: Mapping[Topic, float]) -> str:
    """What a text with these weights speaks of: `both` messages and lending, one of them, a neighbour, or `nothing`."""
    message, lending = weights["message"], weights["lending"]
    if max(weight for topic, weight in weights.items() if topic not in ("message", "lending")) > message + lending:
        return "neighbour"
    if message > 0 and lending > 0:
        return "both"
    return "message" if message > 0 else "lending" if lending > 0 else "nothing"

"""What is to be forgotten, all of it at once, as addresses, rows and words are asked whether they are of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

from pipelines.arrow import Row
from pipelines.extract.links import site_of
from pipelines.store.addresses import key_of
from pipelines.store.tombstones import Kind, Target, squashed
from pipelines.store.wordings import readable, words_of
from pipelines.warc.printed_addresses import gone_spans

# A clue names an address without `//`, behind its kind: `at:a.example/1`. Linear: tried at the beginning of a word, one class each.
_BARE_RE: Final = re.compile(r"(?<!\S)(?:[a-z]+:)?(?=[\w.:-]+/)")


@dataclass(frozen=True, slots=True)
class Sought:
    """The values of all targets, by their kind."""

    urls: frozenset[str]
    sites: frozenset[str]
    ids: frozenset[str]
    texts: frozenset[str]

    @classmethod
    def of(cls, targets: Iterable[Target]) -> Self:
        """Return what these targets are, taken together."""
        told = [*targets]

        def values(kind: Kind) -> frozenset[str]:
            return frozenset(each.value for each in told if each.kind == kind)

        return cls(values("url"), values("site"), values("id"), values("text"))

    def is_address(self, url: str) -> bool:
        """Tell whether an address is to be forgotten, or lies on a site that is.

        >>> Sought.of([Target.of("site", "farm.example.com")]).is_address("http://www.example.com/1")
        True
        >>> Sought.of([Target.of("url", "http://farm.example.com/2")]).is_address("http://farm.example.com/1")
        False
        """
        return key_of(url) in self.urls or (bool(self.sites) and site_of(url) in self.sites)

    def is_named(self, url: str) -> bool:
        """Tell whether an address is to be forgotten, or holds a text that is."""
        return self.is_address(url) or self.is_said(readable(url))

    def is_said(self, words: str) -> bool:
        """Tell whether a text that is to be forgotten stands in these words, in any width or script.

        >>> Sought.of([Target.of("text", "张三丰的短信")]).is_said("我收到張三豐的 短信。")
        True
        """
        told = squashed(words) if self.texts else ""
        return any(text in told for text in self.texts)

    def is_row(self, row: Row) -> bool:
        r"""Tell whether a row, of a part or a release, is to be forgotten, or holds a text that is.

        >>> wanted = Sought.of([Target.of("text", "13800138000"), Target.of("url", "http://a.example/2")])
        >>> wanted.is_row({"id": "1", "url": None, "text": "电话 138\n0013 8000"})
        True
        >>> wanted.is_row({"id": "1", "url": "http://a.example/1", "canonical_url": "http://a.example/2"})
        True
        >>> wanted.is_row({"id": "1", "url": "http://a.example/1", "text": "电话 138 0013"})
        False
        """
        urls = (row[name] for name in ("url", "canonical_url") if row.get(name))
        is_it = row["id"] in self.ids or any(map(self.is_address, urls))
        return is_it or (bool(self.texts) and self.is_said(words_of(row)))

    def is_told(self, words: str) -> bool:
        """Tell whether words of ours quote any of it: a text, or as a whole an address, with its scheme or without, a site's name, an id.

        >>> wanted = Sought.of([Target.of("url", "http://farm.example.com/2")])
        >>> wanted.is_told("redirected to //farm.example.com/2"), wanted.is_told("at:farm.example.com/2")
        (True, True)
        >>> wanted.is_told("redirected to //farm.example.com/25")
        False
        """
        is_printed = any(gone_spans(each, self.is_address) for each in (words, _BARE_RE.sub(r"\g<0>//", words)))
        return (
            is_printed or any(_is_whole(name, words) for name in self.sites | self.ids) or self.is_said(readable(words))
        )


def _is_whole(name: str, words: str) -> bool:
    """Whether a name stands in words, not as the end or the beginning of another one.

    >>> _is_whole("qq.com", "host im.qq.com: failed"), _is_whole("qq.com", "abqq.com"), _is_whole("qq.com", "qq.com.cn")
    (True, False, False)
    """
    return re.search(rf"(?a)(?<![\w-]){re.escape(name)}(?![\w-]|\.\w)", words) is not None

"""Names of those who wrote the comments of a page, out of its row.

    author 陈小美                       <人名>
    text   回复 @陈小美：别理他们。     回复 @<人名>：别理他们。

The page itself tells the names: whoever wrote a comment there. One is replaced as an author, and in the text of any comment
of the page where a mark says that somebody is addressed: behind an at sign (`@陈小美`), behind `回复` or `引用` with a colon, a
word for a post or the end of the line behind the name, and at the head of a quotation (`陈小美 发表于`).

Left alone: the same word without such a mark, since readers call themselves `大家` or `借款人`, and `安逸花` is a lender; a name
of one character; the name in the byline, which is public; names that nobody on the page goes by.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from pipelines.lexicon.characters import HAN
from pipelines.schema import COMMENTER
from pipelines.types import Comment

_FEWEST: Final = 2
"""Characters of a name that is looked for; a single one is a word of too many texts."""
# What stands behind a name that is answered or quoted: in the middle of a sentence it is a word like any other.
_BEHIND: Final = r"[^\S\n]{0,2}(?:[:：]|的(?:帖子?|回复|评论|留言|发言|话)|发[表布]于|$)"


class _Form(NamedTuple):
    """What stands before a name and what behind it, where it is an address."""

    before: re.Pattern[str]
    behind: re.Pattern[str]


_FORMS: Final = (
    # The sign alone says it; behind a letter or digit it is that of a mail address.
    _Form(re.compile(r"(?<![A-Za-z0-9._-])[@＠][^\S\n]{0,2}"), re.compile("")),
    # `回复`, maybe with the floor; behind a Chinese character it is the verb of a sentence: 客服回复借款人：…
    _Form(
        re.compile(
            rf"(?<![{HAN}])(?:[回答][复復覆]|回答|引用)[^\S\n]{{0,2}}[:：]?[^\S\n]{{0,2}}(?:\d{{1,5}}[#楼][^\S\n]{{0,2}})?"
        ),
        re.compile(_BEHIND, re.MULTILINE),
    ),
    # The head of a quotation, as boards print it.
    _Form(re.compile("^", re.MULTILINE), re.compile(r"[^\S\n]{0,2}(?:发[表布]于|写道)")),
)
_PLACEHOLDER_RE: Final = re.compile("<[^<>]*>")


class Masked(NamedTuple):
    """Comments without the names of those who wrote them, and how many names were replaced."""

    comments: tuple[Comment, ...]
    names: int


def mask_commenters(comments: Sequence[Comment], public: Collection[str] = ()) -> Masked:
    """Return the comments of one page without their writers' names; in their texts, those in `public` stay.

    >>> one, two = Comment(text="我也收到过。", author="陈小美"), Comment(text="回复 @陈小美：别理他们。", author="阿木")
    >>> masked = mask_commenters([one, two])
    >>> [comment.text for comment in masked.comments], {comment.author for comment in masked.comments}, masked.names
    (['我也收到过。', '回复 @<人名>：别理他们。'], {'<人名>'}, 3)
    >>> [comment.text for comment in mask_commenters([Comment(text="大家小心，@阿木", author="大家")]).comments]
    ['大家小心，@阿木']
    """
    names = _Names.of((comment.author for comment in comments if comment.author), public)
    masked, count = [], 0
    for comment in comments:
        text, found = names.replaced(comment.text)
        masked.append(replace(comment, text=text, author=comment.author and COMMENTER))
        count += found + (comment.author is not None)
    return Masked(tuple(masked), count)


@dataclass(frozen=True, slots=True)
class _Names:
    """Names in lower case, and how long they are, the longest first."""

    known: frozenset[str]
    lengths: tuple[int, ...]

    @classmethod
    def of(cls, authors: Iterable[str], public: Collection[str]) -> _Names:
        """Those to look for among who wrote."""
        left = {name.lower() for name in public}
        wanted = (name.lower() for name in authors if len(name) >= _FEWEST and not _PLACEHOLDER_RE.fullmatch(name))
        known = frozenset(wanted) - left
        return cls(known, tuple(sorted(set(map(len, known)), reverse=True)))

    def replaced(self, text: str) -> tuple[str, int]:
        """The text with the names that are addressed in it replaced, and how many."""
        count = 0
        for form in _FORMS if self.known else ():
            pieces, at = [], 0
            for mark in form.before.finditer(text):
                end = self._end_at(text, mark.end(), form.behind)
                if end > mark.end() >= at:
                    pieces += [text[at : mark.end()], COMMENTER]
                    at = end
            count += len(pieces) // 2
            text = "".join((*pieces, text[at:]))
        return text, count

    def _end_at(self, text: str, start: int, behind: re.Pattern[str]) -> int:
        """Where the longest name ends that stands at `start`; `start` where none does."""
        ends = (start + length for length in self.lengths)
        return next((end for end in ends if self._is_name(text, start, end) and behind.match(text, end)), start)

    def _is_name(self, text: str, start: int, end: int) -> bool:
        """Whether a name stands there, and goes on neither in letters nor in digits."""
        around = text[end - 1 : end + 1]
        return text[start:end].lower() in self.known and not (len(around) > 1 and around.isascii() and around.isalnum())

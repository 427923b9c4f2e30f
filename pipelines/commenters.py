"""Names of those who wrote the comments of a page, out of its row.

    author 陈小美                       <人名>
    text   回复 @陈小美：别理他们。     回复 @<人名>：别理他们。

The page itself tells the names: whoever wrote a comment there. One is replaced as an author, and in the text of any comment
of the page where a mark says that somebody is addressed: behind an at sign (`@陈小美`), behind `回复` or `引用` with a colon, a
word for a post or the end of the line behind the name, in quotation marks too, behind `回` with a colon (`回陈小美：`), behind
`to` and `re:` where something is begun to be said, and at the head of a quotation (`陈小美 发表于`).

Left alone: the same word without such a mark, since readers call themselves `大家` or `借款人`; such a word of the matter also
behind the weaker marks (`回复“退订”：没用`), and behind the sign where a longer word goes on (`@客服热线`), as is any name of two
characters (`@美丽人生`); the name of a lender; a name of one character; the name in the byline, which is public; names that
nobody on the page goes by.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from pipelines.lexicon.characters import HAN
from pipelines.lexicon.lenders import names as lender_names
from pipelines.lexicon.nicknames import COMMON
from pipelines.schema import COMMENTER
from pipelines.types import Comment

_FEWEST: Final = 2
"""Characters of a name that is looked for; a single one is a word of too many texts."""
_SHORT: Final = 2
"""Characters of a name in Chinese that many a longer word begins with."""
_SAID: Final = frozenset("你您我他她它这那说讲写的是不也都就还才又再对好同请谢有没在要会能可别怎为什看给支楼哥姐兄")
"""With what a sentence begins, or goes on, behind somebody's name."""
_SPACES: Final = r"[^\S\n]{0,2}"
_ANSWER: Final = rf"(?<![{HAN}])(?:[回答][复復覆]|回答|引用){_SPACES}[:：]?{_SPACES}(?:\d{{1,5}}[#楼]{_SPACES})?"
"""`回复`, maybe with the floor; behind a Chinese character it is the verb of a sentence: 客服回复借款人：…"""
# What stands behind a name that is answered or quoted: in the middle of a sentence it is a word like any other.
_BEHIND: Final = rf"{_SPACES}(?:[:：]|的(?:帖子?|回复|评论|留言|发言|话)|发[表布]于|$)"
_HEAD: Final = r"(?:^|(?<=[。！？!?；;~～]))"
"""Where something is begun to be said."""
_QUOTES: Final = '“「『【"', '”」』】"'


class _Form(NamedTuple):
    """What stands before a name and what behind it, where it is an address."""

    before: re.Pattern[str]
    behind: re.Pattern[str]
    is_sure: bool = True
    """Whether a common word is somebody there."""
    is_closed: bool = True
    """Whether what stands behind a name tells that it ends there."""


_FLAGS: Final = re.MULTILINE | re.IGNORECASE
_FORMS: Final = (
    # The sign alone says it; behind a letter or digit it is that of a mail address.
    _Form(re.compile(rf"(?<![A-Za-z0-9._-])[@＠]{_SPACES}"), re.compile(""), is_closed=False),
    _Form(re.compile(_ANSWER), re.compile(_BEHIND, _FLAGS)),
    _Form(re.compile(rf"{_ANSWER}[{_QUOTES[0]}]"), re.compile(rf"[{_QUOTES[1]}]{_BEHIND}", _FLAGS), is_sure=False),
    # The verb alone, of which many a word is made: 回访, 致电.
    _Form(
        re.compile(rf"(?<![{HAN}])[回答致]{_SPACES}(?:\d{{1,5}}[#楼]{_SPACES})?"),
        re.compile(rf"{_SPACES}[:：]"),
        is_sure=False,
    ),
    # Behind a name in letters a space is one between English words.
    _Form(
        re.compile(rf"{_HEAD}{_SPACES}to[^\S\n]{{1,2}}", _FLAGS),
        re.compile(rf"{_SPACES}(?:[:：,，、]|$)|(?<![a-z0-9])\s", _FLAGS),
        is_sure=False,
    ),
    _Form(
        re.compile(rf"{_HEAD}{_SPACES}(?:to|re){_SPACES}[:：]{_SPACES}", _FLAGS),
        re.compile(rf"{_SPACES}(?:[:：,，、。]|$)|\s", _FLAGS),
        is_sure=False,
    ),
    # The head of a quotation, as boards print it.
    _Form(re.compile("^", _FLAGS), re.compile(rf"{_SPACES}(?:发[表布]于|写道)")),
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
        left = {name.lower() for name in (*public, *lender_names())}
        wanted = (name.lower() for name in authors if len(name) >= _FEWEST and not _PLACEHOLDER_RE.fullmatch(name))
        known = frozenset(wanted) - left
        return cls(known, tuple(sorted(set(map(len, known)), reverse=True)))

    def replaced(self, text: str) -> tuple[str, int]:
        """The text with the names that are addressed in it replaced, and how many."""
        count = 0
        for form in _FORMS if self.known else ():
            pieces, at = [], 0
            for mark in form.before.finditer(text):
                end = self._end_at(text, mark.end(), form)
                if end > mark.end() >= at:
                    pieces += [text[at : mark.end()], COMMENTER]
                    at = end
            count += len(pieces) // 2
            text = "".join((*pieces, text[at:]))
        return text, count

    def _end_at(self, text: str, start: int, form: _Form) -> int:
        """Where the longest name ends that stands at `start`; `start` where none does."""
        ends = (start + length for length in self.lengths)
        return next(
            (end for end in ends if self._is_name(text, start, end, form) and form.behind.match(text, end)), start
        )

    def _is_name(self, text: str, start: int, end: int, form: _Form) -> bool:
        """Whether a name stands there, and goes on neither in letters or digits nor in a longer word."""
        name, around = text[start:end].lower(), text[end - 1 : end + 1]
        if name not in self.known or (not form.is_sure and name in COMMON):
            return False
        if len(around) > 1 and around.isascii() and around.isalnum():
            return False
        return form.is_closed or _ends(name, text[end : end + 1])


def _ends(name: str, ahead: str) -> bool:
    """Whether a name behind a sign ends before that character.

    >>> _ends("客服", "热"), _ends("客服", "："), _ends("阿木", "说"), _ends("阿木", "林"), _ends("陈小美", "借")
    (False, True, True, False, True)
    """
    if not ahead.isalnum() or (name.isascii() and name not in COMMON):
        return True
    return name not in COMMON and (len(name) > _SHORT or ahead in _SAID)

"""Glued teasers: a page begins with the title and the first line of another article, about another lender.

    借呗发短信说要上门是真的吗        <- a title, of a lender that nothing below names again
    借呗是一家线上借款服务，很多人…    <- how that article begins
    下班路上，李女士收到还呗的短信…    <- this article

Two things must come together: the first line is a title with a lender in it, and that lender is named by the second line,
and nowhere else: not by the page's title, which names another, and not by the text below. Left alone: leads that are
sentences, subheadings of the page's own lender, articles that compare two lenders, pages whose title names none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pipelines.extract.keys import folded
from pipelines.lexicon.line_shape import lenders_in
from pipelines.text.site_lines import is_sentence

RULE: Final = "boilerplate.teaser"
_LINES: Final = 2
_BEFORE: Final = 2
_FEWEST_BELOW: Final = 2
"""Lines an article has at least below its teaser."""


def teaser(lines: Sequence[str], title: str | None) -> range:
    """Return the numbers of the lines at the head of a body that are a glued teaser: two of them, or none.

    Short lines that name no lender, a slogan of the site or a label, may stand before it.

    >>> other = ["借呗发短信说要上门是真的吗", "借呗是一家线上借款服务，很多人都用过。"]
    >>> own = ["李女士收到还呗的短信，说她欠款。", "她从来没有借过。", "客服让她等。"]
    >>> teaser([*other, *own], "还呗短信说欠款"), teaser([*other, *own, "借呗也一样。"], "还呗短信说欠款")
    (range(0, 2), range(0, 0))
    """
    own = _named(title or "")
    for at, line in enumerate(lines[: _BEFORE + 1] if own else ()):
        if named := _named(line):
            is_glued = not is_sentence(line.rstrip("?？!！")) and _is_strange(named, lines[at + 1 :], own)
            return range(at, at + _LINES) if is_glued else range(0)
        if is_sentence(line):
            break
    return range(0)


def _is_strange(named: frozenset[str], behind: Sequence[str], own: frozenset[str]) -> bool:
    """Whether a lender of the first line is that of the second too, and neither the page's nor the text's below."""
    if len(behind) <= _FEWEST_BELOW:
        return False
    strangers = named & _named(behind[0])
    below = _named("\n".join(behind[1:]))
    return bool(strangers and own & below) and strangers.isdisjoint(own | below)


def _named(text: str) -> frozenset[str]:
    return frozenset(lenders_in(folded(text)))

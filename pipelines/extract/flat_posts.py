"""Part the posts of a thread that has no element for each: a line that names writer and time, then lines of text.

    阿木 发表于 2012-3-4 10:20        <- beside the title, the article's own
    我在三月收到一条短信…
    小鱼儿 发表于 2012-3-4 11:20      <- the same kind of line: the text ends here
    我也收到过。

Boards print their archives so. The line must stand in an element of the same kind as the one above the text, name a writer and say that
somebody posted; what stands below it was written by readers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pipelines.extract.blocks import Block
from pipelines.extract.stamps import is_posted, is_stamp, name_and_date

_ABOVE: Final = 4
"""Lines above the body among which its own stamp stands."""


def next_post(blocks: Sequence[Block], body: Sequence[int]) -> int:
    """Return the number of the block that heads the second post of a body; -1 where the body is one text.

    >>> head, other = Block("阿木 发表于 2012-3-4 10:20"), Block("小鱼儿 发表于 2012-3-4 11:20")
    >>> text = Block("我收到一条短信。", "div")
    >>> next_post([head, text, other, text], [1, 2, 3]), next_post([head, text, text], [1, 2])
    (2, -1)
    """
    if not body:
        return -1
    own = [at for at in range(max(0, body[0] - _ABOVE), body[0] + 1) if _heads_post(blocks[at])]
    if not own:
        return -1
    kind = (blocks[own[-1]].tag, blocks[own[-1]].words)
    others = (at for at in body if at > own[-1] + 1 and (blocks[at].tag, blocks[at].words) == kind)
    return next((at for at in others if _heads_post(blocks[at])), -1)


def _heads_post(block: Block) -> bool:
    """Whether a line says who posted, that it was posted, and when."""
    text = block.spaced
    return is_stamp(text) and is_posted(text) and all(name_and_date(text))

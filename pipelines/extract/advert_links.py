"""Leave out what calls itself an advertisement: a line between paragraphs, a link inside one.

    …短信又来了三条，[广告] 急用钱就上好借网 号码每一次都不一样…

The mark must be set apart, in brackets or in an element of its own: a text may speak of adverts, and link to one.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from pipelines.extract.blocks import Block

RULE: Final = "advert.marked"
_MARKS: Final = ("广告", "廣告", "推广", "推廣", "赞助", "贊助")
# A link that leads from the text to the site's front page or its other articles.
_WAY_OUT_RE: Final = re.compile(
    r"(?:返回.{1,10}[,，]?\s?)?(?:查看|阅读|点击|进入|更多).{0,8}(?:更多|全文|详情|首页|专题|>>?)|返回.{1,12}(?:首页|频道|网)"
)
_BRACKETED: Final = tuple(
    f"{left}{mark}{right}" for mark in _MARKS for left, right in ("[]", "【】", "()", "（）", "［］")
)


def is_marked_advert(block: Block) -> bool:
    """Whether a line calls itself an advertisement: a link, or a mark set apart in front of it.

    >>> is_marked_advert(Block("广告 急用钱", links=("广告 急用钱",), link_chars=6)), is_marked_advert(Block("广告里说不查征信。"))
    (True, False)
    """
    if not block.text.startswith((*_MARKS, *_BRACKETED)):
        return False
    return block.is_linked or (len(block.parts) > 1 and block.parts[0].strip() in {*_MARKS, *_BRACKETED})


def _without_way_out(block: Block) -> str:
    """The text of a block without a link behind its last sentence that leads back to the site: `返回某某，查看更多`."""
    last = block.links[-1] if block.links else ""
    is_way_out = _WAY_OUT_RE.fullmatch(last) is not None and block.text.endswith(last)
    return block.text.removesuffix(last).rstrip() if is_way_out else block.text


def without_adverts(block: Block) -> str:
    """Return the text of a block without its links behind a mark of adverts, and without one that leads out at its end.

    >>> without_adverts(Block("短信来了，[广告]急用钱上好借网又来了。", links=("急用钱上好借网",)))
    '短信来了，又来了。'
    >>> without_adverts(Block("他点开广告好借网，填了号码。", links=("好借网",), parts=("他点开广告", "好借网", "，填了号码。")))
    '他点开广告好借网，填了号码。'
    """
    text = _without_way_out(block)
    if not any(mark in text for mark in _MARKS):
        return text
    apart = {f"{mark}{link}" for mark, link in pairwise(map(str.strip, block.parts)) if mark in _MARKS}
    for link in block.links:
        for mark in (*_BRACKETED, *(mark for mark in _MARKS if f"{mark}{link}" in apart)):
            text = text.replace(f"{mark} {link}", "").replace(f"{mark}{link}", "")
    return text.strip()

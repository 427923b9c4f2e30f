"""Adverts that stand as lines between paragraphs, or as links inside one."""

from __future__ import annotations

import pytest

from pipelines.extract.advert_links import is_marked_advert, without_adverts
from pipelines.extract.blocks import Block

LINK = "急用钱就上好借网"


@pytest.mark.parametrize("mark", ["[广告]", "【广告】", "（推广）", "(贊助)", "［廣告］"])
@pytest.mark.parametrize("space", ["", " "])
def test_a_link_behind_a_bracketed_mark_goes(mark: str, space: str) -> None:
    """However long the paragraph is."""
    long = "短信又来了三条，" * 20
    block = Block(f"{long}{mark}{space}{LINK}号码都不一样。", links=(LINK,), link_chars=len(LINK))

    assert without_adverts(block) == f"{long}号码都不一样。"


@pytest.mark.parametrize(
    "block",
    [
        Block(f"他点开广告{LINK}，填了号码。", links=(LINK,), parts=("他点开广告", LINK, "，填了号码。")),
        Block(f"广告里写着{LINK}。", links=(LINK,)),
        Block(f"短信里有{LINK}的地址。", links=(LINK,)),
        Block("这是一条广告。"),
    ],
)
def test_texts_about_adverts_stay(block: Block) -> None:
    """A mark that is a word of the sentence marks nothing."""
    assert without_adverts(block) == block.text
    assert not is_marked_advert(block)

"""Threads without an element for each post."""

from __future__ import annotations

import pytest

from pipelines.extract.blocks import Block
from pipelines.extract.flat_posts import next_post

HEAD, OTHER = Block("阿木 发表于 2012-3-4 10:20"), Block("小鱼儿 发表于 2012-3-4 11:20")
TEXT = Block("我收到一条短信，说我欠款。", "div")


@pytest.mark.parametrize(
    ("blocks", "body", "at"),
    [
        ((HEAD, TEXT, OTHER, TEXT), (1, 2, 3), 2),
        ((HEAD, Block("短信从哪里来", "h3"), TEXT, TEXT, OTHER, TEXT), (2, 3, 4, 5), 4),
        ((HEAD, TEXT, OTHER, TEXT, OTHER, TEXT), (1, 2, 3, 4, 5), 2),
        ((TEXT, OTHER, TEXT), (0, 1, 2), -1),
        ((HEAD, TEXT, Block(OTHER.text, "div"), TEXT), (1, 2, 3), -1),
        ((HEAD, TEXT, Block("2012-3-4 11:20"), TEXT), (1, 2, 3), -1),
        ((HEAD, TEXT, Block("小鱼儿 2012-3-4"), TEXT), (1, 2, 3), -1),
        ((HEAD,), (), -1),
    ],
)
def test_the_second_stamp_of_a_kind_ends_the_text(blocks: tuple[Block, ...], body: tuple[int, ...], at: int) -> None:
    """It must be in an element like the first one's, name a writer and say that somebody posted."""
    assert next_post(blocks, body) == at

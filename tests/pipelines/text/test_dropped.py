"""What the restorer of dropped words promises beside its cases."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.text.dropped import restore_dropped

PIECES = (
    *"问题不谁的，。：”了就个", "遇到骚扰", "解决", "关于", "存在", "这些", "隐私", "日益突出", "得不到解决", "询", "如果", "催收", " " * 40,
    "问，", "的问", "是他们反复说起过的", "这么多年以来一直都没有人来管",
)  # fmt: skip
lines = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


@settings(max_examples=300, deadline=None)
@given(line=lines)
def test_what_stands_far_away_makes_no_difference(line: str) -> None:
    """A sentence reads alike at the head of a line and behind much else on it."""
    far = "我收到一条短信，已经还清了。" * 5
    assert restore_dropped(far + line).text == far + restore_dropped(line).text


@settings(max_examples=300, deadline=None)
@given(above=lines, below=lines)
def test_lines_are_read_one_by_one(above: str, below: str) -> None:
    """What the line before says is no word of the next, unless that begins with the 题."""
    if not below.startswith("题"):
        whole = restore_dropped(f"{above}\n{below}").text
        assert whole == f"{restore_dropped(above).text}\n{restore_dropped(below).text}"

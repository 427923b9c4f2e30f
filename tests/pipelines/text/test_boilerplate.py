"""What the rules of boilerplate promise beside their cases."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.lexicon import furniture
from pipelines.text.boilerplate import begins_like_furniture, boilerplate_rule, drop_boilerplate, rule_of_key
from pipelines.text.fold import fold
from pipelines.text.script import convert

TABLES = [table for table in vars(furniture).values() if isinstance(table, frozenset | tuple)]
WORDS = sorted({word for table in TABLES for entry in table for word in entry.split("|")})
AROUND = (
    *"：:，。 　\t*#-—[]【】()（）“”1290/|>、！Aa的一我發",
    "(fā)", "2024-05-01", "10:22", "作者", "删除", "次", "\u200b", "１", "2.", "20、", "聲明", "小編", "www.", "12345@",
)  # fmt: skip

lines = st.lists(st.sampled_from(WORDS) | st.sampled_from(AROUND), max_size=6).map("".join)


@settings(max_examples=1000, deadline=None)
@given(line=lines)
def test_what_is_not_looked_at_is_no_furniture(line: str) -> None:
    """Most lines are passed by their first characters; none of them would a rule have taken."""
    assert boilerplate_rule(line) == rule_of_key(fold(line))


def test_every_word_that_begins_furniture_is_looked_at() -> None:
    """Whatever a rule begins with gets its key, in either script."""
    for word in (*furniture.DISCLAIMER_STARTS, *furniture.CONTACT_STARTS, *furniture.FOLLOW_STARTS):
        assert begins_like_furniture(word), word
        assert begins_like_furniture(f"【{convert(word)}】，"), word


def test_prose_is_passed() -> None:
    """Lines of an article begin in other ways, numbered ones and quotations among them."""
    for line in (
        "我收到一条短信，很害怕。",
        "2. 截图保存，再报警。",
        "“您已逾期，请还款。”",
        "三、催收",
        "信息里说，今天到期。",
    ):
        assert not begins_like_furniture(line), line


@given(above=st.integers(0, 12), below=st.integers(0, 12), word=st.sampled_from(sorted(furniture.FIELD_WORDS)))
def test_a_bare_word_is_a_field_near_an_edge_only(above: int, below: int, word: str) -> None:
    """In the middle of a text of sentences a word that labels other things too is a heading."""
    around = "我收到一条短信，很害怕。"
    text = "\n".join([around] * above + [word] + [around] * below)

    assert (drop_boilerplate(text).text == text) == (above > 6 and below > 4)

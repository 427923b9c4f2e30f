"""The stage for lines of a site: only at the edges, exact, idempotent, and nothing without a profile."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.edits import apply
from pipelines.errors import InputError
from pipelines.lexicon.line_shape import line_shape
from pipelines.text import STAGES, SiteProfile, clean, stages_for
from pipelines.text.site_lines import RULE, DropSiteLines, is_sentence

OWN = ("稻谷论坛 第3帖", "慢慢聊，不着急", "（完）")
PROFILE = SiteProfile(lines=frozenset(map(line_shape, OWN)), titles=frozenset({"稻谷"}))
STAGE = DropSiteLines(PROFILE)

lines = st.lists(
    st.sampled_from(
        [*OWN, "稻谷论坛 第99帖", "", "短行", "电话打不通。", "我没借过，也没签过，更没收到钱", "欠款 300元</p>"]
    ),
    max_size=12,
)
profiles = st.builds(
    SiteProfile,
    lines=st.frozensets(st.text(max_size=6), max_size=4),
    titles=st.frozensets(st.text(max_size=6), max_size=4),
)


@given(told=lines)
def test_edits_are_exact_and_of_one_rule(told: list[str]) -> None:
    """Applying them gives the text; what goes are known lines, whole; without change there are none."""
    text = "\n".join(told)
    cleaned = STAGE(text)
    assert apply(text, cleaned.edits) == cleaned.text
    assert (cleaned.edits == ()) == (cleaned.text == text)
    assert {edit.rule for edit in cleaned.edits} <= {RULE}
    assert all(line_shape(edit.before) in PROFILE.lines for edit in cleaned.edits)


@given(told=lines)
def test_a_second_run_changes_nothing(told: list[str]) -> None:
    """Neither of the stage nor of the whole chain with it."""
    text = "\n".join(told)
    once = STAGE(text).text
    assert STAGE(once).text == once
    whole = clean(text, stages_for(PROFILE)).text
    assert clean(whole, stages_for(PROFILE)).edits == ()


@given(told=lines)
def test_a_clean_text_may_be_given_the_profile_later(told: list[str]) -> None:
    """The chain with the profile gives the same for a text and for the same text cleaned without it.

    Unless a line of the site is what decides, for the page as a whole, whether its glosses are glosses.
    """
    text = "\n".join(told)
    assert clean(clean(text).text, stages_for(PROFILE)).text == clean(text, stages_for(PROFILE)).text


@settings(max_examples=50)
@given(text=st.text(st.characters(), max_size=60))
def test_an_empty_profile_is_none(text: str) -> None:
    """The stage with an empty profile is the identity, and leaves the chain as it is."""
    assert DropSiteLines(SiteProfile())(text).edits == ()
    assert stages_for(SiteProfile()) == stages_for(None) == STAGES


@pytest.mark.parametrize(
    "text",
    [
        "我想还钱。\n慢慢聊，不着急\n他这样劝我，可是我急。",
        "甲乙\n丙丁\n戊己\n（完）\n我想还钱。\n庚辛\n壬癸\n子丑\n（完）\n寅卯。",
        "我说了慢慢聊，不着急",
    ],
    ids=["between sentences", "behind three short lines", "part of a line"],
)
def test_further_in_the_same_words_stay(text: str) -> None:
    """A site's line in the middle of an article is the article's."""
    assert STAGE(text).edits == ()


def test_lines_at_both_ends_go_over_short_ones() -> None:
    """Two short lines of the page may stand between the site's lines and the edge; they stay."""
    text = "（完）\n第八回\n稻谷论坛 第8帖\n我想还钱。\n慢慢聊，不着急\n昨天\n（完）"
    assert STAGE(text).text == "第八回\n我想还钱。\n昨天"


@given(profile=profiles)
def test_profiles_survive_json(profile: SiteProfile) -> None:
    """A profile read back is the same, with the same digest, and pickles."""
    again = SiteProfile.from_json(profile.to_json())
    assert again == profile
    assert again.digest == profile.digest
    assert pickle.loads(pickle.dumps(DropSiteLines(profile))) == DropSiteLines(profile)  # noqa: S301 - our own bytes


@pytest.mark.parametrize(
    "text", ["", "{", "[" * 3_000, "[]", "{}", '{"lines": "完", "titles": []}', '{"lines": [1], "titles": []}']
)
def test_what_is_no_profile_is_refused(text: str) -> None:
    """The error says what is needed and how to make one."""
    with pytest.raises(InputError, match="lendersms profile SITE --json"):
        SiteProfile.from_json(text)


def test_prose_is_told_from_labels() -> None:
    """Stops, commas and length make a sentence; dates and names do not."""
    assert all(map(is_sentence, ("好吗？", "一，二，三", "长" * 41)))
    assert not any(map(is_sentence, ("2024-05-01 10:22", "上一篇：短信", "甲，乙")))

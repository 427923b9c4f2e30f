"""A row under the profile of its site: what goes, what is read again, and that nothing else changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

from hypothesis import given, reject, settings
from hypothesis import strategies as st

from pipelines.lexicon.line_shape import line_shape
from pipelines.profiles.rows import with_profile
from pipelines.records import read_article, read_page
from pipelines.text import SiteProfile, clean, stages_for
from pipelines.types import Kept, RawPage, Rejected

SITE = SiteProfile(lines=frozenset(map(line_shape, ("稻谷论坛 第1帖", "慢慢聊，不着急"))), titles=frozenset({"稻谷"}))
STORY = (
    "上個(gè)月收到借唄的催收短信，說我逾期欠款三千元，可是我從來沒有借過這筆錢。",
    "我打了客服電話核實(shí)，對方說短信是系統(tǒng)發(fā)的，要我先還上，不然就起訴。",
    "郵箱是abc123@mail.example，我把截圖發(fā)了過去，***也沒有回。",
)
FOOT = ("稻穀論壇 第12帖", "慢慢聊,不著急")


def page(*lines: str, title: str = "借呗催收短信说要起诉 - 稻谷") -> RawPage:
    """A saved page of these lines."""
    body = "".join(f"<p>{line}</p>" for line in lines)
    html = f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"
    return RawPage(
        url="http://farm.example.com/1",
        body=html.encode(),
        fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
        source="practice",
    )


def kept(*lines: str) -> Kept:
    """The row of a page of these lines."""
    outcome = read_page(page(*lines))
    assert isinstance(outcome, Kept)
    return outcome


def known(row: Kept, profile: SiteProfile = SITE) -> Kept:
    """The row under the profile, kept."""
    outcome = with_profile(row, profile)
    assert isinstance(outcome, Kept)
    return outcome


def test_the_sites_lines_go_with_their_rule() -> None:
    """Text, counts and digests are those of a page that never had the lines; the edits tell the lines by their rule."""
    with_lines, without = known(kept(*STORY, *FOOT)), kept(*STORY)
    assert with_lines.record.text == without.record.text
    assert with_lines.record.n_chars == len(without.record.text)
    assert with_lines.record.text_sha256 == sha256(without.record.text.encode()).hexdigest()
    assert dict(with_lines.record.changes)["boilerplate.site"] == 2
    assert [edit.before.strip("\n") for edit in with_lines.edits if edit.rule == "boilerplate.site"] == [*FOOT]


def test_the_text_is_that_of_the_chain_with_the_profile() -> None:
    """It makes no difference whether the profile is known before the page is read or after."""
    article = read_article(page(*STORY, *FOOT))
    assert known(kept(*STORY, *FOOT)).record.text == clean(article.text, stages_for(SITE)).text


def test_edits_stay_spans_of_the_extracted_text() -> None:
    """Applying them to the extracted text gives the row's text, personal data aside; none quotes it."""
    article = read_article(page(*STORY, *FOOT))
    row = known(kept(*STORY, *FOOT))
    pieces, at = [], 0
    for edit in row.edits:
        pieces += [article.text[at : edit.start], edit.after]
        at = edit.end
    assert "".join([*pieces, article.text[at:]]) == row.record.text
    assert not any("abc123" in edit.before for edit in row.edits)
    assert [edit.start for edit in row.edits] == sorted(edit.start for edit in row.edits)


def test_labels_are_read_off_the_new_text() -> None:
    """Offsets of lenders and messages hold in the text without a line above it."""
    above = SiteProfile(lines=frozenset({line_shape("拍拍贷频道导航页")}))
    row = known(kept("拍拍贷频道导航页", *STORY), above).record
    assert [lender.mention for lender in row.lenders if lender.start is not None] == ["借呗"]
    assert all(row.text[one.start : one.end] == one.mention for one in row.lenders if one.start is not None)
    assert all(row.text[one.start : one.end] == one.text for one in row.messages or ())


def test_masks_are_counted_in_what_is_left() -> None:
    """A censor mask in a line that went is none of the text's."""
    masked = SiteProfile(lines=frozenset({line_shape("稻谷***频道")}))
    before = kept(*STORY, "稻谷***频道")
    assert (before.record.masked_words, known(before, masked).record.masked_words) == (2, 1)


def test_what_stands_behind_the_title_goes() -> None:
    """It is told among what was left out; a dash of the title itself stays."""
    row = known(kept(*STORY))
    assert row.record.title == "借呗催收短信说要起诉"
    assert ("title.site", "- 稻谷") in row.left_out
    assert dict(row.record.changes)["title.site"] == 1
    other = known(kept(*STORY), SiteProfile(titles=frozenset({"麦田"})))
    assert other.record.title == "借呗催收短信说要起诉 - 稻谷"


def test_a_row_without_the_lines_only_gets_the_digest() -> None:
    """Every row of the site says which profile it was given."""
    profile = SiteProfile(lines=frozenset({"别处的一行"}))
    row = kept(*STORY)
    assert with_profile(row, profile) == replace(row, record=replace(row.record, profile_digest=profile.digest))


def test_a_page_kept_for_its_sites_lines_is_withdrawn() -> None:
    """What remains is judged again: a recipe under a channel's slogan is no article about lenders' messages."""
    slogan = "借呗催收短信频道，逾期欠款怎么办？看这里。"
    recipe = (
        "土豆切丝泡水，热锅下油，葱花爆香，放土豆丝翻炒三分钟，加盐和醋出锅，最后撒一把葱花，趁热上桌，全家都喜欢吃。"
    )
    row = read_page(page(slogan, slogan.replace("借呗", "还呗"), recipe, title="土豆丝怎么炒才脆"))
    assert isinstance(row, Kept)
    outcome = with_profile(row, SiteProfile(lines=frozenset({line_shape(slogan)})))
    assert isinstance(outcome, Rejected)
    assert (outcome.text, outcome.url) == (recipe, "http://farm.example.com/1")
    assert outcome.text_sha256 == sha256(recipe.encode()).hexdigest()


@settings(max_examples=60, deadline=None)
@given(lines=st.lists(st.sampled_from([*STORY, *FOOT, "短句", "客服說：等一等。"]), max_size=5))
def test_a_profile_is_given_once(lines: list[str]) -> None:
    """Under the same profile again, a row stays."""
    row = read_page(page(*STORY, *lines))
    if not isinstance(row, Kept):
        reject()  # one line again and again makes no article
    outcome = with_profile(row, SITE)
    if isinstance(outcome, Kept):
        assert with_profile(outcome, SITE) == outcome

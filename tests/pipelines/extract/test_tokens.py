"""Markup cut into text and tags: nothing lost, nothing read twice, whatever is unclosed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.tokens import attributes, cut, tokens, unescape, written_attributes


def text_of(markup: str) -> str:
    """The text between the tags."""
    return "".join(text for text, *_ in tokens(markup))


@given(text=st.text(alphabet="短信，。 ab&;=\"'/!?-0", max_size=80))
def test_text_without_angles_is_one_token(text: str) -> None:
    """What holds no `<` is no markup."""
    assert list(tokens(text)) == [(text, None, None, None, None)]


@given(
    words=st.lists(st.sampled_from(["短信", " ", "。", "還款"]), max_size=12),
    tag=st.sampled_from(["b", "DIV", "h1", "x:y"]),
)
def test_tags_and_text_take_turns(words: list[str], tag: str) -> None:
    """Each piece of text comes out before the tag that stands behind it."""
    markup = "".join(f"{word}<{tag} class=a>" for word in words)

    assert list(tokens(markup)) == [
        *((word, "", tag, None, " class=a") for word in words),
        ("", None, None, None, None),
    ]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ('<a title="1 > 2">短信</a>', "短信"),
        ("<a title='<b>'>短信</a>", "短信"),
        ('<a href="/1"" title="x">短信</a>', "短信"),
        ('<p class=a"b>短信</p>', "短信"),
        ('<p class="a>短信</p>', "短信"),
        ("<div <p>短信</p>", "短信"),
        ("<p>1 < 2 短信", "1 < 2 短信"),
        ("短信<", "短信<"),
        ("短信<b", "短信"),
        ("<![CDATA[短信]]>", "短信]]>"),
        ("<?xml version='1.0'?><!DOCTYPE html>短信", "短信"),
        ("短信</>还款</ >", "短信还款"),
        ("短信<! 还款", "短信<! 还款"),
    ],
)
def test_broken_tags_cost_no_text(markup: str, text: str) -> None:
    """Slips in attributes and unclosed tags end where the next tag or `>` is."""
    assert text_of(markup) == text


def test_a_million_levels_are_few_tokens() -> None:
    """What takes a moment however deep elements nest; a tag written otherwise is a token of its own."""
    assert len(list(tokens("<div>" * 1_000_000 + "短信" + "</div>" * 1_000_000))) == len(["<", "</", "end"])
    assert len(list(tokens("<p><P><p class=a><p class=a></p></p></P>"))) == len(["p", "P", "a", "a", "/p", "/P", "end"])


@pytest.mark.parametrize("tag", ["script", "STYLE", "noscript", "textarea", "select", "svg", "iframe", "template"])
def test_elements_without_text_are_cut(tag: str) -> None:
    """With all that is in them, tags too; their names are bounded."""
    assert cut(f"一<{tag} a='>'>x<b>y</{tag.lower()} >二<{tag}x>三").visible == f"一二<{tag}x>三"


@pytest.mark.parametrize("tag", ["script", "style", "noscript", "title"])
def test_an_unclosed_element_is_not_cut(tag: str) -> None:
    """A browser would hide the rest of the page; here no text is lost."""
    assert cut(f"一<{tag}>二<p>三").visible == f"一<{tag}>二<p>三"


@pytest.mark.parametrize(
    ("markup", "visible"),
    [
        ("一<!-- <p>二 -->三", "一三"),
        ("一<!--[if IE]><p>二<![endif]-->三", "一三"),
        ("一<!-->二", "一二"),
        ("一<!-- 二", "一<!-- 二"),
        ("一<!-- 二 --><!-- 三", "一<!-- 三"),
        ("一\0二", "一二"),
    ],
)
def test_comments_are_cut(markup: str, visible: str) -> None:
    """Up to their end; one without end stays as text."""
    assert cut(markup).visible == visible


def test_statements_are_found_on_the_way() -> None:
    """The first title, and every piece of JSON-LD; other scripts are only cut."""
    markup = cut(
        "<title>短信 &amp; 还款</title><svg><title>x</title></svg><script>1</script><script type='application/ld+json'>{}</script>"
    )

    assert (markup.title, markup.json, markup.visible) == ("短信 & 还款", ("{}",), "")


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (' class="a b" id=c', {"class": "a b", "id": "c"}),
        (" CLASS='a' class=b", {"class": "a"}),
        (" hidden", {"hidden": ""}),
        (' title="&lt;b&gt;"', {"title": "<b>"}),
        (" style = 'display:none' /", {"style": "display:none"}),
        ("", {}),
    ],
)
def test_attributes_are_read(source: str, found: dict[str, str]) -> None:
    """In any quotes or none, the first of each name."""
    assert attributes(source) == found


@given(markup=st.text(alphabet="<>/!-=\"' abp短", max_size=60))
def test_any_markup_is_cut_and_split(markup: str) -> None:
    """Nothing raises, and characters of text outside of angles are kept in their order."""
    visible = cut(markup).visible

    got = text_of(visible)
    assert got.count("短") <= markup.count("短")
    if "<" not in markup:
        assert got == markup


@given(st.text(" abAB=\"'&;lt", max_size=40))
def test_attributes_are_those_written_with_their_references_resolved(source: str) -> None:
    """Who reads few attributes may resolve these alone and gets what everybody gets."""
    assert attributes(source) == {name: unescape(value) for name, value in written_attributes(source).items()}


def test_a_script_that_writes_markup_is_cut_out_whole() -> None:
    """What opens inside an element that is cut out is passed over with it, closed there or not."""
    markup = "一<script>'<style>' + '<!--'</script>二<style>p{}</style>三<!-- <script> -->四"
    assert cut(markup).visible == "一二三四"

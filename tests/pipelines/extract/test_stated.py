"""What a page states of itself: titles, authors and dates in its markup, and stated dates in all their notations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.metadata import marked_names, read_metadata
from pipelines.extract.stated import read_stated
from pipelines.extract.tokens import cut


@pytest.mark.parametrize(
    ("markup", "dates"),
    [
        ('<meta name="PubDate" content="2023-04-18 09:15">', ("2023-04-18 09:15",)),
        ('<meta name="weibo: article:create_at" content="2023-04-18">', ("2023-04-18",)),
        ("<time datetime='2023-04-18T09:15:30+08:00'>4月18日</time>", ("2023-04-18T09:15:30+08:00",)),
        ('<script type="application/ld+json">[{"datePublished": "2023-04-18"}]</script>', ("2023-04-18",)),
        ('<script type="application/ld+json">{"@graph": [{"datePublished": "2023-04-18"}]}</script>', ("2023-04-18",)),
        ('<script type="application/ld+json">{"pubDate": "2023-04-18", }</script>', ("2023-04-18",)),
        ('<script type="application/ld+json">{broken}</script>', ()),
    ],
)
def test_dates_are_found_wherever_they_are_stated(markup: str, dates: tuple[str, ...]) -> None:
    """In meta elements, times and JSON-LD, that may be no JSON at all."""
    assert read_metadata(cut(markup)).dates == dates


@pytest.mark.parametrize(
    ("markup", "marked"),
    [
        ("<span class=author>秦小满</span>", ("秦小满",)),
        ('<div class="post-author"><a href="/u/1"> 秦小满 </a></div>', ("秦小满",)),
        ('<a rel="author" href="/u/1">秦小满</a>', ("秦小满",)),
        ("<p>the author wrote</p>", ()),
        ("<span class=authority>来源</span>", ()),
    ],
)
def test_names_are_found_in_elements_named_for_the_author(markup: str, marked: tuple[str, ...]) -> None:
    """By class, relation or property; not where the word only begins another or stands in the text."""
    assert tuple(marked_names(markup)) == marked


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ("2023-04-18T01:15:30.123456Z", "2023-04-18T09:15:30+08:00"),
        ("2023-04-18 09:15:30 +0800", "2023-04-18T09:15:30+08:00"),
        ("20230418", "2023-04-18T00:00:00+08:00"),
        ("20230418091530", "2023-04-18T09:15:30+08:00"),
        ("202304180915", "2023-04-18T09:15:00+08:00"),
        ("20231341", None),
        ("1681780530000", "2023-04-18T09:15:30+08:00"),
        ("Tue, 18 Apr 2023 01:15:30 GMT", "2023-04-18T09:15:30+08:00"),
        ("2023年4月18日", "2023-04-18T00:00:00+08:00"),
        ("", None),
    ],
)
def test_every_notation_is_read(value: str, at: str | None) -> None:
    """ISO 8601, glued digits, seconds since 1970, mail's form, and printed ones."""
    date = read_stated(value)

    assert (date.at.isoformat() if date else None) == at


@given(value=st.text(max_size=40) | st.from_regex(r"[0-9TZ:+. -]{0,30}", fullmatch=True))
def test_any_value_is_a_date_or_none(value: str) -> None:
    """Nothing raises, and every date has China's offset."""
    date = read_stated(value)

    assert date is None or date.at.isoformat().endswith("+08:00")

"""What a page's data states about the article of its title, and what it states about others."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.page_data import PageData, read_page_data
from pipelines.extract.tokens import cut

TITLE = "收到短信的第一天"
NOTHING = PageData()


def read(page: str, title: str | None = TITLE) -> PageData:
    """The data of a page."""
    return read_page_data(cut(page).left_out, title)


@pytest.mark.parametrize(
    ("script", "found"),
    [
        (f'var msg_title = "{TITLE}"; var ct = "1236133230";', PageData(("1236133230",))),
        (f"var msg_title = '{TITLE}'; window.publish_time = '2009-03-04';", PageData(("2009-03-04",))),
        (f'var a = {{"title": "{TITLE}", "pubtime": 1236133230}};', PageData(("1236133230",))),
        (f'var a = {{"title": "{TITLE}", "meta": {{"author": "阿木"}}}};', PageData((), "阿木")),
        (f'{{"headline": "{TITLE}", "author": {{"nickname": "阿木"}}}}', PageData((), "阿木")),
        (f"var a = {json.dumps({'title': TITLE, 'publishTime': '2009-03-04'})};", PageData(("2009-03-04",))),
        ('var msg_title = "另一条短信"; var ct = "1236133230";', NOTHING),
        (f'var a = {{"title": "{TITLE}", "next": {{"title": "另一条", "pubtime": 1236133230}}}};', NOTHING),
        (f'var a = [{{"title": "{TITLE}"}}, {{"pubtime": 1236133230}}];', NOTHING),
        (f'var a = {{"title": "{TITLE}", "pubtime": true}};', NOTHING),
        (f'var title = "{TITLE}"; a.ct = "1236133230";', NOTHING),
        ('var ct = "1236133230";', NOTHING),
    ],
)
def test_data_speaks_of_the_title_beside_it(script: str, found: PageData) -> None:
    """Variables of the page and fields of one object count with the page's title; all others are of something else."""
    assert read(f"<title>{TITLE}</title><script>{script}</script>") == found


def test_variables_of_several_scripts_belong_together() -> None:
    """A title in one script and a day in another are of one page, the first of each counting."""
    page = f'<script>var ct = "1236133230";</script><script>var msg_title = "{TITLE}"; var ct = "1";</script>'

    assert read(page) == PageData(("1236133230",))


def test_a_comment_of_an_editors_system_is_read() -> None:
    """Its fields are enclosed in their names."""
    page = f"<!--enpproperty <date>2009-03-04 10:20:30.0</date><title>{TITLE}</title>/enpproperty--><!--x <date>2008</date>-->"

    assert read(page) == PageData(("2009-03-04 10:20:30.0",))


def test_without_a_title_nothing_is_believed() -> None:
    """There is nothing to know the article by."""
    page = '<script>var msg_title = ""; var ct = "1236133230";</script>'

    assert read(page, None) == read(page, "") == NOTHING


@given(st.text(f'<script>{TITLE}var ct="{{}}[]:,\\1', max_size=120))
def test_any_script_is_read(inside: str) -> None:
    """Nothing raises, whatever stands in it."""
    found = read(f"<script>{TITLE}{inside}</script>")

    assert found.author is None or found.author in inside

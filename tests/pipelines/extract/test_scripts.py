"""Bodies in the data of scripts: found where the page shows nothing, left alone where it shows its text."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract import extract
from pipelines.extract.scripts import find_in_scripts, prose_chars

LINES = (
    "昨天我收到一条短信，说我的信用分被扣了二十分。",
    "打开应用一看，分数没有变，短信里的网址也不是官方的。",
    "我把网址交给了反诈平台。",
)
TITLE = "冒充信用中心的短信"
DATA = {"props": [{"article": {"title": TITLE, "content": "".join(f"<p>{line}</p>" for line in LINES)}}], "n": None}
JSON = json.dumps(DATA, ensure_ascii=False)
SHELL = f"<title>{TITLE}_某某网</title><div id=app>加载中</div>"


@pytest.mark.parametrize(
    "script",
    [
        f"<script id=__NEXT_DATA__ type=application/json>{JSON}</script>",
        f"<SCRIPT>window.__INITIAL_STATE__={JSON};</SCRIPT>",
        f"<script>window.__NUXT__ = {JSON.replace('null', 'undefined')};(function(){{}})()</script>",
        f"<script>var data = JSON.parse({json.dumps(json.dumps(DATA))});</script>",
        f"<script>var a = {{b: 1}}, state = {JSON}</script>",
        f'<script type="application/ld+json">{json.dumps({"headline": TITLE, "articleBody": chr(10).join(LINES)})}</script>',
        f"<script>var d = {json.dumps({'title': TITLE, 'content': ''.join(f'&lt;p&gt;{line}&lt;/p&gt;' for line in LINES)})}</script>",
        f"<script>var d = {json.dumps({'title': TITLE, 'blocks': [{'type': 'text', 'text': line} for line in LINES]})}</script>",
    ],
    ids=["next", "state", "undefined", "parsed", "among others", "ld", "escaped", "blocks"],
)
def test_an_article_in_a_script_is_read(script: str) -> None:
    """Whatever form the data has."""
    article = extract(f"{SHELL}{script}".encode())

    assert article.text.split("\n") == list(LINES)
    assert article.title == TITLE


def test_a_page_that_shows_its_text_is_read_from_what_it_shows() -> None:
    """Data may hold other articles."""
    shown = "这一页上印着的文章在这里，它和脚本里的不是一回事，脚本里的是别的文章。" * 4
    script = f"<script>var d = {JSON}</script>"

    assert extract(f"<title>别的</title><div>{shown}</div>{script}".encode()).text == shown


@pytest.mark.parametrize(
    "script",
    [
        "<script>var d = {broken: '我收到一条短信，说我欠款三千元，要我马上还清，可是我从来没有借过钱。'};</script>",
        f"<script>var d = {JSON}",
        f"<script>var d = {'[' * 100_000}</script>",
        "<script>" * 1000,
        '<script>var d = {"labels": "首页 新闻 财经 体育 娱乐 时尚 汽车 房产 教育 科技 军事 历史 文化 读书 游戏 视频 图片"}</script>',
    ],
)
def test_what_is_no_data_or_no_prose_gives_nothing(script: str) -> None:
    """Code that is no JSON, an open script, depth without end, words without sentences."""
    assert find_in_scripts(script) is None


@given(text=st.text(max_size=40))
def test_only_prose_is_counted(text: str) -> None:
    """No text holds more prose than characters."""
    assert 0 <= prose_chars(text) <= len(text)


@given(
    value=st.recursive(
        st.text(max_size=9) | st.integers() | st.none(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner),
    )
)
def test_any_data_is_walked(value: object) -> None:
    """Short strings are no article, whatever holds them."""
    found = find_in_scripts(f"<script>d = {json.dumps(value, ensure_ascii=False)}</script>")

    assert found is None or prose_chars(found.text) >= 40

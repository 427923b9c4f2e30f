"""A glossed page is read as the same page without glosses, and handed on as printed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from crawler.practice.damage.converter import Converter, without_glosses
from crawler.practice.damage.script import to_traditional
from pipelines.extract import extract
from pipelines.text.glosses import GlossRemover
from pipelines.types import Article

TESTS = Path(__file__).parents[2]
COPIES: list[dict[str, Any]] = json.loads((TESTS / "cases" / "page_heads" / "text_pages.json").read_text("utf-8"))
PAGES = sorted((TESTS / "fixtures" / "extract" / "pages").glob("*.html"))
CONVERTER = Converter(glosses=3_500, lost="?", keeps_private_use=True)
MARKS = str.maketrans("！？", "!?")
NODE_RE = re.compile(r"<(script|style).*?</\1>|<!--.*?-->|<[^>]*>|([^<>\n]+)", re.DOTALL)


def glossed(line: str) -> str:
    """A line as the converter prints it, if no byte slips in it."""
    shown = CONVERTER.to_text(line)
    return shown if without_glosses(shown) == line else line


def both(text: str) -> tuple[str, str]:
    """A page in traditional script, and glossed: its text, not its tags."""
    plain = NODE_RE.sub(lambda node: to_traditional(node[0]).translate(MARKS) if node[2] else node[0], text)
    return plain, NODE_RE.sub(lambda node: glossed(node[0]) if node[2] else node[0], plain)


def read(text: str) -> Article:
    """The article of a page."""
    return extract(text.encode("utf-8"), "http://farm.example.com/2024/1.html")


def bare(text: str | None) -> str | None:
    """A text without glosses."""
    return text and GlossRemover("converter")(text).text


def told(article: Article) -> dict[str, object]:
    """What an article says, glosses apart."""
    return {
        "title": bare(article.title),
        "author": bare(article.author),
        "published_at": article.published_at,
        "section": bare(article.section),
        "comments": [(bare(one.author), one.posted_on, bare(one.text)) for one in article.comments],
        "related": [bare(title) for title in article.related],
        "text": bare(article.text),
    }


@pytest.mark.parametrize("copied", COPIES, ids=lambda copied: str(copied["label"]))
def test_glosses_change_nothing_of_a_copied_page(copied: dict[str, Any]) -> None:
    """Every part of a text page is found where it is found without glosses."""
    plain, shown = both("\n".join(copied["original"]))

    assert told(read(shown)) == told(read(plain))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_glosses_change_nothing_of_a_page(page: Path) -> None:
    """The same of pages of many systems."""
    plain, shown = both(re.sub("charset=[^\"'> ]+", "charset=utf-8", page.read_text("utf-8")))

    assert told(read(shown)) == told(read(plain))


def test_the_body_is_as_printed() -> None:
    """Its glosses are evidence of the bytes, and stay until the text is repaired."""
    plain, shown = both(
        "收到短信说我欠款\n楼主：阿木 时间：2024-05-01 10:20\n我没有借过钱，却收到催收短信，说我已经逾期。"
    )
    article = read(shown)

    assert article.text == shown.split("\n")[2] != plain.split("\n")[2]
    assert article.author == "阿木"


def test_lines_come_back_whatever_stands_in_them() -> None:
    """Tags, entities, lines that are no more than a gloss, and many lines that are not found as they stand."""
    line = "銀行發(fā)來<b>短信</b>說(shuō)我&nbsp;欠款{}元，要我還(hái)錢(qián)。"
    markup = read("<title>短信</title>" + "".join(f"<p>{line.format(at)}</p>" for at in range(30)))
    copied = read("收到短信說(shuō)我欠款\n銀行發(fā)來短信，說(shuō)我還(hái)沒(méi)還。\n(fā)")

    assert markup.text.split("\n")[29] == "銀行發(fā)來短信說(shuō)我 欠款29元，要我還(hái)錢(qián)。"
    assert copied.text.split("\n")[0] == "銀行發(fā)來短信，說(shuō)我還(hái)沒(méi)還。"


def test_an_authors_readings_stay() -> None:
    """A page whose author helps readers is no converter's: its title and lines keep what they say."""
    article = read("饕餮(tāo tiè)是什么\n“囧(jiǒng)”本义是光明，“槑(méi)”是梅的古字，都是少用的字。")

    assert (article.title, "囧(jiǒng)" in article.text) == ("饕餮(tāo tiè)是什么", True)

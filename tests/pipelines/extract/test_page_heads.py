"""Title, author and time of generated pages: forms of the Chinese web, times labels, separators, layouts, order and noise.

The forms are data (`cases/page_heads`), written from what content systems, newspapers and boards print, apart from the
tables of the code. Each form is asked for by itself; then pages are drawn with everything mixed, and what is read is
counted against what was written. What is not written must never be read.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from pipelines.extract import extract
from pipelines.types import CHINA, Article

_CASES: Final = Path(__file__).parents[2] / "cases" / "page_heads"
FORMS: Final[dict[str, Any]] = json.loads((_CASES / "forms.json").read_text("utf-8"))
NEGATIVES: Final[list[dict[str, Any]]] = json.loads((_CASES / "negative.json").read_text("utf-8"))
PAGES: Final = 500
_DAY: Final = datetime(2019, 10, 23, 9, 15, 30, tzinfo=CHINA)
"""A Wednesday before noon, of which every form tells the same."""
_MENU: Final = "".join(f"<a href=/{at}>{word}</a> | " for at, word in enumerate(("首页", "社会", "财经", "贷款问答")))


@dataclass(frozen=True, slots=True)
class Head:
    """A generated page and what is true of it."""

    markup: str
    title: str
    people: tuple[str, ...]
    at: datetime | None


def _filled(form: str, draw: random.Random, sentence: str = "") -> tuple[str, list[str]]:
    """A form with names in it, and those it names in their order."""
    a, b = draw.sample(FORMS["people"], 2)
    values = {"a": a, "b": b, "s": sentence, "p": draw.choice(FORMS["pens"])}
    values |= {"l": draw.choice(FORMS["latin"]), "d": draw.choice(FORMS["dotted"])}
    named = [values[key] for key in "abpld" if f"{{{key}}}" in form]
    return form.format(**values), named


def _laid_out(pieces: list[str], draw: random.Random) -> str:
    """The pieces of a byline on one line, or each in an element of its own."""
    if draw.random() < 0.5:
        line: str = draw.choice(FORMS["lines"])
        return line.format(draw.choice(FORMS["separators"]).join(pieces))
    at = 2 * draw.randrange(len(FORMS["rows"]) // 2)
    around, each = FORMS["rows"][at : at + 2]
    return str(around).format("".join(each.format(piece) for piece in pieces))


def _links(draw: random.Random) -> str:
    """A list of other articles with their days."""
    days = [f"{2003 + draw.randrange(20)}-0{1 + draw.randrange(9)}-1{draw.randrange(9)}" for _ in range(5)]
    return "".join(
        f"<li><a href=/a/{day}>另一条短信的来历{at}</a> <span>{day}</span></li>" for at, day in enumerate(days)
    )


def _around(core: str, title: str, draw: random.Random) -> str:
    """The page around a core: stated title, clock, menu, path, links, comments and rights, each there or not."""
    above = [
        draw.choice(("", "<div>今天是2026年2月3日 星期二</div>", "<div id=time>2026年02月03日</div>")),
        f"<div class=nav>{_MENU}</div>",
        draw.choice(("", "<div>当前位置：<a href=/>首页</a> &gt; <a href=/s>社会</a> &gt; 正文</div>")),
    ]
    below = [
        draw.choice(("", "<div>上一篇：<a href=/p>催收公司的一天</a></div>")),
        draw.choice(("", f"<div><h3>相关文章</h3><ul>{_links(draw)}</ul></div>")),
        draw.choice(("", "<div><h3>网友评论</h3><div>游客 发表于 2025-06-07 08:09:10</div><p>我也收到过。</p></div>")),
        draw.choice(("", "<div>Copyright © 2010-2024 安心网 版权所有</div>")),
    ]
    stated = draw.choice(FORMS["stated"]).format(t=title)
    return f"<html><head><title>{stated}</title></head><body>{''.join(above)}{core}{''.join(below)}</body></html>"


def page_head(byline: list[str], draw: random.Random, paragraphs: list[str], place: str = "under") -> tuple[str, str]:
    """A page with the byline's pieces above its title, under it or at its foot; the markup and the title."""
    title = draw.choice(FORMS["titles"])
    heading = draw.choice(FORMS["headings"]).format(t=title)
    body = "<div>" + "".join(f"<p>　　{line}</p>" for line in paragraphs) + "</div>"
    head = _laid_out(byline, draw) if byline else ""
    core = {"above": head + heading + body, "under": heading + head + body, "foot": heading + body + head}[place]
    return _around(core, title, draw), title


def drawn_page(seed: int) -> Head:
    """A page with everything drawn: what it has, in which form, order and layout."""
    draw = random.Random(seed)
    at = datetime(2003, 1, 1, tzinfo=CHINA) + timedelta(seconds=draw.randrange(20 * 365 * 86400))
    form = draw.choice([form for form in FORMS["dates"] if "星期" not in form and "上午" not in form])
    is_dated, kind = draw.random() < 0.85, draw.choice(("authors", "authors", "leads", "feet", "none"))
    paragraphs, named, pieces = list(FORMS["prose"]), list[str](), list[str]()
    if kind != "none":
        filled, named = _filled((chosen := draw.choice(FORMS[kind]))[0], draw, paragraphs[0])
        named = named[: chosen[1]]
        if kind == "authors":
            pieces.append(filled)
        elif kind == "leads":
            paragraphs[0] = filled
        else:
            paragraphs.append(filled)
    pieces += [draw.choice(FORMS["date labels"]) + at.strftime(form)] if is_dated else []
    pieces += draw.sample(FORMS["noise"], draw.randrange(4))
    draw.shuffle(pieces)
    markup, title = page_head(pieces, draw, paragraphs, draw.choice(("under", "under", "above")))
    return Head(markup, title, tuple(named), at if is_dated else None)


def _people(article: Article) -> list[str]:
    return [] if article.author is None else [article.author]


@pytest.mark.parametrize("form", FORMS["authors"], ids=lambda form: str(form[0]))
def test_an_author_is_read_from_each_form(form: tuple[str, int]) -> None:
    """Whatever the label, its mark and what stands around it, the people are named and no one else."""
    for seed in range(4):
        draw = random.Random(seed)
        filled, named = _filled(form[0], draw)
        markup, _ = page_head(["2019-10-23 09:15", filled, "浏览：25"], draw, FORMS["prose"])
        assert _people(extract(markup.encode())) == [" ".join(named[: form[1]])], markup


@pytest.mark.parametrize(
    ("form", "at"), [*((form, 0) for form in FORMS["leads"]), *((form, -1) for form in FORMS["feet"])], ids=str
)
def test_an_author_is_read_from_the_ends_of_the_text(form: tuple[str, int], at: int) -> None:
    """A telegram's head and a signature name who wrote it."""
    for seed in range(3):
        draw = random.Random(seed)
        filled, named = _filled(form[0], draw, FORMS["prose"][at])
        paragraphs = list(FORMS["prose"])
        paragraphs[at:] = (
            [filled, *paragraphs[1:]] if at == 0 else ([filled] if "{s}" in form[0] else [paragraphs[at], filled])
        )
        markup, _ = page_head(["2019-10-23 09:15"], draw, paragraphs)
        assert _people(extract(markup.encode())) == [" ".join(named[: form[1]])], markup


@pytest.mark.parametrize("place", ["above", "under", "foot"])
@pytest.mark.parametrize("form", [*FORMS["dates"], *FORMS["labelled dates"]])
def test_a_date_is_read_from_each_form(form: str, place: str) -> None:
    """To the minute where the form tells it, wherever the byline stands."""
    label = "发布时间：" if form in FORMS["labelled dates"] or place == "foot" else ""
    draw = random.Random(form)
    markup, _ = page_head([label + _DAY.strftime(form), "阅读 1024"], draw, FORMS["prose"], place)

    at = extract(markup.encode()).published_at

    assert at is not None, markup
    wanted = _DAY.replace(second=0) if "%M" in form else _DAY.replace(hour=0, minute=0, second=0)
    assert at.replace(second=0) == wanted, markup


@pytest.mark.parametrize("label", FORMS["date labels"])
def test_a_date_is_read_behind_each_label(label: str) -> None:
    """What a page calls its date makes no difference."""
    markup, _ = page_head([f"{label}2019-10-23 09:15:30", "评论：3"], random.Random(label), FORMS["prose"])

    assert extract(markup.encode()).published_at == _DAY


def test_what_is_written_is_read_on_drawn_pages() -> None:
    """Over pages with everything mixed: nearly all titles, authors and times, and none that is not there."""
    right, all_of = Counter[str](), Counter[str]()
    for seed in range(PAGES):
        head = drawn_page(seed)
        article = extract(head.markup.encode())
        people, at = " ".join(head.people) or None, head.at
        day = article.published_at.date() if article.published_at else None
        seen = {"title": article.title == head.title}
        seen["author" if people else "no author"] = article.author == people
        seen["day" if at else "no day"] = day == (at.date() if at else None)
        all_of.update(seen)
        right.update(key for key, is_right in seen.items() if is_right)
    shares = {key: right[key] / all_of[key] for key in all_of}
    assert (shares["no author"], shares["no day"]) == (1, 1)
    assert min(shares["title"], shares["author"], shares["day"]) >= 0.97, shares


@pytest.mark.parametrize("negative", NEGATIVES, ids=lambda negative: str(negative["label"]))
def test_nothing_is_invented(negative: dict[str, Any]) -> None:
    """Days and names that are not the article's are none, and lines of the text that tell them stay in it."""
    parts = {key: "".join(f"<div>{line}</div>" for line in negative.get(key, ())) for key in ("above", "head", "below")}
    prose = "".join(f"<p>{line}</p>" for line in (*negative.get("lines", ()), *FORMS["prose"]))
    title = FORMS["titles"][0]
    page = f"<title>{title}_安心网</title>{parts['above']}<h1>{title}</h1>{parts['head']}<div>{prose}</div>{parts['below']}"

    article = extract(page.encode())

    assert (article.author, article.published_at) == (None, None)
    assert [line for line in negative.get("kept", ()) if line not in article.text] == []

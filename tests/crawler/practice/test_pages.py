"""Pages: the truth is true, whatever was done to the bytes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from hashlib import sha256

import opencc
import pytest
from lxml import html as lxml_html

from crawler.practice import PracticePage, PracticeWeb, Truth
from crawler.practice.families import FAMILIES
from crawler.practice.hosts import SITES, site_of
from crawler.practice.pages import make_page
from crawler.practice.plan import ROLES
from crawler.practice.sheet import MARK

WITHOUT_WORDS_DAMAGE = {"mask", "dropped_word", "residue", "halfwidth", "generator", "mixed_script", "spaces"}


def whole(pages: list[PracticePage]) -> list[tuple[PracticePage, Truth]]:
    """The pages that hold an article from beginning to end, with its truth."""
    return [(page, page.truth) for page in pages if page.truth and page.truth.is_article and page.truth.is_whole]


def visible(page: PracticePage, charset: str | None) -> str:
    """The text of the page as a parser sees it, white space out."""
    tree = lxml_html.fromstring(page.body.decode(charset or "utf-8", "replace").encode(), parser=_PARSER)
    return "".join("".join(str(part) for part in tree.itertext()).split())


_PARSER = lxml_html.HTMLParser(encoding="utf-8")


def test_all_roles_and_sites_are_there(truths: list[Truth]) -> None:
    """Six hundred pages have six times what a hundred have, on every site."""
    assert Counter(truth.role for truth in truths) == {role: count * 6 for role, count in ROLES.items()}
    assert {truth.url.split("/")[2] for truth in truths} == {site.host for site in SITES}


def test_all_kinds_of_damage_occur(truths: list[Truth]) -> None:
    """Every kind of damage that the generator knows is on some page."""
    kinds = {kind for truth in truths for kind in truth.damage}
    assert kinds == {
        "mixed_script", "spaces", "charset", "comments", "contact", "disclaimer", "dropped_word", "generator", "gloss", "halfwidth", "header",
        "label", "mask", "related", "repeat", "residue", "site_line", "slip", "spam", "spin", "teaser", "traditional",
    }  # fmt: skip


def test_every_family_and_charset_occurs(truths: list[Truth]) -> None:
    """All families and charsets are used, true and false declarations, and none at all."""
    assert {site.family for site in SITES} == set(FAMILIES)
    assert {truth.charset for truth in truths} == {"utf-8", "gb18030", "big5", None}
    declared = {(truth.charset, truth.declared_charset) for truth in truths}
    assert declared >= {("gb18030", "utf-8"), ("utf-8", "gb2312"), ("big5", "utf-8"), ("utf-8", None), ("big5", "big5")}


def parts(web: PracticeWeb, page: PracticePage) -> list[PracticePage]:
    """The page and those on which its article goes on."""
    return [page, *(later for url in page.parts if (later := web.page(url)))]


def test_printed_is_on_the_page(web: PracticeWeb, pages: list[PracticePage]) -> None:
    """Each line of the body as printed stands on the page, or on one where it goes on, as a parser reads it."""
    for page, truth in whole(pages):
        text = "".join(visible(part, truth.charset) for part in parts(web, page))
        missing = [line for line in truth.printed.split("\n") if "".join(line.split()) not in text]
        assert not missing, (page.url, missing[:2])
        assert "".join(truth.printed_title.split()) in text


def test_a_long_article_goes_on_over_several_pages(web: PracticeWeb, pages: list[PracticePage]) -> None:
    """Every part is there, links to the next by 下一页, holds its own lines, and the last links to none."""
    long = [parts(web, page) for page in pages if page.parts]
    assert len(long) > 10
    for article in long:
        assert len(article) == 1 + len(article[0].parts)
        texts = [visible(part, part.truth.charset) for part in article if part.truth]
        assert [("下一頁" in text) for text in texts] == [True] * (len(texts) - 1) + [False]
        lines = ["".join(line.split()) for line in article[0].truth.printed.split("\n")] if article[0].truth else []
        assert [lines[-1] in text for text in texts] == [False] * (len(texts) - 1) + [True]
        assert [part.parts for part in article[1:]] == [article[0].parts[at:] for at in range(1, len(texts))]


def test_no_part_but_those_told(web: PracticeWeb, pages: list[PracticePage]) -> None:
    """An address of a part that an article does not have is no page."""
    page = next(page for page in pages if page.parts)
    beyond = page.parts[-1].replace(f"_{len(page.parts) + 1}.", f"_{len(page.parts) + 2}.")
    assert beyond != page.parts[-1]
    assert web.page(beyond) is None


def test_clean_pages_print_their_body(pages: list[PracticePage]) -> None:
    """Without damage to words, script and bytes, the truth, the source and the print are one and the same."""
    clean = 0
    for _, truth in whole(pages):
        if not {*truth.damage} & {*WITHOUT_WORDS_DAMAGE, "traditional", "gloss", "slip"}:
            assert truth.printed == truth.body == truth.source
            clean += 1
    assert clean > 20


def test_traditional_pages_convert_back(pages: list[PracticePage]) -> None:
    """On pages whose only damage to the body is the script, conversion back gives the truth (but for 着 and 著)."""
    back = opencc.OpenCC("t2s")
    seen = 0
    for _, truth in whole(pages):
        if "traditional" in truth.damage and not {*truth.damage} & {*WITHOUT_WORDS_DAMAGE, "gloss", "slip"}:
            assert back.convert(truth.printed).replace("著", "着") == truth.body.replace("著", "着")
            seen += 1
    assert seen > 5


def test_comments_and_byline_are_on_the_page(pages: list[PracticePage]) -> None:
    """Authors, comments and related links of simplified sites stand on the page as the truth has them."""
    seen = 0
    for page, truth in whole(pages):
        site = site_of(truth.url.split("/")[2])
        if site and site.script == "simplified" and site.converter is None:
            text = visible(page, truth.charset)
            for part in (truth.title, truth.author, *truth.related, *(one.text for one in truth.comments)):
                assert "".join((part or "").split()) in text
            seen += len(truth.comments)
    assert seen > 20


def test_times_are_as_precise_as_printed(truths: list[Truth]) -> None:
    """A site that prints a day has no hour in its truth; times carry China's offset."""
    for truth in truths:
        if truth.published_at is None:
            assert truth.precision is None
            continue
        offset = truth.published_at.utcoffset()
        assert offset
        assert offset.total_seconds() == 8 * 3_600
        if truth.precision == "day":
            assert (truth.published_at.hour, truth.published_at.minute) == (0, 0)
        if truth.precision != "second":
            assert truth.published_at.second == 0


def test_some_pages_have_no_byline(truths: list[Truth]) -> None:
    """There are pages without a date and without an author, so that inventing one is found out."""
    articles = [truth for truth in truths if truth.is_article]
    assert any(truth.published_at is None for truth in articles)
    assert any(truth.author is None for truth in articles)
    assert any(truth.author for truth in articles)


def test_reporters_are_authors_where_no_other_is_called_one(truths: list[Truth]) -> None:
    """A dateline's reporter wrote the report, whoever else the page names; who is called its author or poster stays."""
    signed = {
        (site_of(truth.url.split("/")[2]).family, f"{truth.author}）" in truth.source)  # type: ignore[union-attr]  # all sites are known
        for truth in truths
        if truth.is_article and "（记者" in truth.source
    }
    assert {family for family, is_reporter in signed if not is_reporter} == {"blog", "divsoup", "thread"}
    assert {family for family, is_reporter in signed if is_reporter} >= {"hidden", "layout", "portal"}


def test_messages_stand_in_the_body(truths: list[Truth]) -> None:
    """Quoted messages stand word for word in the truth's body, damaged page or not."""
    messages = [(truth, message) for truth in truths for message in truth.messages]
    assert len(messages) > 100
    assert all(message.text in truth.body for truth, message in messages)


def test_slips_are_told_by_the_truth(pages: list[PracticePage]) -> None:
    """A page whose truth tells no slip has lost no byte of its body."""
    for _, truth in whole(pages):
        if "slip" not in truth.damage:
            assert "\ufffd" not in truth.printed
            assert "?/p>" not in truth.printed


def test_cut_pages_end_early(pages: list[PracticePage]) -> None:
    """A page that is cut off lacks its end tag, and some are cut inside a character."""
    cut = [page for page in pages if page.truth and page.truth.role == "cut_off"]
    assert all(b"</html>" not in page.body for page in cut)
    tails = [page.body[-1] for page in cut]
    assert any(byte >= 0x80 for byte in tails)


@pytest.mark.parametrize(("role", "status"), [("missing", 404), ("gone", 410), ("loop", 302), ("empty", 200)])
def test_broken_pages(pages: list[PracticePage], role: str, status: int) -> None:
    """Broken pages break in the way that their role says, and their truth has no article."""
    broken = [(page, page.truth) for page in pages if page.truth and page.truth.role == role]
    assert broken
    assert {(page.status, truth.is_article) for page, truth in broken} == {(status, False)}
    assert all((page.body == b"") == (role == "empty") for page, _ in broken if page.status == 200)


def test_binary_pages_are_no_text(pages: list[PracticePage]) -> None:
    """A picture called HTML is no text in any charset."""
    binary = [page for page in pages if page.truth and page.truth.role == "binary"]
    assert binary
    assert all(page.body.startswith(b"\x89PNG") and b"\x00" in page.body for page in binary)


def test_noindex_pages_say_so(pages: list[PracticePage]) -> None:
    """Pages that ask not to be kept carry the meta tag, others do not."""
    for page, truth in whole(pages):
        assert (b"noindex" in page.body) == (not truth.is_public)


def test_every_page_says_that_it_is_made_up(pages: list[PracticePage]) -> None:
    """Lenders bear real names: whoever meets a page by itself reads in its head that nothing on it happened."""
    laid_out = [page for page, _ in whole(pages)]
    assert laid_out
    assert all(MARK.encode() in page.body.partition(b"</head>")[0] for page in laid_out)


def test_truth_is_json(truths: list[Truth]) -> None:
    """A truth is one line of JSON with all its fields."""
    for truth in truths[:100]:
        line = truth.to_json()
        assert "\n" not in line
        row = json.loads(line)
        assert row["body"] == truth.body
        assert row["published_at"] is None or row["published_at"].endswith("+08:00")


def test_the_same_bytes_in_any_process(web: PracticeWeb) -> None:
    """Another process with other hash seeds, asking in another order, makes the same pages."""
    code = (
        "from hashlib import sha256; from crawler.practice.pages import make_page\n"
        "pages = {n: make_page(7, n) for n in reversed(range(0, 120, 3))}\n"
        "print(sha256(b''.join(pages[n].body + pages[n].truth.to_json().encode() for n in sorted(pages))).hexdigest())"
    )
    here = [make_page(web.seed, number) for number in range(0, 120, 3)]
    want = sha256(b"".join(page.body + page.truth.to_json().encode() for page in here if page.truth)).hexdigest()
    for hash_seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "TZ": "America/Lima"}
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
        assert run.stdout.strip() == want

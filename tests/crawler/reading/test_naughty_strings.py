"""Strings made to break programs, and pages made to break readers, on the whole way: a row with all that could be seen.

Each string stands in every place of a page (title, byline, body, comment, address, headers), as a site would print it and
once more as bare markup. A reader reads the pages, a ledger stages the rows, Arrow writes them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Final

import pytest

from crawler.discovery.links import joined
from crawler.reading.reader import Reader
from crawler.reading.wire import pack_pages, unpack_pages
from pipelines.arrow import outcome_to_row, outcomes_to_batch, row_to_outcome
from pipelines.store.ledger import Ledger
from pipelines.types import Kept, Outcome, RawPage, Record, Rejected

NOW: Final = datetime(2026, 1, 1, tzinfo=UTC)
SITE: Final = "http://farm-a.example.com"
HEADING: Final = "借呗催收短信说要起诉"
STORY: Final = (
    "我在五月那天收到一条借呗催收短信，说我逾期欠款三千元，要我马上还清，否则就向法院起诉，还要联系我的家人和单位。"
)
LAST: Final = "最后我把短信和通话记录都交给了监管部门，等他们的答复。"
_SEEN_ANEW: Final = {"first_seen", "last_seen"}
"""Columns that the store fills."""


@dataclass(frozen=True, slots=True)
class Case:
    """`original` and what can be seen of it, `fixed`, both so many `times`, once where nothing is told."""

    label: str
    comment: str
    original: str
    fixed: str
    times: int = 1


CASES: Final = {
    case["label"]: Case(**case)
    for case in json.loads((Path(__file__).parents[2] / "cases" / "naughty" / "strings.json").read_text("utf-8"))
}


def body_of(text: str) -> str:
    """An article with that text in every place of it."""
    return (
        f"<html><head><title>{text}{HEADING}</title><meta name=author content='{text}'></head><body>"
        f"<h1>{text}{HEADING}</h1><p>作者：王{text}</p><p>{STORY}</p><p>那条短信里写着{text}这几个字。</p><p>{LAST}</p>"
        f"<h2>网友评论</h2><p>头像 林小雨-律师 2024-03-05</p><p>我{text}也收到过。</p></body></html>"
    )


def page_of(case: Case, number: int, printed: Callable[[str], str]) -> RawPage:
    """A page as the crawl hands it on: the address as of a link on another page, headers as bytes in Latin-1."""
    text = case.original * case.times
    raw = text.encode("utf-8", "surrogatepass")
    header, linked = raw.decode("latin-1"), raw.decode("utf-8", "replace")
    url = joined(SITE, f"/page/{number}/{linked}?q={linked}") or f"{SITE}/page/{number}"
    return RawPage(
        url=url,
        final_url=url,
        body=body_of(printed(text)).encode("utf-8", "surrogatepass"),
        fetched_at=NOW,
        source="practice",
        status=200,
        headers=(("content-type", f"text/html; charset={header}"), ("etag", header), (header, header)),
        asked_with=(("if-none-match", header),),
    )


def plain_page(body: str) -> RawPage:
    """A page with nothing strange beside its bytes."""
    raw = body.encode("utf-8", "surrogatepass")
    return RawPage(url=f"{SITE}/page/1", body=raw, fetched_at=NOW, source="practice")


def row_of(found: object) -> Record | Rejected:
    """The row of a page; no page here is a failure."""
    assert isinstance(found, Kept | Rejected), found
    return found.record if isinstance(found, Kept) else found


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """A process that reads."""
    with Reader() as made:
        made.start()
        yield made


@pytest.fixture(scope="module")
def pages() -> dict[str, RawPage]:
    """By label: the string as a site prints it."""
    return {label: page_of(case, number, escape) for number, (label, case) in enumerate(CASES.items())}


@pytest.fixture(scope="module")
def outcomes(reader: Reader, pages: Mapping[str, RawPage]) -> dict[str, Outcome]:
    """By label: what its page became."""
    found = dict(zip(pages, reader.read([*pages.values()]), strict=True))
    return {label: each for label, each in found.items() if not isinstance(each, tuple)}


def test_no_string_costs_its_page(pages: Mapping[str, RawPage], outcomes: Mapping[str, Outcome]) -> None:
    """Each page arrives at the reader as it was, and comes back as a row."""
    assert unpack_pages(pack_pages([*pages.values()])) == tuple(pages.values())
    assert set(outcomes) == set(CASES)


def test_all_that_could_be_seen_is_in_the_row(outcomes: Mapping[str, Outcome]) -> None:
    """The sentence around the string with what is visible of it, those before and behind it, and the heading."""
    for label, case in CASES.items():
        row = row_of(outcomes[label])
        seen = (STORY, f"那条短信里写着{case.fixed * case.times}这几个字。", LAST, HEADING)
        assert [each for each in seen if each not in f"{row.title}\n{row.text}"] == [], label


def test_strings_of_usual_length_change_no_verdict(outcomes: Mapping[str, Outcome]) -> None:
    """The page is kept, its comment with it; where one string is most of the page the row says why it is not."""
    for label, case in CASES.items():
        found = outcomes[label]
        if isinstance(found, Rejected):
            assert case.times > 1
            assert found.reason in {"not_chinese", "no_message"}
        else:
            assert found.record.comments, label
            assert str(found.record.comments[0].text).endswith("也收到过。"), label


def test_bare_markup_swallows_no_text(reader: Reader) -> None:
    """The same strings without any escaping open elements, comments and sections: what stands behind them is read."""
    bare = [page_of(case, number, str) for number, case in enumerate(CASES.values())]
    for label, found in zip(CASES, reader.read(bare), strict=True):
        row = row_of(found)
        assert [each for each in (STORY, LAST, HEADING) if each not in f"{row.title}\n{row.text}"] == [], label


def test_rows_are_the_same_behind_ledger_and_arrow(outcomes: Mapping[str, Outcome], tmp_path: Path) -> None:
    """Every column: staged as JSON, read back as Arrow, written as Arrow from the outcome itself."""
    rows = [outcome_to_row(found) for found in outcomes.values()]
    again = outcomes_to_batch(outcomes.values()).to_pylist()
    assert [outcome_to_row(row_to_outcome(row)) for row in again] == rows
    with Ledger.open(tmp_path / "d") as ledger:
        run = ledger.begin_run("collect", ["practice"])
        for found in outcomes.values():
            ledger.finish(str(row_of(found).url), found, run=run)
        staged = {row["id"]: row for row in ledger.waiting().to_pylist()}
    kept = [name for name in rows[0] if name not in _SEEN_ANEW]
    assert [{name: staged[row["id"]][name] for name in kept} for row in rows] == [
        {name: row[name] for name in kept} for row in rows
    ]


@pytest.mark.parametrize("is_closed", [True, False])
@pytest.mark.parametrize("depth", [100, 10_000, 100_000])
def test_nested_elements_lose_no_text(reader: Reader, depth: int, is_closed: bool) -> None:
    """However deep, what stands inside and what follows is in the row."""
    closers = "</div>" * depth if is_closed else ""
    [found] = reader.read([plain_page(f"<h1>{HEADING}</h1>{'<div>' * depth}<p>{STORY}</p>{closers}<p>{LAST}</p>")])
    assert row_of(found).text == f"{STORY}\n{LAST}"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param(f'<p title="{"短信；" * 1_150_000}">{STORY}</p>', STORY, id="ten megabytes of attribute"),
        pytest.param("<p>" + "\0".join(STORY) + "</p>", STORY, id="a NUL behind each character"),
        pytest.param(
            f"<p>{STORY}\ud800\udfff{LAST}</p>",
            f"{STORY}\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd{LAST}",
            id="halves of pairs",
        ),
    ],
)
def test_strange_bytes_lose_no_text(reader: Reader, body: str, text: str) -> None:
    """What cannot be kept is marked, one U+FFFD for each byte; the rest is in the row."""
    [found] = reader.read([plain_page(f"<h1>{HEADING}</h1>{body}<p>{LAST}</p>")])
    assert row_of(found).text == f"{text}\n{LAST}"

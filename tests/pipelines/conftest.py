"""Rows to store and publish: made here, so that these tests need no page and no rule."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from types import UnionType
from typing import Any, TypeAlias, get_args, get_origin, get_type_hints

import pytest
from hypothesis import strategies as st

from pipelines.schema import COMMENTER, PIPELINE_VERSION
from pipelines.store.addresses import Address
from pipelines.store.ledger import Ledger
from pipelines.types import Comment, Edit, Issue, Kept, Mention, Message, Outcome, Record, Rejected

MakeKept: TypeAlias = Callable[..., Kept]
MakeRejected: TypeAlias = Callable[..., Rejected]

START = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)
_LENDERS = ("青杉贷", "蓝湖金融", "小米粒借款")
_PLACES = ("下班路上", "开会的时候", "早饭还没吃完", "在菜市场", "给孩子开家长会", "刚换了手机号")


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _kept(number: int, **given: Any) -> Kept:  # noqa: ANN401 - any field of a record
    """A kept page; pages whose numbers differ by six tell the same story of another lender or amount."""
    lender = _LENDERS[number // 6 % 3]
    story = f"{_PLACES[number % 6]}收到{lender}的短信，说欠款{300 + number}元。\n可是从来没有借过这笔钱，第{number % 6}回了。"
    text = given.pop("text", story)
    at = text.find(lender)
    mention = Mention(
        id=f"l{number // 6 % 3}", name=lender, mention=lender, subject=True, start=at, end=at + len(lender)
    )
    row: dict[str, Any] = {
        "id": f"{number:016x}",
        "text": text,
        "url": f"http://farm-a.example.com/{number}",
        "site": "example.com",
        "source": "practice",
        "title": f"第{number}篇",
        "comments": (Comment(text="我也收到过", author=COMMENTER, posted_on=START.date()), Comment(text="别理它")),
        "related": ("还有一篇", "再来一篇"),
        "messages": (Message(text="请尽快还款", start=0, end=5, signature=lender, amounts=("300元", "5元")),),
        "published_at": START + timedelta(hours=number),
        "published_precision": "minute",
        "relevance": 0.9,
        "lenders": (mention,) if at >= 0 else (),
        "charset": "gb18030",
        "charset_confidence": 0.7,
        "n_chars": len(text),
        "masked_words": 0,
        "dropped_words": 0,
        "changes": (("gloss.pinyin", 2), ("script.t2s", 1)),
        "pii": (("phone", 1),),
        "fetched_at": START + timedelta(days=3, minutes=number),
        "http_status": 200,
        "raw_sha256": _digest(f"raw {number}"),
        "text_sha256": _digest(text),
        "pipeline_version": PIPELINE_VERSION,
    }
    return Kept(record=Record(**{**row, **given}), edits=(Edit("gloss.pinyin", 0, 4, "(yǎ)", "", 0.9),))


def _rejected(number: int, reason: str = "no_message") -> Rejected:
    text = f"第{number}条天气预报，和贷款无关。"
    return Rejected(
        id=f"{number:016x}",
        reason=reason,
        score=0.1,
        url=f"http://farm-a.example.com/{number}",
        site="example.com",
        source="practice",
        text=text,
        fetched_at=START,
        raw_sha256=_digest(f"raw {number}"),
        text_sha256=_digest(text),
        pipeline_version=PIPELINE_VERSION,
    )


@pytest.fixture(scope="session")
def kept() -> MakeKept:
    """Make a kept page by its number; fields can be given."""
    return _kept


@pytest.fixture(scope="session")
def rejected() -> MakeRejected:
    """Make a rejected page by its number."""
    return _rejected


def fill(data: Path, numbers: range) -> None:
    """Stage pages in a data folder; every seventh is rejected."""
    with Ledger.open(data) as ledger:
        run = ledger.begin_run("collect", ["practice"])
        found = (Address(url=f"http://farm-a.example.com/{number}", source="practice") for number in numbers)
        ledger.frontier(["practice"]).enqueue(found)
        for number in numbers:
            outcome = _rejected(number) if number % 7 == 6 else _kept(number)
            ledger.finish(f"http://farm-a.example.com/{number}", outcome, run=run)
        ledger.end_run(run, reason="finished", stats={"item_scraped_count": len(numbers)})


@pytest.fixture(scope="session")
def _full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of 60 staged pages, filled once."""
    data = tmp_path_factory.mktemp("full") / "data"
    fill(data, range(60))
    return data


@pytest.fixture
def data(_full: Path, tmp_path: Path) -> Path:
    """A data folder of its own with 60 staged pages: 52 kept, 8 rejected."""
    return Path(shutil.copytree(_full, tmp_path / "data"))


_TIMES = st.datetimes(
    datetime(1990, 1, 1),  # noqa: DTZ001 - hypothesis wants naive bounds and adds the zone itself
    datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))]),
)
_FLOATS = st.floats(0, 1, width=32)
_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_SPECIAL: dict[str, st.SearchStrategy[Any]] = {
    "quality": st.none()
    | st.fixed_dictionaries(
        {
            "repetition": _FLOATS,
            "spam_words": st.integers(0, 9),
            "generator_traces": st.integers(0, 9),
            "spun": _FLOATS,
            "truncated": st.booleans(),
        }
    ),
}
"""Fields whose types say less than their columns."""


_OURS = (Record, Rejected, Comment, Mention, Message, Issue, Edit)
_WITHIN_COLUMNS: dict[type, st.SearchStrategy[Any]] = {
    int: st.integers(0, 100),
    float: _FLOATS,
    str: _TEXTS,
    datetime: _TIMES,
    date: st.dates(),
}


def _any(hint: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401 - a type, or what typing makes of several
    """Any value that a type hint allows, within what its column holds."""
    if hint in _OURS:
        hints = get_type_hints(hint)
        return st.builds(hint, **{name: _any(each) for name, each in hints.items()} | _special(hints))
    if get_origin(hint) is tuple:
        members = [_any(each) for each in get_args(hint) if each is not ...]
        return st.lists(*members, max_size=2).map(tuple) if get_args(hint)[-1] is ... else st.tuples(*members)
    if get_origin(hint) is UnionType:
        return st.one_of(*map(_any, get_args(hint)))
    return _WITHIN_COLUMNS[hint] if hint in _WITHIN_COLUMNS else st.from_type(hint)


def _special(names: Iterable[str]) -> dict[str, st.SearchStrategy[Any]]:
    return {name: _SPECIAL[name] for name in names if name in _SPECIAL}


@pytest.fixture(scope="session")
def outcomes() -> st.SearchStrategy[Outcome]:
    """Any outcome a page can have."""
    kept = st.builds(
        Kept,
        record=_any(Record),
        edits=_any(tuple[Edit, ...]),
        left_out=_any(tuple[tuple[str, str], ...]),
    )
    either: st.SearchStrategy[Outcome] = kept | _any(Rejected)
    return either

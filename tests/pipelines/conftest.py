"""Rows to store and publish: made here, so that these tests need no page and no rule."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import strategies as st

from pipelines.store.ledger import Ledger
from pipelines.types import Comment, Edit, Kept, Mention, Message, Outcome, Record, Rejected

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
        "comments": (Comment(text="我也收到过", author="<人名>", posted_on=START.date()), Comment(text="别理它")),
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
        "pipeline_version": "0.1.0",
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
        pipeline_version="0.1.0",
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
        ledger.discover([f"http://farm-a.example.com/{number}" for number in numbers], source="practice")
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
_COUNTS = st.lists(st.tuples(_TEXTS, st.integers(0, 9)), max_size=3).map(tuple)
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
    "issues": st.none()
    | st.lists(st.fixed_dictionaries({"label": _TEXTS, "score": _FLOATS, "evidence": _TEXTS})).map(tuple),
    "changes": _COUNTS,
    "pii": _COUNTS,
}


def _any(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Any value of one of our types, within what its columns hold."""
    hints = {int: st.integers(0, 100), float: _FLOATS, str: _TEXTS, datetime: _TIMES}
    ordinary = {each.name: str(each.type) for each in fields(kind) if each.name not in _SPECIAL}
    special = {each.name: _SPECIAL[each.name] for each in fields(kind) if each.name in _SPECIAL}
    return st.builds(kind, **special, **{name: _column(annotation, hints) for name, annotation in ordinary.items()})


def _column(annotation: str, hints: dict[type, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    """The strategy of a field's annotation, such as `tuple[Comment, ...] | None`."""
    name = annotation.removesuffix(" | None")
    known = {kind.__name__: values for kind, values in hints.items()} | {
        "Precision": st.sampled_from(["second", "day"]),
        "bool": st.booleans(),
        "date": st.dates(),
    }
    if name.startswith("tuple["):
        inner = name.removeprefix("tuple[").removesuffix(", ...]")
        values = (
            known[inner]
            if inner in known
            else _any({"Comment": Comment, "Mention": Mention, "Message": Message}[inner])
        )
        strategy: st.SearchStrategy[Any] = st.lists(values, max_size=2).map(tuple)
    else:
        strategy = known[name]
    return strategy | st.none() if annotation.endswith(" | None") else strategy


@pytest.fixture(scope="session")
def outcomes() -> st.SearchStrategy[Outcome]:
    """Any outcome a page can have."""
    kept = st.builds(Kept, record=_any(Record), edits=st.lists(_any(Edit), max_size=2).map(tuple))
    either: st.SearchStrategy[Outcome] = kept | _any(Rejected)
    return either

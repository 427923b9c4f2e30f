"""Pages and samples for the tests of this folder."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipelines.annotation.entries import Source
from pipelines.annotation.pages import Page, page
from pipelines.annotation.sampling import Drawn

_OPENINGS = ("下班路上", "开会的时候", "早饭还没吃完", "在菜市场里", "刚换了手机号", "给孩子开家长会")
_STORIES = (
    "我收到招联金融的催收短信，说我逾期欠款三千元，再不还就起诉到法院，还打电话骚扰我的同事，一天打了二十几个电话。",
    "收到一条拍拍贷的短信，说额度已批，点开链接就能提现，回T退订也没有用，每天都来一条贷款的推销短信。",
    "央行公布了上月的金融数据，新增贷款同比多增，分析人士认为居民中长期借款有所回升，利率仍有下行的空间，市场反应平稳。",
    "医院的短信提醒我明天去复查，我把时间记在日历上，还约了同事一起吃午饭，下午又去图书馆还了两本借了很久的书。",
)


def make_page(number: int) -> Page:
    """A page of one of four stories, told on an occasion and site of its own."""
    text = f"{_OPENINGS[number % 6]}，{_STORIES[number % 4]}\n这是第{number}回，{_OPENINGS[(number * 5 + 1) % 6]}又想起这件事来。"
    return page(f"{number:016x}", text, f"第{number}篇", site=f"site-{number % 3}.example")


@pytest.fixture(scope="session")
def pages() -> list[Page]:
    """Forty pages."""
    return [make_page(number) for number in range(40)]


@pytest.fixture
def sample(pages: list[Page]) -> list[Drawn]:
    """Two drawn pages, the first one relevant."""
    return [Drawn(page=pages[number], stratum=("label", "channel.sms")) for number in (0, 2)]


@pytest.fixture
def source() -> Source:
    """A file that names no annotator."""
    return Source(name="f", annotator=None, changed_at=datetime(2026, 3, 1, tzinfo=UTC))

"""Pages of a site for profiles to be learned from: stories that have nothing in common but what a test adds."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TypeAlias

import pytest

from pipelines.profiles import Page

_WORDS = (
    *(
        "上个月",
        "邻居",
        "单位",
        "门卫",
        "半夜",
        "早班车",
        "菜市场",
        "孩子",
        "老师",
        "老家",
        "表哥",
        "信箱",
        "电话",
        "短信",
    ),
    *(
        "利息",
        "合同",
        "截图",
        "客服",
        "律师",
        "法院",
        "调解",
        "周末",
        "旧号码",
        "新手机",
        "营业厅",
        "账单",
        "工资",
        "房租",
    ),
    *(
        "医院",
        "车站",
        "咖啡",
        "雨天",
        "邮局",
        "台阶",
        "钥匙",
        "楼道",
        "窗口",
        "排队",
        "茶水间",
        "会议室",
        "出差",
        "散步",
    ),
)
_LINKS = ("说起", "想到", "遇见", "离开", "问过", "忘了", "翻出", "寄给", "挂断", "抱怨", "感谢", "绕过")

MakePages: TypeAlias = Callable[..., list[Page]]
Tell: TypeAlias = Callable[..., str]


def story(number: int, sentences: int = 6) -> str:
    """A story that shares words with others, and hardly a sentence."""
    rng = random.Random(number)

    def sentence() -> str:
        return "".join(rng.choice(_WORDS) + rng.choice(_LINKS) + rng.choice(_WORDS) for _ in range(3)) + "。"

    return "\n".join(sentence() for _ in range(sentences))


def make_pages(
    count: int, head: Sequence[str] = (), foot: Sequence[str] = (), site: str = "farm.example.com"
) -> list[Page]:
    """Pages of different stories between lines; `{n}` in a line is the page's number."""
    return [
        Page(
            id=f"{number:04}",
            site=site,
            text="\n".join(line.format(n=number) for line in (*head, story(number), *foot)),
            title=f"第{number}个故事",
        )
        for number in range(count)
    ]


@pytest.fixture(scope="session")
def pages() -> MakePages:
    """Make pages of different stories between lines."""
    return make_pages


@pytest.fixture(scope="session")
def tell() -> Tell:
    """Make one story."""
    return story

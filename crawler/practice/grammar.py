"""The grammar of the practice texts: templates with choices `[a|b]` and names `{name}`, filled from a stream.

Tables under `phrases/` hold the sentences; this module knows nothing of what they say.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_CHOICE_RE = re.compile(r"\[([^\[\]]*)\]")  # an innermost choice: no brackets inside
_NAME_RE = re.compile(r"\{(\w+)\}")

_DRAWN: dict[str, Callable[[random.Random], str]] = {
    "yuan": lambda rng: str(rng.choice((rng.randint(80, 999), rng.randint(1_000, 9_999), rng.randint(1, 60) * 1_000))),
    "cents": lambda rng: f"{rng.randint(1, 99):02d}",
    "days": lambda rng: str(rng.choice((1, 2, 3, 5, 7, 9, 12, 15, 18, 26, 31, 45, 60, 93))),
    "wait": lambda rng: str(rng.randint(4, 58)),
    "year": lambda rng: str(rng.randint(2012, 2023)),
    "month": lambda rng: str(rng.randint(1, 12)),
    "day": lambda rng: str(rng.randint(1, 28)),
    "d3": lambda rng: f"{rng.randint(100, 999)}",
    "d4": lambda rng: f"{rng.randint(1_000, 9_999)}",
    "d6": lambda rng: f"{rng.randint(100_000, 999_999)}",
    "code": lambda rng: "".join(rng.choices("abcdefghkmnpqrstuvwxyzABCDEFGHKMNPRSTUVWXYZ23456789", k=6)),
    "mobile": lambda rng: f"1{rng.randint(3, 9)}{rng.randint(0, 9)}0000{rng.randint(1_000, 9_999)}",
    "qq": lambda rng: f"{rng.randint(10, 39)}000{rng.randint(10_000, 99_999)}",
    "agency": lambda rng: (
        rng.choice("恒瑞信安诚博永泰") + rng.choice("达信诺通源和") + rng.choice(("资产", "信用管理", "商务咨询"))
    ),
    "firm": lambda rng: rng.choice("浩明正衡天鼎岳岭") + rng.choice("理诚和元泽川") + "律师事务所",
    "bank": lambda rng: rng.choice(
        ("工商银行", "建设银行", "交通银行", "浦发银行", "光大银行", "民生银行", "广发银行", "招商银行")
    ),
}


@cache
def table(name: str) -> dict[str, Any]:
    """Return the table `phrases/<name>.toml`.

    >>> table("issues_debt")["debt_not_owed"]["severity"]
    2
    """
    return tomllib.loads((files(__package__) / "phrases" / f"{name}.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes templates out; `facts` are the names that stay the same throughout an article."""

    rng: random.Random
    facts: Mapping[str, str]

    def write(self, template: str) -> str:
        """Return `template` with every choice made and every name filled.

        >>> Writer(random.Random(1), {"lender": "还呗"}).write("[|]{lender}发来短信")
        '还呗发来短信'
        """
        while "[" in template:
            template = _CHOICE_RE.sub(lambda match: self.rng.choice(match[1].split("|")), template)
        return _NAME_RE.sub(lambda match: self._fill(match[1]), template)

    def draw(self, templates: Sequence[str], count: int) -> list[str]:
        """Return `count` different templates (fewer if there are not so many), written out."""
        return [self.write(template) for template in self.rng.sample(templates, min(count, len(templates)))]

    def one(self, templates: Sequence[str]) -> str:
        """Return one of `templates`, written out."""
        return self.write(self.rng.choice(templates))

    def _fill(self, name: str) -> str:
        if name in self.facts:
            return self.facts[name]
        if name in _DRAWN:
            return _DRAWN[name](self.rng)
        return self.one(table("common")[name])

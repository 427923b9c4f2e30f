"""How often a stage's patterns walk over its text, counted and not timed.

Once at most where nothing is damaged, and nowhere more often because a text is longer.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import AnyStr, Final, Generic, cast

import pytest

from benchmarks.clean import lines
from pipelines.text import STAGES, privacy
from pipelines.text.dropped import restore_dropped
from pipelines.text.privacy import redact
from pipelines.text.privacy.kinds import Family
from pipelines.text.punctuation import widen_punctuation
from pipelines.types import Cleaned, Stage
from tests.pipelines.text.test_growth import PIECES, name_of

_WALKS: Final = {"finditer": 0, "findall": 0, "split": 0, "search": 0, "sub": 1}
"""The methods of a pattern that walk over a text, and which argument the text is; the others look at one place."""
_ONCE: Final = 1.1
"""One walk, and a look around what it finds."""
_TWICE: Final = frozenset({restore_dropped, redact})
"""`restore_dropped` walks for 问 and for 于: two literals cost a third of one pattern for both (measured: 4 and 12 ns a
character). `redact` walks over the shape for every family whose mark is there, and the articles are full of numbers and 微信."""
_SMALL, _LARGE = 600, 2_400


@dataclass(slots=True)
class Steps:
    """Characters that patterns walked over."""

    walked: int = 0

    def of(self, stage: Stage, text: str) -> float:
        """How often a stage walks over a text."""
        self.walked = 0
        stage(text)
        return self.walked / len(text)


@dataclass(frozen=True, slots=True)
class _Counted(Generic[AnyStr]):
    """A pattern that counts the characters it walks over."""

    pattern: re.Pattern[AnyStr]
    steps: Steps

    def __getattr__(self, name: str) -> object:
        method = getattr(self.pattern, name)
        return partial(self._walk, method, _WALKS[name]) if name in _WALKS else method

    def _walk(self, method: Callable[..., object], place: int, *arguments: object) -> object:
        text, *reach = cast("tuple[str, *tuple[int, ...]]", arguments[place:])
        start, end, *_ = (*reach, len(text)) if reach else (0, len(text))
        found = method(*arguments)
        self.steps.walked += (found.end() if isinstance(found, re.Match) else min(end, len(text))) - start
        return found


def counted(pattern: re.Pattern[AnyStr], steps: Steps) -> re.Pattern[AnyStr]:
    """The pattern, counting; its class is closed, so what counts only behaves like one."""
    return cast("re.Pattern[AnyStr]", _Counted(pattern, steps))


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Steps:
    """The count of what every pattern that a module of ours names walks over."""
    count = Steps()
    for name, module in list(sys.modules.items()):
        if name.startswith(("pipelines.text", "pipelines.lexicon")):
            for key, value in list(vars(module).items()):
                if isinstance(value, re.Pattern):
                    monkeypatch.setattr(module, key, counted(value, count))
    for key in ("FAMILIES", "_COUNTED_FAMILIES"):
        monkeypatch.setattr(privacy, key, tuple(_counted_family(each, count) for each in getattr(privacy, key)))
    return count


def _counted_family(family: Family, steps: Steps) -> Family:
    kinds = tuple(replace(kind, pattern=counted(kind.pattern, steps)) for kind in family.kinds)
    return replace(family, kinds=kinds, hint=counted(family.hint, steps))


@pytest.fixture(scope="module")
def articles() -> list[str]:
    """Paragraphs of undamaged articles, some together."""
    paragraphs = list(lines(100))
    return ["\n".join(paragraphs[at : at + 10]) for at in range(0, len(paragraphs), 10)]


def test_a_stage_that_walks_twice_is_seen(steps: Steps) -> None:
    """What counts is not blind: two searches that find nothing are two walks, one that finds at once is none."""
    missing, there = (counted(re.compile(mark), steps) for mark in "x短")

    def twice(text: str) -> Cleaned:
        list(missing.finditer(text))
        missing.sub("", text)
        there.search(text)
        return Cleaned(text=text)

    assert steps.of(twice, "短信" * 500) == pytest.approx(2, abs=0.01)


@pytest.mark.parametrize("stage", STAGES, ids=name_of)
def test_an_undamaged_text_is_walked_once_at_most(stage: Stage, steps: Steps, articles: list[str]) -> None:
    """Whatever the stage looks for: first whether its marks are there at all, which is no walk of a pattern."""
    undamaged = [text for text in articles if not stage(text).edits]
    assert undamaged
    walked = sum(steps.of(stage, text) * len(text) for text in undamaged)
    assert walked <= sum(map(len, undamaged)) * _ONCE * (1 + (stage in _TWICE))


def test_punctuation_is_walked_once_whatever_marks_are_there(steps: Steps) -> None:
    """Six rules, one walk."""
    text = "真的吗?!客服说:“可以”,于是(当天)还了;打1234,没人接.\n" * 50
    assert steps.of(widen_punctuation, text) <= _ONCE


@pytest.mark.parametrize("stage", STAGES, ids=name_of)
def test_a_longer_text_is_not_walked_more_often(stage: Stage, steps: Steps) -> None:
    """Rules for damage may each take a walk of their own, but how many does not depend on how much there is."""
    for piece in PIECES:
        small, large = (steps.of(stage, piece * (size // len(piece))) for size in (_SMALL, _LARGE))
        assert large <= small * _ONCE + _ONCE, repr(piece)

"""Articles to compare, written from a seed: long enough to have shingles, of sentences nobody shares."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TypeAlias

import pytest

from pipelines.dedup.masks import Masker

Write: TypeAlias = Callable[..., str]

LENDERS = ("青杉贷", "蓝湖金融", "蓝湖", "EasyLoan")
_CHARACTERS = [chr(code) for code in range(0x4E00, 0x4E00 + 2_000)]


def _write(seed: int, sentences: int = 12) -> str:
    """An article about `{lender}` that owes `{amount}`; other seeds share no sentence with it."""
    rng = random.Random(seed)
    told = ["".join(rng.choices(_CHARACTERS, k=20)) for _ in range(sentences)]
    return "\n".join(
        f"{each}，{{lender}}{each[:3]}{{amount}}元。" if at % 3 == 0 else f"{each}。" for at, each in enumerate(told)
    )


@pytest.fixture(scope="session")
def write() -> Write:
    """Write an article by its seed, with `lender` and `amount` filled in."""

    def written(seed: int, lender: str = LENDERS[0], amount: int = 500, sentences: int = 12) -> str:
        return _write(seed, sentences).format(lender=lender, amount=amount)

    return written


@pytest.fixture(scope="session")
def mask() -> Masker:
    """Mask the lenders of these tests."""
    return Masker(LENDERS)

"""Decisions of people: one answer of one annotator to one question about one page, and the text it was given on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from pipelines.annotation.questions import Answer
from pipelines.dedup.minhash import SIZE, estimate, is_signed, sign
from pipelines.dedup.shingles import shingle, squeeze

ALIKE: Final = 0.8
"""Common shingles from which on a changed text is still the one that was decided on: some lines came or went."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One answer."""

    page: str
    """The row's id."""
    annotator: str
    question: str
    answer: Answer
    decided_at: datetime
    text_sha256: str
    """Of the text that the annotator read."""


def signature(text: str) -> bytes:
    """Return what is kept of a text that was decided on: enough to tell how alike a later one is, nothing to read.

    >>> len(signature("收到短信"))
    512
    """
    return bytes(sign(shingle([squeeze(text)])).tobytes())


def is_alike(one: bytes, other: bytes) -> bool:
    """Return whether the texts of two signatures are so alike that what holds of one holds of the other.

    Texts too short to be signed are alike to none: only the same digest tells that they are the same.

    >>> text = "".join(map(chr, range(0x4E00, 0x4F00)))
    >>> is_alike(signature(text), signature(text[5:])), is_alike(signature(text), signature(text[128:]))
    (True, False)
    >>> is_alike(signature("短信"), signature("短信"))
    False
    """
    signatures = np.frombuffer(one + other, np.uint32).reshape(2, SIZE)
    return bool(is_signed(signatures).all() and estimate(signatures[:1], signatures[1:])[0] >= ALIKE)

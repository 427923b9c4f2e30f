"""The damage that repair is judged on: made as its mechanism makes it, the same from the same seed."""

from __future__ import annotations

import random

import pytest

from benchmarks import noise
from benchmarks.noise import Annotations, Glosses

TEXT = "貸款APP發來短信，說戶頭欠款。"


def test_glosses_stand_on_bytes() -> None:
    """款 and A form the bytes of 預, so the letter is glossed."""
    assert "款A(yù)PP" in Glosses()("貸款APP", random.Random(1))


@pytest.mark.parametrize(
    ("style", "part"),
    [
        (Glosses(base="character"), "發(fā)來(lái)短信"),
        (Glosses(base="character", tone="digit"), "發(fa1)來(lai2)短信"),
        (Glosses(base="character", tone="none", brackets="〔〕"), "發〔fa〕來〔lai〕短信"),
        (Glosses(base="character", inside=" ", before=" "), "發 ( fā )來 ( lái )短信"),
        (Glosses(base="character", is_every=True), "短(duǎn)信(xìn)"),
        (Glosses(base="character", share=0.0), TEXT),
    ],
)
def test_styles_of_glosses(style: Glosses, part: str) -> None:
    """Tones, brackets, spaces and shares are as asked for."""
    assert part in style(TEXT, random.Random(1))


@pytest.mark.parametrize(
    ("maker", "text", "shown"),
    [
        (noise.narrowed, "真的，吗？（是）", "真的,吗?(是)"),
        (noise.shortened, "这些问题，问题日益突出，问题在哪", "这些问，问日益突出，问题在哪"),
        (noise.overdone, "你看着一个网站", "妳看著壹個網站"),
        (noise.restyled_masks, "没有面具", "没有面具"),
    ],
)
def test_makers_without_chance(maker: noise.Maker, text: str, shown: str) -> None:
    """What these makers do hangs on the text alone."""
    assert maker(text, random.Random(1)) == shown


def test_makers_compose_and_repeat() -> None:
    """The same seed gives the same damage, and every maker has its turn."""
    makers = (noise.half_traditional, noise.spaced, noise.leaky, noise.masked)
    text = "收到很多催收短信以后他们都说没有办法。\n“真的没有办法”，他说。" * 5

    assert noise.shown(text, makers, random.Random(7)) == noise.shown(text, makers, random.Random(7)) != text


def test_sentences_are_undamaged() -> None:
    """What is damaged later is plain simplified Chinese, and comes back from traditional script."""
    for sentence, _ in zip(noise.sentences("news", 1), range(20), strict=False):
        assert noise.to_simplified(noise.to_traditional(sentence)) == sentence


def test_an_author_reads_by_sense() -> None:
    """One character, two readings; what nobody needs has none."""
    every = Annotations(who="every", is_traditional=False)
    hard = Annotations(who="hard", is_traditional=False)

    assert every("重新，重要", random.Random(0)) == "重(chóng)新(xīn)，重(zhòng)要(yào)"
    assert hard("重新，重要", random.Random(0)) == "重(chóng)新，重要"

"""What is known saves time and changes no answer: old, of other rows, of other names or missing."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dedup import Known, Place, Row, Rows, learn, place
from pipelines.dedup.forest import Forest
from pipelines.dedup.known import Finder, Proven, digests
from pipelines.dedup.masks import Masker
from pipelines.dedup.minhash import sign
from pipelines.dedup.proof import find_leaks, prove
from pipelines.dedup.search import Search
from pipelines.dedup.shingles import shingle
from tests.pipelines.dedup.releasing import released

LENDERS = ("青杉贷", "蓝湖金融")
MASK = Masker(LENDERS)
CHARACTERS = [chr(code) for code in range(0x4E00, 0x4E00 + 2_000)]


def _text(story: int, begin: int, lender: int) -> str:
    """Eight sentences of a story from that one on: of stretches that overlap by half, one links its neighbours."""
    rng = random.Random(story)
    told = ["".join(rng.choices(CHARACTERS, k=16)) for _ in range(16)]
    return f"{LENDERS[lender]}。" + "。".join(told[begin : begin + 8])


ROWS = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 8), st.integers(0, 1), st.integers(0, 1)), max_size=9, unique=True
).map(
    lambda drawn: [
        Row(id=f"{story}{begin}{lender}{subject}", text=_text(story, begin, lender), subject=LENDERS[subject])
        for story, begin, lender, subject in drawn
    ]
)


def _learn(rows: Sequence[Row], mask: Masker, known: Known) -> tuple[list[Place], Known]:
    """What `learn` says, row by row."""
    columns = Rows.of(rows)
    places, learnt = learn(columns, mask, known)
    return places.told(columns.ids), learnt


def _groups(rows: Sequence[Row], names: Sequence[str]) -> set[frozenset[str]]:
    """The ids of rows that have one name."""
    groups: dict[str, set[str]] = {}
    for row, name in zip(rows, names, strict=True):
        groups.setdefault(name, set()).add(row.id)
    return {frozenset(group) for group in groups.values()}


@settings(max_examples=20, deadline=None)
@given(ROWS, st.lists(st.integers(0, 9), max_size=3), st.randoms(use_true_random=False))
def test_rows_that_come_in_any_portions_stand_as_if_all_came_at_once(
    rows: list[Row], cuts: list[int], rng: random.Random
) -> None:
    """Each time the places are those of all rows so far, searched from nothing; in the end as if there were no releases."""
    rng.shuffle(rows)
    there, known = list[Row](), Known()
    for first, last in pairwise(sorted({0, *cuts, len(rows)})):
        there += rows[first:last]
        rng.shuffle(there)
        places, known = _learn(there, MASK, known)
        assert places == place(there, MASK)
        there = released(there, places)
    fresh = place([replace(row, released=None) for row in there], MASK)
    last_placed = [row.released for row in there if row.released]
    for name in ("template_id", "cluster_id"):
        found, wanted = ([getattr(each, name) for each in of] for of in (last_placed, fresh))
        assert _groups(there, found) == _groups(there, wanted)


@settings(max_examples=25, deadline=None)
@given(ROWS, ROWS, ROWS)
def test_whatever_was_known_the_places_are_those_of_all_rows_anew(
    first: list[Row], second: list[Row], rows: list[Row]
) -> None:
    """Rows come and go, bridges between others among them; after two steps back the third stands as if alone."""
    known = _learn(second, MASK, _learn(first, MASK, Known())[1])[1]
    places, learnt = _learn(rows, MASK, known)
    assert places == place(rows, MASK)
    assert _learn(rows, MASK, learnt)[0] == places


def test_a_bridge_that_goes_takes_its_template_apart() -> None:
    """What only a third text linked is apart once that is gone, and together again once it is back."""
    one, between, other = (Row(id=str(at), text=_text(7, at, 0)) for at in (0, 2, 4))
    together, known = _learn([one, between, other], MASK, Known())
    apart, known = _learn([one, other], MASK, known)
    again, _ = _learn([one, other, between], MASK, known)
    assert len({each.template_id for each in together}) == len({each.template_id for each in again}) == 1
    assert len({each.template_id for each in apart}) == 2


def test_other_names_know_nothing() -> None:
    """What was learnt while a lender was unknown is not used once its name is masked."""
    told = [CHARACTERS[at : at + 4] for at in range(0, 120, 4)]
    rows = [Row(id=name, text="".join("".join(each) + name for each in told)) for name in LENDERS]
    known = _learn(rows, Masker(()), Known())[1]
    places, learnt = _learn(rows, MASK, known)
    assert places == place(rows, MASK) != place(rows, Masker(()))
    assert learnt.mask == MASK.digest != known.mask


def test_only_new_texts_are_signed_and_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that are known cost no shingle: with all of them known none is cut."""
    rows = [Row(id=str(at), text=_text(at, at % 3, 0)) for at in range(20)]
    known = _learn(rows, MASK, Known())[1]
    cut: list[str] = []

    def counted(texts: list[str]) -> object:
        cut.extend(texts)
        return shingle(texts)

    for module in ("templates", "copies"):
        monkeypatch.setattr(f"pipelines.dedup.{module}.shingle", counted)
    _learn(rows, MASK, known)
    assert cut == []
    _learn([*rows, Row(id="new", text=_text(99, 0, 0))], MASK, known)
    assert len(cut) == 1


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 8)), max_size=30), st.integers(0, 30))
def test_searching_the_rest_finds_what_searching_all_finds(drawn: list[tuple[int, int]], old: int) -> None:
    """Groups of the first rows, then the others against all: the groups of one search over all, many alike in a bucket."""
    texts = [_text(story, begin, 0) for story, begin in drawn]
    shingles = shingle(texts)
    signatures = sign(shingles)
    whole, half = Forest(np.arange(len(texts))), Forest(np.arange(min(old, len(texts))))
    list(Search(signatures, shingles.of, 0.5).join(whole))
    list(Search(signatures[:old], shingles.of, 0.5).join(half))
    stepwise = Forest(np.concatenate((half.labels(), np.arange(len(half.labels()), len(texts)))))
    list(Search(signatures, shingles.of, 0.5, np.arange(len(texts)) >= old).join(stepwise))
    assert stepwise.labels().tolist() == whole.labels().tolist()


def test_proof_with_what_was_proven_finds_what_it_finds_without(write: Callable[..., str], mask: Masker) -> None:
    """A new leak beside proven rows is found, and so is a proven row that moved to another split."""
    texts = [write(seed) for seed in range(30)]
    splits = ["train" if seed % 3 else "test" for seed in range(30)]
    found, proven = prove(texts, splits, mask, Proven())
    assert found == []
    twin = write(4, lender="蓝湖金融")
    more = ([*texts, twin], [*splits, "test"])
    assert [(link.one, link.other) for link in prove(*more, mask, proven)[0]] == [(4, 30)]
    assert prove(*more, mask, proven)[0] == find_leaks(*more, mask)
    moved = ["test" if at == 4 else split for at, split in enumerate(splits)]
    assert prove([*texts, texts[4]], [*moved, "train"], mask, proven)[0] != []


def test_nothing_is_kept_of_texts_that_are_gone() -> None:
    """What a removed text was known by leaves with it."""
    rows = [Row(id=str(at), text=_text(3, at, at % 2), subject=LENDERS[at % 2]) for at in range(6)]
    known = _learn(rows[:2], MASK, _learn(rows, MASK, Known())[1])[1]
    alone = _learn(rows[:2], MASK, Known())[1]
    for block in ("templates", "copies", "similarities"):
        for each in fields(getattr(alone, block)):
            kept, wanted = (getattr(getattr(of, block), each.name) for of in (known, alone))
            assert kept.tolist() == wanted.tolist(), (block, each.name)


@given(
    st.lists(st.binary(min_size=2, max_size=2), unique=True, max_size=30), st.lists(st.binary(min_size=2, max_size=2))
)
def test_digests_are_found_where_they_are(known: list[bytes], wanted: list[bytes]) -> None:
    """Whatever their bytes, NUL among them: the number of each, or -1."""
    found = Finder.of(digests(known, 2))(digests(wanted, 2)).tolist()
    assert found == [known.index(each) if each in known else -1 for each in wanted]

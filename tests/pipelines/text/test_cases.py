"""Every stage against its cases in `tests/cases/<stage>/`: `original` becomes `fixed`, and the report of it is true."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from pipelines.edits import apply
from pipelines.text import STAGES, clean
from pipelines.types import Cleaned

CASES: Final = Path(__file__).parents[2] / "cases"
STAGE_OF: Final[dict[str, Callable[[str], Cleaned]]] = {
    "clean": clean,
    **{stage.__module__.rpartition(".")[2]: stage for stage in STAGES},
}


@dataclass(frozen=True, slots=True)
class Case:
    """One case, and the stage it is for."""

    stage: str
    label: str
    comment: str
    original: str
    fixed: str


def read(kind: str) -> list[Case]:
    """The cases of one kind of all stages."""
    paths = {stage: CASES / stage / f"{kind}.json" for stage in sorted(STAGE_OF)}
    return [
        Case(stage=stage, **row)
        for stage, path in paths.items()
        if path.exists()
        for row in json.loads(path.read_text("utf-8"))
    ]


def name_of(case: Case) -> str:
    """The case as pytest prints it."""
    return f"{case.stage}: {case.label}"


@pytest.mark.parametrize("case", [*read("in-the-wild"), *read("synthetic"), *read("negative")], ids=name_of)
def test_case(case: Case) -> None:
    """The original becomes the fixed text, applying the edits gives it too, and it stays as it is."""
    cleaned = STAGE_OF[case.stage](case.original)

    assert cleaned.text == case.fixed, case.comment
    assert apply(case.original, cleaned.edits) == case.fixed
    assert STAGE_OF[case.stage](case.fixed).edits == ()


@pytest.mark.parametrize("case", read("known-failures"), ids=name_of)
@pytest.mark.xfail(strict=True, reason="known failure: promote the case when it passes")
def test_known_failure(case: Case) -> None:
    """The day a known failure is mended, its case must move."""
    assert STAGE_OF[case.stage](case.original).text == case.fixed


def test_every_stage_has_cases_and_negatives() -> None:
    """No stage without a case of damage and a case that looks like it and is none."""
    for stage in STAGE_OF:
        assert {"negative.json"} < {path.name for path in (CASES / stage).iterdir()}, stage


def test_labels_are_unique() -> None:
    """A label names one case of its stage and kind."""
    for kind in ("in-the-wild", "synthetic", "negative", "known-failures"):
        names = [name_of(case) for case in read(kind)]
        assert len(names) == len(set(names)), kind

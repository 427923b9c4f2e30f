"""The committed sample release is what the program makes now."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.practice.sample import make_sample

pytestmark = pytest.mark.slow

COMMITTED = Path(__file__).parents[1] / "datasets" / "practice" / "sample"


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the sample, made anew."""
    return _files(make_sample(tmp_path_factory.mktemp("made") / "sample"))


def test_the_sample_is_what_the_code_makes_now(made: dict[str, bytes]) -> None:
    """Run `make sample` when this fails, and name the change of output text in CHANGELOG.md."""
    committed = _files(COMMITTED)
    assert sorted(made) == sorted(committed)
    assert [name for name in sorted(made) if made[name] != committed[name]] == []


def test_the_sample_says_that_it_is_synthetic(made: dict[str, bytes]) -> None:
    """Nobody may take invented complaints about real names for the real thing."""
    assert b"**Synthetic data.**" in made["README.md"]

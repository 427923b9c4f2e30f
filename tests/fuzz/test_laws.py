"""The laws of strangers' bytes on ordinary days, on what broke one before, and that the search for more finds any."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fuzz.__main__ import Search, search
from tests.fuzz.laws import LAWS
from tests.fuzz.seeds import seeds, words

FOUND = Path(__file__).parents[1] / "fixtures" / "fuzz"
KEPT = sorted(path for path in FOUND.glob("*/*") if path.is_file())


@pytest.mark.parametrize("door", LAWS)
def test_the_laws_hold_on_ordinary_days(door: str) -> None:
    """What a search begins with breaks nothing, nor does a single word."""
    for body in (*seeds(door), *words(door), b""):
        LAWS[door](body)


@pytest.mark.parametrize("path", KEPT, ids=lambda path: f"{path.parent.name}: {path.name}")
def test_what_broke_a_law_breaks_it_no_more(path: Path) -> None:
    """Each was found by a search, or is what was found made short."""
    LAWS[path.parent.name](path.read_bytes())


def planted(body: bytes) -> None:
    """A law that hardly any bytes break."""
    if body.startswith(b"loan") and body.endswith(b"sms"):
        raise LookupError("planted")


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris has no wheel for this machine")
def test_a_search_finds_what_breaks_a_law(tmp_path: Path) -> None:
    """A search that never finds anything would prove nothing; one that found nothing says so."""
    asked = Search(runs=100_000, seed=1, found=tmp_path)
    whole = search(LAWS["robots"], seeds("robots"), words("robots"), replace(asked, runs=100))
    assert (whole.returncode, [*tmp_path.iterdir()]) == (0, []), whole.stderr
    broken = search(planted, [b"a text"], [b"loan", b"sms"], asked)
    [found] = tmp_path.iterdir()
    assert broken.returncode != 0
    assert "LookupError: planted" in broken.stdout + broken.stderr
    with pytest.raises(LookupError):
        planted(found.read_bytes())

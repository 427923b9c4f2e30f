"""The benchmark of the whole way ends by itself and tells both crawls."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


def test_the_benchmark_ends_and_shows_both_tables() -> None:
    """A small run: each crawl leaves its process, and every page of both was fetched."""
    command = [sys.executable, "benchmarks/whole_way.py", "--pages", "100"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=180)
    assert done.returncode in {0, 1}, "how fast a machine is decides no test"
    assert "Traceback" not in done.stderr, done.stderr
    for words in ("The whole way", "spider alone", "whole way", "Time of a page by stage"):
        assert words in done.stdout

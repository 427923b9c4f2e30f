"""One search for what breaks one law, in a process of its own: libFuzzer ends the process it runs in."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from typing import Any

OURS = ("pipelines", "crawler.discovery", "crawler.robots_txt", "crawler.saved")
"""Whose branches lead the search."""


def main(arguments: Sequence[str]) -> None:
    """Search for bytes that break the law named first (`tests.fuzz.laws robots`), with libFuzzer's own options behind it."""
    module, name, *options = arguments
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=list(OURS)):
        law = getattr(importlib.import_module(module), name)
    atheris.Setup(["hunt", *options], law)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])

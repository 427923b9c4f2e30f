"""What `verify` finds: one thing that is not as promised, with its cure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as promised."""

    path: Path
    what: str
    cure: str
    """How to get it back."""
    is_harmless: bool = False
    """Whether nothing is lost by it."""

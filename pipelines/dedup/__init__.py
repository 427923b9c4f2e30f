"""Which rows are copies of which, and which split a row belongs to: pure functions of the rows and the last release.

`place` is the way in: texts are masked (`masks`), cut into shingles (`shingles`), signed (`minhash`), searched for pairs
(`search`), joined to templates and clusters (`groups`) and given their splits (`splits`). `proof` looks for near-duplicates
between finished splits, through other hashes. No clock and no random number: the same rows give the same answer in
any order.
"""

from __future__ import annotations

from pipelines.dedup.groups import place
from pipelines.dedup.rows import Place, Released, Row

__all__ = ["Place", "Released", "Row", "place"]

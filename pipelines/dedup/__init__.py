"""Which rows are copies of which, and which split a row belongs to: pure functions of the rows and the last release.

`place` is the way in: texts are masked (`masks`), cut into shingles (`shingles`), signed (`minhash`), searched for pairs
(`search`), joined to `templates` and clusters of `copies`, named (`groups`) and given their splits (`splits`). `learn` does
the same with what is known from the last time (`known`), so that only new texts are compared, with all. `proof` looks for
near-duplicates between finished splits, through other hashes. No clock and no random number: the same rows give the
same answer in any order, and whatever was known before.
"""

from __future__ import annotations

from pipelines.dedup.groups import learn, place
from pipelines.dedup.known import Known
from pipelines.dedup.rows import Place, Places, Released, Row, Rows

__all__ = ["Known", "Place", "Places", "Released", "Row", "Rows", "learn", "place"]

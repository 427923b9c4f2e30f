"""The rows of a release that an SQL condition holds for.

DuckDB judges the condition over the release's files, which it sees as one table `rows`, and gives ids; the rows
themselves are read by us, so that types and order stay those of the release. The condition is what somebody typed: it
must be a single expression, and nothing but `rows` can be reached from it, no other file, no network, no setting.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from pipelines.errors import InputError

Ids: TypeAlias = npt.NDArray[np.bytes_]
"""Ids, sorted."""

_START: dict[str, str | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_persistent_secrets": False,
    "python_enable_replacements": False,
    "temp_directory": "",
    "memory_limit": "1GB",
}
"""Nothing is downloaded, looked up in our own variables, or written beside us; a condition that needs more memory fails."""
_LOCKS = ("SET TimeZone = 'UTC'", "SET enable_external_access = false", "SET lock_configuration = true")
"""From here on the files registered are all there is."""
_SHOWN = 200
"""Characters of DuckDB's complaint that are told: it may print the text of a row."""


def matching_ids(files: Sequence[Path], clause: str) -> Ids:
    """Return the ids of the rows in `files` (Parquet, one schema) for which `clause` is true.

    Raises:
        InputError: the clause is no text, no single SQL expression, names what is not there, or fails on a row.
    """
    # Loading these takes a fifth of the time that every command takes to start, and one option needs them.
    import duckdb  # noqa: PLC0415 - loaded where it is needed
    import pyarrow.dataset as ds  # noqa: PLC0415 - loaded where it is needed

    table = ds.dataset([str(path) for path in files])
    with duckdb.connect(":memory:", config=_START) as connection:
        connection.register("rows", table)
        for lock in _LOCKS:
            connection.execute(lock)
        try:
            clause.encode()
            duckdb.SQLExpression(clause)
            found = connection.execute(f"SELECT id FROM rows WHERE (\n{clause}\n)")  # noqa: S608 - one expression, as just checked, in a locked room
            return sorted_ids([row[0] for row in found.fetchall()])
        except (duckdb.Error, UnicodeEncodeError) as error:
            raise _wrong(clause, error, table.schema.names) from error


def _wrong(clause: str, error: Exception, columns: Sequence[str]) -> InputError:
    said = str(error).split("\n", 1)[0][:_SHOWN]
    return InputError(
        f"where {clause!r}: {said}; give one condition in DuckDB's SQL over the columns {', '.join(columns)}"
    )


def sorted_ids(ids: Sequence[str]) -> Ids:
    """Return ids as `are_among` wants them.

    >>> sorted_ids(["b", "a"]).tolist()
    [b'a', b'b']
    """
    return np.sort(np.array([each.encode() for each in ids], dtype=np.bytes_))


def are_among(ids: Sequence[str], wanted: Ids) -> npt.NDArray[np.bool_]:
    """Tell for each id whether it is wanted.

    >>> are_among(["a", "c", ""], sorted_ids(["c", "b"])).tolist()
    [False, True, False]
    >>> are_among(["a"], sorted_ids([])).tolist()
    [False]
    """
    asked = np.array([each.encode() for each in ids], dtype=np.bytes_)
    if not len(wanted):
        return np.zeros(len(asked), dtype=np.bool_)
    at = np.minimum(np.searchsorted(wanted, asked), len(wanted) - 1)
    found: npt.NDArray[np.bool_] = wanted[at] == asked
    return found

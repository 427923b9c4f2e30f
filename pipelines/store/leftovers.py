"""Files of parts that a compaction left behind: of the parts it merged, or, where it was killed, of the one it was making.

Nobody may take them for parts of a lost ledger (`adoption`): so the ledger is told of them before they are made.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pipelines.store.database import Database
from pipelines.store.files import cannot_write, sync
from pipelines.store.layout import part_path

_KEY: Final = "compaction"


def promise(database: Database, data: Path, into: int, merged: Sequence[int]) -> None:
    """Record that parts are to be merged into another; what an earlier compaction left is cleared first."""
    clear(database, data)
    value = json.dumps([into, *merged])
    database.execute("INSERT INTO meta (key, value) VALUES (?, ?)", (_KEY, value))


def clear(database: Database, data: Path) -> None:
    """Remove the files of a compaction that the ledger does not name as parts.

    Raises:
        DataError: a file cannot be removed.
    """
    told = database.query("SELECT value FROM meta WHERE key = ?", (_KEY,))
    if not told:
        return
    known = {number for (number,) in database.query("SELECT number FROM parts")}
    paths = [part_path(data, number) for number in json.loads(told[0][0]) if number not in known]
    try:
        for path in paths:
            path.unlink(missing_ok=True)
        if paths:
            sync(paths[0].parent)
    except OSError as error:
        raise cannot_write(paths[0], error) from error
    database.execute("DELETE FROM meta WHERE key = ?", (_KEY,))

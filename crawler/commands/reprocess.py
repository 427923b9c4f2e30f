"""`lendersms reprocess`: the archived pages once more, with the rules of today."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping
from typing import Final

from crawler.console.base_command import FAILED, OK, add_data_option, complain
from crawler.console.base_command import Command as Base
from crawler.console.rows_bar import rows_bar
from crawler.console.terminal import console
from crawler.counted import counted
from crawler.reading.readers import Readers
from crawler.saved.reprocessing import Fate, reprocess
from pipelines.store.layout import ledger_path
from pipelines.store.ledger import Ledger, without_ledger

_READ: Final[tuple[Fate, ...]] = ("changed", "unchanged", "failed")
_GONE: Final[Mapping[Fate, str]] = {
    "damaged": "records of the archive were damaged and are let go: the next run asks for their pages again",
    "lost": "pages of damaged parts are not in the archive: import their files again, or let the next run collect them",
}


class Command(Base):
    """Reads the archive again, in place; interrupted, call it again."""

    summary = "Read the archived pages again with the rules of today: same ids, new row versions"
    example = "lendersms reprocess --data datasets/practice"

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the folder."""
        add_data_option(parser)

    def execute(self, opts: argparse.Namespace) -> int:
        """Reprocess and tell what came of it."""
        data = self.data_of(opts)
        if not ledger_path(data).is_file():
            raise without_ledger(data)
        with Ledger.open(data) as ledger:
            pages = len(ledger.newest_captures())
            fates: Counter[Fate] = Counter()
            with self._readers() as readers, rows_bar("pages", pages) as told:
                for fate in reprocess(ledger, readers):
                    fates[fate] += 1
                    told(1)
            unarchived = ledger.unarchived()
        read = sum(fates[fate] for fate in _READ)
        left = counted(
            unarchived, "page is not archived and stays as it is", "pages are not archived and stay as they are"
        )
        console().print(
            f"{data}: {counted(read, 'page')} read again: {fates['changed']:,} changed, {fates['unchanged']:,} unchanged, "
            f"{fates['failed']:,} failed; {left}"
        )
        if fates["failed"]:
            complain(f"some pages cannot be read any more: `lendersms status --data {data}` tells why")
        for fate, what in _GONE.items():
            if fates[fate]:
                complain(f"{fates[fate]:,} {what}")
        return FAILED if fates["failed"] or any(fates[fate] for fate in _GONE) else OK

    def _readers(self) -> Readers:
        if self.settings is None:
            raise RuntimeError("Scrapy sets the settings before it runs a command")
        return Readers(self.settings.getint("READERS"))

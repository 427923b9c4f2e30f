"""`lendersms verify`: check every checksum and count of the releases."""

from __future__ import annotations

import argparse

from crawler.console.base_command import FAILED, OK, add_data_option, complain
from crawler.console.base_command import Command as Base
from crawler.console.terminal import console
from pipelines.publish.verify import verify


class Command(Base):
    """Names what does not hold, file by file; the status tells whether all does."""

    summary = "Check every checksum and count of the releases and the archive"
    example = "lendersms verify --data datasets/practice"

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the folder."""
        add_data_option(parser)

    def execute(self, opts: argparse.Namespace) -> int:
        """Verify and report."""
        data = self.data_of(opts)
        findings = verify(data)
        for finding in findings:
            note = "harmless: " if finding.is_harmless else ""
            run = f"; run `{finding.command}`" if finding.command else ""
            complain(f"{note}{finding.path}: {finding.what}; {finding.cure}{run}")
        if any(not finding.is_harmless for finding in findings):
            return FAILED
        console().print(f"{data}: every checksum and count holds")
        return OK

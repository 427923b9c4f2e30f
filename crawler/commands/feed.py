"""`lendersms feed`: rows that came, changed or went since a cursor, for a service that keeps up."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from typing import IO

import pyarrow as pa

from crawler.console.base_command import OK, STOPPED, add_data_option, complain
from crawler.console.base_command import Command as Base
from crawler.console.rows_bar import rows_bar
from pipelines.errors import InputError
from pipelines.publish.feed import CONFIGS, Feed, feed, lines


class Command(Base):
    """Prints changes, each with the cursor that goes on behind it; standard error tells the last one."""

    summary = "Print the rows added, changed and removed since a cursor, as JSON lines or Arrow"
    example = "lendersms feed --data datasets/practice"

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the cursor and the form."""
        parser.add_argument(
            "--since", metavar="CURSOR", help="where to go on (default: all rows of the newest release)"
        )
        parser.add_argument("--config", choices=CONFIGS, default=CONFIGS[0], help=f"default: {CONFIGS[0]}")
        parser.add_argument("--format", choices=("jsonl", "arrow"), default="jsonl", help="default: jsonl")
        add_data_option(parser)

    def execute(self, opts: argparse.Namespace) -> int:
        """Print the changes."""
        found = feed(self.data_of(opts), opts.since, config=opts.config)
        out = sys.stdout.buffer
        if opts.format == "arrow" and out.isatty():
            raise InputError("an Arrow stream is no text: send it into a file or a pipe, or print jsonl")
        try:
            with rows_bar("changes", found.changes) as told:
                for rows in write_arrow(found, out) if opts.format == "arrow" else write_lines(found, out):
                    told(rows)
        except BrokenPipeError:
            # Python flushes standard output once more at its end, and would complain then.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            complain("stopped before the end: the reader went away; go on from the last cursor it kept")
            return STOPPED
        complain(f"{found.changes:,} changes; go on later with --since {found.cursor}")
        return OK


def write_lines(found: Feed, out: IO[bytes]) -> Iterator[int]:
    """Write a JSON object for each change, flushed by batch; yield how many were written."""
    for batch in found.batches():
        out.writelines(f"{line}\n".encode() for line in lines(batch))
        out.flush()
        yield batch.num_rows


def write_arrow(found: Feed, out: IO[bytes]) -> Iterator[int]:
    """Write an Arrow stream, flushed by batch; yield how many changes were written."""
    with pa.ipc.new_stream(out, found.schema) as stream:
        for batch in found.batches():
            stream.write_batch(batch)
            out.flush()
            yield batch.num_rows

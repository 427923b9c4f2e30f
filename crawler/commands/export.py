"""`lendersms export`: a release, or a selection of it, as a file or folder."""

from __future__ import annotations

import argparse
from pathlib import Path

from crawler.console.base_command import OK
from crawler.console.base_command import Command as Base
from crawler.console.rows_bar import rows_bar
from crawler.console.terminal import console
from crawler.counted import counted
from pipelines.publish.export import FOLDER, export, format_of
from pipelines.publish.formats import FORMATS
from pipelines.publish.selection import ALL, CONFIGS, Selection, select


class Command(Base):
    """Writes rows to a path or URL, all of them or none."""

    summary = "Export a release or a part of it: Parquet, JSONL, CSV, Arrow, Hugging Face folder"
    example = 'lendersms export --data datasets/practice --where "severity >= 3" --out severe.csv'

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare what is taken and where it goes."""
        parser.add_argument(
            "--data", metavar="DIR", default="", help="a data folder, whose newest release it is, or a release's folder"
        )
        parser.add_argument("--config", choices=CONFIGS, default=ALL, help=f"{ALL} (default): articles of every split")
        parser.add_argument("--where", metavar="SQL", help="a condition on the columns, in DuckDB's SQL")
        parser.add_argument("--columns", metavar="A,B,...", help="columns, in the order wanted (default: all)")
        parser.add_argument("--format", choices=(*FORMATS, FOLDER), help="default: by the suffix of the path")
        parser.add_argument(
            "--out", metavar="PATH", required=True, help="a path, or a URL such as s3://bucket/rows.csv"
        )

    def execute(self, opts: argparse.Namespace) -> int:
        """Export and say how much."""
        name = format_of(opts.out, opts.format)
        columns = tuple(each.strip() for each in opts.columns.split(",")) if opts.columns is not None else None
        selection = Selection(config=opts.config, where=opts.where, columns=columns)
        found = select(Path(self.data_of(opts)), selection)
        with rows_bar("rows", found.rows) as told:
            made = export(found, opts.out, name, told)
        console().print(f"exported {counted(made.rows, 'row')} of release {made.release} as {made.format}: {opts.out}")
        return OK

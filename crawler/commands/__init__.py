"""The console `lendersms`: Scrapy's command line with this project's settings and commands."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper

from scrapy.cmdline import execute

from crawler.console.base_command import STOPPED, complain


def main() -> None:
    """Run the command line; works in any folder, prints UTF-8 whatever the locale says, and ends in a line on Ctrl-C."""
    os.environ["SCRAPY_SETTINGS_MODULE"] = "crawler.settings"
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        execute()
    except KeyboardInterrupt:
        complain("stopped before the end: run the same command again")
        sys.exit(STOPPED)

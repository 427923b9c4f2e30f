"""The console `lendersms`: Scrapy's command line with this project's settings and commands."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper

from scrapy.cmdline import execute


def main() -> None:
    """Run the command line; works in any folder, and prints UTF-8 whatever the locale says."""
    os.environ["SCRAPY_SETTINGS_MODULE"] = "crawler.settings"
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    execute()

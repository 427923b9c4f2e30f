"""`lendersms schedule`: collect sources at the times their files say."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.table import Table

from crawler.addons import folder_of
from crawler.console.base_command import OK, add_data_option, complain_of
from crawler.console.base_command import Command as Base
from crawler.console.terminal import console, plain
from crawler.console.whole_numbers import minutes
from crawler.registry import SOURCES, Source, load
from crawler.timing.schedule import Plan, last_runs, plans, scheduled, was_collected
from crawler.timing.scheduling import Runner, keep_running, run_due
from crawler.timing.timers import crontab, systemd
from crawler.timing.turns import Turns


class Command(Base):
    """Runs until it is stopped; what was collected when is read from the ledger, so that a kill loses nothing."""

    summary = "Collect sources at the times their files say, until stopped"
    operands = "[SOURCE ...]"
    example = "lendersms schedule guanxian --list"

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare sources, what is done, and folders."""
        parser.add_argument(
            "sources", metavar="SOURCE", nargs="*", help="names of sources (default: all enabled that have a schedule)"
        )
        action = parser.add_mutually_exclusive_group()
        action.add_argument("--list", action="store_true", help="show when each source is due next, and end")
        action.add_argument("--once", action="store_true", help="collect what is due now, and end")
        action.add_argument("--print", choices=["crontab", "systemd"], help="write the schedule for these, and end")
        parser.add_argument(
            "--wait",
            metavar="MINUTES",
            type=minutes,
            help="how long a source waits for another run in its folder, at most (default: not at all)",
        )
        parser.add_argument("--sources", metavar="DIR", dest="folder", default="", help="read source files from DIR")
        add_data_option(parser)

    def execute(self, opts: argparse.Namespace) -> int:
        """List, print, run once, or keep running."""
        if self.settings is None:
            raise RuntimeError("Scrapy sets the settings before it runs a command")
        folder = opts.folder or self.settings["SOURCES_DIR"]
        known = load(Path(folder or SOURCES))
        sources = scheduled(known, opts.sources)
        complain_of(known.problems.values())
        data = folder_of(opts.data, self.settings, synthetic=any(source.synthetic for source in sources))
        passed = [*(["--sources", str(Path(folder).resolve())] if folder else []), "--data", str(data.resolve())]
        passed += [word for setting in opts.set for word in ("-s", setting)]
        if opts.print:
            _print(opts.print, sources, passed, self.settings.getint("SCHEDULE_JITTER"))
            return OK
        now, resume_after = datetime.now(UTC), timedelta(seconds=self.settings.getint("SCHEDULE_RESUME_AFTER"))
        found = plans(sources, data, now, resume_after)
        if opts.list:
            console().print(listed(found), soft_wrap=False)
            return OK
        turns = Turns(data, timedelta(minutes=opts.wait)) if opts.wait else None
        if opts.once:
            return run_due(found, Runner(passed, _tell, turns, _is_needed(sources, data)), now)
        run = Runner(passed, _tell, turns)
        keep_running(found, run, data, jitter=self.settings.getint("SCHEDULE_JITTER"), resume_after=resume_after)
        return OK


def listed(found: Iterable[Plan]) -> Table:
    """Return a table of when each source is due, the first due first, on the clock of its own zone."""
    table = Table(title="Schedule", title_justify="left", box=None, pad_edge=False)
    for column in ("source", "schedule", "hours", "last run", "ended", "next run", "zone"):
        table.add_column(column, overflow="fold")
    for plan in found:
        source = plan.source
        last = _clock(plan.last.started_at, source) if plan.last else "never"
        ended = (plan.last.reason or "not yet") if plan.last else ""
        hours = source.politeness.hours or "always"
        row = (source.name, source.schedule or "", hours, last, ended, _clock(plan.due, source), source.timezone)
        table.add_row(*map(plain, row))
    return table


def _is_needed(sources: Iterable[Source], data: Path) -> Callable[[str], bool]:
    by_name = {source.name: source for source in sources}

    def is_needed(name: str) -> bool:
        """Look again, since a turn may come hours after the plan."""
        source = by_name[name]
        return not was_collected(source, last_runs([source], data).get(name), datetime.now(UTC))

    return is_needed


def _print(form: str, sources: Iterable[Source], passed: Iterable[str], jitter: int) -> None:
    program = shutil.which("lendersms") or str(Path(sys.argv[0]).resolve())
    command = [program, "schedule", "--once", *passed]
    by_cron = form == "crontab"
    lines = crontab(sources, command) if by_cron else systemd(sources, command, str(Path.cwd()), jitter)
    for line in lines:
        console().print(plain(line))


def _clock(moment: datetime, source: Source) -> str:
    return f"{moment.astimezone(ZoneInfo(source.timezone)):%Y-%m-%d %H:%M}"


def _tell(line: str) -> None:
    console().print(plain(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} {line}"))

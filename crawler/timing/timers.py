"""A schedule in the words of others: lines for crontab, units for systemd.

Both start `lendersms schedule --once SOURCE`, which asks the ledger: so a time that was missed is made up for, a run that was cut
short goes on, and a source's hours hold here too.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Final

from crawler.console.base_command import BAD_INPUT, FAILED, RED, REMAINING, STOPPED
from crawler.registry import Source
from crawler.timing.timetable import DAYS, interval_of

_HOURLY: Final = "0 * * * *"
_FIRST: Final = (0, 0, 1, 1)
"""The first minute, hour, day and month."""
_ABOUT_ZONES: Final = "# cronie reads CRON_TZ; Debian's cron takes every time for the machine's own: install cronie there, or print systemd."
_PATIENCE: Final = 720
"""Minutes that a line waits: as long as a large source may take, and short enough that a run which hangs is told the same day."""
_ABOUT_TURNS: Final = f"# A line waits for others in its folder, {_PATIENCE} minutes at most, and tells if its turn did not come; one waits for each source."
_ANSWERS: Final = f"""SuccessExitStatus={REMAINING}
Restart=on-failure
RestartPreventExitStatus={FAILED} {BAD_INPUT} {RED} {STOPPED}
RestartSec=600
"""
"""What systemd makes of the exit statuses: a folder that is busy, and a run that was killed, is tried again in ten minutes."""


def crontab(sources: Iterable[Source], command: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a crontab; each expression stands under the clock it means, where cron reads that.

    >>> source = Source(name="a", feeds=("https://a.example/rss",), schedule="30 4 * * mon")
    >>> for line in crontab([source], ["lendersms", "schedule", "--once"]): print(line)
    # cronie reads CRON_TZ; Debian's cron takes every time for the machine's own: install cronie there, or print systemd.
    # A line waits for others in its folder, 720 minutes at most, and tells if its turn did not come; one waits for each source.
    CRON_TZ=Asia/Shanghai
    30 4 * * mon lendersms schedule --once --wait 720 a
    """
    yield _ABOUT_ZONES
    yield _ABOUT_TURNS
    for source in sources:
        line = shlex.join([*command, "--wait", str(_PATIENCE), source.name])
        line = line.replace("%", "\\%")  # cron reads % as a new line
        yield f"CRON_TZ={source.timezone}"
        yield f"{cron_expression(source.schedule or _HOURLY)} {line}"


def cron_expression(schedule: str) -> str:
    """Return a schedule as cron reads it: an interval becomes a time often enough to find the source due.

    >>> cron_expression("30 4 * * mon"), cron_expression("15m"), cron_expression("6h"), cron_expression("7m")
    ('30 4 * * mon', '*/15 * * * *', '0 * * * *', '* * * * *')
    """
    interval = interval_of(schedule)
    if interval is None:
        return schedule
    if interval >= timedelta(hours=1):
        return _HOURLY
    minutes = int(interval.total_seconds() // 60)
    return f"*/{minutes} * * * *" if 60 % minutes == 0 and minutes > 1 else "* * * * *"


def systemd(sources: Iterable[Source], command: Sequence[str], folder: str, jitter: int) -> Iterator[str]:
    """Yield a service and a timer for each source, each behind a comment that names its file.

    That pages remain is no failure: the next run goes on. A start is up to `jitter` seconds late where that cannot miss the
    source's hours, nor the turn of an interval.
    """
    for source in sources:
        unit = f"lendersms-{source.name}"
        line = shlex.join([*command, source.name]).replace("%", "%%")  # systemd reads % as a specifier
        yield f"# {unit}.service"
        yield f"[Unit]\nDescription=Collect {source.name}\n"
        yield f"[Service]\nType=oneshot\nWorkingDirectory={folder.replace('%', '%%')}\nExecStart={line}\n{_ANSWERS}"
        times = calendar(cron_expression(source.schedule or _HOURLY))
        yield f"# {unit}.timer"
        late = f"RandomizedDelaySec={jitter}\n" if _may_be_late(source) else ""
        yield f"[Timer]\nOnCalendar={times} {source.timezone}\n{late}Persistent=true\n\n[Install]\nWantedBy=timers.target\n"


def _may_be_late(source: Source) -> bool:
    return source.hours is None and interval_of(source.schedule or "") is None


def calendar(expression: str) -> str:
    """Return a cron expression as a calendar event of systemd.

    >>> calendar("*/15 8-18 1,15 * *"), calendar("30 4 * 1-6/2 mon-fri"), calendar("0 0 * * */3")
    ('*-*-1,15 8..18:0/15:00', 'Mon..Fri *-1..6/2-* 4:30:00', 'Mon,Thu,Sun *-*-* 0:0:00')
    """
    *fields, week = expression.split()
    minute, hour, day, month = (_numbers(field, first) for field, first in zip(fields, _FIRST, strict=True))
    days = "" if week == "*" else f"{','.join(map(_days, week.split(',')))} "
    return f"{days}*-{month}-{day} {hour}:{minute}:00"


def _numbers(field: str, first: int) -> str:
    """A field of numbers; a step over all counts from the first."""
    return field.replace("*/", f"{first}/").replace("-", "..")


def _days(item: str) -> str:
    """Days of the week; systemd knows no steps between them."""
    span, _, step = item.partition("/")
    first, _, last = span.partition("-")
    if step:
        begins = 0 if span == "*" else DAYS.index(first)
        ends = DAYS.index(last) if last else len(DAYS) - 1
        return ",".join(day.title() for day in DAYS[begins : ends + 1 : int(step)])
    return f"{first.title()}..{last.title()}" if last else first.title()

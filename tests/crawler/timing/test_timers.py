"""The schedule in the words of cron and systemd."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.registry import Politeness, Source
from crawler.timing.timers import calendar, cron_expression, crontab, systemd
from crawler.timing.timetable import interval_of, next_time

RSS = ("https://www.example.com/rss",)
COMMAND = ["/opt/my tools/lendersms", "schedule", "--once", "--data", "50%"]


@pytest.mark.parametrize(
    ("interval", "expression"),
    [("1m", "* * * * *"), ("30m", "*/30 * * * *"), ("45m", "* * * * *"), ("60m", "0 * * * *"), ("2w", "0 * * * *")],
)
def test_an_interval_is_asked_for_often_enough(interval: str, expression: str) -> None:
    """`--once` finds out whether it is due; cron has no intervals but those that divide the hour."""
    assert cron_expression(interval) == expression


@pytest.mark.parametrize("interval", ["1m", "15m", "30m", "45m", "1h", "6h", "1d"])
def test_a_source_asked_for_by_cron_keeps_its_interval(interval: str) -> None:
    """A run starts some seconds behind the minute; the turn an interval later finds it due all the same."""
    length, turns = interval_of(interval), cron_expression(interval)
    assert length
    start = datetime(2026, 11, 22, tzinfo=UTC)
    for _ in range(5):
        last, asked = start + timedelta(seconds=7), start
        while next_time(interval, "UTC", last) > asked + timedelta(seconds=1):
            asked = next_time(turns, "UTC", asked)
        assert asked - start == length
        start = asked


@pytest.mark.parametrize(
    ("expression", "event"),
    [
        ("* * * * *", "*-*-* *:*:00"),
        ("0 0 */2 */3 *", "*-1/3-1/2 0:0:00"),
        ("5 4 * * sat,sun", "Sat,Sun *-*-* 4:5:00"),
        ("5 4 * * tue-sat/2", "Tue,Thu,Sat *-*-* 4:5:00"),
        ("0,30 8-18/2 * * *", "*-*-* 8..18/2:0,30:00"),
    ],
)
def test_expressions_in_the_words_of_systemd(expression: str, event: str) -> None:
    """Ranges, lists, steps and days of the week."""
    assert calendar(expression) == event


def test_a_line_of_crontab_survives_spaces_and_percents() -> None:
    """Words with spaces are quoted, and cron does not read % as a line break; each line has its own clock."""
    sources = [
        Source(name="a", feeds=RSS, schedule="30 4 * * mon"),
        Source(name="b", feeds=RSS, schedule="6h", timezone="UTC"),
    ]
    about, waiting, *lines = crontab(sources, COMMAND)
    assert about.startswith("# cronie reads CRON_TZ; Debian's cron ")
    assert "720 minutes at most" in waiting
    assert lines == [
        "CRON_TZ=Asia/Shanghai",
        "30 4 * * mon '/opt/my tools/lendersms' schedule --once --data 50\\% --wait 720 a",
        "CRON_TZ=UTC",
        "0 * * * * '/opt/my tools/lendersms' schedule --once --data 50\\% --wait 720 b",
    ]


def test_units_name_their_files_and_make_up_for_what_was_missed() -> None:
    """A service that runs once and a timer that is persistent, in the zone of the source."""
    units = "\n".join(systemd([Source(name="a", feeds=RSS, schedule="30 4 * * mon")], COMMAND, "/srv/50%", 300))
    assert "# lendersms-a.service\n" in units
    assert "WorkingDirectory=/srv/50%%\nExecStart='/opt/my tools/lendersms' schedule --once --data 50%% a\n" in units
    assert "# lendersms-a.timer\n[Timer]\nOnCalendar=Mon *-*-* 4:30:00 Asia/Shanghai\n" in units
    assert "\nRandomizedDelaySec=300\nPersistent=true\n" in units


@pytest.mark.parametrize(("schedule", "hours"), [("6h", None), ("30 4 * * *", "01:00-06:00")])
def test_no_start_is_late_that_must_not_be(schedule: str, hours: str | None) -> None:
    """A late start of an interval is a later turn that finds nothing due; one of hours may find them over."""
    source = Source(name="a", feeds=RSS, schedule=schedule, politeness=Politeness(hours=hours))
    assert "RandomizedDelaySec" not in "".join(systemd([source], COMMAND, "/srv", 300))


def analyzed(*words: str) -> subprocess.CompletedProcess[str]:
    """What systemd says of something, where it is installed."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed")
    return subprocess.run([program, *words], capture_output=True, text=True, check=False)


def test_systemd_reads_the_units(tmp_path: Path) -> None:
    """It verifies every service and timer without a word on them, whatever stands in the names of folders."""
    sources = [Source(name=name, feeds=RSS, schedule=each) for name, each in (("a", "30 4 * * mon"), ("b", "15m"))]
    printed = "\n".join(systemd(sources, [sys.executable, "--data", "50% of $HOME"], str(tmp_path), 300))
    units = re.split(r"^# (lendersms-.*)$", printed, flags=re.MULTILINE)[1:]
    files = [tmp_path / name for name in units[::2]]
    for file, unit in zip(files, units[1::2], strict=True):
        file.write_text(unit, encoding="utf-8")
    assert len(files) == 4
    said = analyzed("verify", "--man=no", *map(str, files)).stderr.splitlines()
    assert [line for line in said if "lendersms-" in line] == []


def test_systemd_reads_the_events() -> None:
    """Every form that an expression takes is an event of its calendar."""
    expressions = ("* * * * *", "0 0 */2 */3 *", "5 4 * * tue-sat/2", "0,30 8-18/2 * * *", "30 4 * 1-6/2 mon-fri,sun")
    assert analyzed("calendar", *(f"{calendar(each)} Asia/Shanghai" for each in expressions)).returncode == 0

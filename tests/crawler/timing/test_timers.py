"""The schedule in the words of cron and systemd."""

from __future__ import annotations

import pytest

from crawler.registry import Source
from crawler.timing.timers import calendar, cron_expression, crontab, systemd

RSS = ("https://www.example.com/rss",)
COMMAND = ["/opt/my tools/lendersms", "schedule", "--once", "--data", "50%"]


@pytest.mark.parametrize(
    ("interval", "expression"),
    [("1m", "* * * * *"), ("30m", "*/30 * * * *"), ("45m", "* * * * *"), ("60m", "0 * * * *"), ("2w", "0 * * * *")],
)
def test_an_interval_is_asked_for_often_enough(interval: str, expression: str) -> None:
    """`--once` finds out whether it is due; cron has no intervals but those that divide the hour."""
    assert cron_expression(interval) == expression


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
    assert list(crontab(sources, COMMAND)) == [
        "CRON_TZ=Asia/Shanghai",
        "30 4 * * mon '/opt/my tools/lendersms' schedule --once --data 50\\% a",
        "CRON_TZ=UTC",
        "0 * * * * '/opt/my tools/lendersms' schedule --once --data 50\\% b",
    ]


def test_units_name_their_files_and_make_up_for_what_was_missed() -> None:
    """A service that runs once and a timer that is persistent, in the zone of the source."""
    units = "\n".join(systemd([Source(name="a", feeds=RSS, schedule="30 4 * * mon")], COMMAND, "/srv/50%"))
    assert "# lendersms-a.service\n" in units
    assert "WorkingDirectory=/srv/50%%\nExecStart='/opt/my tools/lendersms' schedule --once --data 50%% a\n" in units
    assert "# lendersms-a.timer\n[Timer]\nOnCalendar=Mon *-*-* 4:30:00 Asia/Shanghai\nPersistent=true\n" in units

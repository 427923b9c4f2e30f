"""`lendersms status`: what a data folder holds, for a person."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rich.columns import Columns
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from crawler.console.base_command import FAILED, OK, add_data_option, complain
from crawler.console.base_command import Command as Base
from crawler.console.terminal import console, plain
from crawler.runs import run_stats
from crawler.runs.reports import FINISHED, counts_of
from pipelines.publish.summary import Summary, summarise
from pipelines.store import seals
from pipelines.store.files import BROKEN
from pipelines.store.layout import ledger_path
from pipelines.store.ledger import Ledger
from pipelines.store.reports import Failure, Run

_TOP = 12
"""Lines of a table of counts; the rest is one line."""
_RUNS, _FAILURES, _MARKS = 5, 5, 8


class Command(Base):
    """Prints pages, reasons, repairs, lenders, last runs and failures, and how the newest release is loaded."""

    summary = "Show what a data folder holds and how its last runs went"
    example = "lendersms status --data datasets/practice"

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the folder."""
        add_data_option(parser)

    def execute(self, opts: argparse.Namespace) -> int:
        """Print the status; of a ledger that is not what was sealed it may be wrong, and that is told."""
        data = self.data_of(opts)
        fault = seals.at_fault(ledger_path(data))  # before anything opens it: who brings it up to date seals it anew
        summary = summarise(data)
        with Ledger.open(data, read_only=True) as ledger:
            runs, failures = ledger.runs(_RUNS), ledger.failures(_FAILURES)
            sources = {source: ledger.runs(_MARKS, source=source) for source in summary.queues}
        out = console()
        for part in (*_figures(summary), _queues(summary), last_runs(sources), *_history(runs, failures)):
            out.print(part, "", sep="\n", soft_wrap=False)
        for line in _release(data, summary):
            out.print(line)
        if fault is None:
            return OK
        complain(f"{fault}: {BROKEN}; `lendersms verify --data {data}` tells the cure")
        return FAILED


def _figures(summary: Summary) -> Iterator[RenderableType]:
    """The numbers: addresses, pages, why some are out, and what the release holds."""
    pages = {
        "pages read": summary.pages,
        "articles kept": summary.kept,
        "pages rejected": sum(summary.rejected.values()),
        "failures": sum(summary.failures.values()),
        "copies of another row": summary.duplicates,
        "rows that share a template": summary.twins,
        "rows not yet released": summary.unreleased,
    }
    archive = {
        "files": summary.archive_files,
        "bytes": summary.archive_bytes,
        "pages": summary.captures,
    }
    yield _side_by_side(
        _counts("Pages", pages, is_whole=True),
        _counts("Addresses", summary.urls),
        _counts("Archive", archive, is_whole=True),
        _counts("Release", summary.splits),
    )
    yield _side_by_side(
        _counts("Rejected, by reason", summary.rejected),
        _counts("Left out by the release", summary.left_out),
        _counts("Failures, by reason", summary.failures),
    )
    if summary.splits:  # before a release these are not counted, which is not none
        yield _side_by_side(
            _counts("Repairs, by rule", summary.changes), _counts("Articles, by lender", summary.lenders)
        )


def _queues(summary: Summary) -> Table:
    """What the frontier holds of every source, its lists and articles together."""
    states = ("queued", "leased", "waiting", "done", "failed", "gone")
    table = _table("Frontier, by source", "source", *states)
    for source, counts in summary.queues.items():
        table.add_row(plain(source), *(plain(f"{counts.get(state, 0):,}") for state in states))
    return table


def last_runs(sources: Mapping[str, Sequence[Run]]) -> Table:
    """Return the last runs of every source at a glance: when it last ran, what came of it, and how its last runs ended."""
    names = (run_stats.READ, run_stats.NEW, run_stats.CHANGED, run_stats.FAILED)
    table = _table("Last runs, by source", "source", "started (UTC)", *names, "last runs, oldest first")
    for source, runs in sources.items():
        if runs:
            counts = counts_of(runs[0], source)
            marks = ", ".join(mark(run, source) for run in reversed(runs))
            numbers = [f"{counts.get(name, 0):,}" for name in names]
            table.add_row(*map(plain, (source, f"{runs[0].started_at:%Y-%m-%d %H:%M}", *numbers, marks)))
    return table


def mark(run: Run, source: str) -> str:
    """Return in a word or two how a run went for a source: `ok`, why it ended early, or what is red.

    >>> from datetime import UTC, datetime
    >>> ended = {"id": 1, "kind": "collect", "sources": ("a",), "started_at": datetime.now(UTC), "ended_at": None}
    >>> mark(Run(reason="finished", stats={"red": 1, "red.silent": 1}, **ended), "a")
    'red (silent)'
    >>> mark(Run(reason="killed", stats={}, **ended), "a"), mark(Run(reason=None, stats={}, **ended), "a")
    ('killed', 'running')
    """
    if red := run_stats.reasons(counts_of(run, source), run_stats.RED):
        return f"red ({', '.join(red)})"
    return "ok" if run.reason == FINISHED else run.reason or "running"


def _history(runs: list[Run], failures: list[Failure]) -> Iterator[RenderableType]:
    """The last runs, and what failed last and still does."""
    names = (run_stats.READ, run_stats.KEPT, run_stats.REJECTED, run_stats.FAILED, run_stats.KNOWN)
    table = _table("Last runs", "run", "what", "started (UTC)", "ended", *names)
    for run in runs:
        what = run.kind if run.sources == (run.kind,) else f"{run.kind} {', '.join(run.sources)}"
        started = f"{run.started_at:%Y-%m-%d %H:%M:%S}"
        counts = [f"{run.stats.get(name, 0):,}" for name in names]
        table.add_row(*map(plain, (str(run.id), what, started, run.reason or "still running", *counts)))
    yield table
    if failures:
        last = _table("Last failures", "reason", "address", "what happened")
        for failure in failures:
            last.add_row(plain(failure.reason), plain(failure.url), plain(" ".join(failure.detail.split())))
        yield last


def _release(data: Path, summary: Summary) -> Iterator[Text]:
    """Where the newest release lies and the three lines that load it."""
    if summary.version is None:
        yield plain(f"No release yet: lendersms release --data {data}")
        return
    yield plain(f"Release {summary.version} lies in {summary.path}. Load it:\n", "bold")
    yield plain("    from datasets import load_dataset")
    yield plain(f'    articles = load_dataset("{data / "latest"}")')
    yield plain("    print(articles)")


def _counts(title: str, counts: Mapping[str, int], *, is_whole: bool = False) -> Table:
    """A table of names and numbers, largest first, or in the order given."""
    table = Table(title=title, title_justify="left", show_header=False, box=None, pad_edge=False, min_width=len(title))
    table.add_column()
    table.add_column(justify="right")
    rows = list(counts.items()) if is_whole else sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    for name, number in rows[:_TOP]:
        table.add_row(plain(name), plain(f"{number:,}"))
    if rest := rows[_TOP:]:
        table.add_row(plain(f"({len(rest)} more)"), plain(f"{sum(number for _, number in rest):,}"))
    if not rows:
        table.add_row(plain("none"), plain(""))
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _side_by_side(*tables: Table) -> Columns:
    return Columns(tables, padding=(0, 4))

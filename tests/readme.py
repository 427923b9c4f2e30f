"""The generated parts of README.md: written by `make readme`, compared by tests/test_readme.py.

A part stands between `<!-- generated: NAME -->` and `<!-- end -->`; what belongs there is made by the function of
that name here, from the code, from the committed sample release, or from a real run of the commands.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds

from pipelines.schema import COLUMNS
from pipelines.text import clean
from tests.crawler.forked import Command

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "datasets" / "practice" / "sample"
COMMANDS = (
    "collect",
    "import",
    "clean",
    "explain",
    "profile",
    "lenders",
    "labels",
    "release",
    "verify",
    "status",
    "export",
    "feed",
    "schedule",
    "source",
    "reprocess",
    "forget",
)

_PART_RE = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_DAMAGED = "越來(lái)越多的用戶(hù)收到催收短信,這些問得不到解決,讓人感到***和困擾。</p>"


def repair() -> str:
    """A damaged line, what becomes of it, and which rules did it."""
    cleaned = clean(_DAMAGED)
    rules = ", ".join(f"{rule} {count}" for rule, count in cleaned.changes)
    return f"```text\nprinted  {_DAMAGED}\nclean    {cleaned.text}\nrules    {rules}\n```\n"


def row() -> str:
    """A row of the sample release, its longer fields cut."""
    table = ds.dataset(sorted((SAMPLE / "data").glob("train-*.parquet"))).to_table()
    rows = table.filter(ds.field("script") == "traditional").to_pylist()
    chosen = max(rows, key=lambda each: (len(each["comments"]) > 0, len(each["messages"] or ()), each["id"]))
    shown = {name: _cut(value) for name, value in chosen.items() if value not in (None, [], "")}
    lines = [f"  {json.dumps(k)}: {json.dumps(v, ensure_ascii=False, default=str)}" for k, v in shown.items()]
    return "```json\n{\n" + ",\n".join(lines) + "\n}\n```\n"


def _cut(value: Any) -> Any:  # noqa: ANN401 - any value of a row
    """A value short enough to be read in a README."""
    if isinstance(value, str):
        return value if len(value) <= 90 else value[:90] + "…"
    if isinstance(value, list):
        return [_cut(item) for item in value[:2]] + (["…"] if len(value) > 2 else [])
    return {key: _cut(item) for key, item in value.items()} if isinstance(value, dict) else value


def columns() -> str:
    """The data dictionary."""
    lines = [f"| `{name}` | {description} |" for name, _, description in COLUMNS]
    return "\n".join(["| column | what it holds |", "|---|---|", *lines]) + "\n"


def commands() -> str:
    """What each command does and an example that runs, from its own `--help`."""
    lines = []
    for name in COMMANDS:
        shown = _run(name, "--help")
        summary = re.search(r"\n\n(.+?)\n\n", shown, re.DOTALL)
        example = re.search(r"example:\n\s+(.+)", shown)
        if not summary or not example:
            raise ValueError(f"lendersms {name} --help shows no summary or no example")
        lines.append(f"| `{name}` | {' '.join(summary[1].split())} | `{example[1].strip()}` |")
    return "\n".join(["| command | what it does | example |", "|---|---|---|", *lines]) + "\n"


def summary() -> str:
    """What `make run` prints, from a real run."""
    with tempfile.TemporaryDirectory() as folder:
        data = f"{folder}/datasets/practice"
        out = "".join(
            _run(*command, "--data", data) for command in (("collect", "practice"), ("release",), ("status",))
        )
    return f"```text\n{out.replace(folder + '/', '').strip()}\n```\n"


def _run(*words: str) -> str:
    """What a command of the console prints."""
    with tempfile.TemporaryDirectory() as folder:
        streams = Path(folder)
        (streams / "in").touch()
        environment = {"COLUMNS": "110", "PATH": ""}
        started = Command(words=words, folder=ROOT, streams=streams, environment=environment).start()
        out, err = started.communicate(timeout=600)
    if started.returncode:
        raise ValueError(f"lendersms {' '.join(words)} ended with {started.returncode}: {err}")
    return out


PARTS: dict[str, Callable[[], str]] = {part.__name__: part for part in (repair, row, columns, commands, summary)}


def fill(readme: str, parts: dict[str, Callable[[], str]]) -> str:
    """Return the README with the named parts made anew."""

    def part(found: re.Match[str]) -> str:
        make = parts.get(found[2])
        return found[0] if make is None else f"{found[1]}{make()}{found[3]}"

    return _PART_RE.sub(part, readme)


if __name__ == "__main__":
    path = ROOT / "README.md"
    filled = fill(path.read_text("utf-8"), PARTS)
    if sys.argv[1:] == ["--write"]:
        path.write_text(filled, "utf-8")
    else:
        sys.exit(filled != path.read_text("utf-8"))

"""`lendersms labels`: how the labelling rules do, and what people say of labels."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from crawler.commands.clean import documents
from crawler.console import label_tables
from crawler.console.base_command import BAD_INPUT, OK, add_data_option, complain
from crawler.console.base_command import Command as Base
from crawler.console.terminal import console
from crawler.console.whole_numbers import count
from crawler.counted import counted
from pipelines.annotation import argilla, label_studio, sheets
from pipelines.annotation.firings import all_rules
from pipelines.annotation.pages import Page, page
from pipelines.annotation.report import evidence, report
from pipelines.annotation.sampling import Drawn, draw, one_of_each
from pipelines.dedup.masks import Masker
from pipelines.errors import InputError
from pipelines.lexicon.lenders import names
from pipelines.publish.importing import Imported, import_decisions
from pipelines.publish.json_lines import json_line
from pipelines.publish.labelled import Labelled, read_labelled
from pipelines.store.files import write_bytes

_FOLDER = "a data folder or one of its releases"


class Command(Base):
    """Reports on rules, draws samples for people, and imports what they decided."""

    summary = "Report on labelling rules, draw a sample for people, import their decisions"
    operands = "{report,sample,import}"
    example = "lendersms labels report --data datasets/practice"

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the three actions with their options."""
        actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, prog="lendersms labels")
        _report_arguments(actions.add_parser("report", help="coverage, overlap, conflicts and precision of every rule"))
        _sample_arguments(actions.add_parser("sample", help="draw pages for people to decide about"))
        _import_arguments(actions.add_parser("import", help="read decisions; where one is wrong, none is kept"))

    def execute(self, opts: argparse.Namespace) -> int:
        """Do one of the three."""
        actions = {"report": self._report, "sample": self._sample, "import": self._import}
        return actions[opts.action](opts)

    def _report(self, opts: argparse.Namespace) -> int:
        if opts.rule and opts.rule not in all_rules():
            raise InputError(f"{opts.rule}: no rule has this name; `lendersms labels report` lists them all")
        labelled = Labelled(pages=tuple(_saved(opts.paths))) if opts.paths else read_labelled(self.data_of(opts))
        if opts.paths and not labelled.pages:
            return BAD_INPUT
        if opts.rule:
            _print_evidence(labelled, opts)
        else:
            _print_report(labelled, opts)
        return OK

    def _sample(self, opts: argparse.Namespace) -> int:
        labelled = read_labelled(self.data_of(opts))
        pages = one_of_each(labelled.pages, labelled.decided, Masker(names()))
        drawn = draw(pages, opts.count, opts.seed)
        if not drawn:
            raise InputError(f"{self.data_of(opts)}: every page is decided already; collect or import more")
        out = Path(opts.out)
        for path, text in _FORMATS[opts.format](out, drawn).items():
            write_bytes(path, text.encode())
        console().print(f"{opts.out}: {len(drawn)} of {len(pages)} different pages that nobody decided about")
        return OK

    def _import(self, opts: argparse.Namespace) -> int:
        data = self.data_of(opts)
        done = import_decisions(data, [Path(path) for path in opts.paths], opts.annotator)
        for each in done.wrong:
            complain(str(each))
        if done.wrong:
            wrong = counted(len(done.wrong), "entry is wrong; mend or drop it", "entries are wrong; mend or drop them")
            complain(f"nothing was imported: {wrong}, then import again")
            return BAD_INPUT
        labelled = read_labelled(data)
        out = console()
        out.print(told(done))
        figures = report([each for each in labelled.pages if each.id in labelled.decided], labelled.settled.answers)
        for part in label_tables.people(labelled, figures.scores):
            out.print(part, soft_wrap=False)
        return OK


def _report_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", metavar="FILE", nargs="*", help=f"saved pages to look at instead of {_FOLDER}")
    parser.add_argument("--rule", metavar="NAME", default="", help="show the sentences in which a rule fires")
    parser.add_argument("--count", metavar="N", type=count, default=20, help="so many sentences (default: 20)")
    parser.add_argument("--sort", choices=label_tables.ORDERS, default="label", help="what rules are sorted by")
    parser.add_argument("--json", action="store_true", help="one JSON object, or one for each sentence")
    add_data_option(parser)


def _sample_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--count", metavar="N", type=count, default=200, help="so many pages (default: 200)")
    parser.add_argument("--out", metavar="FILE", required=True, help="where to write them")
    parser.add_argument("--format", choices=tuple(_FORMATS), default="label-studio", help="who is to read them")
    parser.add_argument("--seed", metavar="N", type=int, default=0, help="another number draws another sample")
    add_data_option(parser)


def _import_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", metavar="FILE", nargs="+", help="exports of Label Studio or Argilla, or CSV")
    parser.add_argument("--annotator", metavar="NAME", default=None, help="who decided where a file names nobody")
    add_data_option(parser)


def _saved(paths: list[str]) -> Iterator[Page]:
    for path, document in documents(paths):
        yield page(path, document.body.text, document.title)


def _print_evidence(labelled: Labelled, opts: argparse.Namespace) -> None:
    out = console()
    for each in islice(evidence(labelled.pages, opts.rule, labelled.settled.answers), opts.count):
        out.print(json_line(each._asdict()) if opts.json else label_tables.evidence_line(each))


def _print_report(labelled: Labelled, opts: argparse.Namespace) -> None:
    found, out = report(labelled.pages, labelled.settled.answers), console()
    if opts.json:
        out.print(json_line(label_tables.as_json(found, labelled)))
        return
    out.print(label_tables.rules_table(found, opts.sort), soft_wrap=False)
    for part in label_tables.people(labelled, found.scores):
        out.print(part, soft_wrap=False)


def told(done: Imported) -> str:
    """Return what an import did, in a line."""
    fates = ", ".join(
        f"{done.answers[fate]} {fate}" for fate in ("new", "changed", "known", "older") if done.answers[fate]
    )
    left = ", ".join(f"{count} {why}" for why, count in sorted(done.left.items()))
    who = ", ".join(done.annotators) or "nobody"
    pages = counted(done.pages, "page")
    return f"{pages} decided by {who}: {fates or 'no'} answers" + (f"; left out: {left}" if left else "")


def _dumped(value: Any) -> str:  # noqa: ANN401 - JSON
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _for_label_studio(out: Path, drawn: list[Drawn]) -> Mapping[Path, str]:
    return {out: _dumped(label_studio.tasks(drawn)), out.with_suffix(".config.xml"): label_studio.config()}


def _for_argilla(out: Path, drawn: list[Drawn]) -> Mapping[Path, str]:
    return {out: _dumped(argilla.records(drawn)), out.with_suffix(".settings.json"): _dumped(argilla.settings())}


def _for_spreadsheets(out: Path, drawn: list[Drawn]) -> Mapping[Path, str]:
    return {out: "\ufeff" + sheets.write(drawn)}


_FORMATS = {"label-studio": _for_label_studio, "argilla": _for_argilla, "csv": _for_spreadsheets}
"""How a sample is written: the files and what goes into each."""

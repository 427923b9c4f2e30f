"""`lendersms forget`: take a page, a site or a person's datum out of everything, for good."""

from __future__ import annotations

import argparse

from crawler.console.base_command import FAILED, OK, add_data_option, complain
from crawler.console.base_command import Command as Base
from crawler.console.terminal import console
from crawler.counted import counted
from pipelines.errors import InputError
from pipelines.publish.takedown import TakenDown, forget, preview, resume
from pipelines.store.doomed import Unread
from pipelines.store.tombstones import KINDS, Kind, Target

_OPTIONS: dict[Kind, tuple[str, str]] = {
    "url": ("URL", "a page, by its address"),
    "site": ("DOMAIN", "all pages of a site, subdomains included"),
    "id": ("ID", "a page, by the id of its row"),
    "text": ("TEXT", "all pages that hold this: a number, a name, a sentence"),
}


class Command(Base):
    """Forgets what is named, and leaves a tombstone: a keyed hash by which it is known if it comes back."""

    summary = "Take a page, a site or a person's datum out of archive, ledger and every release, for good"
    example = "lendersms forget --site farm-a.example.com --dry-run --data datasets/practice"

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare what can be named, one at a time."""
        named = parser.add_mutually_exclusive_group(required=True)
        for kind in KINDS:
            metavar, meaning = _OPTIONS[kind]
            option = "--text-match" if kind == "text" else f"--{kind}"
            named.add_argument(option, dest=kind, metavar=metavar, help=meaning)
        named.add_argument("--resume", action="store_true", help="finish what an interrupted call began")
        parser.add_argument("--why", metavar="TEXT", default="", help="kept with the tombstone; name nobody in it")
        parser.add_argument(
            "--damaged-too",
            action="store_true",
            help="let go of all records of the archive that cannot be read as well; their pages are asked for again",
        )
        parser.add_argument("--dry-run", action="store_true", help="tell what would be forgotten; change nothing")
        add_data_option(parser)

    def execute(self, opts: argparse.Namespace) -> int:
        """Forget, or tell what would be; where something cannot be read nobody can say that all of it is forgotten."""
        data = self.data_of(opts)
        if opts.dry_run and (opts.resume or opts.damaged_too):
            raise InputError("--dry-run: goes with neither --resume nor --damaged-too, which change what is there")
        if opts.resume:
            verb, done = "", resume(data, damaged_too=opts.damaged_too)
        else:
            target = next(Target.of(kind, told) for kind in KINDS if (told := getattr(opts, kind)) is not None)
            if opts.dry_run:
                verb, done = "would forget ", preview(data, target)
            else:
                verb, done = "forgot ", forget(data, target, opts.why, damaged_too=opts.damaged_too)
        console().print(f"{data}: {verb}{_told(done)}")
        for each in done.unread:
            complain(_unread(each))
        return FAILED if done.unread else OK


def _told(done: TakenDown) -> str:
    releases = f"releases built anew: {', '.join(done.releases)}" if done.releases else "no release held them"
    links = f"; links to it taken out of {counted(done.links, 'record')} of other pages" if done.links else ""
    return f"{counted(done.pages, 'page')}, {counted(done.records, 'record')} of the archive{links}; {releases}"


def _unread(each: Unread) -> str:
    if each.is_missing:
        return (
            f"{each.path}: is missing with {counted(each.records, 'record')}: a copy that is put back must be forgotten again; "
            "where there is none, --damaged-too lets go of them"
        )
    return (
        f"{each.path}: {counted(each.records, 'record')} cannot be read, and nobody can tell whether it stands there: restore the "
        "file from a copy and forget again, or let go of them with --damaged-too"
    )

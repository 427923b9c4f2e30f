"""`lendersms profile`: what recurs on the pages of each site, and so is the site's and no article's."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence

from rich.table import Table

from crawler.console.base_command import OK, add_data_option
from crawler.console.base_command import Command as Base
from crawler.console.terminal import console, plain
from pipelines.errors import InputError
from pipelines.extract.links import site_of
from pipelines.profiles import Learned
from pipelines.publish.json_lines import json_line
from pipelines.publish.site_lines import learned
from pipelines.store import parts
from pipelines.store.ledger import Ledger

_SHOWN = 12
"""Lines shown of a site; `--json` prints all."""


class Command(Base):
    """Learns profiles the way `release` does and prints them; nothing is stored."""

    summary = "Show the lines and title endings that recur on the pages of a site"
    operands = "[SITE ...]"
    example = "lendersms profile --data datasets/practice"

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the sites, the form and the folder."""
        parser.add_argument("sites", metavar="SITE", nargs="*", help="hosts, or domains of several (default: all)")
        parser.add_argument("--json", action="store_true", help="one JSON object a site and line")
        add_data_option(parser)

    def execute(self, opts: argparse.Namespace) -> int:
        """Learn and print."""
        with Ledger.open(self.data_of(opts), read_only=True) as ledger:
            found = learned(parts.read_all(ledger))
        wanted = chosen(list(found.values()), opts.sites)
        out = console()
        if opts.json:
            for site in wanted:
                out.print(json_line(describe(site)))
        else:
            out.print(shown(wanted), soft_wrap=False)
        return OK


def chosen(found: Sequence[Learned], names: Sequence[str]) -> list[Learned]:
    """Return the sites of those names: hosts, or registrable domains with all of their hosts; all without names.

    Raises:
        InputError: no page of such a site was read.
    """
    for name in names:
        if not any(name in (site.site, _domain(site)) for site in found):
            known = ", ".join(site.site for site in found) or "none"
            raise InputError(f"{name}: no page of this site was read; known: {known}")
    return [site for site in found if not names or site.site in names or _domain(site) in names]


def _domain(site: Learned) -> str:
    return site_of(f"http://{site.site}/")


def describe(site: Learned) -> dict[str, object]:
    """Return what `--json` prints of a site; `profile` is what `SiteProfile.from_json` reads."""
    return {
        "site": site.site,
        "pages": site.pages,
        "distinct": site.distinct,
        "domain": site.domain,
        "digest": site.profile.digest if site.profile else None,
        "lines": dict(site.lines),
        "titles": dict(site.titles),
        "profile": json.loads(site.profile.to_json()),
    }


def shown(sites: Iterable[Learned]) -> Table:
    """Return the table for a person: lines with the pages they stand on; no digest where nothing recurs."""
    table = Table(title="Lines of sites", title_justify="left", box=None, pad_edge=False)
    for column in ("site", "pages", "different", "lines of the site", "behind titles", "digest"):
        table.add_column(column, overflow="fold")
    for site in sites:
        digest = site.profile.digest[:12] if site.profile else ""
        counts = (f"{site.pages:,}", f"{site.distinct:,}")
        table.add_row(*map(plain, (site.site, *counts, _counted(site.lines), _counted(site.titles), digest)))
    return table


def _counted(lines: Sequence[tuple[str, int]]) -> str:
    rows = [f"{line} × {count}" for line, count in lines[:_SHOWN]]
    return "\n".join([*rows, f"({len(lines) - _SHOWN} more)"] if len(lines) > _SHOWN else rows)

"""The registry: what each source file under `crawler/sources/` may say, and the one clear line a wrong one gets.

A source is data, never code: adding one means writing a TOML file. Whatever could be mistyped there (a key, a
type, a regex, a selector, a URL) is found when the file is loaded, before anything is fetched, and the message
names file, key and cure. Keys nobody knows are refused instead of ignored: a mistyped `deny` that silently
denies nothing would fetch what must not be fetched.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from crawler.source_values import DayHours, Host, Interval, Regex, Schedule, Selector, Url, Zone
from crawler.timing.timetable import Hours, hours_of, interval_of
from pipelines.errors import SourceClosed, SourceError
from pipelines.store.revisits import Revisits

SOURCES = Path(__file__).parent / "sources"
"""The folder that is read when nobody names another."""
_NO_TIME = timedelta()


class _Table(BaseModel):
    """A TOML table: no unknown keys, no silent conversions, never changed after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Listing(_Table):
    """How the pages at `start_urls` list articles."""

    links: tuple[Selector, ...] = ("a",)
    """CSS selectors of the elements that link to articles."""
    next: tuple[Selector, ...] = ()
    """CSS selectors of links to further listing pages; none means the list has one page."""
    max_pages: int = Field(default=200, ge=1)
    """Listing pages read in one run: a calendar or a broken pager cannot run away."""


class Politeness(_Table):
    """How hard a source may be asked. Where one run collects several sources, the most careful decides."""

    delay: float = Field(default=2.0, ge=0, allow_inf_nan=False)
    """Seconds between two requests to one host."""
    concurrency: int = Field(default=1, ge=1, le=16)
    """Requests under way at one host at a time."""
    hours: DayHours | None = None
    """The part of the day in which it may be asked, such as `01:00-06:00`, on the clock of the source's time zone."""


class Budget(_Table):
    """Where a crawl stops asking; each address that is left out is counted under a reason of its own."""

    host: int = Field(default=50_000, ge=1)
    """Pages asked of one host in one run."""
    template: int = Field(default=20_000, ge=1)
    """Addresses of one template, numbers and ids masked, asked in one run."""
    hosts: int = Field(default=50, ge=1)
    """Hosts asked in one run: names under a domain can be made up without end."""
    patience: int = Field(default=500, ge=1)
    """Articles in a row, of one template or from one series of lists, that brought nothing new before it is given up."""
    stale_pages: int = Field(default=20, ge=1)
    """Pages in a row of one series of lists that led to nothing the run had not met before it is given up."""
    variants: int = Field(default=200, ge=1)
    """Articles of a site that are one text with other names and numbers; more of it is nothing new."""


class Revisit(_Table):
    """When a page that was read is asked for again: what stays the same ever more seldom, what changes more often."""

    first: Interval = "7d"
    """The time after which an article is asked for again that was read for the first time; lists begin with `min`."""
    min: Interval = "12h"
    """No page is asked for again sooner, but for the doors above, which every run asks."""
    max: Interval = "90d"
    """However long a page has not changed."""

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if not self.bounds.least <= self.bounds.first <= self.bounds.most:
            raise ValueError("out of order: min is at most first, and first at most max")
        return self

    @property
    def bounds(self) -> Revisits:
        """The same in seconds.

        >>> Revisit(first="2d", max="2w").bounds
        Revisits(first=172800, least=43200, most=1209600)
        """
        first, least, most = (
            int((interval_of(text) or _NO_TIME).total_seconds()) for text in (self.first, self.min, self.max)
        )
        return Revisits(first=first, least=least, most=most)


class Source(_Table):
    """One site, or a few that belong together, and how its articles are found."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    """The same as the file's name without `.toml`."""
    start_urls: tuple[Url, ...] = ()
    """Listing pages."""
    sitemaps: tuple[Url, ...] = ()
    """Sitemaps or sitemap indexes, plain or gzip."""
    feeds: tuple[Url, ...] = ()
    """RSS or Atom."""
    allowed_domains: tuple[Host, ...] = ()
    """Domains that may be asked, with what lies under them; left out: the hosts of the URLs above."""
    listing: Listing = Listing()
    article: tuple[Regex, ...] = ()
    """A URL that matches one of these is an article; none means every URL found is."""
    deny: tuple[Regex, ...] = ()
    """A URL that matches one of these is never asked, whatever else it matches."""
    follow: tuple[Selector, ...] = ()
    """CSS selectors of what links on from an article: to articles, and where `article` tells these apart to further lists."""
    budget: Budget = Budget()
    politeness: Politeness = Politeness()
    revisit: Revisit = Revisit()
    schedule: Schedule | None = None
    """When to collect it: an interval such as `6h`, or a cron expression with day names such as `30 4 * * mon`."""
    timezone: Zone = "Asia/Shanghai"
    """Whose clock `schedule` and `politeness.hours` mean."""
    enabled: bool = True
    """Whether a bare `collect` takes it; by its name it can always be collected."""
    note: str = ""
    """What a person should know before it is collected; `collect --dry-run` shows it."""
    synthetic: bool = False
    """Whether its pages are made up: such a source never shares a data folder with real ones."""

    @model_validator(mode="after")
    def _has_a_door(self) -> Self:
        if not self.doors:
            raise ValueError("nothing to start from: give start_urls, sitemaps or feeds")
        return self

    @property
    def domains(self) -> tuple[str, ...]:
        """The domains that may be asked.

        >>> Source(name="a", feeds=("https://www.example.com/rss",)).domains
        ('www.example.com',)
        """
        return self.allowed_domains or tuple(sorted({urlsplit(url).hostname or "" for url in self.doors}))

    @property
    def rules(self) -> str:
        """What its lists are read by, as a digest: where that changes they are read anew, though they are the same."""
        fields = {"start_urls", "sitemaps", "feeds", "allowed_domains", "listing", "article", "deny"}
        return sha256(self.model_dump_json(include=fields).encode()).hexdigest()

    @property
    def hours(self) -> Hours | None:
        """The hours in which it may be asked; None where that is always."""
        return hours_of(self.politeness.hours, self.timezone) if self.politeness.hours else None

    def covers(self, url: str) -> bool:
        """Tell whether `url` lies on this source's domains; any scheme but http and https does not.

        >>> source = Source(name="a", feeds=("https://example.com/rss",))
        >>> [source.covers(u) for u in ("http://m.example.com/1", "https://badexample.com/", "file://example.com/1")]
        [True, False, False]
        """
        return urlsplit(url).scheme in {"http", "https"} and lies_on(url, self.domains)

    @property
    def doors(self) -> tuple[str, ...]:
        """What every run asks for first."""
        return (*self.feeds, *self.sitemaps, *self.start_urls)

    def wants(self, url: str) -> bool:
        """Tell whether `url` is an article of this source.

        >>> source = Source(name="a", feeds=("https://example.com/rss",), article=("/news/[0-9]",), deny=("print=",))
        >>> [source.wants(f"https://example.com/news/{end}") for end in ("7.html", "about", "7.html?print=1")]
        [True, False, False]
        """
        found = not self.article or any(re.search(pattern, url) for pattern in self.article)
        return found and self.covers(url) and not any(re.search(pattern, url) for pattern in self.deny)


def lies_on(url: str, domains: Iterable[str]) -> bool:
    """Tell whether the host of `url` is one of `domains` or lies under one.

    >>> lies_on("http://m.example.com/1", ["example.com"]), lies_on("http://badexample.com/", ["example.com"])
    (True, False)
    """
    host = f".{urlsplit(url).hostname or ''}"
    return any(host.endswith(f".{domain}") for domain in domains)


@dataclass(frozen=True, slots=True)
class Known:
    """What a folder of sources holds."""

    sources: tuple[Source, ...]
    """Sorted by name."""
    problems: Mapping[str, SourceError]
    """The files that are wrong, by the name their source would have."""


def load(folder: Path = SOURCES) -> Known:
    """Return the sources of `folder`; a wrong file costs no other source.

    Raises:
        SourceError: no such folder, or none in it.
    """
    if not folder.is_dir():
        raise SourceError(f"{folder}: no such folder of sources: give the folder that holds the *.toml files")
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise SourceError(f"{folder}: no *.toml file in it: write one source a file, see CONTRIBUTING.md")
    sources, problems = [], {}
    for file in files:
        try:
            sources.append(read(file))
        except SourceError as error:
            problems[file.stem] = error
    return Known(tuple(sources), problems)


def read(file: Path) -> Source:
    """Return the source that `file` describes.

    Raises:
        SourceError: one line that names the file, the key and the cure.
    """
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        source = Source.model_validate_json(json.dumps(table, default=str))
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{file}: cannot be read ({error}): save it as UTF-8 text") from error
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"{file}: no TOML: {error}") from error
    except ValidationError as error:
        raise SourceError(f"{file}: {'; '.join(map(_explain, error.errors()))}") from error
    except (ValueError, RecursionError) as error:  # Python refuses numbers of thousands of digits, and depths as large
        raise SourceError(f"{file}: a number too long or tables too deep ({error}): write neither") from error
    if source.name != file.stem:
        raise SourceError(
            f'{file}: name: "{source.name}" is not the file\'s own: rename one, so that both are the same'
        )
    return source


def by_name(sources: Sequence[Source], names: Iterable[str]) -> tuple[Source, ...]:
    """Return the sources of these names, in the order asked, each once.

    Raises:
        SourceError: a name nobody knows; the message lists those that are known.
    """
    known = {source.name: source for source in sources}
    chosen = dict.fromkeys(names)
    for name in chosen:
        if name not in known:
            raise SourceError(f'unknown source "{name}"{_did_you_mean(name, known)}; known: {", ".join(sorted(known))}')
    return tuple(known[name] for name in chosen)


def choose(known: Known, names: Sequence[str]) -> tuple[Source, ...]:
    """Return the sources a run collects: those named, or without names all that are enabled and real.

    Raises:
        SourceError: an unknown name, one whose file is wrong, none left, or made-up and real sources in one run.
    """
    wrong = [known.problems[name] for name in names if name in known.problems]
    if wrong or not known.sources:
        raise SourceError("; ".join(map(str, wrong or known.problems.values())))
    chosen = by_name(known.sources, names) if names else _enabled(known.sources)
    if not chosen:
        problems = "".join(f"{problem}; " for problem in known.problems.values())
        usable = ", ".join(source.name for source in known.sources)
        raise SourceError(f"{problems}no source is enabled: name one of {usable}, or set enabled = true in its file")
    if len({source.synthetic for source in chosen}) > 1:
        made_up = next(source.name for source in chosen if source.synthetic)
        raise SourceError(f'practice pages and real ones never share a folder: collect "{made_up}" by itself')
    return chosen


def open_at(sources: Sequence[Source], now: datetime) -> tuple[Source, ...]:
    """Return the sources that may be asked now.

    Raises:
        SourceClosed: none of them; the message says when the first may be.
    """
    found = tuple(source for source in sources if source.hours is None or source.hours.closing(now))
    if not found:
        openings = [(source.hours.opening(now), source.name) for source in sources if source.hours]
        first, name = min(openings)
        raise SourceClosed(f"{name}: its file has it asked at other hours: from {first:%Y-%m-%d %H:%M %Z} on")
    return found


def _enabled(sources: Iterable[Source]) -> tuple[Source, ...]:
    return tuple(source for source in sources if source.enabled and not source.synthetic)


def _explain(error: ErrorDetails) -> str:
    """One line for one finding of pydantic, in the words of the file."""
    place = ".".join(str(part) for part in error["loc"])
    match error["type"]:
        case "extra_forbidden":
            return f'unknown key "{place}"{_did_you_mean(place, _known_keys())}'
        case "missing":
            return f'key "{place}" is missing: add it'
        case "json_invalid":  # TOML that was read stands as JSON but for its depth
            return f"tables or lists too deep ({error['msg']}): write none so deep"
        case "value_error":
            return ": ".join(filter(None, (place, error["msg"].removeprefix("Value error, "))))
        case _:
            return f"{place}: {error['msg']}, not {json.dumps(error['input'], ensure_ascii=False)}"


def _known_keys() -> list[str]:
    """Every key a source file may hold, tables joined by dots."""
    tables: dict[str, type[_Table]] = {
        "listing": Listing,
        "budget": Budget,
        "politeness": Politeness,
        "revisit": Revisit,
    }
    inner = [f"{table}.{key}" for table, model in tables.items() for key in model.model_fields]
    return [*Source.model_fields, *inner]


def _did_you_mean(word: str, known: Iterable[str]) -> str:
    close = get_close_matches(word, list(known), n=1)
    return f'; did you mean "{close[0]}"?' if close else ""

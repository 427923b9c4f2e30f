"""The rows of a release, cleaned with what all pages of their sites show: learned anew from the same rows each time.

A row records the digest of its profile; the profiles themselves stand in `profiles.jsonl` of the release, one a line.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.arrow import OUTCOMES_SCHEMA, Row, outcomes_to_batch, row_to_kept
from pipelines.dedup.known import Templates, Told, digests_in
from pipelines.errors import InputError
from pipelines.profiles import Learned, Pages, learn_more
from pipelines.profiles.rows import with_profile
from pipelines.store.spool import SpooledTexts
from pipelines.text import SiteProfile
from pipelines.types import Outcome

NAME = "profiles.jsonl"
READ = ("id", "text", "url", "title", "text_sha256")
"""What of a page profiles are learned from."""
Sites: TypeAlias = Mapping[str, Learned]
_BATCH = 1_000
"""Rows that are Python values at once."""
# An address up to its host, and all behind that: few hosts print many addresses. Linear: what each class leaves, the next takes.
_PATH = r"(?s)^([^/?#]*//[^/?#]*).*"
_CURE = "make one with `lendersms profile SITE --json`"


def learned(outcomes: pa.Table) -> dict[str, Learned]:
    """Return what the pages of each site show, kept and rejected alike; pages without URL are of no site."""
    texts: list[str] = []

    def add(column: pa.ChunkedArray) -> None:
        texts.extend(column.to_pylist())

    return learn_more(_pages([outcomes.select(READ)], texts, add), Templates())[0]


def learned_more(
    outcomes: Iterable[pa.Table], texts: SpooledTexts, known: Templates
) -> tuple[dict[str, Learned], Templates]:
    """As `learned`, with what is known of pages among those of their site; and what is known now.

    Outcomes come in pieces, with the columns `READ`; their texts are added to `texts`, which has none.
    """
    return learn_more(_pages(outcomes, texts, texts.add_column), known)


def _pages(outcomes: Iterable[pa.Table], texts: Told, add: Callable[[pa.ChunkedArray], None]) -> Pages:
    ids, sites, titles, told = list[str](), list[str](), list[str | None](), list[str | None]()
    for piece in outcomes:
        add(pc.fill_null(piece["text"], ""))
        ids += piece["id"].to_pylist()
        sites += site_names(piece["url"].combine_chunks()).to_pylist()
        titles += piece["title"].to_pylist()
        told += piece["text_sha256"].to_pylist()
    return Pages(ids=ids, sites=sites, titles=titles, texts=texts, digests=digests_in(told, texts))


def site_name(url: str | None) -> str:
    """Return the host a page was fetched from, without `www.`: the pages of one host have one template.

    >>> site_name("http://www.farm.example.com/1"), site_name(None)
    ('farm.example.com', '')
    """
    return (urlsplit(url or "").hostname or "").removeprefix("www.")


def site_names(urls: pa.Array) -> pa.Array:
    """Return `site_name` of each.

    >>> site_names(pa.array(["http://www.farm.example.com/1", None, "HTTP://farm.example.com:80?a"])).to_pylist()
    ['farm.example.com', '', 'farm.example.com']
    """
    begins = pc.replace_substring_regex(urls, _PATH, r"\1").dictionary_encode()
    names = pa.array([site_name(begin) for begin in begins.dictionary.to_pylist()], pa.string())
    return names.take(begins.indices).fill_null("")


def profiled(outcomes: pa.Table, sites: Mapping[str, Learned]) -> pa.Table:
    """Return the rows as the profiles of their sites make them, sorted by id; rejected rows stay as they were read.

    A row that was kept for its site's lines alone becomes a rejected one.
    """
    known = {site: found.profile for site, found in sites.items() if found.profile}
    if not known:
        return outcomes
    names = site_names(outcomes["url"].combine_chunks())
    is_theirs = pc.and_(pc.is_in(names, pa.array(known, pa.string())), pc.is_null(outcomes["reason"]))
    batches = [
        outcomes_to_batch(_with_profiles(batch.to_pylist(), known))
        for batch in outcomes.filter(is_theirs).to_batches(max_chunksize=_BATCH)
    ]
    others = outcomes.filter(pc.invert(is_theirs))
    return pa.concat_tables([others, pa.Table.from_batches(batches, OUTCOMES_SCHEMA)]).sort_by("id")


def _with_profiles(rows: Iterable[Row], known: Mapping[str, SiteProfile]) -> Iterator[Outcome]:
    for row in rows:
        yield with_profile(row_to_kept(row), known[site_name(row["url"])])


def digests(tables: Mapping[str, pa.Table]) -> set[str]:
    """Return the digests that rows of a release record."""
    columns = (table["profile_digest"] for table in tables.values() if "profile_digest" in table.column_names)
    return {digest for column in columns for digest in pc.unique(column).to_pylist() if digest}


def render(sites: Mapping[str, Learned], digests: Iterable[str]) -> bytes:
    """Return the profiles with those digests and the sites they are of, a line each, sorted by digest; no other depends on them."""
    wanted = set(digests)
    hosts: defaultdict[str, list[str]] = defaultdict(list)
    known: dict[str, SiteProfile] = {}
    for site, found in sorted(sites.items()):
        if (digest := found.profile.digest) in wanted:
            hosts[digest].append(site)
            known[digest] = found.profile
    lines = (
        {"digest": each, "sites": hosts[each], "profile": json.loads(known[each].to_json())} for each in sorted(known)
    )
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()


def read_profiles(path: Path) -> dict[str, SiteProfile]:
    """Return the profiles of a file by digest: one that `lendersms profile --json` wrote, or that of a release.

    Raises:
        InputError: the file cannot be read, a line of it is no profile, or a profile is not what its digest says.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error}); {_CURE}") from error
    read = (_read(path, at, line) for at, line in enumerate(lines, 1) if line.strip())
    return {profile.digest: profile for profile in read if profile}


def _read(path: Path, at: int, line: str) -> SiteProfile:
    try:
        told = json.loads(line)
        profile = SiteProfile.from_json(json.dumps(told["profile"]))
        digest = told["digest"]
    except (ValueError, RecursionError, KeyError, TypeError, InputError) as error:
        raise InputError(f"{path}: line {at} is no site profile ({error}); {_CURE}") from error
    if profile and digest != profile.digest:
        raise InputError(f"{path}: line {at} is not the profile its digest names; {_CURE}")
    return profile

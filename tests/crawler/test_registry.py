"""The registry: what a source file may say, what a wrong one is told, and which URLs a source asks for."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.registry import SOURCES, Budget, Known, Politeness, Source, by_name, choose, load, read
from pipelines.errors import SourceError
from pipelines.store.revisits import DAY, Revisits

CASES = json.loads((Path(__file__).parents[1] / "cases/registry/errors.json").read_text("utf-8"))
RSS = ("https://www.example.com/rss",)


def write(folder: Path, name: str, text: str) -> Path:
    """Write a source file."""
    file = folder / f"{name}.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_a_wrong_file_is_one_line_that_names_file_key_and_cure(case: dict[str, str], tmp_path: Path) -> None:
    """Each kind of mistake has its own clear message."""
    with pytest.raises(SourceError) as caught:
        read(write(tmp_path, "site", case["original"]))
    assert str(caught.value) == f"{tmp_path}/{case['fixed']}"
    assert "\n" not in str(caught.value)


def test_a_full_file_is_read_field_by_field(tmp_path: Path) -> None:
    """Everything a source can say arrives."""
    file = write(
        tmp_path,
        "full",
        """
        name = "full"
        start_urls = ["https://www.example.com/list/1.html"]
        sitemaps = ["https://www.example.com/sitemap.xml"]
        feeds = ["https://www.example.com/rss"]
        allowed_domains = ["example.com"]
        article = ['/news/\\d+\\.html$']
        deny = ['/print/']
        schedule = "30 4 * * mon"
        enabled = false
        [listing]
        links = ["ul.news a"]
        next = [".pager a"]
        max_pages = 9
        [politeness]
        delay = 5
        concurrency = 2
        [revisit]
        first = "3d"
        min = "90m"
        max = "4w"
        """,
    )
    source = read(file)
    assert source.revisit.bounds == Revisits(first=3 * DAY, least=5_400, most=28 * DAY)
    assert (source.listing.max_pages, source.politeness.delay, source.politeness.concurrency) == (9, 5.0, 2)
    assert (source.domains, source.schedule, source.enabled, source.synthetic) == (
        ("example.com",),
        "30 4 * * mon",
        False,
        False,
    )


def test_the_source_of_the_manual_loads(tmp_path: Path) -> None:
    """The file that CONTRIBUTING.md shows may be taken as it stands, and it finds articles."""
    manual = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text("utf-8")
    (shown,) = re.findall(r"```toml\n(.*?)```", manual, re.DOTALL)
    write(tmp_path, "example-forum", shown)
    (source,) = load(tmp_path).sources
    assert source.wants("https://forum.example.com/loans/17.html")
    assert not source.wants("https://forum.example.com/loans/tag/17.html")
    assert source.listing.next


@pytest.mark.parametrize(
    "schedule", ["30 4 * * mon", "*/15 8-18 1,15 * *", "0 0 * 1-6/2 mon-fri", "5 4 * * sat,sun", "6h"]
)
def test_a_schedule_is_a_cron_expression(schedule: str) -> None:
    """Five fields of numbers, ranges, lists and steps; days of the week by name."""
    assert Source(name="a", feeds=RSS, schedule=schedule).schedule == schedule


@pytest.mark.parametrize(
    "schedule", ["", "daily", "0h", "30 4 * *", "60 4 * * mon", "30 24 * * mon", "0 0 0 * *", "30 4 * * 1"]
)
def test_a_schedule_that_is_none_is_refused(schedule: str) -> None:
    """A mistyped time is found when the file is loaded, not when the run never starts."""
    with pytest.raises(ValueError, match="neither an interval"):
        Source(name="a", feeds=RSS, schedule=schedule)


def test_a_folder_is_loaded_in_order_of_names(tmp_path: Path) -> None:
    """The order of a run does not depend on the file system."""
    for name in ("b", "a"):
        write(tmp_path, name, f'name = "{name}"\nfeeds = ["https://example.com/rss"]')
    assert [source.name for source in load(tmp_path).sources] == ["a", "b"]


def test_a_missing_or_empty_folder_is_told(tmp_path: Path) -> None:
    """`--sources` with a wrong folder names the folder and the cure."""
    with pytest.raises(SourceError, match="no such folder of sources"):
        load(tmp_path / "none")
    with pytest.raises(SourceError, match=r"no \*\.toml file in it"):
        load(tmp_path)


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    """A file in another charset is an error of that file, not a crash."""
    file = tmp_path / "site.toml"
    file.write_bytes('name = "网站"'.encode("gbk"))
    with pytest.raises(SourceError, match=r"site\.toml: cannot be read .*save it as UTF-8"):
        read(file)


def test_the_bundled_sources_load() -> None:
    """What the project ships is right, and the practice web is marked as made up."""
    known = load(SOURCES)
    assert not known.problems
    assert {source.name for source in known.sources if source.synthetic} == {"practice"}


def test_the_bundled_public_hosts_are_disabled_and_say_why() -> None:
    """At least twelve hosts, none of which has been crawled: each says so, and asks to read robots.txt and terms first."""
    real = [source for source in load(SOURCES).sources if not source.synthetic]
    assert len({source.domains for source in real}) == len(real) >= 12
    for source in real:
        assert not source.enabled
        assert source.note.startswith("Not crawled from here: read its robots.txt and terms first.")
        assert source.politeness.delay >= 5
        assert not any(map(source.wants, source.start_urls)) or not source.article


def test_nothing_that_ships_is_collected_without_being_named() -> None:
    """Neither the practice web nor a disabled source is part of a bare run; each can be had by its name."""
    known = load(SOURCES)
    with pytest.raises(SourceError, match="no source is enabled"):
        choose(known, [])
    for source in known.sources:
        assert choose(known, [source.name]) == (source,)


def test_an_unknown_source_lists_the_known_ones() -> None:
    """A mistyped name gets a guess and the list."""
    sources = (Source(name="practice", feeds=RSS), Source(name="other", feeds=RSS))
    with pytest.raises(SourceError) as caught:
        by_name(sources, ["practise"])
    assert str(caught.value) == 'unknown source "practise"; did you mean "practice"?; known: other, practice'


def test_a_name_given_twice_is_collected_once() -> None:
    """Names keep their order and lose their repeats."""
    sources = (Source(name="a", feeds=RSS), Source(name="b", feeds=RSS))
    assert [source.name for source in by_name(sources, ["b", "a", "b"])] == ["b", "a"]


def test_a_bare_collect_takes_what_is_enabled_and_real() -> None:
    """The practice web and sources that are switched off run only by their names."""
    real, off, made_up = (
        Source(name="real", feeds=RSS),
        Source(name="off", feeds=RSS, enabled=False),
        Source(name="made-up", feeds=RSS, synthetic=True),
    )
    assert choose(Known((real, off, made_up), {}), []) == (real,)
    assert choose(Known((real, off, made_up), {}), ["off"]) == (off,)
    with pytest.raises(SourceError, match="no source is enabled: name one of off, made-up"):
        choose(Known((off, made_up), {}), [])


def test_made_up_and_real_sources_never_share_a_run() -> None:
    """Practice pages must not slip into real data by one command line."""
    sources = (Source(name="real", feeds=RSS), Source(name="made-up", feeds=RSS, synthetic=True))
    with pytest.raises(SourceError, match='collect "made-up" by itself'):
        choose(Known(sources, {}), ["real", "made-up"])


def test_domains_are_those_of_the_urls_unless_given() -> None:
    """Leaving `allowed_domains` out opens nothing beyond the hosts that are named."""
    source = Source(name="a", feeds=RSS, start_urls=("https://m.example.org/list",))
    assert source.domains == ("m.example.org", "www.example.com")
    assert Source(name="a", feeds=RSS, allowed_domains=("example.com",)).covers("https://deep.m.example.com/x")


@pytest.mark.parametrize(
    "url",
    [
        "https://notexample.com/",
        "ftp://www.example.com/",
        "file:///www.example.com",
        "https://www.example.com.evil.org/",
        "x",
    ],
)
def test_what_is_not_on_the_site_is_not_covered(url: str) -> None:
    """Look-alike hosts and other schemes stay out."""
    assert not Source(name="a", feeds=RSS, allowed_domains=("example.com",)).covers(url)


@given(st.text(max_size=60))
def test_covering_never_raises_on_host_and_path(path: str) -> None:
    """Whatever a page links to on the site is judged, not crashed on."""
    assert Source(name="a", feeds=RSS).covers("https://www.example.com/" + path)


def test_rules_are_those_that_lists_are_read_by() -> None:
    """Another pattern may find articles on a list that did not change; another delay does not."""
    source = Source(name="a", feeds=RSS, article=("/news/",))
    assert source.rules == source.model_copy(update={"politeness": Politeness(delay=9)}).rules
    assert source.rules != source.model_copy(update={"article": ("/post/",)}).rules


def test_deny_outranks_article() -> None:
    """A URL that matches both is not asked."""
    source = Source(name="a", feeds=RSS, article=("/news/",), deny=("/print",))
    assert source.wants("https://www.example.com/news/1")
    assert not source.wants("https://www.example.com/news/1/print")
    assert not source.wants("https://www.example.com/about")


def test_a_wrong_file_costs_no_other_source(tmp_path: Path) -> None:
    """The good source is collected; the wrong one is told with all its errors, and refused by its name."""
    write(tmp_path, "good", 'name = "good"\nfeeds = ["https://example.com/rss"]\n')
    write(tmp_path, "bad", 'name = "bad"\nfeds = ["https://example.com/rss"]\nenabled = "yes"\n')
    known = load(tmp_path)
    assert [source.name for source in choose(known, [])] == ["good"]
    assert 'unknown key "feds"' in str(known.problems["bad"])
    assert "enabled: " in str(known.problems["bad"])
    with pytest.raises(SourceError, match="unknown key"):
        choose(known, ["bad"])


DEEP = 5_000
HOSTILE = {
    "brackets": f"deny = {'[' * DEEP}{']' * DEEP}",
    "tables": f"listing = {'{a = ' * DEEP}1{'}' * DEEP}",
    "dotted keys": f"{'.'.join('a' * 1_500)} = 1",
    "tables that only the check finds too deep": f"listing = {'{a = ' * 250}1{'}' * 250}",
    "long number": f"budget.host = {'9' * DEEP}",
}


@pytest.mark.parametrize("line", HOSTILE.values(), ids=list(HOSTILE))
def test_a_hostile_file_costs_no_other_source(line: str, tmp_path: Path) -> None:
    """What is deeper or longer than Python reads is a wrong file as any other, told in a line that names it."""
    write(tmp_path, "good", 'name = "good"\nfeeds = ["https://example.com/rss"]\n')
    write(tmp_path, "hostile", f'{line}\nname = "hostile"\nfeeds = ["https://example.com/rss"]\n')
    known = load(tmp_path)
    assert [source.name for source in choose(known, [])] == ["good"]
    told = str(known.problems["hostile"])
    assert "hostile.toml: " in told
    assert len(told) < 1_000


def test_where_every_file_is_wrong_each_is_told(tmp_path: Path) -> None:
    """Nothing is left to collect: the run is refused with the reasons."""
    for name in ("a", "b"):
        write(tmp_path, name, "name = 1\n")
    with pytest.raises(SourceError, match=r"a\.toml.*b\.toml"):
        choose(load(tmp_path), [])


@pytest.mark.parametrize("wrong", [{"host": 0}, {"patience": -1}, {"variants": 1.5}, {"hosst": 9}])
def test_a_budget_is_checked(wrong: dict[str, float]) -> None:
    """A budget that allows nothing, or one of a mistyped name that bounds nothing, is found when the file is loaded."""
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Budget.model_validate(wrong)

"""What speaks for a link, how it adds up, and where a crawl stops."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.bounds import REASONS, Bounds
from crawler.discovery.clues import (
    Stand,
    article_clues,
    is_endless,
    links_of,
    list_clues,
    series_of,
    template_of,
    vouched,
)
from crawler.discovery.finder import Finder
from crawler.discovery.links import Links
from crawler.discovery.scores import HIGHEST, evidence, list_share, priority, rate
from crawler.registry import Budget, Listing, Source
from crawler.settings import DEPTH_LIMIT
from pipelines.store.addresses import Address
from pipelines.store.harvest import Yield
from pipelines.store.ledger import Ledger

HOST = "http://farm.example.com"
YIELDS = st.integers(0, 50).flatmap(lambda asked: st.builds(Yield, st.just(asked), st.integers(0, asked), st.just(0)))
URLS = st.text(max_size=60) | st.text(max_size=40).map(f"{HOST}/{{}}".format)


def counts(known: Mapping[str, Yield]) -> Callable[[str], Yield]:
    """A ledger that knows these clues."""
    return lambda clue: known.get(clue, Yield())


@given(URLS, st.text(max_size=60), st.text(max_size=30))
def test_clues_are_words_and_never_raise(url: str, text: str, title: str) -> None:
    """The ledger keeps clues apart by white space, so none holds any, whatever a stranger's page says."""
    [link] = links_of({url: text})
    for clue in (*article_clues(link, Stand(url, title=title)), *list_clues(link, Stand(url))):
        assert len(clue.split()) == 1


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_numbers_share_a_template(one: int, other: int) -> None:
    """All articles of a site have one template, all pages of a list one series."""
    assert template_of(f"{HOST}/info/{one}.html") == template_of(f"{HOST}/info/{other}.html")
    assert series_of(f"{HOST}/tag/7/?page={one}") == series_of(f"{HOST}/tag/7/")


def test_two_tags_are_two_series() -> None:
    """What one tag led to says little of another, though their pages look alike."""
    assert series_of(f"{HOST}/tag/7/") != series_of(f"{HOST}/tag/8/")
    assert template_of(f"{HOST}/tag/7/") == template_of(f"{HOST}/tag/8/")


@given(YIELDS, YIELDS)
def test_a_clue_of_every_page_says_nothing(known: Yield, every: Yield) -> None:
    """What all pages have in common cannot order them; and a clue never met is no clue."""
    assert evidence(every, every) == pytest.approx(0)
    assert evidence(Yield(), every) == pytest.approx(0)
    assert evidence(known, every, 1.0) >= evidence(known, every)


@given(YIELDS, st.integers(1, 20))
def test_more_harvest_never_says_less(known: Yield, more: int) -> None:
    """Of two clues met as often, the one that gave more speaks louder."""
    every = Yield(100, 30)
    better = known._replace(gave=min(known.asked, known.gave + more))
    assert evidence(better, every) >= evidence(known, every)


@given(st.floats(0, 1), st.floats(0, 1))
def test_priorities_keep_the_order_of_chances(one: float, other: float) -> None:
    """A better chance never comes later, and all lie between 1 and the highest."""
    low, high = sorted((one, other))
    assert 1 <= priority(low) <= priority(high) <= HIGHEST


def test_an_anchor_is_worth_something_before_anything_is_known() -> None:
    """The first page of a new source is asked for in an order that the relevance table gives."""
    texts = {f"{HOST}/1": "收到催收短信说我逾期", f"{HOST}/2": "阳台上的绿萝为什么黄叶"}
    one, other = (rate(counts({}), article_clues(link, Stand(HOST))) for link in links_of(texts))
    assert one > 0.7
    assert other < 0.3


def test_a_series_that_gives_nothing_comes_last() -> None:
    """At the end of the patience nothing is left of a list; one harvest brings it back."""
    [link] = links_of({f"{HOST}/list?page=9": "下一页"})
    clues = list_clues(link, Stand(HOST))
    dry = {clue: Yield(40, 10, dry=20) for clue in clues if clue.startswith("on:")}
    fresh = {clue: known._replace(dry=0) for clue, known in dry.items()}
    assert list_share(counts(dry), clues, 20) == 0 < list_share(counts(fresh), clues, 20)


def test_a_list_that_tells_its_articles_apart_is_worth_more(tmp_path: Path) -> None:
    """Where each has words of its own one of them will do; where all say the same a further page shows nothing better."""
    with Ledger.open(tmp_path) as ledger:
        ledger.begin_run("collect", ["farm"])
        finder = Finder(source(), ledger.frontier(["farm"]).harvest)
        found = {
            text: list(finder.addresses(links_to(texts), Stand(f"{HOST}/tag/3/"), "listing", 1))
            for text, texts in {"told": ["绿萝黄叶", "红烧肉的做法"], "mute": ["阅读全文", "阅读全文"]}.items()
        }
    told, mute = (next(each for each in found[kind] if each.kind == "listing") for kind in ("told", "mute"))
    assert ("mute" in told.clues, "mute" in mute.clues) == (False, True)
    assert told.priority > mute.priority


def links_to(texts: list[str]) -> Links:
    """A list that says this of its articles, and where it goes on."""
    articles = {f"{HOST}/post/{number}.html": text for number, text in enumerate(texts)}
    return Links(tuple(articles), (f"{HOST}/tag/3/p2",), "", articles)


def test_what_links_to_a_tag_speaks_for_its_articles() -> None:
    """A tag that articles which belong carry is a good one, before any article was found there."""
    [link] = links_of({f"{HOST}/post/7.html": "阅读全文"})
    known = {clue: Yield(5, 5) for clue in vouched([f"{HOST}/tag/3/"])} | {"all": Yield(50, 5)}
    one, other = (rate(counts(known), article_clues(link, Stand(f"{HOST}/tag/{tag}/p2"))) for tag in (3, 4))
    assert one > 2 * other


@pytest.mark.parametrize(
    ("path", "endless"),
    [
        ("/2024/11/22/7.html", False),
        ("/a/b/a/b/7.html", False),
        ("/a/b/a/b/a/7.html", True),
        ("/" + "x/" * 3, True),
        ("/" + "/".join(map(str, range(14))) + "/", True),
    ],
)
def test_folders_that_repeat_are_endless(path: str, endless: bool) -> None:
    """A relative link that was meant to be absolute makes folders without end; a date makes three."""
    assert is_endless(HOST + path) is endless


def source(**budget: int) -> Source:
    """A source with a budget of its own."""
    return Source(
        name="farm", start_urls=(f"{HOST}/",), listing=Listing(max_pages=3), budget=Budget.model_validate(budget)
    )


def asked(bounds: Bounds, *paths: str, kind: str = "article") -> list[str]:
    """Why each of these addresses is cut, in order."""
    found = (path if path.startswith("http") else HOST + path for path in paths)
    return [bounds.cut(Address(url=url, source="farm", kind=kind)) for url in found]  # type: ignore[arg-type]  # a kind


@pytest.mark.parametrize(
    ("budget", "paths", "reasons"),
    [
        ({"host": 2}, ["/1", "/x/2", "/y/3"], ["", "", "budget_host"]),
        ({"template": 2}, ["/1", "/2", "/3", "/x/4"], ["", "", "budget_template", ""]),
        ({"hosts": 2}, ["http://b.example.com/1", "http://c.example.com/1", "/1"], ["", "budget_hosts", ""]),
        ({}, ["/a/a/a/1.html", "/1"], ["endless_path", ""]),
    ],
)
def test_budgets_end_a_run(budget: dict[str, int], paths: list[str], reasons: list[str]) -> None:
    """What a budget allows is asked for, what is beyond has its reason; the doors' hosts always have a place."""
    assert asked(Bounds(source(**budget), counts({})), *paths) == reasons


def test_a_barren_template_is_probed_by_each_run() -> None:
    """What gave nothing for as long as the patience lasts is asked a tenth as often, and goes on once it gives."""
    barren = {"u:farm.example.com/N": Yield(30, 0, dry=20)}
    assert asked(Bounds(source(patience=20), counts(barren)), "/1", "/2", "/3") == ["", "", "barren_template"]
    gave = {"u:farm.example.com/N": Yield(31, 1, dry=0)}
    assert asked(Bounds(source(patience=20), counts(gave)), "/1", "/2", "/3") == ["", "", ""]


def test_lists_end_by_pages_by_yield_and_by_number() -> None:
    """A pager whose pages show nothing new, one whose articles gave nothing, and more pages than the file allows."""
    stale = Bounds(source(stale_pages=5), counts({"l:farm.example.com/list": Yield(9, 4, dry=5)}))
    assert asked(stale, "/list", "/list", kind="listing") == ["", "stale_list"]
    barren = Bounds(source(patience=10), counts({"on:farm.example.com/list": Yield(9, 0, dry=10)}))
    assert asked(barren, "/list", "/list", kind="listing") == ["", "barren_list"]
    many = Bounds(source(), counts({}))
    assert asked(many, "/a", "/b", "/c", "/d", kind="listing") == ["", "", "", "max_pages"]


def test_doors_are_always_asked() -> None:
    """A source whose first page gave nothing for years may change; and nothing else would lead back to it."""
    known = counts({"l:farm.example.com/": Yield(99, 0, dry=99)})
    assert asked(Bounds(source(host=1), known), "/", "/", "/", kind="listing") == ["", "", ""]


def followed(tmp_path: Path, paths: Iterable[str]) -> list[tuple[int, str]]:
    """How deep each list lies and why it is left out, where the first page leads to the first, and each to the next."""
    wide = source().model_copy(update={"listing": Listing(max_pages=1000)})
    told = []
    with Ledger.open(tmp_path) as ledger:
        ledger.begin_run("collect", ["farm"])
        finder = Finder(wide, ledger.frontier(["farm"]).harvest)
        at = Address(url=f"{HOST}/", source="farm", kind="listing")
        for path in paths:
            [at] = finder.addresses(Links((), (HOST + path,)), Stand(at.url), "listing", at.depth)
            told.append((at.depth, finder.cut(at)))
    return told


def test_a_maze_ends_at_its_depth(tmp_path: Path) -> None:
    """Lists that lead ever deeper, no two of one form, whose every page is something new."""
    paths = [f"/{chr(97 + number)}x/" for number in range(DEPTH_LIMIT + 2)]
    told = followed(tmp_path, paths)
    assert [depth for depth, _ in told] == [*range(1, DEPTH_LIMIT + 3)]
    assert [reason for _, reason in told] == [*[""] * DEPTH_LIMIT, "too_deep", "too_deep"]


def test_pages_of_one_list_lie_side_by_side(tmp_path: Path) -> None:
    """However many there are, by number or by name."""
    paths = [
        "/loans",
        *(f"/loans?page={number}" for number in range(2, 40)),
        *(f"/tag/{number}/" for number in range(40)),
    ]
    told = followed(tmp_path, paths)
    assert {depth for depth, _ in told} == {1, 2}
    assert {reason for _, reason in told} == {""}


def test_every_reason_is_explained() -> None:
    """The ledger holds a sentence for each reason that a report counts."""
    assert all(words and not words.endswith(".") for words in REASONS.values())

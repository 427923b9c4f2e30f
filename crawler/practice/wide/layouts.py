"""How a wide web leads to its articles: four manners of sites, in each of which something else tells where the subject is."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from crawler.practice.seeding import stream
from crawler.practice.wide import HOSTS
from crawler.practice.wide.articles import Article

PER_PAGE: Final = 20
SECTIONS: Final = 8
_TAGS: Final = ("家居", "手机", "贷款", "出行", "问答", "城市", "维权", "美食", "服务", "常识", "故事", "提醒")
_MORE: Final = "阅读全文"
_Anchored: TypeAlias = tuple[str, str]


@dataclass(slots=True)
class Graph:
    """The pages of a web and where each leads, as (address, words)."""

    articles: dict[str, Article] = field(default_factory=dict)
    lists: dict[str, list[_Anchored]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    """What lists call themselves, where it is more than the name of the site."""
    onward: dict[str, list[_Anchored]] = field(default_factory=dict)
    """Where articles lead on to; those that are not in it lead nowhere."""


Layout: TypeAlias = Callable[[int, Sequence[Article]], Graph]


def sections(seed: int, articles: Sequence[Article]) -> Graph:
    """Sections without telling names, most of what belongs in two of them; articles lie in their section's folder."""
    graph = Graph()
    for host, own in _by_host(articles):
        rng = stream(seed, "sections", host)
        home = rng.sample(range(SECTIONS), 2)
        shelves: list[list[str]] = [[] for _ in range(SECTIONS)]
        for each in own:
            is_home = each.is_relevant and rng.random() < 0.8
            shelf = rng.choice(home) if is_home else rng.randrange(SECTIONS)
            url = f"http://{host}/c{shelf}/{each.number}.html"
            graph.articles[url] = each
            shelves[shelf].append(url)
        graph.lists[f"http://{host}/"] = [(f"/c{shelf}/", f"栏目{shelf}") for shelf in range(SECTIONS)]
        for shelf, urls in enumerate(shelves):
            _paginate(graph, f"http://{host}/c{shelf}/", [(url, graph.articles[url].draft.title) for url in urls])
    return graph


def one_stream(seed: int, articles: Sequence[Article]) -> Graph:
    """One list of everything by date, its titles cut short, addresses that say nothing."""
    graph = Graph()
    for host, own in _by_host(articles):
        rng = stream(seed, "stream", host)
        urls = {f"http://{host}/info/{each.number}.html": each for each in own}
        graph.articles |= urls
        anchors = [(url, each.draft.title[: rng.randint(6, 12)] + "…") for url, each in urls.items()]
        _paginate(graph, f"http://{host}/", anchors)
    return graph


def related(seed: int, articles: Sequence[Article]) -> Graph:
    """A few articles on the first page; all others are found through what articles lead on to, mostly more of their kind."""
    graph = Graph()
    for host, own in _by_host(articles):
        rng = stream(seed, "related", host)
        urls = {f"http://{host}/a/{each.number}": each for each in own}
        graph.articles |= urls
        graph.lists[f"http://{host}/"] = [_titled(graph, url) for url in rng.sample(sorted(urls), PER_PAGE)]
        kinds = {kind: [url for url in urls if urls[url].is_relevant is kind] for kind in (True, False)}
        for url, each in urls.items():
            graph.onward[url] = [_titled(graph, to) for to in _alike(rng, kinds, url, is_relevant=each.is_relevant)]
    return graph


def tags(seed: int, articles: Sequence[Article]) -> Graph:
    """Tag pages, whose anchors say `read more`: only the tags, and what they led to, tell where the subject is."""
    graph = Graph()
    for host, own in _by_host(articles):
        rng = stream(seed, "tags", host)
        ours = ("贷款", "维权", rng.choice(("提醒", "问答", "服务")))
        shelves: dict[str, list[_Anchored]] = {tag: [] for tag in _TAGS}
        for each in own:
            url = f"http://{host}/post/{each.number}.html"
            graph.articles[url] = each
            own_tags = list(dict.fromkeys(_tags_of(each, ours, rng) for _ in range(rng.choice((1, 1, 1, 2)))))
            graph.onward[url] = [(f"/tag/{_TAGS.index(tag)}/", tag) for tag in own_tags]
            for tag in own_tags:
                shelves[tag].append((url, _MORE))
        graph.lists[f"http://{host}/"] = [(f"/tag/{_TAGS.index(tag)}/", tag) for tag in _TAGS]
        for tag, anchors in shelves.items():
            _paginate(graph, f"http://{host}/tag/{_TAGS.index(tag)}/", anchors, f"标签：{tag}")
    return graph


LAYOUTS: Mapping[str, Layout] = {"sections": sections, "stream": one_stream, "related": related, "tags": tags}


def _tags_of(article: Article, ours: Sequence[str], rng: random.Random) -> str:
    """A tag for an article: what belongs has one of its host's own, a near miss any, the rest any other."""
    if article.relevance == "near_miss":
        return rng.choice(_TAGS)
    is_ours = article.is_relevant and rng.random() < 0.95
    return rng.choice(ours if is_ours else [tag for tag in _TAGS if tag not in ours])


def _by_host(articles: Sequence[Article]) -> Iterator[tuple[str, Sequence[Article]]]:
    for place, host in enumerate(HOSTS):
        yield host, articles[place :: len(HOSTS)]


def _paginate(graph: Graph, base: str, anchors: Sequence[_Anchored], title: str = "") -> None:
    """Spread anchors over numbered pages, each with a link to the next."""
    pages = max(1, -(-len(anchors) // PER_PAGE))
    for page in range(1, pages + 1):
        shown = list(anchors[(page - 1) * PER_PAGE : page * PER_PAGE])
        following = [(f"{base}?page={page + 1}", "下一页")] if page < pages else []
        url = base if page == 1 else f"{base}?page={page}"
        graph.lists[url], graph.titles[url] = shown + following, title


def _titled(graph: Graph, url: str) -> _Anchored:
    return url, graph.articles[url].draft.title


def _alike(rng: random.Random, kinds: Mapping[bool, list[str]], url: str, *, is_relevant: bool) -> list[str]:
    """Six other articles, four or five of them of one's own kind, and the next one of the host, so that all are reached."""
    every = sorted(kinds[True] + kinds[False])
    own = [rng.choice(kinds[is_relevant if rng.random() < 0.75 else not is_relevant]) for _ in range(6)]
    return list(dict.fromkeys([*own, every[(every.index(url) + 1) % len(every)]]))

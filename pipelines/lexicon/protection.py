"""Spans of a text that a conversion of script must not touch: hidden before it, put back after it.

A protected name is found in whatever script a text spells it, and comes out as it is given: a phrase of the
dictionaries cannot change it (玖富叮噹 is 玖富叮当, though 叮噹 is 丁当 elsewhere), nor reach into it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from pipelines.lexicon.alignment import Converted, moved, replaced
from pipelines.lexicon.phrases import Match
from pipelines.lexicon.script import matching_key

_MASK: Final = "\0"
"""Stands for what is hidden: it is in no dictionary, and only places tell which of them are ours."""


def find_names(text: str, names: frozenset[str]) -> list[Match]:
    """Return where `text` has one of the names, the longest of those that begin there, and the name as it is given.

    >>> find_names("玖富叮噹的簡訊", frozenset({"玖富叮当", "玖富"}))
    [Match(start=0, end=4, after='玖富叮当')]
    >>> find_names("鈴聲叮噹", frozenset({"玖富叮当"}))
    []
    """
    automaton, as_given = _automaton(names)
    hits = automaton.find_matches_as_indexes(matching_key(text)) if as_given else ()
    return [Match(start, end, as_given[number]) for number, start, end in hits]


def hide(text: str, spans: Iterable[Match]) -> str:
    r"""Return `text`, as long as it is, with sorted spans hidden.

    >>> hide("玖富說", [Match(0, 2, "玖富")])
    '\x00\x00說'
    """
    return replaced(text, (Match(start, end, _MASK * (end - start)) for start, end, _ in spans))


def restore(converted: Converted, spans: Sequence[Match]) -> Converted:
    r"""Return the conversion of a text whose spans were hidden, with what the spans become in their places.

    Each span becomes as many characters as it had, so that the stretches of the conversion stay true.

    >>> restore(Converted("\0\0说"), [Match(0, 2, "玖富")]).text
    '玖富说'
    """
    starts = moved([span.start for span in spans], converted.stretches)
    back = (Match(at, at + len(span.after), span.after) for at, span in zip(starts, spans, strict=True))
    return Converted(replaced(converted.text, back), converted.stretches)


@cache
def _automaton(names: frozenset[str]) -> tuple[AhoCorasick, tuple[str, ...]]:
    """The names by their matching keys; a name of ASCII only needs no protection, as no dictionary knows it."""
    as_given = tuple(sorted(name for name in names if not name.isascii()))
    keys = [matching_key(name) for name in as_given]
    return AhoCorasick(keys, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA), as_given

"""Names of lenders with one letter written otherwise, so that filters and searches miss them: 截信金融, 花bei, 亻昔呗, 有💰花.

What may stand for a letter is data with its reason: `tables/disguises.toml`. Letters, parts and pictures inside a name
are nobody's slip, and such a name counts where the plain one does. A character of the same sound may be another
company's name or another word: the name must keep two letters and more, and counts only where it ends in a word of
lending (截信金融) or is used as a name. Left alone are names of two letters written by sound (借贝), and more than one
letter written otherwise.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from pipelines.lexicon.lenders import CONTEXT_WORDS, Lender, known_lenders


class Disguise(BaseModel):
    """What is written in the place of one letter, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    letter: str
    by: Literal["sound", "pinyin", "parts", "picture"]
    written: tuple[str, ...]
    reason: str


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    disguises: tuple[Disguise, ...]


class Spelling(NamedTuple):
    """A name as it may be printed, in lower case."""

    lender: Lender
    text: str
    needs_context: bool
    """Whether it is a name only where the words around it make it one."""


@cache
def disguises() -> tuple[Disguise, ...]:
    """Return the table, as it stands in its file.

    >>> [each.written for each in disguises() if each.letter == "呗" and each.by == "pinyin"]
    [('bei',)]
    """
    source = files(__package__).joinpath("tables", "disguises.toml").read_text("utf-8")
    return _Table.model_validate(tomllib.loads(source)).disguises


@cache
def spellings() -> dict[str, Spelling]:
    """Return every spelling of every known lender's names; what is the plain name of one is no disguise of another.

    >>> spellings()["截信金融"].lender.id, spellings()["花bei"].needs_context
    ('jiexin-cf', False)
    >>> "杰信金融" in spellings(), "借贝" in spellings()
    (False, False)
    """
    plain = {each.text: each for lender in known_lenders() for each in _plain(lender)}
    disguised = {each.text: each for name in plain.values() for each in disguised_as(name)}
    return disguised | plain


def _plain(lender: Lender) -> Iterator[Spelling]:
    for needs_context, texts in ((False, lender.aliases), (True, lender.context_aliases)):
        for text in texts:
            yield Spelling(lender, text.lower(), needs_context)


def disguised_as(name: Spelling) -> Iterator[Spelling]:
    """Yield a name with each of its letters in turn written otherwise.

    >>> huabei = spellings()["花呗"]
    >>> [each.text for each in disguised_as(huabei)]
    ['花口贝', '艹化呗', '艾化呗', '花bei', 'hua呗', '🌸呗', '🌺呗', '🌹呗']
    """
    for each in disguises():
        if each.letter not in name.text or not _keeps_enough(name.text, each):
            continue
        needs_context = name.needs_context or (each.by == "sound" and not _ends_in_lending(name.text, each.letter))
        for written in each.written:
            yield Spelling(name.lender, name.text.replace(each.letter, written, 1), needs_context)


def _keeps_enough(name: str, disguise: Disguise) -> bool:
    """Whether a name is still told by its other letters: one Chinese character, two where only the sound is kept."""
    kept = sum(not letter.isascii() for letter in name) - 1
    return kept >= (2 if disguise.by == "sound" else 1)


def _ends_in_lending(name: str, letter: str) -> bool:
    """Whether a word of lending stands behind that letter at the end of a name."""
    return name.endswith(CONTEXT_WORDS) and not any(letter in word for word in CONTEXT_WORDS if name.endswith(word))

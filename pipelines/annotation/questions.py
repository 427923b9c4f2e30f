"""What people are asked about an article: one question for each label that a row carries, with the answers it takes.

Names and options are those of the columns, so that an answer needs no translation; only where a column can be empty
an option of its own says so: `none`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, TypeAlias, get_args

from pipelines.labels.facets import Channel, PageKind, SenderClaim
from pipelines.labels.rules import ISSUES
from pipelines.lexicon.lenders import lenders

NONE: Final = "none"
"""The answer that there is nothing of the kind: no issue, no lender that the article is about."""
RELEVANT: Final = "relevant"
IRRELEVANT: Final = "irrelevant"

Answer: TypeAlias = tuple[str, ...]
"""The options chosen; one, but for questions that take several, where they are in the order of the options."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question."""

    name: str
    """The column it decides; `lender` decides which of `lenders` is the subject."""
    asks: str
    """The question in words, as the forms show it."""
    options: tuple[str, ...]
    takes_several: bool = False


@cache
def questions() -> tuple[Question, ...]:
    """Return all questions, in the order in which they are asked.

    >>> [question.name for question in questions()]
    ['relevance', 'issues', 'lender', 'channel', 'sender_claim', 'page_kind', 'severity']
    """
    return (
        Question(
            name="relevance",
            asks="Is the article about messages or calls from, or in the name of, a lender or collector?",
            options=(RELEVANT, IRRELEVANT),
        ),
        Question(
            name="issues", asks="What does the article complain about?", options=(*ISSUES, NONE), takes_several=True
        ),
        Question(
            name="lender",
            asks="Which lender is the article about?",
            options=(*(lender.id for lender in lenders()), NONE),
        ),
        Question(name="channel", asks="How did the message come?", options=get_args(Channel)),
        Question(name="sender_claim", asks="Who does the sender claim to be?", options=get_args(SenderClaim)),
        Question(name="page_kind", asks="What kind of page is it?", options=get_args(PageKind)),
        Question(
            name="severity",
            asks="How grave is the conduct described, from 0 (informational) to 4 (violence, completed fraud)?",
            options=("0", "1", "2", "3", "4"),
        ),
    )


@cache
def question_names() -> frozenset[str]:
    """Return the names of all questions."""
    return frozenset(question.name for question in questions())


@cache
def question(name: str) -> Question:
    """Return the question of that name; there must be one.

    >>> question("severity").options
    ('0', '1', '2', '3', '4')
    """
    return next(each for each in questions() if each.name == name)


def answer(name: str, chosen: Sequence[str]) -> Answer:
    """Return what was chosen as an answer to the question of that name, in the order of its options.

    Raises:
        ValueError: it is no answer to that question; the message says what is.

    >>> answer("issues", ["harassment", "debt_not_owed"])
    ('debt_not_owed', 'harassment')
    >>> answer("channel", ["fax"])
    Traceback (most recent call last):
    ValueError: 'fax' is no answer: take one of sms, call, im, letter, app_push, mixed, unspecified
    """
    asked = question(name)
    for each in chosen:
        if each not in asked.options:
            raise ValueError(f"{each!r} is no answer: take {_named(asked)}")
    given = tuple(option for option in asked.options if option in set(chosen))
    if len(given) != 1 and not asked.takes_several:
        raise ValueError(f"{len(given)} answers; the question takes exactly one")
    if not given or (NONE in given and len(given) > 1):
        raise ValueError(f"choose what holds, or `{NONE}` alone")
    return given


_MANY: Final = 20
"""Options that an error spells out."""


def _named(asked: Question) -> str:
    if len(asked.options) > _MANY:
        return f"an id of the lender table, or `{NONE}`"
    return f"{'some' if asked.takes_several else 'one'} of {', '.join(asked.options)}"

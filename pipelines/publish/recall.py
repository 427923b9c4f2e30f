"""How much of the personal data in texts is found, as measured, in the words of the card.

The numbers are those of `recall.toml`, written by `python -m benchmarks.privacy --write`; a test measures them again.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

PATH: Final = Path(__file__).with_name("recall.toml")

_HEAD = "# Written by `python -m benchmarks.privacy --write`; a test measures it again.\n"

STANDARD = """Scrubbing goes by what GB/T 35273-2020 (*Personal information security specification*), annex A, counts as personal
information, as far as it has a form that can be told: mobile numbers, identity cards (check digit of GB 11643), bank cards (check
digit of ISO/IEC 7812), e-mail addresses, QQ and WeChat accounts. A value is replaced before anything is stored, by a placeholder of
its kind such as `<手机号>`, in all digits and disguises that are known; so are commenters' names. Service numbers of institutions are
kept, and so are names of people and addresses of houses in the body, which have no such form: tell us of one, and it is taken out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """What was found of one kind of personal data."""

    kind: str
    disguises: int
    tried: int
    """Made-up values, so and so disguised, in sentences."""
    found: int
    """Those that became one placeholder of their kind."""
    lowest: float
    """The recall of the disguise that hides best, 0 to 1."""


def render(measured: Iterable[Recall]) -> str:
    r"""Return the text of `recall.toml`.

    >>> print(render([Recall(kind="email", disguises=2, tried=10, found=9, lowest=0.8)]).partition("\n")[2])
    [email]
    disguises = 2
    tried = 10
    found = 9
    lowest = 0.8
    <BLANKLINE>
    """
    sections = []
    for each in measured:
        lines = [f"{name} = {value}" for name, value in asdict(each).items() if name != "kind"]
        sections.append("\n".join([f"[{each.kind}]", *lines, ""]))
    return _HEAD + "\n".join(sections)


def read() -> tuple[Recall, ...]:
    """Return what was measured."""
    return tuple(Recall(kind=kind, **values) for kind, values in tomllib.loads(PATH.read_text("utf-8")).items())


def section() -> str:
    """Return what the card says of personal data."""
    rows = [
        f"| {each.kind} | {each.disguises} | {each.tried} | {each.found} | {each.found / each.tried:.4f} | {each.lowest:.4f} |"
        for each in read()
    ]
    head = [
        "| kind | disguises | values tried | found | recall | recall in the worst disguise |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    told = (
        "Recall, measured on made-up values with true check digits; accounts of QQ and WeChat have no form of their own and are "
        "told by their label:"
    )
    return "\n".join([STANDARD, "", told, "", *head, *rows])

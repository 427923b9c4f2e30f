r"""Lines of the site: furniture that no list knows, but that recurs on many pages of one site.

    本页由阿福茶馆整理，来信请投街角信箱        融易坊手机版 电脑版 切换皮肤        （完）

What recurs is learned beforehand from the pages of a site (`pipelines.profiles`) and given to the stage as a frozen
value, a `SiteProfile`: the shapes of lines that end or begin its pages. The rule is `boilerplate.site`.

Left alone: the same words further in. A line goes only from the head or foot of a text, reached over other such lines
and at most two short ones, never over a sentence. So what an article says in its middle stays, whatever was learned.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Self

from pipelines.edits import cleaned, without_lines
from pipelines.errors import InputError
from pipelines.lexicon.line_shape import line_shape
from pipelines.types import Cleaned

RULE: Final = "boilerplate.site"
_GAPS: Final = 2
"""Short lines that may stand between site lines and the edge: a link of this page alone, a date."""
_LONGEST: Final = 40
"""Characters; a longer line is prose with or without marks."""
_CURE: Final = "make one with `lendersms profile SITE --json`"
# What a clause ends with: a line that has one inside, or any stop, is a sentence. A single character class.
_STOP_RE: Final = re.compile("[。！？；!?;]")
_COMMA_RE: Final = re.compile("[，,]")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteProfile:
    """What recurs on the pages of a site: shapes of lines as `line_shape` makes them, and words behind its titles."""

    lines: frozenset[str] = frozenset()
    """Shapes of lines above and below the text."""
    titles: frozenset[str] = frozenset()
    """What stands behind titles, set apart by a mark, as `title_key` makes it."""

    def __bool__(self) -> bool:
        """Whether anything recurs."""
        return bool(self.lines or self.titles)

    @property
    def digest(self) -> str:
        """Sha256 of the profile's JSON, 64 hex digits: the same lines, the same digest.

        >>> SiteProfile(lines=frozenset("ab")).digest == SiteProfile(lines=frozenset("ba")).digest
        True
        """
        return sha256(self.to_json().encode()).hexdigest()

    def to_json(self) -> str:
        """Return the profile as one line of JSON, keys and lines sorted.

        >>> SiteProfile(lines=frozenset({"完"})).to_json()
        '{"lines": ["完"], "titles": []}'
        """
        known = {"lines": sorted(self.lines), "titles": sorted(self.titles)}
        return json.dumps(known, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the profile that `to_json` wrote.

        Raises:
            InputError: the text is no profile.

        >>> SiteProfile.from_json('{"lines": ["完"], "titles": []}').lines
        frozenset({'完'})
        """
        try:
            known = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise InputError(f"no site profile: no JSON ({error}); {_CURE}") from error
        if not (
            isinstance(known, dict) and known.keys() == {"lines", "titles"} and all(map(_are_lines, known.values()))
        ):
            raise InputError(f"no site profile: it needs lines and titles, a list of lines each; {_CURE}")
        return cls(**{name: frozenset(found) for name, found in known.items()})


def _are_lines(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(line, str) for line in value)


@dataclass(frozen=True, slots=True)
class DropSiteLines:
    r"""The stage that drops the lines of a profile; an empty profile drops nothing.

    >>> stage = DropSiteLines(SiteProfile(lines=frozenset({line_shape("融易坊手机版 第1页")})))
    >>> stage("我从没借过钱。\n融易坊手机版 第7页").text
    '我从没借过钱。'
    >>> stage("我想还钱。\n融易坊手机版 第7页\n这个网址打不开。").edits
    ()
    """

    profile: SiteProfile

    def __call__(self, text: str) -> Cleaned:
        """Drop the site's lines from both ends of a text."""
        lines = text.split("\n")
        doomed = self._doomed(lines)
        rules = [RULE if at in doomed else None for at in range(len(lines))]
        return cleaned(text, without_lines(text, rules)) if doomed else Cleaned(text=text)

    def _doomed(self, lines: list[str]) -> set[int]:
        """The numbers of the site's lines; the same lines stop the search from either end, with them or without."""
        last = len(lines) - 1
        head = run(((line, line_shape(line)) for line in lines), self.profile.lines)
        foot = run(((line, line_shape(line)) for line in reversed(lines)), self.profile.lines)
        return {*head, *(last - at for at in foot)}


def run(lines: Iterable[tuple[str, str]], known: Container[str]) -> Iterator[int]:
    """Yield the numbers of the lines, told with their shapes from an edge inwards, that are known and lie at that edge.

    >>> list(run([("完", "完"), ("甲", "甲"), ("终", "终"), ("他说：没借过。", "他说：没借过。"), ("完", "完")], {"完", "终"}))
    [0, 2]
    """
    gaps = 0
    for at, (line, shape) in enumerate(lines):
        if shape in known:
            yield at
        elif not line.strip():
            continue
        else:
            gaps += 1
            if gaps > _GAPS or is_sentence(line):
                return


def is_sentence(line: str) -> bool:
    """Whether a line is prose: it has a full stop or two commas, or is long.

    >>> is_sentence("我从没借过钱。"), is_sentence("融易坊手机版 电脑版")
    (True, False)
    """
    return len(line) > _LONGEST or _STOP_RE.search(line) is not None or len(_COMMA_RE.findall(line)) > 1

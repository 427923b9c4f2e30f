"""Arithmetic of edits: apply them, make them, and compose two runs of them into one.

A stage reports edits against the text it was given; the fold over the stages composes them, so that the edits of
`clean` are spans of the original. Laws (tests/pipelines/test_edits.py): applying is exact, composing is applying
one after the other, and no edit is without effect.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from pipelines.types import Cleaned, Edit, Signals

Replacement = Callable[[re.Match[str]], str | None]
"""What a match becomes; None leaves it alone."""

Finder = Callable[[str], Sequence[Edit]]
"""A part of a stage: it finds the edits that it would make."""


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Return `text` with sorted, non-overlapping `edits` made.

    >>> apply("發(fā)短信", [Edit("script.t2s", 0, 1, "發", "发"), Edit("gloss.pinyin", 1, 5, "(fā)", "")])
    '发短信'
    """
    pieces: list[str] = []
    at = 0
    for edit in edits:
        pieces += (text[at : edit.start], edit.after)
        at = edit.end
    pieces.append(text[at:])
    return "".join(pieces)


def substitutions(text: str, pattern: re.Pattern[str], rule: str, repl: str | Replacement = "") -> list[Edit]:
    """Return the edits that replace each match of `pattern`; matches that stay the same make none.

    >>> substitutions("a  b", re.compile(" +"), "space", " ")
    [Edit(rule='space', start=1, end=3, before='  ', after=' ', score=1.0)]
    """
    edits = []
    for match in pattern.finditer(text):
        after = repl if isinstance(repl, str) else repl(match)
        if after is not None and after != match[0]:
            edits.append(Edit(rule, match.start(), match.end(), match[0], after))
    return edits


def cleaned(text: str, edits: Iterable[Edit], signals: Signals | None = None) -> Cleaned:
    """Return what a stage returns: the text with its edits made, and the edits.

    >>> cleaned("a  b", [Edit("space", 1, 3, "  ", " ")]).text
    'a b'
    """
    made = tuple(edits)
    return Cleaned(text=apply(text, made) if made else text, edits=made, signals=signals or Signals())


def in_turn(text: str, finders: Iterable[Finder]) -> tuple[Edit, ...]:
    """Return the edits of `finders`, each given the text the one before it made.

    >>> def halve(text: str) -> list[Edit]:
    ...     return substitutions(text, re.compile("aa"), "halve", "a")
    >>> in_turn("aaaa", [halve, halve])
    (Edit(rule='halve', start=0, end=4, before='aaaa', after='a', score=1.0),)
    """
    done: tuple[Edit, ...] = ()
    now = text
    for find in finders:
        edits = find(now)
        done = compose(text, done, edits)
        now = apply(now, edits) if edits else now
    return done


def without_lines(text: str, doomed: Sequence[str | None]) -> list[Edit]:
    r"""Return the edits that drop lines: `doomed` has, for each line of `text`, the rule that drops it or None.

    Each dropped line is an edit of its own and takes one line break with it.

    >>> [(e.rule, e.before) for e in without_lines("甲\n乙\n丙", [None, "a", "b"])]
    [('a', '\n乙\n'), ('b', '丙')]
    """
    last_kept = max((i for i, rule in enumerate(doomed) if rule is None), default=-1)
    edits, at = [], 0
    for i, (rule, line) in enumerate(zip(doomed, text.split("\n"), strict=True)):
        end = min(at + len(line) + 1, len(text))
        start = at - 1 if i == last_kept + 1 and i else at
        if rule is not None and start < end:
            edits.append(Edit(rule, start, end, text[start:end], ""))
        at = end
    return edits


def diff(before: str, after: str, rule: str) -> list[Edit]:
    """Return the edits that turn `before` into `after`, a run of changed characters each.

    >>> [(e.before, e.after) for e in diff("後來發現", "后来发现", "script.t2s")]
    [('後來發現', '后来发现')]
    """
    if len(before) == len(after):
        return _runs(before, after, rule)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [Edit(rule, i, j, before[i:j], after[k:m]) for tag, i, j, k, m in matcher.get_opcodes() if tag != "equal"]


def _runs(before: str, after: str, rule: str) -> list[Edit]:
    """Diff of texts of one length: character by character, neighbours joined."""
    edits: list[Edit] = []
    start: int | None = None
    for i, (old, new) in enumerate(zip(before, after, strict=True)):
        if old != new and start is None:
            start = i
        elif old == new and start is not None:
            edits.append(Edit(rule, start, i, before[start:i], after[start:i]))
            start = None
    if start is not None:
        edits.append(Edit(rule, start, len(before), before[start:], after[start:]))
    return edits


def compose(original: str, first: Sequence[Edit], second: Sequence[Edit]) -> tuple[Edit, ...]:
    """Return edits of `original` that do what `first` and then `second` do.

    `second` speaks of the text after `first`. Edits that touch the same characters become one, whose rule names
    both (`gloss.pinyin+script.t2s`); where the later one deletes the whole span only its rule is named, because
    what was mended in a line that is dropped is no change of the output. Edits that undo each other are none.

    >>> first = [Edit("a", 0, 1, "x", "yy")]
    >>> compose("xz", first, [Edit("b", 1, 3, "yz", "!")])
    (Edit(rule='a+b', start=0, end=2, before='xz', after='y!', score=1.0),)
    """
    if not first or not second:
        return tuple(first or second)
    middle = apply(original, first)
    out: list[Edit] = []
    shift = 0  # position in the middle text minus position in the original
    for group in _groups(_spans(first, second)):
        ones = [span.edit for span in group if not span.later]
        twos = [span.edit for span in group if span.later]
        grown = sum(len(edit.after) - len(edit.before) for edit in ones)
        if not twos:
            out += ones
        elif len(group) == 1:
            out.append(_moved(twos[0], -shift))
        else:
            low, high = group[0].low, max(span.high for span in group)
            after = apply(middle[low:high], (_moved(edit, -low) for edit in twos))
            out += _merged(original, (low - shift, high - shift - grown), (ones, twos), after)
        shift += grown
    return tuple(out) if _is_change(original, out) else ()


def _moved(edit: Edit, by: int) -> Edit:
    """The same edit so many characters further on."""
    return Edit(edit.rule, edit.start + by, edit.end + by, edit.before, edit.after, edit.score)


def _merged(
    original: str, span: tuple[int, int], edits: tuple[Sequence[Edit], Sequence[Edit]], after: str
) -> list[Edit]:
    """The one edit that earlier and later edits of the same characters make, unless they make none."""
    start, end = span
    before = original[start:end]
    if before == after:
        return []
    rule, score = _blame(*edits, after)
    return [Edit(rule, start, end, before, after, score)]


def _is_change(original: str, edits: Sequence[Edit]) -> bool:
    """Whether edits change a text: they may undo each other only if some take what others give."""
    growths = [len(edit.after) - len(edit.before) for edit in edits]
    return sum(growths) != 0 or (apply(original, edits) != original if any(growths) else bool(edits))


class _Span(NamedTuple):
    """Where an edit lies in the middle text: an edit before it by what it made, one after it by what it takes."""

    low: int
    high: int
    later: bool
    edit: Edit


def _spans(first: Sequence[Edit], second: Sequence[Edit]) -> list[_Span]:
    """All edits by their place in the middle text, sorted."""
    spans = [_Span(e.start, e.end, True, e) for e in second]
    shift = 0
    for edit in first:
        low = edit.start + shift
        spans.append(_Span(low, low + len(edit.after), False, edit))
        shift += len(edit.after) - len(edit.before)
    return sorted(spans, key=lambda span: span[:3])


def _groups(spans: Sequence[_Span]) -> Iterator[list[_Span]]:
    """Sorted spans in runs that share characters."""
    group: list[_Span] = []
    high = -1
    for span in spans:
        if group and span.low >= high:
            yield group
            group, high = [], -1
        group.append(span)
        high = max(high, span.high)
    if group:
        yield group


def _blame(ones: Sequence[Edit], twos: Sequence[Edit], after: str) -> tuple[str, float]:
    """The rule and score of merged edits: both, unless the later deletes all that the earlier mended."""
    guilty = twos if twos and not after else (*ones, *twos)
    rules = dict.fromkeys(rule for edit in guilty for rule in edit.rule.split("+"))
    return "+".join(rules), min(edit.score for edit in guilty)

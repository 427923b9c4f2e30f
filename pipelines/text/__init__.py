"""The repair of page text: `clean` for bodies, `clean_line` for titles, link texts and comments.

A stage is `str -> Cleaned`, one defect a module; a pipeline is a tuple of stages, and another tuple is another
configuration. The order of `STAGES` has reasons:

1. `strip_invisible` first: a zero-width character splits every pattern that follows.
   `repair_slips` right behind it, because every later stage destroys what it reads: brackets and syllables of glosses,
   ASCII in the middle of a run, the script of the characters.
2. `remove_glosses` before the script changes: a gloss stands on traditional characters and tells their bytes.
3. `strip_markup` before lines are judged: a tag may end a line or hide one. `**` is bold here, or nowhere.
4. `drop_blank_lines` before lines are compared with their neighbours, and behind the tags that make them.
5. `to_simplified` before all rules that know words: their tables are simplified.
6. `drop_boilerplate`, `drop_repeats`: whole lines, before anything in them is repaired or counted.
7. `restore_dropped`, `mark_masks`: words in what is left.
8. `redact` behind the line rules, which know a contact line by its numbers, and before `collapse_spaces`, so that a
   placeholder is spaced like a word.
9. `widen_punctuation`, then `collapse_spaces`, which removes the spaces around full-width marks.

A stage may make work for one before it (two lines equal once their spaces are gone), so passes repeat until one
changes nothing: that makes `clean` idempotent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.edits import compose
from pipelines.text.blank_lines import drop_blank_lines
from pipelines.text.boilerplate import drop_boilerplate
from pipelines.text.dropped import restore_dropped
from pipelines.text.glosses import remove_glosses
from pipelines.text.invisible import strip_invisible
from pipelines.text.markup import strip_markup
from pipelines.text.masks import mark_masks
from pipelines.text.privacy import redact
from pipelines.text.punctuation import widen_punctuation
from pipelines.text.repeats import drop_repeats
from pipelines.text.script import to_simplified
from pipelines.text.slips import repair_slips
from pipelines.text.spaces import collapse_spaces
from pipelines.types import Cleaned, Edit, Signals, Stage

__all__ = ["LINE_STAGES", "STAGES", "Step", "clean", "clean_line", "trace"]

_BEFORE_LINES: Final[tuple[Stage, ...]] = (
    strip_invisible,
    repair_slips,
    remove_glosses,
    strip_markup,
    drop_blank_lines,
    to_simplified,
)
"""What must be done before whole lines are judged."""

_WITHIN_LINES: Final[tuple[Stage, ...]] = (
    restore_dropped,
    mark_masks,
    redact,
    widen_punctuation,
    collapse_spaces,
)
"""What is done to the lines that stay."""

LINE_STAGES: Final[tuple[Stage, ...]] = (*_BEFORE_LINES, *_WITHIN_LINES)
"""For texts of one line: no line is dropped."""

STAGES: Final[tuple[Stage, ...]] = (*_BEFORE_LINES, drop_boilerplate, drop_repeats, *_WITHIN_LINES)
"""For bodies."""

_MOST_PASSES: Final = 8
"""Damage nested deeper than this stays; two passes are the rule, the second to see that nothing changes."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one stage did in one pass."""

    stage: str
    before: str
    cleaned: Cleaned
    turn: int = 1
    """Which pass it was, from 1."""


def trace(text: str, stages: Sequence[Stage] = STAGES) -> Iterator[Step]:
    """Run the stages, pass after pass until one changes nothing, and yield each step.

    `clean` folds these steps and `lendersms explain` prints them: there is no second loop.

    Raises:
        TypeError: `text` is not a str.

    >>> [step.stage for step in trace("短信,问题", LINE_STAGES) if step.cleaned.edits]
    ['widen_punctuation']
    """
    _require_text(text)
    for turn in range(1, _MOST_PASSES + 1):
        before = text
        for stage in stages:
            step = Step(_name(stage), text, stage(text), turn)
            text = step.cleaned.text
            yield step
        if text == before:
            return


def clean(text: str, stages: Sequence[Stage] = STAGES) -> Cleaned:
    r"""Repair a text, the body of an article unless other `stages` are given, with every edit as a span of `text`.

    Never raises on str, and cleaning a clean text changes nothing.

    Raises:
        TypeError: `text` is not a str.

    >>> clean("小編導語\n銀行發(fā)來短信,說(shuō)欠款。</p>").text
    '银行发来短信，说欠款。'
    >>> clean("银行发来短信，说欠款。").edits
    ()
    """
    edits: tuple[Edit, ...] = ()
    signals, now = Signals(), text
    for step in trace(text, stages):
        if step.cleaned.edits:
            edits = compose(text, edits, step.cleaned.edits)
        signals = _add(signals, step)
        now = step.cleaned.text
    return Cleaned(text=now, edits=edits, signals=signals)


def clean_line(text: str) -> str:
    """Repair a title, a link text or a comment: as `clean`, but no line is dropped, and only the text is told.

    >>> clean_line("頻繁收到短信怎麼辦?")
    '频繁收到短信怎么办？'
    """
    return clean(text, LINE_STAGES).text


def _add(signals: Signals, step: Step) -> Signals:
    """Add what a step saw.

    What stays in the text is seen again by every pass, so the first pass counts it; personal data is counted where it
    is replaced, in whatever pass.
    """
    seen = step.cleaned.signals
    if seen == Signals():
        return signals
    pii = Counter(dict(signals.pii)) + Counter(dict(seen.pii))
    first = seen if step.turn == 1 else Signals()
    return Signals(
        script=signals.script or first.script,
        masked_words=signals.masked_words + first.masked_words,
        dropped_words=signals.dropped_words + first.dropped_words,
        pii=tuple(sorted(pii.items())),
    )


def _name(stage: Stage) -> str:
    """The name of a function, or of the class of a stage with settings."""
    return str(getattr(stage, "__name__", type(stage).__name__))


def _require_text(text: object) -> None:
    if not isinstance(text, str):
        raise TypeError(
            f"clean() takes str, not {type(text).__name__}: decode bytes first, by pipelines.extract.charset or "
            "text = body.decode('utf-8')"
        )

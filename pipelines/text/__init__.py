"""The repair of page text: `clean` for bodies, `clean_line` for titles, link texts and comments.

A stage is `str -> Cleaned`, one defect a module; a pipeline is a tuple of stages, and another tuple is another
configuration. The order of `STAGES` has reasons:

1. `strip_invisible` first: a zero-width character splits every pattern that follows.
   `repair_slips` right behind it, because every later stage destroys what it reads: brackets and syllables of glosses,
   ASCII in the middle of a run, the script of the characters.
2. `remove_glosses` before the script changes: a gloss stands on traditional characters and tells their bytes.
3. `strip_markup` before lines are judged: a tag may end a line or hide one. `**` is bold here, or nowhere.
4. `drop_blank_lines` before lines are compared with their neighbours, and behind the tags that make them.
5. `join_characters` before the script changes, which goes by phrases, and behind the glosses and tags that part them.
   `to_simplified` before all rules that know words: their tables are simplified.
6. `drop_boilerplate`, `drop_adverts` (at the edges that are left), `drop_repeats`: whole lines, before anything in them
   is repaired or counted.
7. `restore_dropped`, `mark_masks`: words in what is left.
8. `redact` behind the line rules, which know a contact line by its numbers, and before `collapse_spaces`, so that a
   placeholder is spaced like a word.
9. `widen_punctuation`, then `collapse_spaces`, which removes the spaces around full-width marks.
10. Where a site's profile is given (`stages_for`), `DropSiteLines`: what recurs on a site is learned from clean lines, so
   clean lines are asked. What is next to each other then is the next pass's.

A stage may make work for one before it (two lines equal once their spaces are gone), so they take turns until no stage
finds anything: that makes `clean` idempotent. The stage that changed the text last is not asked again, because every
stage leaves alone what it has cleaned.

A stage first asks whether the marks of its damage are in the text at all; an undamaged text is then walked once at most.
Kinds of damage that hide one another (markup) or tell of one another (slips) are each walked for, a fixed number of times
however long the text is (tests/pipelines/text/test_passes.py counts it).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final, NamedTuple

from pipelines.edits import Deferred, compose
from pipelines.text.adverts import drop_adverts
from pipelines.text.blank_lines import drop_blank_lines
from pipelines.text.boilerplate import drop_boilerplate
from pipelines.text.dropped import restore_dropped
from pipelines.text.glosses import remove_glosses, remover_beside
from pipelines.text.invisible import strip_invisible
from pipelines.text.markup import strip_markup
from pipelines.text.masks import mark_masks
from pipelines.text.privacy import redact
from pipelines.text.punctuation import widen_punctuation
from pipelines.text.repeats import drop_repeats
from pipelines.text.script import simplifier_beside, to_simplified
from pipelines.text.site_lines import DropSiteLines, SiteProfile
from pipelines.text.slips import repair_slips
from pipelines.text.spaces import collapse_spaces, join_characters
from pipelines.types import NOTHING_SEEN, Cleaned, Edit, Signals, Stage

__all__ = ["LINE_STAGES", "STAGES", "SiteProfile", "Step", "clean", "clean_line", "line_stages", "stages_for", "trace"]

_BEFORE_LINES: Final[tuple[Stage, ...]] = (
    strip_invisible,
    repair_slips,
    remove_glosses,
    strip_markup,
    drop_blank_lines,
    join_characters,
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

STAGES: Final[tuple[Stage, ...]] = (*_BEFORE_LINES, drop_boilerplate, drop_adverts, drop_repeats, *_WITHIN_LINES)
"""For bodies."""


def stages_for(profile: SiteProfile | None) -> tuple[Stage, ...]:
    """Return the stages for bodies of a site of which this much is known.

    >>> stages_for(None) == stages_for(SiteProfile()) == STAGES
    True
    """
    return (*STAGES, DropSiteLines(profile)) if profile else STAGES


_MOST_PASSES: Final = 8
"""Damage nested deeper than this stays; two passes are the rule, the second to see that nothing changes."""


class Step(NamedTuple):
    """What one stage did in one pass."""

    by: Stage
    before: str
    cleaned: Cleaned
    turn: int = 1
    """Which pass it was, from 1."""

    @property
    def stage(self) -> str:
        """The name of a function, or of the class of a stage with settings."""
        return str(getattr(self.by, "__name__", type(self.by).__name__))


def trace(text: str, stages: Sequence[Stage] = STAGES) -> Iterator[Step]:
    """Run the stages, pass after pass until none has anything to change, and yield each step.

    `clean` folds these steps and `lendersms explain` prints them: there is no second loop.

    Raises:
        TypeError: `text` is not a str.

    >>> [step.stage for step in trace("短信,问题", LINE_STAGES) if step.cleaned.edits]
    ['widen_punctuation']
    """
    _require_text(text)
    idle, enough = 0, len(stages)
    for turn in range(1, _MOST_PASSES + 1):
        for stage in stages:
            step = Step(stage, text, stage(text), turn)
            yield step
            idle += 1
            if step.cleaned.edits:
                text, idle, enough = step.cleaned.text, 0, len(stages) - 1
            if idle >= enough:
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
    signals, now = NOTHING_SEEN, text
    changes: list[Step] = []
    for step in trace(text, stages):
        if step.cleaned.edits:
            changes.append(step)
            now = step.cleaned.text
        if step.cleaned.signals is not NOTHING_SEEN:
            signals = _add(signals, step)
    edits = Deferred(partial(_composed, changes)) if now != text else ()
    return Cleaned(text=now, edits=edits, signals=signals)


def _composed(changes: Sequence[Step]) -> tuple[Edit, ...]:
    """All edits as spans of the first text.

    From the last step to the first: the first make most edits, and these are then gone through once.
    """
    edits: tuple[Edit, ...] = ()
    for step in reversed(changes):
        edits = compose(step.before, step.cleaned.edits, edits)
    return edits


def clean_line(text: str) -> str:
    """Repair a title, a link text or a comment: as `clean`, but no line is dropped, and only the text is told.

    >>> clean_line("頻繁收到短信怎麼辦?")
    '频繁收到短信怎么办？'
    """
    return clean(text, LINE_STAGES).text


def line_stages(body: str) -> tuple[Stage, ...]:
    """Return the stages for the lines around a body: as `LINE_STAGES`, with what the body tells of glosses and region.

    >>> clean("簡訊太多", line_stages("收到簡(jiǎn)訊(xùn)和網(wǎng)路銀行的通知")).text, clean_line("簡訊太多")
    ('短信太多', '简讯太多')
    >>> clean("下載A(yù)PP", line_stages("收到簡(jiǎn)訊")).text, clean_line("下載A(yù)PP")
    ('下载APP', '下载A(yù)PP')
    """
    told: dict[Stage, Stage] = {
        remove_glosses: remover_beside(body),
        to_simplified: simplifier_beside(remove_glosses(body).text),
    }
    return tuple(told.get(stage, stage) for stage in LINE_STAGES)


def _add(signals: Signals, step: Step) -> Signals:
    """Add what a step saw.

    What stays in the text is seen again by every pass, so the first pass counts it; personal data is counted where it
    is replaced, in whatever pass.
    """
    seen = step.cleaned.signals
    if step.turn > 1:
        seen = Signals(pii=seen.pii)
    if signals is NOTHING_SEEN:
        return seen
    return Signals(
        script=signals.script or seen.script,
        masked_words=signals.masked_words + seen.masked_words,
        dropped_words=signals.dropped_words + seen.dropped_words,
        pii=_total(signals.pii, seen.pii),
    )


def _total(one: tuple[tuple[str, int], ...], other: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    """Counts by kind, added up and sorted."""
    return tuple(sorted((Counter(dict(one)) + Counter(dict(other))).items())) if one and other else one or other


def _require_text(text: object) -> None:
    if not isinstance(text, str):
        raise TypeError(
            f"clean() takes str, not {type(text).__name__}: decode bytes first, by pipelines.extract.charset or "
            "text = body.decode('utf-8')"
        )

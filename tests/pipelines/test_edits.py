"""Laws of the arithmetic of edits."""

from __future__ import annotations

import pickle
import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pipelines.edits import (
    Deferred,
    apply,
    cleaned,
    compose,
    edits_at,
    following,
    in_turn,
    substitutions,
    without_lines,
)
from pipelines.types import Edit

letters = st.text("abc\n", max_size=12)


@st.composite
def edits_of(draw: st.DrawFn, text: str, rule: str) -> tuple[Edit, ...]:
    """Draw sorted edits of `text` that do not overlap, deletions and insertions among them."""
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    edits, last = [], -1
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        after = draw(st.text("abX", max_size=3))
        if after != text[start:end] and start > last:
            edits.append(Edit(rule, start, end, text[start:end], after))
            last = end
    return tuple(edits)


@st.composite
def two_runs(draw: st.DrawFn) -> tuple[str, tuple[Edit, ...], tuple[Edit, ...]]:
    """Draw a text, edits of it, and edits of what they make."""
    text = draw(letters)
    first = draw(edits_of(text, "first"))
    return text, first, draw(edits_of(apply(text, first), "second"))


@given(run=two_runs())
def test_composing_is_applying_one_after_the_other(run: tuple[str, tuple[Edit, ...], tuple[Edit, ...]]) -> None:
    """Composed edits do to the original what both runs do in turn."""
    text, first, second = run

    assert apply(text, compose(text, first, second)) == apply(apply(text, first), second)


@given(run=two_runs())
def test_composed_edits_are_true(run: tuple[str, tuple[Edit, ...], tuple[Edit, ...]]) -> None:
    """Composed edits are sorted, apart, quote the original, and none is without effect.

    Two that stand apart may undo each other: in `aab`, a `b` put in behind `aa` and the last one taken out.
    """
    text, first, second = run
    edits = compose(text, first, second)

    assert all(edit.before == text[edit.start : edit.end] != edit.after for edit in edits)
    assert all(one.end <= two.start for one, two in pairwise(edits))


@given(data=st.data())
def test_the_order_of_composing_makes_no_difference_to_the_text(data: st.DataObject) -> None:
    """Three runs composed from the last do what they do composed from the first."""
    text, first, second = data.draw(two_runs())
    third = data.draw(edits_of(apply(apply(text, first), second), "third"))
    from_first = compose(text, compose(text, first, second), third)
    from_last = compose(text, first, compose(apply(text, first), second, third))

    assert apply(text, from_first) == apply(text, from_last)
    assert (from_first == ()) == (from_last == ())


@given(run=two_runs())
def test_edits_can_be_followed_without_the_original(run: tuple[str, tuple[Edit, ...], tuple[Edit, ...]]) -> None:
    """Told the text in between, the second run gives the edits that it gives told the original."""
    text, first, second = run
    edits = following(apply(text, first), first, second)

    assert apply(text, edits) == apply(apply(text, first), second)
    assert compose(text, first, second) in (edits, ())


@given(run=two_runs())
def test_spans_hold_where_an_edit_hides_what_it_replaced(run: tuple[str, tuple[Edit, ...], tuple[Edit, ...]]) -> None:
    """Where the first edits quote something else, longer or shorter, the spans and what is made stay the same."""
    text, first, second = run
    hidden = tuple(edit._replace(before="<?>") for edit in first)
    spans = [(edit.start, edit.end, edit.after) for edit in following(apply(text, first), first, second)]

    shown = following(apply(text, first), hidden, second)
    assert {(edit.start, edit.end, edit.after) for edit in shown} >= set(spans)
    assert apply(text, shown) == apply(apply(text, first), second)


@given(run=two_runs())
def test_nothing_is_neutral(run: tuple[str, tuple[Edit, ...], tuple[Edit, ...]]) -> None:
    """Composing with no edits changes no edit."""
    text, first, _ = run

    assert compose(text, first, ()) == first
    assert compose(text, (), first) == first


@given(data=st.data())
def test_deferred_edits_are_as_good_as_their_tuple(data: st.DataObject) -> None:
    """Compared, hashed, cut, pickled and printed they are the tuple, which is made once and only when asked for."""
    edits = data.draw(edits_of(data.draw(letters), "rule"))
    calls: list[int] = []

    def make() -> tuple[Edit, ...]:
        calls.append(1)
        return edits

    deferred = Deferred(make)
    assert not calls
    assert deferred == edits == deferred == Deferred(lambda: edits)
    assert (deferred == (*edits, *edits)) == (not edits)
    assert (hash(deferred), repr(deferred), len(deferred)) == (hash(edits), repr(edits), len(edits))
    assert (*deferred, *deferred[1:]) == (*edits, *edits[1:])
    assert pickle.loads(pickle.dumps(deferred)) == edits  # noqa: S301 - our own bytes
    assert len(calls) == 1


@given(text=letters)
def test_substitutions_do_what_re_does(text: str) -> None:
    """The edits do what `re.sub` does, and leave out matches that stay."""
    pattern = re.compile("[ab]")
    edits = substitutions(text, pattern, "rule", lambda match: "c" if match[0] == "a" else None)

    assert apply(text, edits) == text.replace("a", "c")
    assert {edit.before for edit in edits} <= {"a"}


@given(text=letters, data=st.data())
def test_columns_make_the_same_edits(text: str, data: st.DataObject) -> None:
    """Edits by columns are those made one by one."""
    edits = data.draw(edits_of(text, "rule"))
    spans = [edit.start for edit in edits], [edit.end for edit in edits]

    assert tuple(edits_at("rule", text, spans, [edit.after for edit in edits])) == edits


@given(text=letters, data=st.data())
def test_dropped_lines_leave_the_others(text: str, data: st.DataObject) -> None:
    """Without its doomed lines a text is its other lines joined."""
    lines = text.split("\n")
    doomed = data.draw(st.lists(st.sampled_from([None, "rule"]), min_size=len(lines), max_size=len(lines)))
    kept = [line for line, rule in zip(lines, doomed, strict=True) if rule is None]

    assert apply(text, without_lines(text, doomed)) == "\n".join(kept)


def test_each_dropped_line_is_an_edit() -> None:
    """So the reader of the edits learns which rule dropped which line."""
    edits = without_lines("标签\n正文\n页脚\n广告", ["label", None, "footer", "spam"])

    assert [(edit.rule, edit.before.strip("\n")) for edit in edits] == [
        ("label", "标签"),
        ("footer", "页脚"),
        ("spam", "广告"),
    ]


def test_edits_that_undo_each_other_are_none() -> None:
    """Deleting a character and putting it back is no change."""
    assert compose("ab", [Edit("one", 0, 1, "a", "")], [Edit("two", 0, 0, "", "a")]) == ()


def test_the_rule_that_drops_a_line_is_blamed_alone() -> None:
    """What was mended in a line that is dropped later is no change of the output."""
    (edit,) = compose("發(fā)了", [Edit("gloss", 1, 5, "(fā)", "")], [Edit("drop", 0, 2, "發了", "")])

    assert (edit.rule, edit.before) == ("drop", "發(fā)了")


def test_steps_see_what_the_steps_before_made() -> None:
    """`in_turn` gives each step the text as it stands then."""
    double = re.compile("bb")
    edits = in_turn(
        "abab",
        [
            lambda text: substitutions(text, re.compile("a"), "one"),
            lambda text: substitutions(text, double, "two", "c"),
        ],
    )

    assert cleaned("abab", edits).text == "c"


def test_what_likelihood_chose_keeps_its_doubt() -> None:
    """A sure rule on the same characters adds nothing to the score of a rule that was not."""
    slip = Edit("mojibake.gbk_slip", 0, 2, "?边", "”這", 12.5)
    (edit,) = compose("?边", [slip], [Edit("script.t2s", 1, 2, "這", "这")])

    assert edit == Edit("mojibake.gbk_slip+script.t2s", 0, 2, "?边", "”这", 12.5)

"""Every labelling rule as one thing: its name, the label it speaks for, and where it fires in a page.

- a rule of an issue speaks for `issues.<label>`, in a sentence;
- the words of a facet's value for that value (`channel.sms`), those of grave conduct for `severity.3` and `.4`;
- the words of the relevance table for `relevance.relevant` (talk of messages or of lending) or `relevance.irrelevant`
  (talk of a neighbour), a rule for each thing they speak of and weight;
- the shape that makes a page of a kind for that kind, on the page as a whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple, get_args

from pipelines.annotation.questions import IRRELEVANT, RELEVANT
from pipelines.labels.cues import Topic, cues, spoken
from pipelines.labels.facet_words import tellable, values
from pipelines.labels.facets import PageKind, page_kind
from pipelines.labels.issues import hits_of, spans_of
from pipelines.labels.lenders import find_places
from pipelines.labels.matching import evidence
from pipelines.labels.rules import rules
from pipelines.labels.scan import scan_all, words_of
from pipelines.labels.sentences import Sentence, ends_of_sentences, sentence_at

_FOR: Final = frozenset({"message", "lending"})
"""Topics that speak for a page; all others are neighbours."""
_NEVER_BOTH: Final = frozenset(
    {
        frozenset({"issues.debt_not_owed", "issues.repayment_negotiation"}),
        frozenset({"issues.overdue_notice", "issues.account_notice"}),
        frozenset({"issues.overdue_notice", "issues.marketing_unsubscribe"}),
        frozenset({"issues.harassment", "issues.marketing_unsubscribe"}),
    }
)
"""Issues that one sentence is not about at once: who negotiates owes, a reminder is no arrears, an advert collects
nothing."""


_SEVERITIES: Final = {"forged": "severity.3", "completed": "severity.4", "gravest": "severity.4"}
"""What words of conduct speak for; some only beside an issue."""


class Firing(NamedTuple):
    """A rule that fires: `[start, end)` of the text is what it saw, within a sentence."""

    rule: str
    label: str
    start: int
    end: int
    sentence: tuple[int, int]


@cache
def all_rules() -> dict[str, str]:
    """Return the label that every rule speaks for, by the rule's name.

    >>> all_rules()["never_borrowed"], all_rules()["channel.sms"], all_rules()["relevance.vendor.1"]
    ('issues.debt_not_owed', 'channel.sms', 'relevance.irrelevant')
    """
    return (
        {_topic(cue.about, cue.weight): _side(cue.about) for cue in cues() if cue.weight}
        | {rule.name: f"issues.{rule.label}" for rule in rules()}
        | {value: _value(value) for value in tellable()}
        | {f"page_kind.{kind}": f"page_kind.{kind}" for kind in get_args(PageKind)}
    )


def firings(text: str, title: str = "") -> Iterator[Firing]:
    """Yield where rules fire in a clean text, and what its title makes of the page; a rule may fire several times.

    >>> {"never_borrowed", "page_kind.seo_article"} <= {each.rule for each in firings("他从没借过这家的钱。")}
    True
    """
    ends = ends_of_sentences(text)

    def at(rule: str, label: str, start: int, end: int) -> Firing:
        return Firing(rule, label, start, end, _span(sentence_at(text, ends, start)))

    yield from (
        at(_topic(topic, weight), _side(topic), *span) for topic, weight, *span in spoken(words_of(text, "cue"))
    )
    yield from issue_firings(text)
    told = values()
    yield from (at(told[word], _value(told[word]), *span) for word, *span in words_of(text, "facet"))
    kind = f"page_kind.{page_kind(text, title)}"
    yield Firing(kind, kind, 0, 0, (0, ends[0]))


def issue_firings(text: str) -> Iterator[Firing]:
    """Yield where the rules of issues fire: not in sentences that only name a thing, nor inside a lender's name."""
    seen = scan_all((text, ""))
    names = find_places(*seen.scans)
    for hit in hits_of(seen, [names])[0]:
        if hit.is_told:
            span = evidence(hit, text, spans_of(names.in_text))
            yield Firing(hit.rule.name, f"issues.{hit.rule.label}", *span, _span(hit.sentence))


def contradicted(found: Sequence[Firing]) -> frozenset[str]:
    """Return the rules that fire beside one whose label excludes theirs: in one sentence for issues, else on the page.

    >>> sms, call = (Firing(name, f"channel.{name}", 0, 2, (0, 9)) for name in ("sms", "call"))
    >>> sorted(contradicted([sms, call])), sorted(contradicted([sms, sms._replace(label="severity.4")]))
    (['call', 'sms'], [])
    """
    places: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
    for each in found:
        places[each.sentence].add(each.label)
    everywhere = {each.label for each in found}
    return frozenset(
        each.rule
        for each in found
        if any(
            _excludes(each.label, label) for label in (places[each.sentence] if _is_issue(each.label) else everywhere)
        )
    )


def _excludes(label: str, other: str) -> bool:
    """Whether two labels cannot both be given."""
    if _is_issue(label):
        return {label, other} in _NEVER_BOTH
    return label != other and label.partition(".")[0] == other.partition(".")[0]


def _is_issue(label: str) -> bool:
    return label.startswith("issues.")


def _topic(about: Topic, weight: float) -> str:
    return f"relevance.{about}.{weight:g}"


def _side(about: Topic) -> str:
    return f"relevance.{RELEVANT if about in _FOR else IRRELEVANT}"


def _value(value: str) -> str:
    return _SEVERITIES.get(value, value)


def _span(sentence: Sentence) -> tuple[int, int]:
    return sentence.start, sentence.end

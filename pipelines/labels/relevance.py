"""Whether an article is about text messages or calls from, or in the name of, a lender or collector.

Three things are asked, and the weakest answer decides:

- Is there talk of messages or calls? Else `no_message`: loan news, product reviews, guides for borrowers. A hotline
  number is no such talk.
- Is there talk of lending? Else `no_lending`: phishing with parcels and prizes, advertising of other trades.
- Does lending outweigh the neighbours that speak of messages for reasons of their own? Else the neighbour's name:
  `vendor` (SMS gateways), `insurance`, `bank_card` (tutorials), `carrier` (codes and networks), `phishing`.

Density counts, not mere presence, and a word in the title counts like several in the body. An issue that the rules find
counts like a word: a complaint may tell of a debt or of calls without a word for either. Texts with next to nothing in
them are `too_short`, those in another language `not_chinese`. Words alone cannot tell intent: an article
about overdue loans that dwells on collectors' calls is kept, one about a complaint in words without any cue is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.labels.cues import TOPICS, Topic
from pipelines.labels.issues import find_issues
from pipelines.labels.lenders import Occurrence, Places, find_places
from pipelines.labels.messages import find_messages
from pipelines.labels.scan import Scan, scan_all
from pipelines.types import Document, Issue, Message, Verdict

_LETTERS_RE = re.compile(r"[^\W\d_]+")  # runs of letters of any script
_LEAST_HAN = 40
_TITLE_WEIGHT = 4.0
"""What a word of the title weighs against one of the body."""
_MESSAGE_WEIGHT = 3.0
"""What a message quoted word for word weighs."""
_OF_LENDING = frozenset(
    {"debt_not_owed", "overdue_notice", "third_party_contact", "visit_threat", "credit_threat", "repayment_negotiation"}
)
"""Issues that are talk of lending by themselves, in whatever words; of the others each is met in its neighbours too."""
_OF_MESSAGES = frozenset({"harassment", "third_party_contact"})
"""Issues that nobody has without messages or calls."""
TELLING_ISSUES = _OF_LENDING | _OF_MESSAGES
"""Issues by which an article is told to belong, be there a word for messages or lending in it or not."""
_LEVEL = 2.0
"""The density, in words of full weight per 1,000 characters, from which on talk counts as talk."""
_PADDING = 300
"""Characters added to every length: two words in a short post are no density."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What an article speaks of: words of full weight per 1,000 characters."""

    message: float
    lending: float
    neighbour: Topic
    """The neighbour that is spoken of most."""
    rival: float
    """How much of it; below the level of talk it is nothing."""


def judge(document: Document) -> Verdict:
    """Return whether an article belongs to the dataset; `score` is its weakest answer, kept from one half on.

    >>> from pipelines.types import Article, Cleaned
    >>> def verdict(text: str) -> Verdict:
    ...     return judge(Document(article=Article(text=text), body=Cleaned(text=text)))
    >>> verdict("我从没借过这家平台的钱,却天天收到催收短信,说我逾期三千元,还打电话给我的家人,发短信骚扰我的同事。").reason
    'relevant'
    >>> verdict("央行公布上月金融数据,新增贷款同比多增,居民中长期借款有所回升,分析人士认为利率仍有下行空间。").reason
    'no_message'
    >>> verdict("太短").reason
    'too_short'
    """
    text, title = document.body.text, document.title or ""
    body, head = scan_all((text, title)).scans
    return decide(body, head, find_places(body, head), find_messages(text), find_issues(text, title))


def decide(body: Scan, head: Scan, names: Places, messages: Sequence[Message], issues: Iterable[Issue]) -> Verdict:
    """Return the verdict on a text and title whose words, lenders, messages and issues are found already."""
    unfit = _unfit(body)
    if unfit:
        return Verdict(keep=False, reason=unfit, score=0.0)
    answers = _answers(_weighed(body, head, names, messages, issues))
    reason = min(answers, key=lambda answer: answers[answer])
    score = answers[reason]
    return Verdict(keep=score >= 0.5, reason="relevant" if score >= 0.5 else reason, score=round(score, 4))


def gather(text: str, title: str) -> Evidence:
    """Return what a clean text and its title speak of; a lender's name is talk of lending, a bank's is not.

    >>> gather("收到拍拍贷的短信", "").lending > gather("收到建设银行的短信", "").lending
    True
    """
    body, head = scan_all((text, title)).scans
    return _weighed(body, head, find_places(body, head), find_messages(text), find_issues(text, title))


def _weighed(body: Scan, head: Scan, names: Places, messages: Sequence[Message], issues: Iterable[Issue]) -> Evidence:
    told = {issue.label for issue in issues}
    scale = 1000 / (len(body.text) + _PADDING)
    message, lending, *neighbours = (
        scale * (in_body + _TITLE_WEIGHT * in_title) for in_body, in_title in zip(body.topics, head.topics, strict=True)
    )
    quoted = _MESSAGE_WEIGHT * len(messages) + len(told & _OF_MESSAGES)
    owed = len(told & _OF_LENDING)
    named = scale * (_lender_names(names.in_text, body.text) + _TITLE_WEIGHT * _lender_names(names.in_title, head.text))
    rival = max(neighbours)
    return Evidence(
        message=message + scale * quoted,
        lending=lending + named + scale * owed,
        neighbour=TOPICS[2 + neighbours.index(rival)],
        rival=rival,
    )


def _unfit(body: Scan) -> str | None:
    """Why a text cannot be judged at all."""
    text, han = body.text, body.n_han
    if 2 * han < len(text) and 2 * han < sum(map(len, _LETTERS_RE.findall(text))):
        return "not_chinese"
    return "too_short" if han < _LEAST_HAN else None


def _answers(evidence: Evidence) -> dict[str, float]:
    """For each reason to reject, how little it holds: 0 to 1, one half on the edge.

    The neighbour stands first: of reasons that hold equally it says most.
    """
    rival = evidence.rival if evidence.rival >= _LEVEL else 0.0
    return {
        evidence.neighbour: evidence.lending / (evidence.lending + rival) if rival else 1.0,
        "no_message": evidence.message / (evidence.message + _LEVEL),
        "no_lending": evidence.lending / (evidence.lending + _LEVEL),
    }


def _lender_names(places: Sequence[Occurrence], text: str) -> int:
    """How often lenders and their products are named; banks and payment platforms do too much else to count."""
    return sum(
        each.lender.lends and (each.lender.licence != "bank" or "贷" in text[each.start : each.end]) for each in places
    )

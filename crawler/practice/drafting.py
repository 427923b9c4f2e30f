"""The article of page i before any damage: its own, or that of the page it copies."""

from __future__ import annotations

from dataclasses import replace

from crawler.practice.articles import write_article
from crawler.practice.damage.words import spin
from crawler.practice.draft import Draft, Line
from crawler.practice.irrelevant import write_irrelevant
from crawler.practice.lenders import Lender, lenders, two_lenders
from crawler.practice.plan import Plan
from crawler.practice.seeding import stream


def draft_of(decided: Plan) -> Draft:
    """Return the article of a page before damage: its own, or that of the page it copies."""
    rng = stream(decided.seed, "article", decided.origin)
    subject, other = two_lenders(rng)
    if decided.role in ("near_miss", "off_topic"):
        return write_irrelevant(rng, "near_miss" if decided.role == "near_miss" else "off_topic", subject)
    if decided.twist in ("swapped", "spun"):
        subject = _swapped(decided, subject, other)
    draft = write_article(rng, subject, other)
    return _spun(draft, subject) if decided.twist == "spun" else draft


def _swapped(decided: Plan, subject: Lender, other: Lender) -> Lender:
    """Another lender than those that the article speaks of already."""
    rng = stream(decided.seed, "swap", decided.index)
    return rng.choice([lender for lender in lenders() if lender not in (subject, other)])


def _spun(draft: Draft, subject: Lender) -> Draft:
    """The article rewritten by a spinner, which also misspells some lenders."""

    def respun(text: str) -> str:
        mention = draft.lender_mention or ""
        return spin(text).replace(mention, subject.respelt or mention)

    return replace(
        draft,
        title=respun(draft.title),
        lender_mention=subject.respelt or draft.lender_mention,
        lines=tuple(Line(line.kind, respun(line.text)) for line in draft.lines),
        messages=tuple(
            replace(one, text=respun(one.text), signature=respun(one.signature) if one.signature else None)
            for one in draft.messages
        ),
    )

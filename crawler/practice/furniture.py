"""What stands around the article: byline, comments, related links, labels, repeats, disclaimers, teasers, spam."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from crawler.practice.articles import issue_tables
from crawler.practice.draft import Draft
from crawler.practice.families import Family
from crawler.practice.grammar import Writer, table
from crawler.practice.lenders import lenders
from crawler.practice.plan import Plan
from crawler.practice.seeding import stream
from crawler.practice.sheet import Labels
from crawler.practice.truth import Precision, TrueComment
from pipelines.types import CHINA

_FIRST_DAY = datetime(2022, 1, 1, tzinfo=CHINA)
_DAYS = 1_400
_PRECISIONS: dict[Precision, dict[str, int]] = {
    "second": {"microsecond": 0},
    "minute": {"microsecond": 0, "second": 0},
    "day": {"microsecond": 0, "second": 0, "minute": 0, "hour": 0},
}


def name(rng: random.Random) -> str:
    """A person's name."""
    common = table("common")
    return str(rng.choice(common["surname"]) + rng.choice(common["given"]))


def author(rng: random.Random, family: Family) -> str | None:
    """Whom the page names as its author, if its family prints one; one in ten does not say."""
    return name(rng) if family.has_author and rng.random() > 0.1 else None


def published(decided: Plan, precision: Precision) -> datetime | None:
    """When a page came out, as precisely as its site prints it; one in fifteen does not say."""
    rng = stream(decided.seed, "published", decided.index)
    moment = _FIRST_DAY + timedelta(seconds=rng.randrange(_DAYS * 86_400))
    return moment.replace(**_PRECISIONS[precision]) if rng.random() > 1 / 15 else None  # type: ignore[arg-type]  # one of its keywords would be tzinfo


def comments(pen: Writer, day: datetime, family: Family) -> tuple[TrueComment, ...]:
    """Up to six comments of the days after `day`, if the family prints any; none on half of the pages."""
    if not family.has_comments or pen.rng.random() < 0.5:
        return ()
    pools = table("furniture")
    return tuple(
        TrueComment(
            author=name(pen.rng),
            role=(pen.rng.choice(pools["roles"]) or None) if family.has_roles else None,
            posted_on=(day + timedelta(days=pen.rng.randint(0, 30))).date(),
            text="".join(pen.draw(pools["comments"], pen.rng.randint(1, 3))),
        )
        for _ in range(pen.rng.randint(1, 6))
    )


def labels(rng: random.Random) -> Labels:
    """The words with which this page announces its parts."""
    pools = table("furniture")
    return Labels(
        section=rng.choice(pools["sections"]),
        badge=rng.choice(pools["badges"]),
        comments=rng.choice(pools["comment_labels"]),
        related=rng.choice(pools["related_labels"]),
    )


def related(rng: random.Random, family: Family) -> tuple[str, ...]:
    """Titles of other articles, if the family prints any: of lenders and issues that this page is not about."""
    if not family.has_related:
        return ()
    titles = [title for pools in issue_tables().values() for title in pools["titles"]]
    titles += table("near_miss")["bank_card"]["titles"] + table("near_miss")["insurance"]["titles"]
    return tuple(
        Writer(rng, {"lender": rng.choice(lenders()).mentions[0]}).write(title)
        for title in rng.sample(titles, rng.randint(4, 9))
    )


def above(pen: Writer, draft: Draft) -> tuple[tuple[str, ...], list[str]]:
    """Furniture above the body, and the kinds of damage it is: labels, title and lead again, a glued teaser, spam."""
    pools, rng = table("furniture"), pen.rng
    lines: list[str] = []
    kinds = []
    if rng.random() < 0.06:
        lines.append(pen.one(pools["spam"]))
        kinds.append("spam")
    if rng.random() < 0.08:
        lines += _teaser(pen)
        kinds.append("teaser")
    if rng.random() < 0.35:
        lines.append(rng.choice(pools["lead_labels"]))
        kinds.append("label")
    if rng.random() < 0.2:
        lead = draft.lines[0].text
        lines.append(lead[: max(12, len(lead) * 2 // 3)] + rng.choice(pools["truncated"]))
        kinds.append("repeat")
    if rng.random() < 0.3:
        lines += [draft.title] * rng.randint(1, 2)
        kinds.append("repeat")
    if rng.random() < 0.25:
        lines.append(rng.choice(pools["body_labels"]))
        kinds.append("label")
    return tuple(lines), kinds


def _teaser(pen: Writer) -> list[str]:
    """The first two lines of another article, which names another lender."""
    other = Writer(pen.rng, {**pen.facts, "lender": pen.rng.choice(lenders()).mentions[0], "msg": "短信"})
    pools = issue_tables()[pen.rng.choice(sorted(issue_tables()))]
    return [other.one(pools["titles"]), other.one(table("neutral")["overview"])]


def below(pen: Writer, plan: Plan) -> tuple[tuple[str, ...], list[str]]:
    """Furniture below the body: disclaimer, contacts, follow lines, empty labels."""
    pools, rng = table("furniture"), pen.rng
    facts = {**pen.facts, "host": plan.site.host, "path": plan.final_path}
    own = Writer(rng, facts)
    lines: list[str] = []
    kinds = []
    for pool, chance, kind in (
        ("disclaimers", 0.35, "disclaimer"),
        ("contacts", 0.35, "contact"),
        ("follow", 0.2, "contact"),
        ("empty_labels", 0.2, "label"),
        ("spam", 0.05, "spam"),
    ):
        if rng.random() < chance:
            lines.append(own.one(pools[pool]))
            kinds.append(kind)
    return tuple(lines), kinds


def site_lines(decided: Plan) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the site itself prints above and below the body, the same on nine of ten of its pages but for a number."""
    if stream(decided.seed, "site lines", decided.index).random() < 0.1:
        return (), ()
    site = decided.site
    head, foot = (tuple(line.format(n=decided.index) for line in lines) for lines in (site.head_lines, site.foot_lines))
    return head, foot

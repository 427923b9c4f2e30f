"""Page i of the practice web: written, damaged, laid out and encoded, with its truth beside it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256

from crawler.practice import furniture
from crawler.practice.ageing import addition
from crawler.practice.behaviours import BEHAVIOURS, plainly
from crawler.practice.damage.words import Damaged, damage_lines
from crawler.practice.draft import Draft, Line
from crawler.practice.drafting import draft_of
from crawler.practice.encoding import encode, read, read_body
from crawler.practice.families import FAMILIES, Family
from crawler.practice.grammar import Writer, table
from crawler.practice.hosts import Site
from crawler.practice.plan import UNBROKEN, WITHOUT_ARTICLE, Plan, plan
from crawler.practice.seeding import stream
from crawler.practice.sheet import Sheet, printed
from crawler.practice.truth import PracticePage, Truth
from pipelines.types import CHINA

_LABELS = {"utf-8": "utf-8", "gb18030": "gbk", "big5": "big5"}
_TRACED = 0.04
"""The share of articles that begin with a generator's trace."""
_NOWHERE = datetime(2024, 1, 1, tzinfo=CHINA)


def make_page(seed: int, index: int, part: int = 1, *, generation: int = 0) -> PracticePage:
    """Make page `index`, or a later part of an article that goes on over several: a pure function of its arguments.

    The truth of every part is that of the whole article.

    >>> make_page(7, 1) == make_page(7, 1)
    True
    """
    decided = plan(seed, index, generation)
    written = _write(decided, part)
    truth = written.truth
    body = encode(written.html, decided.site) + b"<!-- looked at once more -->" * decided.stirrings
    changed = (truth.published_at or _NOWHERE) + timedelta(days=decided.revisions + decided.stirrings)
    headers = {
        "content-type": f"text/html; charset={truth.declared_charset}" if truth.declared_charset else "text/html",
        "last-modified": format_datetime(changed.astimezone(UTC), usegmt=True),
    }
    urls = [decided.site.base + decided.site.part_path(decided.path, at) for at in range(1, parts_of(decided) + 1)]
    page = PracticePage(url=urls[part - 1], headers=headers, body=body, truth=truth, parts=tuple(urls[part:]))
    page = BEHAVIOURS.get("missing" if decided.is_vanished else decided.role, plainly)(page)
    return validated(page, decided.site)


def validated(page: PracticePage, site: Site) -> PracticePage:
    """Give an answer the entity tag of its bytes, and leave out what its site gives nobody."""
    headers = {**page.headers, "etag": f'"{sha256(page.body).hexdigest()[:16]}"'}
    return replace(page, headers={name: headers[name] for name in headers if name not in site.withholds})


def parts_of(decided: Plan) -> int:
    """Return over how many pages the article of a page goes."""
    if not decided.site.part_lines or decided.role not in UNBROKEN:
        return 1
    draft = _revised(_traced(draft_of(decided), stream(decided.seed, "damage", decided.index)), decided)
    return -(-len(draft.lines) // decided.site.part_lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """A page laid out, before script, converter and charset."""

    html: str
    truth: Truth


def _write(decided: Plan, part: int) -> _Written:
    """Damage the words and lay the page out."""
    rng = stream(decided.seed, "damage", decided.index)
    plain = draft_of(decided)
    traced = _traced(plain, rng)
    draft = _revised(traced, decided)
    damaged, kinds = damage_lines(draft.lines, [one.text for one in draft.messages], rng)
    sheet, more = _sheet(decided, draft, damaged)
    family, site = FAMILIES[decided.site.family], decided.site
    rows, byte_kinds = read_body(family.body(sheet.lines), site)
    done = {"generator"} if traced is not plain else set()
    done |= {*kinds, *more, *byte_kinds, *_page_kinds(decided, sheet)}
    truth = replace(
        _meant(decided, draft, "\n".join(one.truth for one in damaged)),
        author=_author(sheet, draft, family),
        published_at=sheet.published,
        precision=family.precision if sheet.published else None,
        comments=sheet.comments,
        related=sheet.related,
        damage=tuple(sorted(done)),
        printed=printed(rows),
        printed_title=printed(read(f"<b>{sheet.title}\n</b>", site)),
        charset=site.charset,
        declared_charset=sheet.declared,
    )
    return _Written(html=family.render(_part_of(sheet, part, parts_of(decided))), truth=truth)


def _author(sheet: Sheet, draft: Draft, family: Family) -> str | None:
    """Whom the page names as its author: over the article by a label, in its dateline, or over the article all the same."""
    labelled = sheet.author if family.says_author else None
    return labelled or draft.reporter or sheet.author


def _part_of(sheet: Sheet, part: int, parts: int) -> Sheet:
    """The sheet of one part: what is above a body is on the first page, what is below it on the last."""
    if parts == 1:
        return sheet
    most = sheet.site.part_lines
    return replace(
        sheet,
        lines=sheet.lines[(part - 1) * most : part * most],
        before=sheet.before if part == 1 else (),
        after=sheet.after if part == parts else (),
        part=part,
        parts=parts,
    )


def _traced(draft: Draft, rng: random.Random) -> Draft:
    """Now and then an article begins with what its generator was told, or said; it is part of the body, to be flagged."""
    if rng.random() >= _TRACED:
        return draft
    pen = Writer(rng, {"title": draft.title, "lender": draft.lender_mention or draft.title})
    return replace(draft, lines=(Line("p", pen.one(table("furniture")["traces"])), *draft.lines))


def _revised(draft: Draft, decided: Plan) -> Draft:
    """The article with the lines that were added since it was written."""
    added = (Line("p", addition(number)) for number in range(1, decided.revisions + 1))
    return replace(draft, lines=(*draft.lines, *added)) if decided.revisions else draft


def _page_kinds(decided: Plan, sheet: Sheet) -> set[str]:
    """Which kinds of damage the page as a whole has."""
    kinds = {"header"}
    for kind, there in (
        ("comments", sheet.comments),
        ("related", sheet.related),
        ("spin", decided.twist == "spun"),
        ("charset", sheet.declared not in (None, _LABELS[decided.site.charset])),
    ):
        if there:
            kinds.add(kind)
    return kinds


def _sheet(decided: Plan, draft: Draft, damaged: Sequence[Damaged]) -> tuple[Sheet, list[str]]:
    """The page to lay out, and the kinds of damage its furniture is."""
    rng = stream(decided.seed, "furniture", decided.index)
    pen = Writer(rng, {"lender": draft.lender_mention or "平台", "title": draft.title})
    family, site = FAMILIES[decided.site.family], decided.site
    above, kinds_above = furniture.above(pen, draft)
    below, kinds_below = furniture.below(pen, decided)
    head, foot = furniture.site_lines(decided)
    moment = furniture.published(decided, family.precision)
    sheet = Sheet(
        site=site,
        index=decided.index,
        title=draft.title,
        before=head + above,
        lines=tuple(Line(line.kind, done.printed) for line, done in zip(draft.lines, damaged, strict=True)),
        after=foot + below,
        author=furniture.author(rng, family),
        published=moment,
        labels=furniture.labels(rng),
        views=rng.randint(3, 9_999),
        comments=furniture.comments(pen, moment or _NOWHERE, family),
        related=furniture.related(rng, family),
        description=draft.lines[0].text[:60],
        declared=_declared(site, rng),
        is_public=decided.role != "noindex",
    )
    return sheet, kinds_above + kinds_below + ["site_line"] * bool(head or foot)


def _declared(site: Site, rng: random.Random) -> str | None:
    """The charset the page claims: mostly the true one, sometimes none, sometimes a wrong one."""
    if site.lies and rng.random() < 0.2:
        return rng.choice(site.lies)
    return None if rng.random() < 0.08 else _LABELS[site.charset]


def _meant(decided: Plan, draft: Draft, body: str) -> Truth:
    """What is true of the article, wherever and however it is printed."""
    return Truth(
        index=decided.index,
        role=decided.role,
        url=decided.site.base + decided.final_path,
        is_article=decided.role not in WITHOUT_ARTICLE and not decided.is_vanished,
        is_whole=decided.role != "cut_off",
        is_public=decided.role != "noindex",
        relevance=draft.relevance,
        page_kind=draft.page_kind,
        title=draft.title,
        body=body,
        source=draft.text,
        lender=draft.lender,
        lender_mention=draft.lender_mention,
        other_lenders=draft.other_lenders,
        issues=draft.issues,
        channel=draft.channel,
        sender_claim=draft.sender_claim,
        severity=draft.severity,
        messages=draft.messages,
        cluster=f"{decided.origin}/{draft.lender or 'none'}",
        template=str(decided.origin),
    )

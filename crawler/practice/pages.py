"""Page i of the practice web: written, damaged, laid out and encoded, with its truth beside it."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256

from crawler.practice import furniture
from crawler.practice.damage.converter import fold_marks, without_glosses
from crawler.practice.damage.script import Profile, to_traditional
from crawler.practice.damage.words import Damaged, damage_lines
from crawler.practice.draft import Draft, Line
from crawler.practice.drafts import draft_of
from crawler.practice.families import FAMILIES
from crawler.practice.grammar import Writer, table
from crawler.practice.hosts import Site
from crawler.practice.plan import WITHOUT_ARTICLE, Plan, plan
from crawler.practice.seeding import stream
from crawler.practice.sheet import Sheet, printed
from crawler.practice.truth import PracticePage, Truth

_LABELS = {"utf-8": "utf-8", "gb18030": "gbk", "big5": "big5"}
_SCRIPTS: dict[str, Profile] = {"traditional": "s2t", "taiwan": "s2tw"}
_TRACED = 0.04
"""The share of articles that begin with a generator's trace."""
_NOWHERE = datetime(2024, 1, 1, tzinfo=furniture.CHINA)


def make_page(seed: int, index: int) -> PracticePage:
    """Make page `index`: a pure function of its arguments.

    >>> make_page(7, 1) == make_page(7, 1)
    True
    """
    decided = plan(seed, index)
    written = _write(decided)
    truth = written.truth
    body = _encode(written.html, decided.site)
    headers = {
        "content-type": f"text/html; charset={truth.declared_charset}" if truth.declared_charset else "text/html",
        "last-modified": format_datetime((truth.published_at or _NOWHERE).astimezone(UTC), usegmt=True),
    }
    page = PracticePage(url=decided.site.base + decided.path, headers=headers, body=body, truth=truth)
    page = _BEHAVIOURS.get(decided.role, _plainly)(page)
    return replace(page, headers={**page.headers, "etag": f'"{sha256(page.body).hexdigest()[:16]}"'})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """A page laid out, before script, converter and charset."""

    html: str
    truth: Truth


def _write(decided: Plan) -> _Written:
    """Damage the words and lay the page out."""
    rng = stream(decided.seed, "damage", decided.index)
    plain = draft_of(decided)
    draft = _traced(plain, rng)
    damaged, kinds = damage_lines(draft.lines, [one.text for one in draft.messages], rng)
    sheet, more = _sheet(decided, draft, damaged)
    family, site = FAMILIES[decided.site.family], decided.site
    rows, byte_kinds = _body(family.body(sheet.lines), site)
    done = {"generator"} if draft is not plain else set()
    done |= {*kinds, *more, *byte_kinds, *_page_kinds(decided, sheet)}
    truth = _truth(decided, draft, sheet, "\n".join(one.truth for one in damaged))
    truth = replace(
        truth,
        damage=tuple(sorted(done)),
        printed=printed(rows),
        printed_title=printed(_read(f"<b>{sheet.title}\n</b>", site)),
    )
    return _Written(html=family.render(sheet), truth=truth)


def _traced(draft: Draft, rng: random.Random) -> Draft:
    """Now and then an article begins with what its generator was told, or said; it is part of the body, to be flagged."""
    if rng.random() >= _TRACED:
        return draft
    pen = Writer(rng, {"title": draft.title, "lender": draft.lender_mention or draft.title})
    return replace(draft, lines=(Line("p", pen.one(table("furniture")["traces"])), *draft.lines))


def _scripted(html: str, site: Site) -> str:
    """The page in the script of its site."""
    return to_traditional(html, _SCRIPTS[site.script]) if site.script in _SCRIPTS else html


def _read(html: str, site: Site) -> str:
    """The page as it reads after its site's script and converter."""
    scripted = _scripted(html, site)
    return site.converter.to_text(scripted) if site.converter else scripted


def _encode(html: str, site: Site) -> bytes:
    """The bytes of the page: the converter's own, or its text in the site's charset."""
    if site.converter and site.converter.lost is None:
        return site.converter.to_bytes(_scripted(html, site))
    return _read(html, site).encode(site.charset, "xmlcharrefreplace")


def _body(rows: str, site: Site) -> tuple[str, set[str]]:
    """The rows of the body as they read, and the kinds of damage that script and converter did to them."""
    scripted = _scripted(rows, site)
    kinds = {"traditional"} if scripted != rows else set()
    if site.converter is None:
        return scripted, kinds
    data = site.converter.to_bytes(scripted)
    if site.converter.glosses and data != fold_marks(scripted.encode("gb18030")):
        kinds.add("gloss")
    folded = scripted.replace("！", "!").replace("？", "?")
    if site.converter.folds_width or folded != scripted:
        kinds.add("halfwidth")
    if without_glosses(data.decode("gb18030", "replace")) != without_glosses(folded):
        kinds.add("slip")
    return site.converter.read(data), kinds


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
    pools, family, site = table("furniture"), FAMILIES[decided.site.family], decided.site
    above, kinds_above = furniture.above(pen, draft)
    below, kinds_below = furniture.below(pen, decided)
    moment = furniture.published(decided, family.precision)
    sheet = Sheet(
        site=site,
        index=decided.index,
        title=draft.title,
        before=above,
        lines=tuple(Line(line.kind, done.printed) for line, done in zip(draft.lines, damaged, strict=True)),
        after=below,
        author=furniture.name(rng) if family.has_author and rng.random() > 0.1 else None,
        published=moment,
        section=rng.choice(pools["sections"]),
        badge=rng.choice(pools["badges"]),
        views=rng.randint(3, 9_999),
        comments=furniture.comments(pen, moment or _NOWHERE, with_roles=family.has_roles)
        if family.has_comments
        else (),
        comment_label=rng.choice(pools["comment_labels"]),
        related=furniture.related(rng) if family.has_related else (),
        related_label=rng.choice(pools["related_labels"]),
        description=draft.lines[0].text[:60],
        declared=_declared(site, rng),
        is_public=decided.role != "noindex",
    )
    return sheet, kinds_above + kinds_below


def _declared(site: Site, rng: random.Random) -> str | None:
    """The charset the page claims: mostly the true one, sometimes none, sometimes a wrong one."""
    if site.lies and rng.random() < 0.2:
        return rng.choice(site.lies)
    return None if rng.random() < 0.08 else _LABELS[site.charset]


def _truth(decided: Plan, draft: Draft, sheet: Sheet, body: str) -> Truth:
    """What is true of the page, but for its damage."""
    whole = decided.role not in WITHOUT_ARTICLE
    lender = draft.lender or "none"
    return Truth(
        index=decided.index,
        role=decided.role,
        url=decided.site.base + decided.final_path,
        is_article=whole,
        is_whole=decided.role != "cut_off",
        is_public=sheet.is_public,
        relevance=draft.relevance,
        page_kind=draft.page_kind,
        title=draft.title,
        author=sheet.author,
        published_at=sheet.published,
        precision=FAMILIES[decided.site.family].precision if sheet.published else None,
        body=body,
        source=draft.text,
        comments=sheet.comments,
        related=sheet.related,
        lender=draft.lender,
        lender_mention=draft.lender_mention,
        other_lenders=draft.other_lenders,
        issues=draft.issues,
        channel=draft.channel,
        sender_claim=draft.sender_claim,
        severity=draft.severity,
        messages=draft.messages,
        cluster=f"{decided.origin}/{lender}",
        template=str(decided.origin),
        charset=decided.site.charset,
        declared_charset=sheet.declared,
    )


def _plainly(page: PracticePage) -> PracticePage:
    """As written."""
    return page


def _cut_off(page: PracticePage) -> PracticePage:
    """The bytes end early; where that is inside a character, so be it."""
    return replace(page, body=page.body[: len(page.body) * 7 // 10])


def _without_body(page: PracticePage) -> PracticePage:
    """Nothing at all, with status 200."""
    return replace(page, body=b"")


def _as_image(page: PracticePage) -> PracticePage:
    """The first bytes of a picture, and noise that is no text, called HTML."""
    noise = sha256(page.body).digest() * 64
    truth = replace(page.truth, charset=None) if page.truth else None
    return replace(page, body=b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00" + noise, truth=truth)


def _refusal(status: int) -> Callable[[PracticePage], PracticePage]:
    """An error page with `status`."""
    body = f"<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>".encode()
    return lambda page: replace(page, status=status, body=body)


def _loop(page: PracticePage) -> PracticePage:
    """A redirect to itself by way of another address."""
    return replace(page, status=302, headers={"location": f"{page.url}?again=1"}, body=b"")


_BEHAVIOURS: dict[str, Callable[[PracticePage], PracticePage]] = {
    "cut_off": _cut_off,
    "empty": _without_body,
    "binary": _as_image,
    "missing": _refusal(404),
    "gone": _refusal(410),
    "unstable": lambda page: replace(page, failures=2),
    "slow": lambda page: replace(page, delay=0.4),
    "loop": _loop,
    "disallowed": lambda page: replace(page, is_disallowed=True),
}

"""Relevant articles, written from intent: issues, lender and facets are drawn first, the words follow them."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from crawler.practice.draft import Draft, Line
from crawler.practice.grammar import Writer, table
from crawler.practice.lenders import Lender
from crawler.practice.outline import numbered, paragraphs
from crawler.practice.seeding import weighted
from crawler.practice.truth import PageKind, TrueMessage

_SHAPES: dict[PageKind, int] = {"seo_article": 5, "qa": 2, "complaint_post": 2, "news": 1}
_AMOUNT_RE = re.compile(r"(?<!\d)\d+(?:\.\d+)?元")
_LINK_RE = re.compile(r"(?:https?://)?[a-z]\.example\.(?:com|net|org)/[\w/]+", re.ASCII)
_SIGNATURE_RE = re.compile(r"^【(.+?)】")

_QUOTES = (
    "[短信|信息]的[原文|全文]是：“%s”",
    "[上面|屏幕上]写着：“%s”[看完|读罢]这几句话，{he}{upset}。",
    "“%s”——这就是{who}收到的[全部|那段]内容。",
    "{when}[收到|发来]的那条是这样写的：“%s”",
    "[截图|照片]里可以看到：“%s”[字数|篇幅]不长，[却|但]让人{upset}。",
)
"""How a message is quoted; `%s` is its text."""
_OPTIONAL = (
    ("reaction", "[当事人的反应|用户怎么说|收到之后]", 0.6),
    ("reason", "[原因分析|为什么会这样|背后的原因]", 0.7),
    ("impact", "[带来的影响|对用户的影响|影响有多大]", 0.5),
    ("advice", "[应对建议|可以怎么做|给读者的建议]", 0.8),
)
"""Sections that an article may have: pool, heading, how often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What an article is to be about, before a word of it is written."""

    issues: tuple[str, ...]
    shape: PageKind
    sender: str
    extra_channel: str | None
    """A channel beside the text message: the article is then of mixed channels."""
    with_message: bool
    plain: bool
    """Whether the issues are told without the words one would look for."""


@cache
def issue_tables() -> dict[str, dict[str, Any]]:
    """Return the phrase tables of all issues by label.

    >>> len(issue_tables())
    15
    """
    return {**table("issues_debt"), **table("issues_threat"), **table("issues_trust")}


def draw_intent(rng: random.Random) -> Intent:
    """Draw what an article is about: one to three issues, a shape, a sender."""
    issues = tuple(rng.sample(sorted(issue_tables()), rng.choice((1, 1, 2, 2, 2, 3))))
    return Intent(
        issues=issues,
        shape=weighted(rng, _SHAPES),
        sender=weighted(rng, issue_tables()[issues[0]]["senders"]),
        extra_channel=rng.choice(sorted(table("neutral")["channel"])) if rng.random() < 0.3 else None,
        with_message=rng.random() < 0.65,
        plain=rng.random() < 0.5,
    )


def write_article(rng: random.Random, subject: Lender, other: Lender) -> Draft:
    """Write a relevant article about `subject`; the same stream with another lender gives its swapped twin."""
    intent = draw_intent(rng)
    mention = subject.mentions[rng.randrange(12) % len(subject.mentions)]
    pen = Writer(rng, {"lender": mention, "other": other.mentions[0], **_cast(rng, intent)})
    message = _message(pen, intent) if intent.with_message else None
    lines = _SHAPE_WRITERS[intent.shape](pen, intent, _Parts(pen, intent, message))
    text = "\n".join(line.text for line in lines)
    return Draft(
        title=pen.one(issue_tables()[intent.issues[0]]["titles"]),
        lines=tuple(lines),
        relevance="relevant",
        page_kind=intent.shape,
        lender=subject.name,
        lender_mention=mention,
        other_lenders=(other.name,) if other.mentions[0] in text else (),
        issues=_labels(intent, message),
        channel="mixed" if intent.extra_channel else "sms",
        sender_claim=intent.sender,
        severity=max(issue_tables()[issue]["severity"] for issue in intent.issues),
        messages=(message,) if message else (),
    )


def _cast(rng: random.Random, intent: Intent) -> dict[str, str]:
    """Who tells of what: the names that stay the same throughout an article."""
    who = "我" if intent.shape == "complaint_post" else _person(rng)
    he = "我" if who == "我" else rng.choice("他她")
    return {"who": who, "he": he, "msg": rng.choice(("短信", "短信", "信息", "消息"))}


def _person(rng: random.Random) -> str:
    """Whom the article tells of."""
    surname = rng.choice(table("common")["surname"])
    return rng.choice((f"{surname}女士", f"{surname}先生", f"网友小{surname}", f"老{surname}", "这位用户", "当事人"))


def _labels(intent: Intent, message: TrueMessage | None) -> tuple[str, ...]:
    """The issues of the article: those meant, and those that the quoted message states besides."""
    implied = issue_tables()[intent.issues[0]].get("implies", []) if message else []
    return tuple(sorted({*intent.issues, *implied}))


def _message(pen: Writer, intent: Intent) -> TrueMessage:
    """The message quoted in the article; its first issue decides which."""
    text = pen.one(issue_tables()[intent.issues[0]]["messages"])
    signature = _SIGNATURE_RE.search(text)
    return TrueMessage(
        text=text,
        signature=signature[1] if signature else None,
        amounts=tuple(_AMOUNT_RE.findall(text)),
        links=tuple(_LINK_RE.findall(text)),
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    """The sentences that the shapes arrange."""

    pen: Writer
    intent: Intent
    message: TrueMessage | None

    def neutral(self, name: str, least: int, most: int) -> list[str]:
        """A few sentences of one neutral pool."""
        return self.pen.draw(table("neutral")[name], self.pen.rng.randint(least, most))

    def told(self, issue: str) -> list[str]:
        """Sentences that tell an issue, with or without the words one would look for."""
        pools = issue_tables()[issue]
        if self.intent.plain:
            return self.pen.draw(pools["plain"], self.pen.rng.randint(2, 4))
        sentences = self.pen.draw(pools["cue"], self.pen.rng.randint(1, 3))
        return sentences + self.pen.draw(pools["plain"], self.pen.rng.randint(0, 1))

    def quoted(self) -> list[str]:
        """The message as quoted, or nothing."""
        return [self.pen.write(self.pen.rng.choice(_QUOTES)) % self.message.text] if self.message else []

    def surroundings(self) -> list[str]:
        """Who says to have sent it, by what other channel, and what other lenders do."""
        neutral = table("neutral")
        sentences = [self.pen.one(neutral["sender"][self.intent.sender])]
        if self.intent.extra_channel:
            sentences += self.pen.draw(neutral["channel"][self.intent.extra_channel], 2)
        if self.pen.rng.random() < 0.3:
            sentences.append(self.pen.one(neutral["other"]))
        return sentences

    def ending(self) -> list[str]:
        """How it ends; now and then with the list of all that other articles are about."""
        listed = self.neutral("closing_list", 1, 1) if self.pen.rng.random() < 0.4 else []
        return self.neutral("closing", 1, 3) + listed


def _seo(pen: Writer, intent: Intent, parts: _Parts) -> list[Line]:
    """Numbered sections under a lead, as search-engine farms write."""
    sections: list[tuple[str, Sequence[str]]] = []
    if pen.rng.random() < 0.7:
        sections.append((pen.write("[{lender}|认识{lender}|{lender}是一家什么平台]"), parts.neutral("overview", 2, 4)))
    for place, issue in enumerate(intent.issues):
        quoted = parts.quoted() + parts.surroundings() if place == 0 else []
        heading = pen.one(issue_tables()[issue]["headings"])
        first, *rest = parts.told(issue)
        sections.append((heading, [first, *quoted, *rest]))
    for name, heading, chance in _OPTIONAL:
        if pen.rng.random() < chance:
            sections.append((pen.write(heading), parts.neutral(name, 2, 4)))
    sections.append((pen.write("[小编总结|写在最后|结语|总结]"), parts.ending()))
    return [Line("p", "".join(parts.neutral("intro", 1, 3))), *numbered(sections[:10], pen.rng)]


def _qa(pen: Writer, intent: Intent, parts: _Parts) -> list[Line]:
    """A question and one or two answers."""
    question = [pen.one(issue_tables()[issue]["questions"]) for issue in intent.issues]
    told = [sentence for issue in intent.issues for sentence in parts.told(issue)]
    lines = [Line("p", pen.write("[问：|提问：|]") + "".join(question))]
    lines += paragraphs([*told, *parts.quoted(), *parts.surroundings()], pen.rng)
    lines.append(Line("p", pen.write("[答：|回答：|律师解答：]") + "".join(parts.neutral("reason", 1, 2))))
    lines += [Line("li", f"{n}. {text}") for n, text in enumerate(parts.neutral("advice", 3, 5), 1)]
    return lines + [Line("p", text) for text in parts.ending()]


def _complaint(pen: Writer, intent: Intent, parts: _Parts) -> list[Line]:
    """A post in the first person, one thing after another."""
    told = [sentence for issue in intent.issues for sentence in parts.told(issue)]
    opening = pen.write("[先说明|交代]一下背景，我[在{city}|是{city}人]，[做|是]{job}，{when}[碰上|遇到]了这件事。")
    body = [opening, *told[:2], *parts.quoted(), *parts.surroundings(), *told[2:], *parts.neutral("reaction", 2, 4)]
    return paragraphs([*body, *parts.neutral("impact", 0, 2), *parts.ending()[:2]], pen.rng, most=4)


def _news(pen: Writer, intent: Intent, parts: _Parts) -> list[Line]:
    """A report with a dateline."""
    told = [sentence for issue in intent.issues for sentence in parts.told(issue)]
    dateline = pen.write("[本报|本网]{city}{month_day}[讯|电]（[记者|通讯员]{surname}{given}）")
    first = Line("p", dateline + "".join(parts.neutral("intro", 1, 1) + told[:1]))
    body = [*parts.quoted(), *parts.surroundings(), *told[1:], *parts.neutral("overview", 1, 2)]
    body += parts.neutral("reaction", 1, 2) + parts.neutral("reason", 1, 3) + parts.ending()
    return [first, *paragraphs(body, pen.rng)]


_SHAPE_WRITERS = {"seo_article": _seo, "qa": _qa, "complaint_post": _complaint, "news": _news}

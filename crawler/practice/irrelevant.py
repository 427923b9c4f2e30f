"""Pages that are not relevant: near misses and other subjects."""

from __future__ import annotations

import random

from crawler.practice.draft import Draft, Line
from crawler.practice.grammar import Writer, table
from crawler.practice.lenders import Lender
from crawler.practice.outline import numbered, paragraphs
from crawler.practice.truth import Relevance


def write_irrelevant(rng: random.Random, relevance: Relevance, subject: Lender) -> Draft:
    """Write a near miss or a page off the topic; loan news may name `subject` without being about a message."""
    tables = dict(table("near_miss" if relevance == "near_miss" else "off_topic"))
    lists = tables.pop("list", {})
    topic = tables[rng.choice(sorted(tables))]
    pen = Writer(rng, {"lender": subject.mentions[0], **{name: rng.choice(values) for name, values in lists.items()}})
    sentences = pen.draw(topic["lines"], rng.randint(6, len(topic["lines"])))
    headings = pen.draw(topic["headings"], 3)
    lines = [Line("p", sentences[0])]
    if rng.random() < 0.6:
        size = max(2, (len(sentences) - 1) // 3)
        parts = [sentences[1:][at : at + size] for at in range(0, len(sentences) - 1, size)]
        lines += numbered(zip(headings, parts, strict=False), rng)
    else:
        lines += paragraphs(sentences[1:], rng)
    text = "\n".join(line.text for line in lines)
    return Draft(
        title=pen.one(topic["titles"]),
        lines=tuple(lines),
        relevance=relevance,
        page_kind=topic["page_kind"],
        other_lenders=(subject.name,) if subject.mentions[0] in text else (),
    )

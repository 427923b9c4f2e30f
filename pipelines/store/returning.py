"""Whether a page is one that was forgotten or leads to one, asked before anything of it is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator

from pipelines.arrow import outcome_to_row
from pipelines.errors import UnreadablePage
from pipelines.extract.charset import decode
from pipelines.store.tombstones import Forgotten, Target
from pipelines.types import Outcome, RawPage, id_of
from pipelines.warc.blotting import blotted_page


def comes_back(forgotten: Forgotten, page: RawPage, outcome: Outcome) -> bool:
    """Tell whether the page, or a text in it, was forgotten: by its addresses, its id, what it became and its bytes."""
    if not forgotten:
        return False
    row = outcome_to_row(outcome)
    urls = {each.url for each in (page, *page.later)} | {
        page.final_url,
        row["url"] or "",
        row.get("canonical_url") or "",
    }
    if forgotten.holds(Target("id", id_of(outcome))) or any(forgotten.holds_address(url) for url in urls if url):
        return True
    texts = (json.dumps(row, ensure_ascii=False, default=str), *texts_of(page))
    return any(forgotten.holds_text(text) for text in texts)


def without_links(forgotten: Forgotten, page: RawPage) -> RawPage:
    """Return a page without links to what was forgotten: the page itself where none stands on it."""
    is_any = any(each.kind in {"url", "site"} for each in forgotten.tombstones)
    return blotted_page(page, forgotten.holds_address) if is_any else page


def texts_of(page: RawPage) -> Iterator[str]:
    """Yield the text of each page of an article as its bytes say it; nothing of what cannot be read."""
    for each in (page, *page.later):
        try:
            yield decode(each.body, each.header("content-type")).text
        except UnreadablePage:
            continue

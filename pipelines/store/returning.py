"""Whether a page is one that was forgotten or leads to one, asked before anything of it is kept."""

from __future__ import annotations

from pipelines.arrow import outcome_to_row
from pipelines.store.tombstones import Forgotten, Target
from pipelines.store.wordings import words_of, words_of_pages
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
    return forgotten.has_texts and any(map(forgotten.holds_text, (words_of(row), *words_of_pages(page))))


def without_links(forgotten: Forgotten, page: RawPage) -> RawPage:
    """Return a page without links to what was forgotten: the page itself where none stands on it."""
    is_any = any(each.kind in {"url", "site"} for each in forgotten.tombstones)
    return blotted_page(page, forgotten.holds_address) if is_any else page

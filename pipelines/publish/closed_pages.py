"""Pages that ask not to be published: what a release tells of them.

That a page was dropped, when, of which site and why is ours to tell. Where it lies is not: an address leads to what its
publisher asked to have left alone, and may itself hold words of it. Whoever knows the address can tell from the id, which is a
hash of it, that the page was met. Ledger and parts know the address, so that it is forgotten as any other.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.schema import NOT_PUBLIC

_LEADING: Final = ("url", "canonical_url")


def without_way(outcomes: pa.Table) -> pa.Table:
    """Return outcomes in which no address is told of a page that asks not to be published.

    >>> outcomes = pa.table({"url": ["http://a.example/1", "http://a.example/2"], "reason": ["not_public", "spam"]})
    >>> without_way(outcomes)["url"].to_pylist()
    [None, 'http://a.example/2']
    """
    is_closed = pc.equal(outcomes["reason"], NOT_PUBLIC).fill_null(fill_value=False)
    if not pc.any(is_closed).as_py():
        return outcomes
    for name in filter(outcomes.column_names.__contains__, _LEADING):
        at = outcomes.schema.get_field_index(name)
        nothing = pa.scalar(None, outcomes.schema.field(at).type)
        outcomes = outcomes.set_column(at, outcomes.schema.field(at), pc.if_else(is_closed, nothing, outcomes[name]))
    return outcomes

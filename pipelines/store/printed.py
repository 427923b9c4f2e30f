"""What rows print of a page that is forgotten: its address, blotted out like a link, so that offsets stay true; its title among links.

A row is changed by what finds the address in it, so none is found that stays. An entry of a list that was nothing but the
address goes, as it would had the page been read without. The title goes only from `related`, where it stands whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import partial
from hashlib import sha256
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.warc.blotting import BLOTTED, blotted_text
from pipelines.warc.printed_addresses import HINT, IsGone

_Change: TypeAlias = Callable[[pa.Array], pa.Array]
"""Gives strings as they are to be; the same array where none changes."""


def without_addresses(table: pa.Table, is_gone: IsGone) -> pa.Table:
    """Return rows in which no address is printed that is gone: the table itself where none is.

    >>> table = pa.table({"id": ["a", "b"], "text": ["见 http://a.example/1。", "见 http://a.example/2。"]})
    >>> without_addresses(table, "http://a.example/1".__eq__)["text"].to_pylist()
    ['见 ##################。', '见 http://a.example/2。']
    >>> without_addresses(table, "http://a.example/3".__eq__) is table
    True
    """
    change = partial(_blotted, is_gone)
    return _summed(table, _with(table, {name: partial(_changed, change) for name in table.column_names}))


def without_titles(table: pa.Table, titles: AbstractSet[str]) -> pa.Table:
    """Return rows whose related links are called none of these: the table itself where none is.

    >>> table = pa.table({"id": ["a"], "related": [["短信怎么退订", "催收短信"]]})
    >>> without_titles(table, {"催收短信"})["related"].to_pylist()
    [['短信怎么退订']]
    >>> without_titles(table, {"催收"}) is table
    True
    """
    return _with(table, {"related": partial(_unlisted, pa.array(sorted(titles), pa.string()))})


def titles_of(tables: Iterable[pa.Table], pages: AbstractSet[str]) -> set[str]:
    """Return what these pages are called and no other page is, by their rows; nothing where rows have no titles.

    >>> table = pa.table({"id": ["a", "b", "c", "d"], "title": ["催收短信", "退订", None, "退订"]})
    >>> titles_of([table], {"a", "c", "d"})
    {'催收短信'}
    """
    theirs, others = set[str](), set[str]()
    for table in (each for each in tables if "title" in each.column_names):
        gone, left = split_off(table, pages)
        theirs.update(filter(None, gone["title"].to_pylist()))
        others.update(filter(None, left["title"].to_pylist()))
    return theirs - others


def split_off(table: pa.Table, pages: AbstractSet[str]) -> tuple[pa.Table, pa.Table]:
    """Return the rows of pages, and the others."""
    is_theirs = pc.is_in(table["id"], pa.array(sorted(pages), pa.string()))
    return table.filter(is_theirs), table.filter(pc.invert(is_theirs))


def _with(table: pa.Table, changes: Mapping[str, _Change]) -> pa.Table:
    """The table with columns changed piece by piece."""
    for name in filter(changes.__contains__, table.column_names):
        chunks = table[name].chunks
        new = [*map(changes[name], chunks)]
        if any(one is not other for one, other in zip(new, chunks, strict=True)):
            field = table.schema.field(name)
            table = table.set_column(table.schema.get_field_index(name), field, pa.chunked_array(new, field.type))
    return table


def _summed(before: pa.Table, after: pa.Table) -> pa.Table:
    """The rows with the digests of those of their texts that changed."""
    if not {"text", "text_sha256"} <= {*after.column_names}:
        return after
    is_other = pc.not_equal(before["text"], after["text"]).fill_null(fill_value=False).combine_chunks()
    texts = after["text"].filter(is_other).to_pylist()
    if not texts:
        return after
    digests = pa.array([sha256(text.encode()).hexdigest() for text in texts], pa.string())
    at = after.schema.get_field_index("text_sha256")
    new = pc.replace_with_mask(after["text_sha256"].combine_chunks(), is_other, digests)
    return after.set_column(at, after.schema.field(at), new)


def _blotted(is_gone: IsGone, values: pa.Array) -> pa.Array:
    """Strings without these addresses; few hold an address at all."""
    holding = np.flatnonzero(_told(pc.match_substring_regex(values, HINT).fill_null(fill_value=False)))
    found = {at: (old, blotted_text(old, is_gone)) for at in holding.tolist() if (old := values[at].as_py())}
    new = {at: text for at, (old, text) in found.items() if text != old}
    if not new:
        return values
    is_new = np.zeros(len(values), np.bool_)
    is_new[[*new]] = True
    return pc.replace_with_mask(values, pa.array(is_new), pa.array(new.values(), pa.string()))


def _changed(change: _Change, values: pa.Array) -> pa.Array:
    """Values of any type with their strings changed."""
    if pa.types.is_string(values.type):
        return change(values)
    if pa.types.is_list(values.type):
        return _changed_lists(change, values)
    if pa.types.is_struct(values.type):
        members = values.flatten()
        new = [_changed(change, each) for each in members]
        if any(one is not other for one, other in zip(new, members, strict=True)):
            return pa.StructArray.from_arrays(new, fields=[*values.type], mask=values.is_null())
    return values


def _changed_lists(change: _Change, values: pa.Array) -> pa.Array:
    """Lists without the entries of which nothing is left."""
    flat = values.flatten()
    new = _changed(change, flat)
    if new is flat:
        return values
    if not pa.types.is_string(flat.type):
        return _relisted(values, new, np.ones(len(flat), np.bool_))
    is_left = pc.or_kleene(pc.invert(pc.match_substring_regex(new, BLOTTED)), pc.equal(new, flat))
    return _relisted(values, new, _told(is_left.fill_null(fill_value=True)))


def _unlisted(titles: pa.Array, values: pa.Array) -> pa.Array:
    """Lists without these entries."""
    flat = values.flatten()
    is_kept = ~_told(pc.is_in(flat, titles))
    return values if is_kept.all() else _relisted(values, flat, is_kept)


def _relisted(values: pa.Array, flat: pa.Array, is_kept: npt.NDArray[np.bool_]) -> pa.Array:
    """The lists made of those of these entries that are kept."""
    lengths = values.value_lengths().fill_null(0).to_numpy(zero_copy_only=False)
    rows = np.repeat(np.arange(len(values)), lengths)[is_kept]
    ends = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=len(values))))).astype(np.int32)
    kept = flat.filter(pa.array(is_kept))
    return pa.ListArray.from_arrays(pa.array(ends), kept, type=values.type, mask=values.is_null())


def _told(values: pa.Array) -> npt.NDArray[np.bool_]:
    told: npt.NDArray[np.bool_] = values.to_numpy(zero_copy_only=False)
    return told

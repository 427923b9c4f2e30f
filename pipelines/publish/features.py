"""An Arrow schema in the words of the card's header: `features` as Hugging Face `datasets` reads them."""

from __future__ import annotations

from typing import Any

import pyarrow as pa


def features(schema: pa.Schema) -> list[dict[str, Any]]:
    """Return the `features` of a dataset_info.

    >>> features(pa.schema([("id", pa.string()), ("related", pa.list_(pa.string()))]))
    [{'name': 'id', 'dtype': 'string'}, {'name': 'related', 'list': 'string'}]
    """
    return [{"name": column.name, **_feature(column.type)} for column in schema]


def _feature(kind: pa.DataType) -> dict[str, Any]:
    if pa.types.is_list(kind):
        item = _feature(kind.value_type)
        return {"list": item.get("dtype") or item["struct"]}
    if pa.types.is_struct(kind):
        return {"struct": [{"name": member.name, **_feature(member.type)} for member in kind]}
    return {"dtype": _dtype(kind)}


def _dtype(kind: pa.DataType) -> str:
    """The name of a scalar type: Arrow's own, but for those it shortens."""
    names = {pa.float32(): "float32", pa.date32(): "date32", pa.bool_(): "bool"}
    return names.get(kind, str(kind))

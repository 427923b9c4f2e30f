"""README.md of an exported part of a release: what was taken of what, and how it is loaded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import yaml

from pipelines.publish import card, recall
from pipelines.publish.card import section
from pipelines.publish.features import features
from pipelines.publish.selection import Selected
from pipelines.publish.tables import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One data file of an export."""

    kind: Kind
    path: str
    rows: int
    bytes: int
    """Of the file."""
    unpacked: int
    """Of its row groups before compression."""


def render(found: Selected, files: Sequence[Written]) -> str:
    """Return the card of an export whose data files are written; it says what it is a selection of."""
    promised = found.manifest
    header = yaml.safe_dump(_header(found, files), allow_unicode=True, sort_keys=False).rstrip()
    lines = [
        "---",
        header,
        "---",
        f"# {_title(synthetic=promised.synthetic)}, from release {promised.version}",
        "",
        *([card.SYNTHETIC, ""] if promised.synthetic else []),
        "This is a part of a release, not a release: what was left out is in none of its files.",
        *section("Selection", "\n".join(_selection(found, files))),
        *section("Loading", _LOADING),
        *section("Columns", "\n".join(_columns(found.schema))),
        *section("Personal data", recall.section()),
        *section("Licence and terms", card.terms(synthetic=promised.synthetic)),
        *section("How to opt out", card.OPT_OUT),
    ]
    return "\n".join(lines) + "\n"


_LOADING = """```python
from datasets import load_dataset

rows = load_dataset("PATH")
```"""


def _title(*, synthetic: bool) -> str:
    return f"{card.title(synthetic=synthetic)}, a selection"


def _header(found: Selected, files: Sequence[Written]) -> dict[str, Any]:
    synthetic, config = found.manifest.synthetic, files[0].kind.config
    splits = [{"name": file.kind.split, "num_bytes": file.unpacked, "num_examples": file.rows} for file in files]
    return {
        "pretty_name": _title(synthetic=synthetic),
        **card.facts(sum(file.rows for file in files), synthetic=synthetic),
        "configs": [
            {
                "config_name": config,
                "default": True,
                "data_files": [{"split": file.kind.split, "path": file.path} for file in files],
            }
        ],
        "dataset_info": [
            {
                "config_name": config,
                "features": features(found.schema),
                "splits": splits,
                "download_size": sum(file.bytes for file in files),
                "dataset_size": sum(file.unpacked for file in files),
            }
        ],
    }


def _selection(found: Selected, files: Sequence[Written]) -> Iterator[str]:
    asked, promised = found.selection, found.manifest
    yield from ("| | |", "|---|---|")
    yield f"| release | {promised.version} |"
    yield f"| its content | `{promised.content_sha256}` |"
    yield f"| config | {asked.config} |"
    yield f"| where | {_code(asked.where) if asked.where is not None else 'all rows'} |"
    yield f"| columns | {', '.join(found.schema.names) if asked.columns is not None else 'all'} |"
    yield from (f"| rows in {file.kind.split} | {file.rows} |" for file in files)


def _code(clause: str) -> str:
    """A condition as code in a table's cell, in one line.

    HTML, since it may hold backticks, and bars would end the cell.
    """
    shown = " ".join(clause.split())
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("|", "&#124;"), ("`", "&#96;")):
        shown = shown.replace(sign, name)
    return f"<code>{shown}</code>"


def _columns(schema: pa.Schema) -> Iterator[str]:
    yield from ("| column | type | meaning |", "|---|---|---|")
    for column in schema:
        yield f"| `{column.name}` | `{card.type_name(column.type)}` | {column.metadata[b'description'].decode()} |"

"""croissant.json: the release for tools that read MLCommons Croissant 1.0; fields and words come from the schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.publish import further_configs
from pipelines.publish.tables import KINDS, Kind, data_files
from pipelines.schema import SCHEMA
from pipelines.store.files import sha256_of

NAME = "croissant.json"
_PARQUET = "application/x-parquet"
_DATA_TYPES = {
    pa.string(): "sc:Text",
    pa.bool_(): "sc:Boolean",
    pa.date32(): "sc:Date",
    pa.float32(): "cr:Float32",
    pa.int8(): "cr:Int8",
    pa.int16(): "cr:Int16",
    pa.int32(): "cr:Int32",
    pa.int64(): "cr:Int64",
}

_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The context of the specification, word for word: a shorter one counts as not standard."""


@dataclass(frozen=True, slots=True)
class _Config:
    """A config of the release: what there becomes a record set."""

    name: str
    schema: pa.Schema
    files: list[str]
    """Paths, or patterns of them, within the release."""


def render(folder: Path, version: str, *, synthetic: bool) -> str:
    """Return croissant.json of the release in `folder`, whose data files are written."""
    kinds = [kind for kind in KINDS if data_files(folder, kind.name)]
    configs = [*_configs(kinds), *_further(folder)]
    body = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "lender-sms-complaints",
        "description": "Chinese articles about text messages and calls of lenders and debt collectors, cleaned and labelled."
        + (" Synthetic practice data." if synthetic else ""),
        "version": version,
        "datePublished": "-".join(version.split(".")[:3]),
        "inLanguage": "zh",
        "license": "https://www.apache.org/licenses/LICENSE-2.0" if synthetic else "README.md#licence-and-terms",
        "url": "README.md",
        "citeAs": f"lender-sms-complaints, release {version}",
        "distribution": [*_files(folder, kinds), *map(_file_set, configs)],
        "recordSet": [*map(_record_set, configs)],
    }
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


def _files(folder: Path, kinds: list[Kind]) -> Iterator[dict[str, Any]]:
    for path in (path for kind in kinds for path in data_files(folder, kind.name)):
        name = path.relative_to(folder).as_posix()
        yield {
            "@type": "cr:FileObject",
            "@id": name,
            "name": name,
            "contentUrl": name,
            "contentSize": f"{path.stat().st_size} B",
            "encodingFormat": _PARQUET,
            "sha256": sha256_of(path),
        }


def _configs(kinds: list[Kind]) -> Iterator[_Config]:
    """Those that have files of their own."""
    for name in dict.fromkeys(kind.config for kind in kinds):
        members = [kind for kind in kinds if kind.config == name]
        yield _Config(name, members[0].schema, [f"data/{kind.name}-*.parquet" for kind in members])


def _further(folder: Path) -> Iterator[_Config]:
    """Those of the further splits, whose files are those of `default`; a column of each row tells its side."""
    for config in further_configs.read(folder):
        paths = [path for _, side in config.sides for path in side]
        yield _Config(config.name, SCHEMA, [path.relative_to(folder).as_posix() for path in paths])


def _file_set(config: _Config) -> dict[str, Any]:
    return {
        "@type": "cr:FileSet",
        "@id": f"files-{config.name}",
        "name": f"files-{config.name}",
        "encodingFormat": _PARQUET,
        "includes": config.files if len(config.files) > 1 else config.files[0],
    }


def _record_set(config: _Config) -> dict[str, Any]:
    name = config.name
    fields = [_field(name, column) for column in config.schema]
    return {"@type": "cr:RecordSet", "@id": name, "name": name, "key": {"@id": f"{name}/id"}, "field": fields}


def _field(config: str, column: pa.Field) -> dict[str, Any]:
    head = {
        "@type": "cr:Field",
        "@id": f"{config}/{column.name}",
        "name": column.name,
        "description": column.metadata[b"description"].decode(),
    }
    repeated = pa.types.is_list(column.type)
    kind = column.type.value_type if repeated else column.type
    if repeated:
        head["repeated"] = True
    if pa.types.is_struct(kind):
        return {**head, "subField": [_sub_field(config, column.name, member) for member in kind]}
    return {**head, "dataType": _data_type(kind), "source": _source(config, column.name)}


def _sub_field(config: str, column: str, member: pa.Field) -> dict[str, Any]:
    kind = member.type.value_type if pa.types.is_list(member.type) else member.type
    name = f"{config}/{column}/{member.name}"
    source = {**_source(config, column), "transform": {"jsonPath": member.name}}
    return {"@type": "cr:Field", "@id": name, "name": member.name, "dataType": _data_type(kind), "source": source}


def _source(config: str, column: str) -> dict[str, Any]:
    return {"fileSet": {"@id": f"files-{config}"}, "extract": {"column": column}}


def _data_type(kind: pa.DataType) -> str:
    return "sc:DateTime" if pa.types.is_timestamp(kind) else _DATA_TYPES[kind]

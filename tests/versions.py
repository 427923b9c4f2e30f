"""What the versions stand for: digests of the schemas and of what the text stages make of every case.

    python -m tests.versions --write

`tests/test_versions.py` compares `tests/versions.json` with what the code gives now. Once a version is released, which
its heading in CHANGELOG.md tells (`## 0.1.0 - unreleased` becomes `## 0.1.0 - 2026-12-01`), its digests stand: writing
others is refused until `PIPELINE_VERSION`, or `SCHEMA_VERSION` for the schemas, is raised. Cases may be added freely.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path

import pyarrow as pa

from pipelines.publish.changes import CHANGES_SCHEMA
from pipelines.schema import PIPELINE_VERSION, REJECTED_SCHEMA, REPAIRS_SCHEMA, SCHEMA, SCHEMA_VERSION
from pipelines.text import clean

ROOT = Path(__file__).parents[1]
RECORD = Path(__file__).with_suffix(".json")
WRITE = "run `python -m tests.versions --write`"

_HEADING_RE = re.compile(r"^## (\d+\.\d+\.\d+) - (.+)$", re.MULTILINE)  # as Keep a Changelog has it


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What the code gives now, or gave when it was recorded."""

    pipeline_version: str
    schema_version: int
    schemas: str
    """Digest of all published schemas: columns, types, what they mean."""
    outputs: Mapping[str, str]
    """Digest of each case's text -> digest of what the text stages make of it."""
    released: Mapping[int, str]
    """Digests of the schemas of released versions, by schema version."""


def unreleased(changelog: str) -> frozenset[str]:
    r"""Return the versions whose heading says that they are not out yet.

    >>> sorted(unreleased("## 0.2.0 - unreleased\n\n## 0.1.0 - 2026-12-01\n"))
    ['0.2.0']
    """
    return frozenset(version for version, day in _HEADING_RE.findall(changelog) if day == "unreleased")


def settle(recorded: State, open_versions: frozenset[str]) -> State:
    """Return the record with its schemas among the released ones, if its version is out."""
    if recorded.pipeline_version in open_versions:
        return recorded
    return replace(recorded, released={recorded.schema_version: recorded.schemas, **recorded.released})


def now(recorded: State) -> State:
    """Return the state of the code; what was released stands as recorded."""
    return State(
        pipeline_version=PIPELINE_VERSION,
        schema_version=SCHEMA_VERSION,
        schemas=schema_digest(SCHEMA, REPAIRS_SCHEMA, REJECTED_SCHEMA, CHANGES_SCHEMA),
        outputs={_short(text): _output(text) for text in case_texts(ROOT / "tests" / "cases")},
        released=recorded.released,
    )


def schema_digest(*schemas: pa.Schema) -> str:
    """Return the digest of schemas with every type, name, nullability and description in them."""
    return sha256("\n".join(line for schema in schemas for line in _told(schema)).encode()).hexdigest()


def _told(schema: pa.Schema) -> Iterator[str]:
    yield json.dumps({key.decode(): value.decode() for key, value in sorted(schema.metadata.items())})
    for column in schema:
        described = {key.decode(): value.decode() for key, value in sorted((column.metadata or {}).items())}
        yield json.dumps([column.name, str(column.type), column.nullable, described], ensure_ascii=False)


def case_texts(folder: Path) -> Iterator[str]:
    """Yield the damaged text of every case."""
    for path in sorted(folder.rglob("*.json")):
        for case in json.loads(path.read_text("utf-8")):
            if isinstance(case, dict) and isinstance(case.get("original"), str):
                yield case["original"]


def _output(text: str) -> str:
    made = clean(text)
    return _short(json.dumps([made.text, made.changes], ensure_ascii=False))


def _short(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def must_raise(recorded: State, found: State, open_versions: frozenset[str]) -> list[str]:
    """Return what needs a new version before it can be recorded: it differs from what was released."""
    problems = []
    if found.released.get(found.schema_version, found.schemas) != found.schemas:
        problems.append(
            f"the schemas are not those of the released version {found.schema_version}: raise SCHEMA_VERSION"
        )
    if found.pipeline_version not in open_versions and changed(recorded, found):
        count = len(changed(recorded, found))
        problems.append(f"{count} cases come out otherwise than in {found.pipeline_version}: raise PIPELINE_VERSION")
    return problems


def changed(recorded: State, found: State) -> list[str]:
    """Return the cases whose output is another one under the same version; a case that came or went is none."""
    if recorded.pipeline_version != found.pipeline_version:
        return []
    return [case for case, output in found.outputs.items() if recorded.outputs.get(case, output) != output]


def stale(recorded: State, found: State) -> list[str]:
    """Return what the record does not tell as it is now."""
    problems = [
        f"{name} is {getattr(found, name)}, recorded is {getattr(recorded, name)}: {WRITE}"
        for name in ("pipeline_version", "schema_version", "schemas")
        if getattr(found, name) != getattr(recorded, name)
    ]
    if count := len(changed(recorded, found)):
        problems.append(f"{count} cases come out otherwise than recorded: {WRITE}")
    return problems


def read(path: Path) -> State:
    """Return a record."""
    values = json.loads(path.read_text("utf-8"))
    return State(**{**values, "released": {int(number): digest for number, digest in values["released"].items()}})


def main(arguments: list[str]) -> int:
    """Write the record, or only say what it lacks; return 1 where something is wrong."""
    open_versions = unreleased((ROOT / "CHANGELOG.md").read_text("utf-8"))
    recorded = settle(read(RECORD), open_versions)
    found = now(recorded)
    problems = must_raise(recorded, found, open_versions)
    if arguments == ["--write"] and not problems:
        RECORD.write_text(json.dumps(asdict(found), indent=1, sort_keys=True) + "\n", "utf-8")
        return 0
    problems += stale(recorded, found)
    sys.stderr.writelines(f"{problem}\n" for problem in problems)
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

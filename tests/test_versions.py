"""Whatever a row can hold, or a text come out as, changes with a new version only."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from tests import versions
from tests.versions import State, must_raise, schema_digest, settle, stale

OPEN, OUT = frozenset({"0.1.0"}), frozenset[str]()
RECORDED = State(
    pipeline_version="0.1.0", schema_version=1, schemas="s1", outputs={"case": "clean", "gone": "clean"}, released={}
)


def found(
    open_versions: frozenset[str] = OPEN,
    **given: Any,  # noqa: ANN401 - any field of a state
) -> tuple[list[str], list[str]]:
    """What must be raised, and what is stale, if the code gives these."""
    recorded = settle(RECORDED, open_versions)
    now = replace(recorded, **{"outputs": {"case": "clean", "new": "clean"}, **given})
    return must_raise(recorded, now, open_versions), stale(recorded, now)


def test_versions_tell_what_the_code_gives() -> None:
    """Where this fails, follow the cure it names, and tell the change in CHANGELOG.md: classifiers are trained anew."""
    open_versions = versions.unreleased((versions.ROOT / "CHANGELOG.md").read_text("utf-8"))
    recorded = settle(versions.read(versions.RECORD), open_versions)
    now = versions.now(recorded)
    assert must_raise(recorded, now, open_versions) == []
    assert stale(recorded, now) == []


def test_every_text_stage_has_cases_in_the_record() -> None:
    """The corpus holds hundreds of damaged texts; a text that is not in it may have come since."""
    recorded = versions.read(versions.RECORD)
    assert len(recorded.outputs) > 400
    assert len(set(recorded.outputs.values())) > 400


@pytest.mark.parametrize("open_versions", [OPEN, OUT])
def test_cases_come_and_go_freely(open_versions: frozenset[str]) -> None:
    """A case more or less is no change of the program."""
    assert found(open_versions) == ([], [])


def test_output_of_a_version_that_is_not_out_is_recorded_anew() -> None:
    """Until the heading bears a day, a change asks for nothing but the command."""
    raised, old = found(outputs={"case": "other"})
    assert raised == []
    assert old == [f"1 cases come out otherwise than recorded: {versions.WRITE}"]


def test_output_of_a_released_version_stands() -> None:
    """Another output under the same version is refused; under a new one it is what versions are for."""
    raised, _ = found(OUT, outputs={"case": "other"})
    assert raised == ["1 cases come out otherwise than in 0.1.0: raise PIPELINE_VERSION"]
    raised, old = found(frozenset({"0.2.0"}), outputs={"case": "other"}, pipeline_version="0.2.0")
    assert raised == []
    assert old == [f"pipeline_version is 0.2.0, recorded is 0.1.0: {versions.WRITE}"]


def test_schemas_of_a_released_version_stand() -> None:
    """A new version of the pipeline does not excuse other columns under the same schema version."""
    assert found(schemas="s2")[0] == []
    for version in ("0.1.0", "0.2.0"):
        raised, _ = found(frozenset({"0.2.0"}), schemas="s2", pipeline_version=version)
        assert raised == ["the schemas are not those of the released version 1: raise SCHEMA_VERSION"]
    assert found(frozenset({"0.2.0"}), schemas="s2", schema_version=2)[0] == []


FIELD = pa.field("id", pa.string(), nullable=False, metadata={"description": "It."})


@pytest.mark.parametrize(
    "other",
    [
        FIELD.with_name("ids"),
        FIELD.with_type(pa.large_string()),
        FIELD.with_nullable(True),
        FIELD.with_metadata({"description": "That."}),
    ],
)
def test_digest_knows_name_type_nulls_and_meaning(other: pa.Field) -> None:
    """Each makes another schema, as does the schema's own metadata."""
    one, two = (pa.schema([each], metadata={"schema_version": "1"}) for each in (FIELD, other))
    assert schema_digest(one) == schema_digest(one) != schema_digest(two)
    assert schema_digest(one.with_metadata({"schema_version": "2"})) != schema_digest(one)


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, Path]]:
    """Run the command over a record and a changelog of one's own."""

    def run(heading: str, *arguments: str, outputs: dict[str, str]) -> tuple[int, Path]:
        recorded = versions.now(versions.read(versions.RECORD))
        path = tmp_path / "versions.json"
        values = {name: getattr(recorded, name) for name in State.__dataclass_fields__}
        path.write_text(json.dumps({**values, "outputs": {**recorded.outputs, **outputs}}), "utf-8")
        (tmp_path / "CHANGELOG.md").write_text(f"## {recorded.pipeline_version} - {heading}\n", "utf-8")
        (tmp_path / "tests").symlink_to(versions.ROOT / "tests", target_is_directory=True)
        monkeypatch.setattr(versions, "ROOT", tmp_path)
        monkeypatch.setattr(versions, "RECORD", path)
        return versions.main(list(arguments)), path

    return run


def test_record_is_not_written_over_a_released_version(
    command: Callable[..., tuple[int, Path]], capsys: pytest.CaptureFixture[str]
) -> None:
    """The command refuses, says why, and leaves the file as it is."""
    case = next(iter(versions.read(versions.RECORD).outputs))
    status, path = command("2026-12-01", "--write", outputs={case: "other"})
    assert status == 1
    assert "raise PIPELINE_VERSION" in capsys.readouterr().err
    assert versions.read(path).outputs[case] == "other"


def test_record_of_an_open_version_is_written(command: Callable[..., tuple[int, Path]]) -> None:
    """While the heading says unreleased, what the code gives now takes the place of what it gave."""
    case, output = next(iter(versions.read(versions.RECORD).outputs.items()))
    status, path = command("unreleased", "--write", outputs={case: "other"})
    assert status == 0
    assert versions.read(path).outputs[case] == output

"""The schema is what the types say, and every column explains itself."""

from __future__ import annotations

import inspect
from dataclasses import fields

import pyarrow as pa
import pytest

from pipelines.arrow import OUTCOMES_SCHEMA, PAGES_SCHEMA
from pipelines.publish.changes import CHANGES_SCHEMA
from pipelines.schema import REJECTED_SCHEMA, REPAIRS_SCHEMA, SCHEMA, SCHEMA_VERSION
from pipelines.types import Comment, Edit, Mention, Message, RawPage, Record, Rejected

PUBLISHED = pytest.mark.parametrize("schema", [SCHEMA, REPAIRS_SCHEMA, REJECTED_SCHEMA, CHANGES_SCHEMA])


def test_columns_are_the_fields_of_a_record() -> None:
    """The columns are the fields of `Record`, in the same order but for `id` and `text`, which lead in both."""
    assert SCHEMA.names == [field.name for field in fields(Record)]


def test_rejected_columns_are_the_fields_of_rejected() -> None:
    """The columns of `rejected` are the fields of `Rejected`, in order."""
    assert REJECTED_SCHEMA.names == [field.name for field in fields(Rejected)]


def test_page_columns_are_the_fields_of_a_raw_page() -> None:
    """A batch of pages has the fields of `RawPage`."""
    assert set(PAGES_SCHEMA.names) == {field.name for field in fields(RawPage)}


@pytest.mark.parametrize(
    ("column", "kind"),
    [("comments", Comment), ("lenders", Mention), ("messages", Message), ("edits", Edit)],
)
def test_structs_are_the_fields_of_their_types(column: str, kind: type) -> None:
    """A struct in a list has exactly the fields of the type it is made from."""
    members = {member.name for member in OUTCOMES_SCHEMA.field(column).type.value_type}
    assert members == set(inspect.signature(kind).parameters)


@PUBLISHED
def test_every_column_is_described(schema: pa.Schema) -> None:
    """Each column says in a sentence what it means."""
    for column in schema:
        assert column.metadata[b"description"].decode().endswith("."), column.name


@PUBLISHED
def test_no_column_is_a_map(schema: pa.Schema) -> None:
    """Maps fail in Hugging Face `datasets`; lists of structs stand in for them."""
    assert "map<" not in str(schema)


@PUBLISHED
def test_schema_carries_its_version(schema: pa.Schema) -> None:
    """A file tells which version of the schema it has."""
    assert schema.metadata[b"schema_version"] == str(SCHEMA_VERSION).encode()


def test_only_the_id_is_never_null() -> None:
    """Columns that later versions fill are there and may be null."""
    assert [column.name for column in SCHEMA if not column.nullable] == ["id"]

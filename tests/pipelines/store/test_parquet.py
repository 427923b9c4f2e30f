"""Parquet files are the same bytes every time, found by id, and notice damage."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.errors import DamagedData
from pipelines.store import parquet

TABLE = pa.table(
    {"id": [f"{n * 7919 % 10007:05d}" for n in range(10_007)], "text": ["短信" * (n % 9) for n in range(10_007)]}
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file of some ten thousand rows."""
    path = tmp_path / "x.parquet"
    parquet.write(path, TABLE, metadata={"synthetic": "true"})
    return path


def test_rows_come_back_sorted(path: Path) -> None:
    """Rows are sorted by id, and nothing is lost."""
    assert parquet.read(path).to_pylist() == TABLE.sort_by("id").to_pylist()


def test_same_rows_give_the_same_bytes(path: Path, tmp_path: Path) -> None:
    """The order the rows come in makes no difference."""
    other = tmp_path / "y.parquet"
    parquet.write(other, TABLE.sort_by([("text", "descending")]), metadata={"synthetic": "true"})
    assert other.read_bytes() == path.read_bytes()


def test_file_is_made_for_its_readers(path: Path) -> None:
    """zstd, row groups of 5,000, page index, bloom filter, sorting columns, and our own metadata are in the file."""
    metadata = pq.read_metadata(path)
    column = metadata.row_group(0).column(0)
    assert metadata.num_row_groups == 3
    assert metadata.row_group(0).num_rows == parquet.ROW_GROUP
    assert (column.compression, column.has_column_index, column.has_offset_index) == ("ZSTD", True, True)
    assert metadata.row_group(0).sorting_columns == (pq.SortingColumn(0),)
    assert metadata.schema.to_arrow_schema().metadata[b"synthetic"] == b"true"


def test_bloom_filter_is_written(path: Path, tmp_path: Path) -> None:
    """The filter on `id` takes its room in the file; a table without `id` has none."""
    bare = tmp_path / "bare.parquet"
    parquet.write(
        bare, TABLE.rename_columns(["raw_sha256", "text"]), order=("raw_sha256",), metadata={"synthetic": "true"}
    )
    assert path.stat().st_size > bare.stat().st_size + 3 * 5_000


def test_changed_byte_is_noticed(path: Path) -> None:
    """Page checksums find a changed byte that the compression does not."""
    content = bytearray(path.read_bytes())
    content[2_000] ^= 1
    path.write_bytes(content)
    with pytest.raises(DamagedData, match=r"x\.parquet: cannot be read"):
        parquet.read(path)


@pytest.mark.parametrize("size", [0, 7, 5_000])
def test_cut_file_is_noticed(path: Path, size: int) -> None:
    """A file that ends early is damaged, for its rows and for its footer."""
    path.write_bytes(path.read_bytes()[:size])
    for read in (parquet.read, parquet.read_metadata):
        with pytest.raises(DamagedData, match="cannot be read"):
            read(path)


def test_columns_can_be_chosen(path: Path) -> None:
    """Only the columns asked for are read."""
    assert parquet.read(path, ["text"]).column_names == ["text"]


def test_columns_whose_values_hardly_recur_have_no_dictionary(path: Path) -> None:
    """Neither ids nor texts; others do, members of lists among them."""
    other = path.with_name("other.parquet")
    sites = pa.array([[{"name": f"farm-{number % 5}"}] for number in range(TABLE.num_rows)])
    parquet.write(other, TABLE.append_column("lenders", sites))
    group = pq.read_metadata(other).row_group(0)
    assert [group.column(at).has_dictionary_page for at in range(3)] == [False, False, True]


def test_our_own_files_have_only_what_we_read(tmp_path: Path) -> None:
    """Page checksums, smaller row groups, and no more statistics than those of ids."""
    ours = tmp_path / "ours.parquet"
    parquet.write(ours, TABLE, form=parquet.OURS)
    group = pq.read_metadata(ours).row_group(0)
    assert group.num_rows == parquet.OURS.row_group
    assert [group.column(at).is_stats_set for at in range(2)] == [True, False]
    assert not group.column(0).has_column_index
    assert parquet.read(ours).equals(TABLE.sort_by("id"))

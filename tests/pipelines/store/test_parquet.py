"""Parquet files are the same bytes every time, found by id, and notice damage."""

from __future__ import annotations

import random
from hashlib import sha256
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


@pytest.mark.parametrize("form", [parquet.PUBLISHED, parquet.OURS], ids=["published", "ours"])
def test_page_checksums_find_what_the_compression_does_not(tmp_path: Path, form: parquet.Form) -> None:
    """Of the bytes whose change a reader without them takes for other rows, none gets past a reader with them."""
    path = tmp_path / "x.parquet"
    parquet.write(path, TABLE, form=form)
    content, rows = path.read_bytes(), parquet.read(path)
    begin = pq.read_metadata(path).row_group(0).column(0).data_page_offset
    unnoticed = 0
    for at in range(begin + 100, begin + 900, 50):
        path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        if _reads_otherwise(path, rows):
            unnoticed += 1
            with pytest.raises(DamagedData, match="cannot be read"):
                parquet.read(path)
    assert unnoticed


def _reads_otherwise(path: Path, rows: pa.Table) -> bool:
    """Whether a reader that asks for no checksum takes a file for other rows."""
    try:
        return not pq.ParquetFile(path, page_checksum_verification=False).read().equals(rows)
    except (OSError, pa.ArrowException):
        return False


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


@pytest.mark.parametrize(("rows", "is_few"), [(200, True), (201, False)])
def test_a_small_file_has_no_help_for_skipping_and_no_dictionary(tmp_path: Path, rows: int, is_few: bool) -> None:
    """Of two hundred rows it would take more room than it saves, and reading them all costs less than asking it."""
    table = pa.table({"id": [f"{at:03}" for at in range(rows)], "site": ["farm.example"] * rows, "n": range(rows)})
    parquet.write(tmp_path / "x.parquet", table)
    ids, sites, numbers = (pq.read_metadata(tmp_path / "x.parquet").row_group(0).column(at) for at in range(3))
    found = {ids.has_offset_index, ids.has_column_index, sites.has_dictionary_page, numbers.is_stats_set}
    assert found == {not is_few}
    assert ids.is_stats_set
    assert parquet.read(tmp_path / "x.parquet").equals(table)


def test_digests_take_little_more_than_four_bits_a_digit(path: Path) -> None:
    """Nothing stands between them, and no chance likeness is paid for; ids that are no texts are written as ever."""
    digests = [sha256(f"{number}".encode()).hexdigest() for number in range(5_000)]
    parquet.write(path, pa.table({"id": sorted(digest[:16] for digest in digests), "raw_sha256": digests}))
    group = pq.read_metadata(path).row_group(0)
    for at, digits in enumerate((16, 64)):
        assert group.column(at).total_compressed_size < 1.03 * 5_000 * digits / 2
    numbers = pa.table({"id": [1, 2]})
    parquet.write(path, numbers)
    assert parquet.read(path).equals(numbers)


def test_the_body_of_a_small_file_is_searched_longer(tmp_path: Path) -> None:
    """As long a search as of many rows leaves more of the same text; what is ours is never searched that long."""
    dice = random.Random(3)
    words = ["".join(chr(dice.randrange(0x4E00, 0x5000)) for _ in range(4)) for _ in range(400)]
    texts = ["".join(dice.choices(words, k=400)) for _ in range(100)]
    table = pa.table({"id": [f"{at:03}" for at in range(100)], "text": texts, "title": texts})
    weights = {}
    for form, name in ((parquet.PUBLISHED, "published"), (parquet.OURS, "ours")):
        parquet.write(tmp_path / name, table, form=form)
        group = pq.read_metadata(tmp_path / name).row_group(0)
        weights[name] = [group.column(at).total_compressed_size for at in (1, 2)]
    assert weights["published"][0] < weights["published"][1]
    assert weights["ours"][0] == weights["ours"][1]


def test_least_and_greatest_values_are_told_where_readers_skip_by_them(tmp_path: Path) -> None:
    """Of numbers, times, ids and sides; not of texts, whose first bytes tell nothing, nor of members of lists."""
    row = {"id": "a", "title": "短信", "n_chars": 2, "split": "train", "scores": [0.5]}
    parquet.write(tmp_path / "x.parquet", pa.Table.from_pylist([row] * 1_000))
    group = pq.read_metadata(tmp_path / "x.parquet").row_group(0)
    told = [group.column(at).path_in_schema for at in range(5) if group.column(at).is_stats_set]
    assert told == ["id", "n_chars", "split"]


def test_a_further_file_tells_its_version_and_types_alone(tmp_path: Path) -> None:
    """Its columns and types are those of the described one; what they mean, and the room that takes, is left out."""
    schema = pa.schema([pa.field("id", pa.string(), metadata={"description": "x" * 5_000})], {"schema_version": "3"})
    table = pa.table({"id": ["a"]}, schema)
    for form, name in ((parquet.PUBLISHED, "first"), (parquet.FURTHER, "further")):
        parquet.write(tmp_path / name, table, form=form)
    first, further = (pq.read_schema(tmp_path / name) for name in ("first", "further"))
    assert first.equals(schema, check_metadata=True)
    assert further.equals(schema)
    assert (further.metadata, b"description" in (further.field("id").metadata or {})) == (schema.metadata, False)
    assert (tmp_path / "further").stat().st_size < (tmp_path / "first").stat().st_size - 5_000


def test_our_own_files_have_only_what_we_read(tmp_path: Path) -> None:
    """Page checksums, smaller row groups, and no more statistics than those of ids."""
    ours = tmp_path / "ours.parquet"
    parquet.write(ours, TABLE, form=parquet.OURS)
    group = pq.read_metadata(ours).row_group(0)
    assert group.num_rows == parquet.OURS.row_group
    assert [group.column(at).is_stats_set for at in range(2)] == [True, False]
    assert not group.column(0).has_column_index
    assert parquet.read(ours).equals(TABLE.sort_by("id"))

"""Records as Parquet: nothing is lost, and the libraries that people use can read the files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pandas
import polars
import pyarrow.parquet
import pytest

import onrecord
from onrecord import Record, RecordError, Span
from onrecord.parquet.parquet_files import ParquetRecordWriter, read_records
from onrecord.parquet.parquet_schema import ARTICLES, COLUMNS, PARQUET_SCHEMA, STATEMENTS
from paths import ROOT

pytestmark = pytest.mark.usefixtures("shipped_model")
EXAMPLES = [ROOT / "examples" / name for name in ("river-study.txt", "tribunal.html", "bridge-toll.html")]


@pytest.fixture(scope="module")
def records() -> list[Record]:
    read = list(onrecord.read_many(EXAMPLES, on_skip=lambda skipped: None))
    assert len(read) == 3
    return read


@pytest.fixture(scope="module")
def paths(records: list[Record], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("tables")
    paths = {table: folder / f"{table}.parquet" for table in COLUMNS}
    with ParquetRecordWriter(paths, "model-1") as writer:
        for record in records:
            writer.add(record, range(3))
    return paths


def test_records_come_back_as_they_went_in(records: list[Record], paths: dict[str, Path]) -> None:
    assert list(read_records(paths)) == records


def test_lone_surrogates_become_one_character_each(records: list[Record], tmp_path: Path) -> None:
    paths = {table: tmp_path / table for table in COLUMNS}
    odd = replace(records[0], article=replace(records[0].article, title="a\ud800b"))
    with ParquetRecordWriter(paths, "model-1") as writer:
        writer.add(odd)
    (read,) = read_records(paths)
    assert read.article.title == "a\ufffdb"


def test_every_column_states_what_it_is(paths: dict[str, Path]) -> None:
    for table, path in paths.items():
        schema = pyarrow.parquet.read_schema(path)
        assert schema.metadata[b"onrecord.schema"].decode() == PARQUET_SCHEMA
        assert schema.metadata[b"onrecord.model"] == b"model-1"
        assert schema.names == [column.name for column in COLUMNS[table]]
        assert all(field.metadata[b"description"] for field in schema)


def test_duckdb_pandas_and_polars_read_the_same_rows(records: list[Record], paths: dict[str, Path]) -> None:
    path = str(paths[STATEMENTS])
    count = sum(len(record.statements) for record in records)
    named = {statement.text for record in records for statement in record.statements if statement.speaker}
    in_duckdb = duckdb.sql(f"SELECT content FROM '{path}' WHERE speaker IS NOT NULL").fetchall()
    assert {content for (content,) in in_duckdb} == named
    in_pandas = pandas.read_parquet(path)
    assert (len(in_pandas), set(in_pandas.dropna(subset="speaker")["content"])) == (count, named)
    in_polars = polars.read_parquet(path)
    assert (len(in_polars), set(in_polars.filter(polars.col("speaker").is_not_null())["content"])) == (count, named)


def test_spans_are_where_they_say(paths: dict[str, Path]) -> None:
    texts = {row["record"]: row["text"] for row in pyarrow.parquet.read_table(paths[ARTICLES]).to_pylist()}
    for row in pyarrow.parquet.read_table(paths[STATEMENTS]).to_pylist():
        for span in row["content_spans"]:
            assert Span(**span).text == texts[row["record"]][span["start"] : span["end"]]


def test_files_that_do_not_belong_together_are_refused(
    paths: dict[str, Path], records: list[Record], tmp_path: Path
) -> None:
    others = {table: tmp_path / table for table in COLUMNS}
    with ParquetRecordWriter(others, "model-1") as writer:
        writer.add(records[1])
    with pytest.raises(RecordError, match="belong together"):
        list(read_records(paths | {STATEMENTS: others[STATEMENTS]}))
    paths_with_damage = paths | {ARTICLES: tmp_path / "damaged"}
    (tmp_path / "damaged").write_bytes(paths[ARTICLES].read_bytes()[:-9])
    with pytest.raises(RecordError, match="damaged"):
        list(read_records(paths_with_damage))

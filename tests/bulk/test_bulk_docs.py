"""docs/bulk.md: its queries run, its columns are all of them, and pandas and Polars read the folder."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import duckdb
import pandas
import polars
import pytest

from bulk.bulk_samples import make_archives, run
from onrecord.parquet.parquet_schema import COLUMNS, STATEMENTS
from paths import ROOT

pytestmark = pytest.mark.usefixtures("shipped_model")
DOCUMENT = (ROOT / "docs" / "bulk.md").read_text("utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", DOCUMENT, re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("documented")
    run(make_archives(place / "archives", units=2, pages=3), place / "news")
    return place


@cache
def _connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


@pytest.mark.parametrize("query", QUERIES)
def test_the_queries_run(query: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert _connection().sql(query).fetchall()


def test_who_is_quoted_most_is_counted_right(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    counts = dict(row[:2] for row in _connection().sql(QUERIES[0]).fetchall())
    frame = pandas.read_parquet("news/statements")
    chosen = frame[frame["shown"] & (frame["speaker_kind"] == "person") & (frame["kind"] != "indirect")]
    assert counts == chosen.groupby("speaker_name").size().to_dict()
    lazily = polars.scan_parquet("news/statements/*/*.parquet", hive_partitioning=True)
    assert lazily.collect().height == len(frame)
    assert set(lazily.collect()["crawled"].cast(polars.String)) == {"2024-05-01"}


def test_every_column_is_documented() -> None:
    assert all(f"| `{column.name}` |" in DOCUMENT for table in COLUMNS for column in COLUMNS[table])
    assert len(QUERIES) == 4
    assert COLUMNS[STATEMENTS][0].name == "record"

"""Files of the three tables: written row group by row group, and read back as records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from onrecord.errors import RecordError, SettingsError
from onrecord.parquet.parquet_rows import Row, record_from_rows, rows_of_record
from onrecord.parquet.parquet_schema import ARTICLES, COLUMNS, SPEAKERS, STATEMENTS, arrow_schema
from onrecord.records import Record

if TYPE_CHECKING:
    import pyarrow as pa

ROW_GROUP_ARTICLES = 512  # articles in a row group; their rows wait in memory
READ_ROWS = 256  # rows that are read at a time
COMPRESSION = "zstd"


class ParquetRecordWriter:
    """Writes records into one file for each table; use it as a context manager.

    Args:
        paths: the file of each table.
        model: name of the model that read the records.

    Raises:
        OSError: a file cannot be written.
    """

    def __init__(self, paths: Mapping[str, Path], model: str) -> None:
        pq = _parquet_module()
        self.model = model
        self._schemas = {table: arrow_schema(table, model) for table in COLUMNS}
        self._rows: dict[str, list[Row]] = {table: [] for table in COLUMNS}
        self._writers = {
            table: pq.ParquetWriter(str(paths[table]), self._schemas[table], compression=COMPRESSION)
            for table in COLUMNS
        }

    def add(
        self,
        record: Record,
        signature: Sequence[int] | None = None,
        *,
        model: str | None = None,
        identities: Mapping[str, tuple[str, str]] | None = None,
    ) -> None:
        """Add a record; it is written with the others of its row group.

        Args:
            record: the record.
            signature: the signature of the article's text, if it was made.
            model: the model that read it, if it is another than the writer's.
            identities: id and name of each speaker's identity in a store.
        """
        for table, rows in rows_of_record(record, model or self.model, signature, identities).items():
            self._rows[table] += rows
        if len(self._rows[ARTICLES]) >= ROW_GROUP_ARTICLES:
            self._write_rows()

    def _write_rows(self) -> None:
        import pyarrow as pa

        for table, rows in self._rows.items():
            if rows:
                self._writers[table].write_table(pa.Table.from_pylist(rows, self._schemas[table]))
            rows.clear()

    def __enter__(self) -> ParquetRecordWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._write_rows()
        finally:
            for writer in self._writers.values():
                writer.close()


def arrow_tables(records: Iterable[tuple[Record, str, Mapping[str, tuple[str, str]]]]) -> dict[str, pa.Table]:
    """Return the three tables of records in memory.

    Args:
        records: each with the name of the model that read it, and the identities of its speakers.

    Raises:
        SettingsError: pyarrow is not installed.
    """
    _parquet_module()
    import pyarrow as pa

    schemas = {table: arrow_schema(table, "") for table in COLUMNS}
    batches: dict[str, list[pa.RecordBatch]] = {table: [] for table in COLUMNS}
    iterator = iter(records)
    while group := list(islice(iterator, ROW_GROUP_ARTICLES)):
        rows: dict[str, list[Row]] = {table: [] for table in COLUMNS}
        for record, model, identities in group:
            for table, record_rows in rows_of_record(record, model, None, identities).items():
                rows[table] += record_rows
        for table, schema in schemas.items():
            batches[table].append(pa.RecordBatch.from_pylist(rows[table], schema))
    return {table: pa.Table.from_batches(batches[table], schema) for table, schema in schemas.items()}


def read_records(paths: Mapping[str, str | Path], file_system: Any = None) -> Iterator[Record]:
    """Give the records of one file for each table, in order; a few hundred rows of each are in memory at a time.

    Args:
        paths: the file of each table.
        file_system: the file system of fsspec that has them, if it is not that of this machine.

    Raises:
        RecordError: A file is missing or damaged, or does not belong to the others.
    """
    pq = _parquet_module()
    try:
        files = {table: pq.ParquetFile(str(path), filesystem=file_system) for table, path in paths.items()}
        rows = {table: _rows(file) for table, file in files.items()}
        for article in rows[ARTICLES]:
            statements = list(islice(rows[STATEMENTS], article["statement_count"]))
            speakers = list(islice(rows[SPEAKERS], article["speaker_count"]))
            if any(row["record"] != article["record"] for row in (*statements, *speakers)):
                raise RecordError("the files do not belong together")
            yield record_from_rows(article, statements, speakers)
    except (OSError, ValueError, KeyError) as error:  # pyarrow's errors are of these kinds
        raise RecordError(f"{paths[ARTICLES]}: {' '.join(str(error).split())}") from None


def _rows(file: Any) -> Iterator[Row]:
    for batch in file.iter_batches(READ_ROWS):
        yield from batch.to_pylist()


def _parquet_module() -> Any:
    try:
        import pyarrow.parquet
    except ModuleNotFoundError:
        raise SettingsError("Parquet needs pyarrow: pip install 'onrecord[exports]'") from None
    return pyarrow.parquet

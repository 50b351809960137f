"""``onrecord export``: the statements of a store as JSON Lines, CSV or Parquet."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord import api
from onrecord.cli.options import QUERY_HELP, StoreOption
from onrecord.cli.output import open_output
from onrecord.cli.search_options import NO_FILTERS, Filters, with_filter_options
from onrecord.cli.terminal import EMPTY_STORE, print_message
from onrecord.exports.display_text import format_count
from onrecord.exports.statement_rows import statement_rows, write_csv
from onrecord.exports.writers import write_json_lines
from onrecord.progress import ProgressBar

if TYPE_CHECKING:
    from onrecord.store import SelectedRecord


class ExportFormat(StrEnum):
    """The format of the export."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


_ENDINGS = {".jsonl": ExportFormat.JSONL, ".ndjson": ExportFormat.JSONL, ".csv": ExportFormat.CSV}
OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        "-o",
        metavar="FILE",
        help="Write to this file; for Parquet to this folder, a file for each table.",
        show_default=False,
    ),
]


@with_filter_options
def export(
    words: Annotated[list[str] | None, typer.Argument(metavar="[WORDS]", help=QUERY_HELP, show_default=False)] = None,
    store: StoreOption = None,
    filters: Filters = NO_FILTERS,
    form: Annotated[
        ExportFormat | None,
        typer.Option(
            "--format",
            "-f",
            help="Records as JSON Lines, CSV with a row for each statement, or the Parquet tables articles, statements"
            " and speakers.  [default: by the ending of --out, else jsonl]",
            show_default=False,
        ),
    ] = None,
    out: OutOption = None,
    corrections: Annotated[
        bool, typer.Option("--corrections", help="Corrected statements as training data, in JSON Lines, instead.")
    ] = False,
) -> int:
    """Export the statements of the store as JSON Lines, CSV or Parquet.

    The words and filters are those of `onrecord find`. However large the store is, few records are in memory at a
    time.

    Exits 0 if something was exported, 1 if not.
    """
    if corrections:
        with api.open_store(store, create=False) as opened, open_output(out) as stream:
            write_json_lines(opened.corrected_statements(), stream)
        return 0
    chosen = _choose_format(form, out)
    counts = _Counts()
    with api.open_store(store, create=False) as opened:
        selected = counts.counting(opened.selected_records(" ".join(words or []), **filters))
        if chosen is ExportFormat.PARQUET and out is not None:
            _write_parquet(selected, out)
        else:
            with open_output(out) as stream:
                if chosen is ExportFormat.CSV:
                    write_csv(
                        (row for entry in selected for row in statement_rows(entry.record, entry.identities)), stream
                    )
                else:
                    write_json_lines((entry.record for entry in selected), stream)
        is_filled = bool(counts.statements or opened.find(limit=1, include_hidden=True))
    if counts.statements:
        print_message(f"{format_count(counts.statements, 'statement')} of {format_count(counts.records, 'article')}")
        return 0
    print_message("there is nothing to export; try fewer words or filters" if is_filled else EMPTY_STORE)
    return 1


def _choose_format(form: ExportFormat | None, out: Path | None) -> ExportFormat:
    if form is None and out is not None and out.suffix and (not out.exists() or out.is_file()):
        if out.suffix.lower() not in _ENDINGS:
            endings = ", ".join(_ENDINGS)
            raise typer.BadParameter(f"--out {out}: unknown ending; use one of {endings}, or give --format.")
        form = _ENDINGS[out.suffix.lower()]
    if form is None:
        form = ExportFormat.JSONL if out is None or not out.is_dir() else ExportFormat.PARQUET
    if form is ExportFormat.PARQUET and (out is None or (out.exists() and not out.is_dir())):
        raise typer.BadParameter("Parquet is several files; give --out a folder.")
    return form


def _write_parquet(selected: Iterable[SelectedRecord], folder: Path) -> None:
    """Write a file for each table; each appears when all are complete."""
    from onrecord.parquet.parquet_files import ParquetRecordWriter
    from onrecord.parquet.parquet_schema import COLUMNS

    folder.mkdir(parents=True, exist_ok=True)
    parts = {table: folder / f".{table}.{os.getpid()}.part" for table in COLUMNS}
    try:
        with ParquetRecordWriter(parts, "") as writer:
            for entry in selected:
                writer.add(entry.record, model=entry.model, identities=entry.identities)
        for table, part in parts.items():
            part.replace(folder / f"{table}.parquet")
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


class _Counts:
    """How many records and statements were written so far, shown by a bar."""

    def __init__(self) -> None:
        self.records = self.statements = 0

    def counting(self, selected: Iterable[SelectedRecord]) -> Iterator[SelectedRecord]:
        """Yield the records and count them."""
        bar = ProgressBar("exporting")
        try:
            for entry in selected:
                self.records += 1
                self.statements += len(entry.record.statements)
                yield entry
                bar(self.records, None)
        finally:
            bar.pause()

"""``onrecord read``: pages to records, on the terminal or to a file; and ``onrecord schema``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Annotated, BinaryIO

import typer

from onrecord.api import read_many
from onrecord.cli.options import AsJsonOption, Format, FormatOption, OutOption, choose_format
from onrecord.cli.output import write_items
from onrecord.cli.render.outcome_table import OutcomeCounter
from onrecord.exports.display_text import shown_part
from onrecord.progress import ProgressBar
from onrecord.records import Record
from onrecord.settings import Settings

SOURCE_HELP = (
    "A web address, a file (.html, .txt, .md, .jsonl, .warc, .arc, .wacz, each also .gz or .zst), a folder, or - for"
    " standard input."
)


def read(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE", help=SOURCE_HELP, show_default=False)],
    form: FormatOption = None,
    out: OutOption = None,
    as_json: AsJsonOption = False,
    show_all: Annotated[
        bool, typer.Option("--all", help="Also show beliefs, wishes and improbable statements in text and HTML.")
    ] = False,
) -> int:
    """Read pages, and print each article and who said what in it.

    Text and HTML show speech that is probable enough; JSON has every statement and marks those with "shown".

    Exits 0 if every page was read, 1 if some page could not be read, 2 for wrong usage. Pages that cannot be read
    are reported on standard error, one line each; the others are still read.
    """
    chosen = choose_format(form, as_json, out)
    counter, bar = OutcomeCounter("read"), ProgressBar()

    def records() -> Iterator[Record]:
        """Yield the records; skipped pages are reported and counted."""
        settings = Settings.load()
        for outcome in read_many(sources, settings=settings, workers=settings.workers, progress=bar):
            bar.pause()
            if isinstance(outcome, Record):
                counter.done += 1
                yield outcome if show_all or chosen in {Format.JSON, Format.JSONL} else shown_part(outcome)
            else:
                counter.count_skipped(outcome)

    write_items(
        records(), chosen, out, _write_text, Record, is_array=lambda: counter.total > 1, write_empty=lambda: False
    )
    counter.print_summary()
    return 0 if counter.done and not counter.failed else 1


def schema() -> None:
    """Print the JSON Schema of a record (draft 2020-12)."""
    from onrecord.record_json import json_schema

    print(json.dumps(json_schema(), indent=2, ensure_ascii=False))


def _write_text(records: Iterable[Record], stream: BinaryIO, terminal: bool) -> None:
    from onrecord.cli.render.record_text import (
        write_records,  # importing rich takes a while, and the other formats do without
    )

    write_records(records, stream, terminal)

"""``onrecord read``: pages to records, on the terminal or to a file."""

from __future__ import annotations

import sys
from typing import Annotated, BinaryIO

import typer

from onrecord.api import read_many
from onrecord.cli.formats import AsJsonOption, Format, FormatOption, OutOption, choose
from onrecord.cli.output import opened
from onrecord.cli.tally import Tally
from onrecord.exports.record_writers import Html, Json, JsonLines, Writer
from onrecord.progress import Bar
from onrecord.records import Record
from onrecord.settings import Settings

HELP_SOURCE = "A URL, a file (.html, .txt, .md, .jsonl, .warc, each also .gz), a folder, or - for standard input."


def read(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE", help=HELP_SOURCE, show_default=False)],
    form: FormatOption = None,
    out: OutOption = None,
    as_json: AsJsonOption = False,
) -> int:
    """Read pages: print each article, and who said what in it.

    Ends with status 0 when all was read, 1 when something could not be, and 2 when used wrongly. What could not be
    read is told on standard error, one line each, and the other sources are still read.
    """
    chosen = choose(form, as_json, out)
    settings = Settings.load()
    tally, bar = Tally(), Bar()
    with opened(out) as stream:
        writer = _writer(chosen, stream, terminal=out is None and sys.stdout.isatty())
        for outcome in read_many(sources, settings=settings, progress=bar):
            bar.pause()
            tally.count(outcome)
            if isinstance(outcome, Record):
                writer.write(outcome)
        writer.finish(tally.pages)
    tally.tell()
    return 0 if tally.read and not tally.failed else 1


def _writer(form: Format, stream: BinaryIO, terminal: bool) -> Writer:
    if form is Format.TEXT:
        from onrecord.cli.render_record import Text  # rich takes a while to import, and the other forms do without

        return Text(stream, terminal)
    writers: dict[Format, type[Json | JsonLines | Html]] = {
        Format.JSON: Json,
        Format.JSONL: JsonLines,
        Format.HTML: Html,
    }
    return writers[form](stream)

"""Records as text: the head of the article, then who said what, then the speakers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from rich.text import Text

from onrecord.cli.terminal import TextPrinter, safe
from onrecord.exports.display_text import (
    byline,
    circumstances,
    cue_and_circumstances,
    describe_speaker,
    labels,
    speaker_names,
    statement_counts,
)
from onrecord.exports.views.sentence_context import sentence_range, spans_with_roles
from onrecord.records import Record, Statement

INDENT = 3
ROLE_STYLES = {
    "content": "green",
    "cue": "bold yellow",
    "source": "bold cyan",
    "addressee": "magenta",
    "occasion": "magenta",
    "hedge": "underline red",
}


def write_records(records: Iterable[Record], stream: BinaryIO, terminal: bool) -> None:
    """Write records for people, each when its turn comes.

    In colour, content, cue and source are coloured within their sentences; without colour, each statement's content
    is printed below its speaker and cue.
    """
    printer = TextPrinter(stream, terminal)
    for index, record in enumerate(records):
        if index:
            printer.line()
            printer.line("─" * printer.width, "dim")
            printer.line()
        _print_head(printer, record)
        _print_statements(printer, record)
        _print_speakers(printer, record)
        printer.flush()


def _print_head(printer: TextPrinter, record: Record) -> None:
    article = record.article
    printer.line(safe(article.title or "(no title)"), "bold")
    for line in (" · ".join(byline(article)), article.url or article.page.location):
        if line:
            printer.line(safe(line), "dim")


def _print_statements(printer: TextPrinter, record: Record) -> None:
    names, depths = speaker_names(record), record.nesting_depths()
    digits = len(str(len(record.statements)))
    if not record.statements:
        printer.line()
        printer.line("No statements found.", "dim")
    for number, statement in enumerate(record.statements, 1):
        printer.line()
        prefix = f"{' ' * INDENT * depths[statement.id]}{number:>{digits}}  "
        said = circumstances(statement) if printer.coloured else cue_and_circumstances(statement)
        details = [*said, *labels(statement)]
        head = Text.assemble((safe(names[statement.id]), "bold"), (safe("  " + " · ".join(details)), "dim"))
        printer.line(head, prefix=prefix)
        printer.line(_content(record, statement, printer.coloured), prefix=" " * len(prefix))


def _content(record: Record, statement: Statement, coloured: bool) -> Text:
    if not coloured:
        return Text(safe(statement.text))
    start, end = sentence_range(record.article, statement)
    line = Text(safe(record.article.text[start:end]))
    for role, span in spans_with_roles(statement):
        line.stylize(ROLE_STYLES[role], max(0, span.start - start), max(0, span.end - start))
    return line


def _print_speakers(printer: TextPrinter, record: Record) -> None:
    rows = statement_counts(record)
    if not rows:
        return
    printer.line()
    printer.line("Speakers", "bold")
    for speaker, count in rows:
        description = describe_speaker(speaker) if count else "addressed"
        printer.line(
            Text.assemble((safe(speaker.name), "cyan"), (safe(f"  {description}"), "dim")), prefix=f"{count:>3}  "
        )

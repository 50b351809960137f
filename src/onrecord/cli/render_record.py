"""A record for reading on the terminal: the article's head, then who said what, then the speakers."""

from __future__ import annotations

import os
import shutil
from io import StringIO
from typing import BinaryIO

from rich.console import Console
from rich.text import Text as Line

from onrecord.cli.terminal import safe
from onrecord.exports.display_text import being, byline, circumstances, joined, naming, tallies, traits
from onrecord.exports.sentence_context import parts, passage
from onrecord.records import Record, Statement

WIDTH = 88  # where there is no terminal to measure
WIDEST = 100  # longer lines are hard to read
INDENT = 3
STYLES = {
    "content": "green",
    "cue": "bold yellow",
    "source": "bold cyan",
    "addressee": "magenta",
    "occasion": "magenta",
    "hedge": "underline red",
}


class Text:
    """Writes records for people. In colour, content, cue and source are coloured in the sentences they stand in;
    without it each statement's content is given by itself, below its speaker and cue."""

    def __init__(self, stream: BinaryIO, terminal: bool) -> None:
        self.stream = stream
        self.count = 0
        self.console = console(terminal)
        self.coloured = self.console.is_terminal

    def write(self, record: Record) -> None:
        if self.count:
            self._line()
            self._line("─" * self.console.width, "dim")
            self._line()
        self.count += 1
        self._head(record)
        self._statements(record)
        self._speakers(record)
        self._send()

    def finish(self, pages: int) -> None:
        pass

    def _head(self, record: Record) -> None:
        article = record.article
        self._line(safe(article.title or "(no title)"), "bold")
        for line in (" · ".join(byline(article)), article.url or article.page.location):
            if line:
                self._line(safe(line), "dim")

    def _statements(self, record: Record) -> None:
        names, depth = naming(record), record.nesting_depths()
        digits = len(str(len(record.statements)))
        if not record.statements:
            self._line()
            self._line("No statements found.", "dim")
        for number, statement in enumerate(record.statements, 1):
            self._line()
            before = f"{' ' * INDENT * depth[statement.id]}{number:>{digits}}  "
            head = Line(safe(names[statement.id]), "bold")
            cue = [] if self.coloured else [joined(statement.cue)]
            details = [part for part in (*cue, *circumstances(statement), *traits(statement)) if part]
            self._print(Line.assemble(head, (safe("  " + " · ".join(details)), "dim")), before)
            self._print(self._said(record, statement), " " * len(before))

    def _said(self, record: Record, statement: Statement) -> Line:
        if not self.coloured:
            return Line(safe(joined(statement.content)))
        start, end = passage(record.article, statement)
        line = Line(safe(record.article.text[start:end]))
        for part, span in parts(statement):
            line.stylize(STYLES[part], max(0, span.start - start), max(0, span.end - start))
        return line

    def _speakers(self, record: Record) -> None:
        rows = tallies(record)
        if not rows:
            return
        self._line()
        self._line("Speakers", "bold")
        for speaker, count in rows:
            known = being(speaker) if count else "spoken to"
            self._print(Line.assemble((safe(speaker.name), "cyan"), (safe(f"  {known}"), "dim")), f"{count:>3}  ")

    def _line(self, text: str = "", style: str = "") -> None:
        self._print(Line(text, style))

    def _print(self, line: Line, before: str = "") -> None:
        """Print wrapped text, with ``before`` at its first line and as much room before the others."""
        for part in line.wrap(self.console, self.console.width - len(before)):
            self.console.print(Line.assemble((before, "dim"), part))
            before = " " * len(before)

    def _send(self) -> None:
        sent(self.console, self.stream)


def console(terminal: bool) -> Console:
    """What wraps and colours text and holds it until it is sent."""
    coloured = _wants_colour(terminal)
    return Console(
        file=StringIO(),
        width=min(shutil.get_terminal_size((WIDTH, 24)).columns, WIDEST) if terminal else WIDTH,
        force_terminal=coloured,
        color_system="auto" if coloured else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )


def sent(console: Console, stream: BinaryIO) -> None:
    """Hand over what the console holds. Its padding on the right, which no one sees, is taken off."""
    held = console.file
    assert isinstance(held, StringIO)
    lines = (line.rstrip() for line in held.getvalue().split("\n"))
    stream.write("\n".join(lines).encode("utf-8", "replace"))
    stream.flush()
    console.file = StringIO()


def _wants_colour(terminal: bool) -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (terminal and os.environ.get("TERM") != "dumb")

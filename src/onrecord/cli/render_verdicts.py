"""Verdicts for reading on the terminal: the two texts one above the other, what differs marked by colour and sign."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import BinaryIO

from rich.console import Console
from rich.text import Text as Line

from onrecord.cli.render_record import console, sent
from onrecord.cli.terminal import safe
from onrecord.exports.verdict_table import Cell, Counts, cells, claimed, heading, provenance, wrong_speaker
from onrecord.records import Article, CheckedQuotation

STYLES = {
    "verbatim": "bold green",
    "minor": "bold green",
    "trimmed": "bold yellow",
    "spliced": "bold red",
    "altered": "bold red",
    "not found": "bold magenta",
}
MARKS = {
    "dropped": ("[-", "-]", "red"),
    "added": ("[+", "+]", "green"),
    "changed": ("{", "}", "yellow"),
    "moved": ("<", ">", "magenta"),
    "joined": ("‖", "‖", "bold red"),
    "spelling": ("(", ")", "dim"),
}
LEGEND = "[-left out-]  [+added+]  {changed}  <moved>  ‖put together‖  (other writing)  ! grave"
INDENT = "     "
PRINTED, SPOKEN = "printed  ", "spoken   "


class Text:
    """Writes what was checked for people."""

    def __init__(self, stream: BinaryIO, terminal: bool) -> None:
        self.stream = stream
        self.console = console(terminal)
        self.count = 0
        self.signs = False
        self.above: Article | None = None

    def write(self, checked: CheckedQuotation) -> None:
        verdict = checked.verdict
        self.count += 1
        if checked.article is not self.above and checked.article:
            self._print(Line(safe(" · ".join(heading(checked.article))), "bold"), "")
            self._print(Line(""), "")
        self.above = checked.article
        self._print(self._head(checked), f"{self.count:>3}  ")
        self._print(Line(safe(verdict.explanation)), INDENT)
        if verdict.passages:
            self._rows(list(cells(verdict)))
            for passage in verdict.passages:
                self._print(Line(safe(" · ".join(provenance(checked, passage))), "dim"), INDENT)
        else:
            self._print(Line(safe(f"“{verdict.quotation.text}”")), INDENT)
        self._print(Line(""), "")
        sent(self.console, self.stream)

    def finish(self, counts: Counts) -> None:
        if self.signs:
            self._print(Line(LEGEND, "dim"), "")
        self._print(Line(counts.told(), "bold"), "")
        sent(self.console, self.stream)

    def _head(self, checked: CheckedQuotation) -> Line:
        verdict, who = checked.verdict, claimed(checked)
        head = Line(verdict.verdict.upper(), STYLES[verdict.verdict])
        if verdict.meaning_changed:
            head.append(" · GRAVE", "bold red")
        wrong = wrong_speaker(verdict)
        if wrong:
            head.append(safe(f" · WRONG SPEAKER: {wrong}"), "bold red")
        elif who:
            head.append(safe(f"  {who}"), "cyan")
        return head

    def _rows(self, some: list[Cell]) -> None:
        """The printed words above the spoken, as many as go on a line; alone, where nothing differs."""
        if all(cell.mark == "same" for cell in some):
            self._print(Line(safe(f"“{' '.join(cell.printed for cell in some)}”")), INDENT)
            return
        self.signs = True
        for columns in _lines(some, self.console.width - len(INDENT) - len(PRINTED)):
            for label, row in ((PRINTED, 0), (SPOKEN, 1)):
                line = Line(label, "dim")
                for column in columns:
                    line.append_text(column[row])
                    line.append(" " * (_wide(column) - column[row].cell_len + 1))
                self._print(line, INDENT)

    def _print(self, line: Line, before: str) -> None:
        """Print wrapped text, with ``before`` at its first line and as much room before the others."""
        for part in line.wrap(self.console, self.console.width - len(before)) or [line]:
            self.console.print(Line.assemble((before, "dim"), part))
            before = " " * len(before)


def _lines(some: list[Cell], room: int) -> Iterator[list[tuple[Line, Line]]]:
    """The cells as columns, in lines that have room for them."""
    columns: list[tuple[Line, Line]] = []
    used = 0
    for cell in some:
        for column in _columns(cell, room):
            if columns and used + _wide(column) > room:
                yield columns
                columns, used = [], 0
            columns.append(column)
            used += _wide(column) + 1
    if columns:
        yield columns


def _columns(cell: Cell, room: int) -> Iterator[tuple[Line, Line]]:
    """A cell's two rows; of one that no line has room for, as many pieces as it takes."""
    above, below = _signed(cell, cell.printed), _signed(cell, cell.spoken)
    if max(above.cell_len, below.cell_len) <= room:
        yield above, below
        return
    plain = Console(width=room, file=StringIO())
    rows = [list(one.wrap(plain, room)) if one.plain else [] for one in (above, below)]
    for number in range(max(map(len, rows))):
        yield (
            rows[0][number] if number < len(rows[0]) else Line(""),
            rows[1][number] if number < len(rows[1]) else Line(""),
        )


def _signed(cell: Cell, words: str) -> Line:
    """Words between the signs of what became of them."""
    if cell.mark == "same" or not words:
        return Line(safe(words))
    left, right, style = MARKS[cell.mark]
    if cell.minor and not cell.meaning_changed:
        style = "dim"
    return Line(f"{left}{safe(words)}{right}{'!' if cell.meaning_changed else ''}", style)


def _wide(column: tuple[Line, Line]) -> int:
    return max(column[0].cell_len, column[1].cell_len)

"""Verdicts as text: the two wordings one above the other, differences marked by colour and sign."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from rich.text import Text

from onrecord.cli.terminal import TextPrinter, safe, wrap
from onrecord.exports.views.verdict_table import (
    Checked,
    VerdictCounts,
    WordCell,
    article_heading,
    attribution,
    provenance,
    word_cells,
    words_in_context,
    wrong_speaker,
)
from onrecord.records import Article, CheckedQuotation, SkipReason
from onrecord.skipped import Unchecked

VERDICT_STYLES = {
    "verbatim": "bold green",
    "minor": "bold green",
    "abridged": "bold green",
    "trimmed": "bold yellow",
    "spliced": "bold red",
    "altered": "bold red",
    "not found": "bold magenta",
}
SIGNS = {
    "dropped": ("[-", "-]", "red"),
    "added": ("[+", "+]", "green"),
    "changed": ("{", "}", "yellow"),
    "moved": ("<", ">", "magenta"),
    "joined": ("‖", "‖", "bold red"),
    "spelling": ("(", ")", "dim"),
}
LEGEND = "[-left out-]  [+added+]  {changed}  <moved>  ‖put together‖  (spelled differently)  ! meaning changed"
INDENT = "     "
PRINTED, SPOKEN = "printed  ", "spoken   "
Column = tuple[Text, Text]


def write_verdicts(
    outcomes: Iterable[Checked],
    stream: BinaryIO,
    terminal: bool,
    counts: VerdictCounts,
    is_finished: Callable[[], bool] = lambda: True,
) -> None:
    """Write the counts, the checked quotations, and what was not checked, for people.

    The counts stand first, so nothing is written before the last quotation is checked.
    """
    printer = TextPrinter(stream, terminal)
    checked_quotations = [outcome for outcome in list(outcomes) if isinstance(outcome, CheckedQuotation)]
    if is_finished():
        printer.line(counts.summary(), "bold")
        printer.line()
    article: Article | None = None
    shows_signs = False
    for number, checked in enumerate(checked_quotations, 1):
        if checked.article is not article and checked.article:
            printer.line(safe(" · ".join(article_heading(checked.article))), "bold")
            printer.line()
        article = checked.article
        shows_signs |= _print_checked(printer, checked, number)
    if shows_signs:
        printer.line(LEGEND, "dim")
    if counts.unchecked:
        _print_unchecked(printer, counts.unchecked, after_legend=shows_signs)
    printer.flush()


def _print_unchecked(printer: TextPrinter, unchecked: Iterable[Unchecked], *, after_legend: bool) -> None:
    """Print what was not checked, each with its reason and the statements that it may rest on."""
    if after_legend:
        printer.line()
    printer.line("Not checked", "bold")
    for words in unchecked:
        quoted = words.text if words.reason is SkipReason.INDIRECT_CLAIM else f"“{words.text}”"
        printer.line(safe(f"{words.speaker}: {quoted}" if words.speaker else quoted), prefix="  ")
        printer.line(safe(words.detail), "dim", prefix=INDENT)
        for statement in words.nearest:
            place = f"{statement.source} [{statement.start}:{statement.end}]"
            printer.line(safe(f"nearest: {statement.text} · {statement.speaker} · {place}"), "dim", prefix=INDENT)


def _print_checked(printer: TextPrinter, checked: CheckedQuotation, number: int) -> bool:
    """Print one quotation with its verdict, and return whether signs mark its differences."""
    verdict, shows_signs = checked.verdict, False
    printer.line(_head(checked), prefix=f"{number:>3}  ")
    printer.line(safe(verdict.explanation), prefix=INDENT)
    if verdict.passages:
        shows_signs = _print_rows(printer, list(word_cells(verdict)))
        for passage in verdict.passages:
            printer.line(safe(" · ".join(provenance(checked, passage))), "dim", prefix=INDENT)
            if passage.before or passage.after:
                printer.line(safe(words_in_context(passage)), "dim", prefix=INDENT)
            if passage.link:
                printer.line(safe(passage.link), "dim", prefix=INDENT)
    else:
        printer.line(safe(f"“{verdict.quotation.text}”"), prefix=INDENT)
    printer.line()
    return shows_signs


def _head(checked: CheckedQuotation) -> Text:
    verdict, named = checked.verdict, attribution(checked)
    head = Text(verdict.verdict.upper(), VERDICT_STYLES[verdict.verdict])
    if verdict.meaning_changed:
        head.append(" · MEANING CHANGED", "bold red")
    if warning := wrong_speaker(verdict):
        head.append(safe(f" · WRONG SPEAKER: {warning}"), "bold red")
    elif named:
        head.append(safe(f"  {named}"), "cyan")
    return head


def _print_rows(printer: TextPrinter, cells: list[WordCell]) -> bool:
    """Print the printed words above the spoken, or only once if nothing differs; return whether something does."""
    if all(cell.mark == "same" for cell in cells):
        printer.line(safe(f"“{' '.join(cell.printed for cell in cells)}”"), prefix=INDENT)
        return False
    for columns in _column_lines(cells, printer.width - len(INDENT) - len(PRINTED)):
        for label, row in ((PRINTED, 0), (SPOKEN, 1)):
            line = Text(label, "dim")
            for column in columns:
                line.append_text(column[row])
                line.append(" " * (_column_width(column) - column[row].cell_len + 1))
            printer.line(line, prefix=INDENT)
    return True


def _column_lines(cells: list[WordCell], width: int) -> Iterator[list[Column]]:
    """Yield the cells as columns, as many as fit on a line."""
    columns: list[Column] = []
    used = 0
    for cell in cells:
        for column in _columns(cell, width):
            if columns and used + _column_width(column) > width:
                yield columns
                columns, used = [], 0
            columns.append(column)
            used += _column_width(column) + 1
    if columns:
        yield columns


def _columns(cell: WordCell, width: int) -> Iterator[Column]:
    """Yield a cell as one column, or as several if no line is wide enough for it."""
    printed, spoken = _signed(cell, cell.printed), _signed(cell, cell.spoken)
    if max(printed.cell_len, spoken.cell_len) <= width:
        yield printed, spoken
        return
    rows = [wrap(text, width) if text.plain else [] for text in (printed, spoken)]
    for index in range(max(map(len, rows))):
        yield (
            rows[0][index] if index < len(rows[0]) else Text(""),
            rows[1][index] if index < len(rows[1]) else Text(""),
        )


def _signed(cell: WordCell, words: str) -> Text:
    """Return words between the signs of their difference."""
    if cell.mark == "same" or not words:
        return Text(safe(words))
    opening, closing, style = SIGNS[cell.mark]
    if cell.minor and not cell.meaning_changed:
        style = "dim"
    return Text(f"{opening}{safe(words)}{closing}{'!' if cell.meaning_changed else ''}", style)


def _column_width(column: Column) -> int:
    return max(column[0].cell_len, column[1].cell_len)

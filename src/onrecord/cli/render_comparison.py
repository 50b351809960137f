"""Utterances on the terminal: outlets down, the words of each marked by signs, and by colour where there is one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from onrecord.cli.terminal import console, safe
from onrecord.edit_reasons import REASON_WORDS
from onrecord.exports.comparison_page import about, copies, summary
from onrecord.exports.diff_segments import Stretch, stretches
from onrecord.records import ReportedVersion, Utterance

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

WIDEST = 110  # columns of running text
LEGEND = (
    "[-left out-]  {+added+}  <quoted here alone>  … not quoted  […] left out with an ellipsis"
    "  ⇄ moved  ‼ turns the sense"
)
Marked = Iterator[tuple[str, str]]  # text and style


def show(found: Sequence[Utterance], stream: TextIO) -> None:
    """Prints utterances."""
    from rich.text import Text

    printer = console(stream)
    printer.width = min(printer.width, WIDEST)
    for number, one in enumerate(found, 1):
        _lines(printer, Text(f"“{safe(one.text.strip())}”", "bold"), f"{number:>3}  ")
        _lines(printer, Text(safe(" · ".join(summary(one))), "dim"), " " * 5)
        for version in one.versions:
            printer.print()
            _lines(printer, _head(version, one), " " * 5)
            _lines(printer, _said(version), " " * 7)
        printer.print()
    if found:
        printer.print(Text(LEGEND, "dim"))


def _lines(printer: Console, text: Text, before: str) -> None:
    """Prints a text in lines that begin at one column, and end where they end."""
    from rich.text import Text

    for line in text.wrap(printer, max(20, printer.width - len(before))):
        line.rstrip()
        printer.print(Text.assemble((before, "dim"), line), soft_wrap=True)
        before = " " * len(before)


def _head(one: ReportedVersion, whole: Utterance) -> Text:
    from rich.text import Text

    copy = copies(one, whole.versions)
    date = one.date.isoformat() if one.date else None
    notes = ["first" if one.is_first else None, f"the same text as {copy}" if copy else None]
    rest = [part for part in (date, *notes, *about(one, whole.speaker)) if part]
    return Text.assemble((safe(one.outlet), "bold cyan"), ("  " + safe(" · ".join(rest)), "dim"))


def _said(one: ReportedVersion) -> Text:
    from rich.text import Text

    text = Text(style="dim" if one.part != "words" else "")
    for part in stretches(one.text, one.edits):
        for said, style in _marked(part):
            text.append(safe(said), style)
    return _spaced(text)


def _marked(one: Stretch) -> Marked:
    if one.edit is None or one.kind == "kept":
        yield one.text, ""
    elif one.meaning_changed:
        yield from _changed(one, "‼", "bold ")
        yield f" ({REASON_WORDS[one.edit.reason] if one.edit.reason else ''}) ", "bold yellow"
    elif one.kind == "less":
        yield " … ", "dim"
    elif one.kind == "more":
        yield f"<{one.text}>", "green"
    elif one.kind == "joined" and one.edit.marked:
        yield one.text, ""
        yield " […] ", "dim"
    elif one.kind == "moved":
        yield f" ⇄ {one.text}", "magenta"
    else:
        yield from _changed(one, "", "dim " if one.edit.minor else "")


def _changed(one: Stretch, sign: str, style: str) -> Marked:
    if one.gone:
        yield f" [-{one.gone}-]{'' if one.text else sign} ", f"{style}red"
    if one.text:
        yield f"{{+{one.text}+}}{sign}", f"{style}green"


def _spaced(text: Text) -> Text:
    """One space where several came together, and none at the ends or before a comma."""
    plain = text.plain
    keep = [
        at
        for at, sign in enumerate(plain)
        if sign != " " or (at and plain[at - 1] != " " and plain[at:].strip() and plain[at:].lstrip()[0] not in ",;")
    ]
    from rich.text import Text

    return Text.assemble(*(text[at] for at in keep)) if len(keep) < len(plain) else text

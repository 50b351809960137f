"""Utterances as text: each outlet's wording, differences marked by signs and, on a terminal, by colour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from rich.text import Text

from onrecord.cli.terminal import TextPrinter, safe
from onrecord.edit_reasons import REASON_WORDS
from onrecord.exports.views.comparison_view import copied_from, utterance_summary, version_details
from onrecord.exports.views.diff_segments import DiffSegment, diff_segments
from onrecord.records import ReportedVersion, Utterance

LEGEND = (
    "[-left out-]  {+added+}  <quoted only here>  … not quoted  […] left out with an ellipsis"
    "  ⇄ moved  ‼ meaning changed"
)
StyledText = Iterator[tuple[str, str]]  # text and style


def write_utterances(utterances: Iterable[Utterance], stream: BinaryIO, terminal: bool) -> None:
    """Write utterances for people."""
    printer = TextPrinter(stream, terminal)
    number = 0
    for number, utterance in enumerate(utterances, 1):
        printer.line(f"“{safe(utterance.text.strip())}”", "bold", prefix=f"{number:>3}  ")
        printer.line(safe(" · ".join(utterance_summary(utterance))), "dim", prefix=" " * 5)
        for version in utterance.versions:
            printer.line()
            printer.line(_head(version, utterance), prefix=" " * 5)
            printer.line(_wording(version), prefix=" " * 7)
        printer.line()
    if number:
        printer.line(LEGEND, "dim")
    printer.flush()


def _head(version: ReportedVersion, utterance: Utterance) -> Text:
    original = copied_from(version, utterance.versions)
    parts = [
        version.date.isoformat() if version.date else None,
        "first" if version.is_first else None,
        f"the same text as {original}" if original else None,
        *version_details(version, utterance.speaker),
    ]
    details = " · ".join(part for part in parts if part)
    return Text.assemble((safe(version.outlet), "bold cyan"), ("  " + safe(details), "dim"))


def _wording(version: ReportedVersion) -> Text:
    wording = Text(style="dim" if version.part != "words" else "")
    for segment in diff_segments(version.text, version.edits):
        for text, style in _marked(segment):
            wording.append(safe(text), style)
    return _single_spaced(wording)


def _marked(segment: DiffSegment) -> StyledText:
    edit = segment.edit
    if edit is None or segment.kind == "same":
        yield segment.text, ""
    elif segment.meaning_changed:
        yield from _changed(segment, "‼", "bold ")
        yield f" ({REASON_WORDS[edit.reason] if edit.reason else ''}) ", "bold yellow"
    elif segment.kind == "less":
        yield " … ", "dim"
    elif segment.kind == "more":
        yield f"<{segment.text}>", "green"
    elif segment.kind == "joined" and edit.marked:
        yield segment.text, ""
        yield " […] ", "dim"
    elif segment.kind == "moved":
        yield f" ⇄ {segment.text}", "magenta"
    else:
        yield from _changed(segment, "", "dim " if edit.minor else "")


def _changed(segment: DiffSegment, sign: str, style: str) -> StyledText:
    if segment.left_out:
        yield f" [-{segment.left_out}-]{'' if segment.text else sign} ", f"{style}red"
    if segment.text:
        yield f"{{+{segment.text}+}}{sign}", f"{style}green"


def _single_spaced(text: Text) -> Text:
    """Return the text with one space where there are several, and none at its ends or before a comma."""
    characters = text.plain
    kept_indices = [
        index
        for index, character in enumerate(characters)
        if character != " "
        or (
            index
            and characters[index - 1] != " "
            and characters[index:].strip()
            and characters[index:].lstrip()[0] not in ",;"
        )
    ]
    return Text.assemble(*(text[index] for index in kept_indices)) if len(kept_indices) < len(characters) else text

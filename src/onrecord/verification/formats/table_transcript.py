"""Transcripts in tables: CSV, TSV and tables of Markdown, one row for each stretch of speech."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from onrecord.errors import TranscriptError
from onrecord.text.speaker_labels import label_shape
from onrecord.verification.formats.json_segments import (
    SPEAKER_KEYS,
    START_KEYS,
    TEXT_KEYS,
    parse_seconds,
    seconds_from_milliseconds,
    speaker_name,
)
from onrecord.verification.transcript_builder import TranscriptSegment

MIN_TABLE_ROWS = 3
_NOT_LETTERS = re.compile(r"[^a-z]+")
_RULE = re.compile(r"\|?[ :|-]+\|?$")
_COLUMN_WORDS = {
    "text": {*map(str.lower, TEXT_KEYS), "words", "spoken", "said", "quote", "statement", "comment"},
    "speaker": {*(key.lower().replace("_", "") for key in SPEAKER_KEYS), "speakers", "person", "talker"},
    "start": {*(key.lower().replace("_", "") for key in START_KEYS), "startseconds", "timecode", "starttimecode"},
}


def read_table(text: str) -> list[TranscriptSegment]:
    """Return the segments of a CSV or TSV text; a comma, a semicolon or a tab divides its columns.

    Raises:
        TranscriptError: No column holds the words.
    """
    first_line = text.partition("\n")[0]
    delimiter = max("\t;,", key=first_line.count)
    try:
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if any(map(str.strip, row))]
    except csv.Error as error:
        raise TranscriptError(f"cannot be read as a table: {error}") from None
    return segments_of_rows(rows)


def is_markdown_table(text: str) -> bool:
    """Whether a text is a table of Markdown: most of its lines begin and end with a bar."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    bars = sum(line.startswith("|") and line.endswith("|") for line in lines)
    return bars >= MIN_TABLE_ROWS and 2 * bars > len(lines)


def read_markdown_table(text: str) -> list[TranscriptSegment]:
    """Return the segments of a table of Markdown. Raises TranscriptError if no column holds the words."""
    lines = [(number, line.strip()) for number, line in enumerate(text.split("\n"), 1)]
    rows = [
        (number, [cell.strip(" *") for cell in line.strip("|").split("|")])
        for number, line in lines
        if line.startswith("|") and not _RULE.fullmatch(line)
    ]
    return segments_of_rows([row for _, row in rows])


def segments_of_rows(rows: Sequence[Sequence[str]]) -> list[TranscriptSegment]:
    """Return the segments of a table's rows. The first row names the columns, or the columns show what they are.

    Raises:
        TranscriptError: No column holds the words.
    """
    columns = _named_columns(rows[0]) if rows else {}
    body = rows[1:] if "text" in columns else rows
    columns = columns if "text" in columns else _guess_columns(body)
    if "text" not in columns:
        raise TranscriptError("is a table without a column of words: name one text and one speaker in its first row")

    def cell(row: Sequence[str], column: str) -> str:
        place = columns.get(column)
        return row[place].strip() if place is not None and place < len(row) else ""

    segments = [
        TranscriptSegment(cell(row, "text"), parse_seconds(cell(row, "start")), speaker_name(cell(row, "speaker"), {}))
        for row in body
    ]
    return seconds_from_milliseconds([segment for segment in segments if segment.text])


def _named_columns(head: Sequence[str]) -> dict[str, int]:
    """Return which column is the text, the speaker and the start, by the names in a table's first row."""
    names = [_NOT_LETTERS.sub("", name.lower()) for name in head]
    columns: dict[str, int] = {}
    for column, words in _COLUMN_WORDS.items():
        place = next((number for number, name in enumerate(names) if name in words), None)
        if place is not None and place not in columns.values():
            columns[column] = place
    return columns


def _guess_columns(rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """Return the columns of a table without a head: times, names that repeat, and the longest cells."""
    width = min(map(len, rows), default=0)
    if width < 2 or len(rows) < MIN_TABLE_ROWS:
        return {}
    cells = [[row[place].strip() for row in rows] for place in range(width)]
    columns = {"text": max(range(width), key=lambda place: sum(map(len, cells[place])))}
    for place in range(width):
        if place == columns["text"]:
            continue
        if all(parse_seconds(value) is not None for value in cells[place]):
            columns.setdefault("start", place)
        elif all(value and label_shape(value.rstrip(":").split()) for value in cells[place]):
            columns.setdefault("speaker", place)
    return columns if "speaker" in columns or "start" in columns else {}

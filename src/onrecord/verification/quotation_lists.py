"""Lists of quotations to check: JSON Lines of ``{"id"?, "quote", "speaker"?, "date"?}``."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from onrecord.errors import PageError, SourceError, TranscriptError
from onrecord.pages.formats import files
from onrecord.pages.formats import json_lines as jsonl
from onrecord.pages.sources import SNIFF_BYTES
from onrecord.records import Quotation, Skipped

MAX_FIRST_LINE = 1_000_000  # bytes of the line by which a list is recognized
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def is_quotation_list(source: str) -> bool:
    """Whether a file, or ``-`` for standard input, is JSON Lines whose first line has a ``quote``."""
    if source == "-":
        stream = sys.stdin.buffer
        if not isinstance(stream, io.BufferedReader):
            return False
        return _is_quotation_line(stream.peek(SNIFF_BYTES)[:SNIFF_BYTES].partition(b"\n")[0])
    try:
        path = Path(source)
        if files.kind_of(path) not in {"jsonl", None} or not path.is_file():
            return False
        with files.open_file(path) as stream:
            lines = (line for line in jsonl.read_lines(stream, MAX_FIRST_LINE) if line and line.strip())
            return _is_quotation_line(next(lines, b""))
    except (PageError, OSError, ValueError):
        return False


def _is_quotation_line(line: bytes) -> bool:
    line = line.removeprefix(_BYTE_ORDER_MARK)
    if not line.lstrip().startswith(b"{") or b'"quote"' not in line:
        return False
    try:
        return "quote" in jsonl.parse_object(line)
    except SourceError:
        return True  # the error is reported when the list is read


def read_quotation_list(source: str, max_bytes: int) -> Iterator[Quotation | Skipped]:
    """Yield the quotations of a list in order. A line without one, or a file that cannot be read, is Skipped."""
    location = "standard input" if source == "-" else source
    try:
        if source == "-":
            with files.source_errors(location), files.decompressed(sys.stdin.buffer) as stream:
                yield from read_quotation_lines(stream, location, max_bytes)
        else:
            with files.open_file(Path(source)) as stream:
                yield from read_quotation_lines(stream, location, max_bytes)
    except PageError as error:
        yield Skipped.from_error(error, location)


def read_quotation_lines(stream: BinaryIO, location: str, max_bytes: int) -> Iterator[Quotation | Skipped]:
    """Yield the quotations of a stream of JSON Lines. A line without one is Skipped with its number."""
    for number, line in enumerate(jsonl.read_lines(stream, max_bytes), 1):
        line_location = f"{location}:{number}"
        if line is None:
            reason = f"the line is longer than {max_bytes:,} bytes; raise ONRECORD_MAX_BYTES to read it"
            yield Skipped.from_error(TranscriptError(reason), line_location)
            continue
        line = line.removeprefix(_BYTE_ORDER_MARK) if number == 1 else line
        if not line.strip():
            continue
        try:
            yield _quotation_from_json(jsonl.parse_object(line), number)
        except SourceError as error:
            yield Skipped.from_error(TranscriptError(error.reason), line_location)


def _quotation_from_json(document: dict[str, Any], line_number: int) -> Quotation:
    quote = jsonl.string_field(document, "quote")
    if quote is None:
        raise SourceError("has no quote")
    if not any(map(str.isalnum, quote)):
        raise SourceError("its quote has no words")
    speaker = (jsonl.string_field(document, "speaker") or "").strip() or None
    date = jsonl.string_field(document, "date") or None
    return Quotation(jsonl.id_field(document) or str(line_number), quote, speaker, date)

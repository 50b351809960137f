"""Transcripts in Word files (.docx) and in PDF files with a text layer, as lines of text."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from onrecord.errors import TranscriptError
from onrecord.records import Transcript
from onrecord.verification.formats.table_transcript import segments_of_rows
from onrecord.verification.formats.text_transcript import read_text
from onrecord.verification.transcript_builder import TranscriptInfo, build_transcript

if TYPE_CHECKING:
    from docx.table import Table
    from docx.text.paragraph import Paragraph

MAX_UNPACKED = 100_000_000  # bytes of all that a Word file holds; a transcript of a day has one or two million
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])\u00ad\n")


def read_docx(content: bytes, info: TranscriptInfo) -> Transcript:
    """Return the transcript of a Word file: its paragraphs as lines, or the rows of its table.

    Raises:
        TranscriptError: The file is damaged, unpacks to more than a transcript has, or has no words.
    """
    from docx import Document
    from docx.table import Table

    if (unpacked := _unpacked_size(content)) > MAX_UNPACKED:
        raise TranscriptError(f"unpacks to {unpacked:,} bytes; a Word file may have {MAX_UNPACKED:,}")
    try:
        document = Document(io.BytesIO(content))
        blocks = list(document.iter_inner_content())
        properties = document.core_properties
    except Exception as error:  # python-docx raises errors of many kinds for a damaged file
        raise TranscriptError(f"cannot be read as a Word file: {error or type(error).__name__}") from None
    info = TranscriptInfo(info.id, info.event or properties.title or None, info.date, info.location)
    rows = [row for block in blocks if isinstance(block, Table) for row in _rows(block)]
    if rows:
        try:
            return build_transcript(segments_of_rows(rows), info)
        except TranscriptError:
            pass  # a table of something else
    lines = [line for block in blocks if not isinstance(block, Table) for line in _paragraph_lines(block)]
    return read_text("\n".join(lines + ["\t".join(row) for row in rows]), info)


def _unpacked_size(content: bytes) -> int:
    """Return how many bytes the files in a Word file say that they have: no more of them are ever unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return sum(file.file_size for file in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, struct.error):
        return 0  # python-docx says what is wrong


def _rows(table: Table) -> Iterator[list[str]]:
    for row in table.rows:
        yield [" ".join(cell.text.split()) for cell in row.cells]


def _paragraph_lines(paragraph: Paragraph) -> list[str]:
    """Return a paragraph's lines; bold type at its beginning is marked as in Markdown, struck words are left out."""
    runs = [run for run in paragraph.runs if run.text and not run.font.strike]
    if not runs:
        return paragraph.text.split("\n")
    bold = 0
    while bold < len(runs) and runs[bold].bold:
        bold += 1
    head, rest = "".join(run.text for run in runs[:bold]), "".join(run.text for run in runs[bold:])
    if not head.strip() or "\n" in head.strip():
        return (head + rest).split("\n")
    return f"**{head.strip()}**{' ' if head[-1:].isspace() else ''}{rest}".split("\n")


def read_pdf(content: bytes, info: TranscriptInfo) -> Transcript:
    """Return the transcript of a PDF file with a text layer; a form feed stands between its pages.

    Raises:
        TranscriptError: The file is damaged, or it has no text layer.
    """
    from pypdf import PdfReader

    try:
        reader = PdfReader(io.BytesIO(content))
        pages = [_BROKEN_WORD.sub("", page.extract_text()) for page in reader.pages]
        title = reader.metadata.title if reader.metadata else None
    except Exception as error:  # pypdf raises errors of many kinds for a damaged file
        raise TranscriptError(f"cannot be read as a PDF file: {error or type(error).__name__}") from None
    if not any(any(map(str.isalnum, page)) for page in pages):
        raise TranscriptError("has no text layer; scanned pages need OCR first")
    return read_text("\f".join(pages), TranscriptInfo(info.id, info.event or title or None, info.date, info.location))

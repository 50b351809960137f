"""Word files (.docx) and PDF files with a text layer, as pages whose text is the article, to the character."""

from __future__ import annotations

import hashlib
import io
import re
from pathlib import Path

from onrecord.errors import SourceError
from onrecord.pages.formats import files
from onrecord.records import Page, PageOrigin

DOCUMENT_SUFFIXES = (".docx", ".pdf")
_FULL_LINE_SHARE = 0.7  # of the longest line of a page: a shorter line ends its paragraph
_TITLE_STYLES = ("Title", "Heading 1")
_BROKEN_WORD = re.compile(r"(?<=[a-z])[-\u00ad]\n(?=[a-z])")


def is_document(path: str) -> bool:
    """Whether a file's name says that it is a Word or PDF file."""
    return path.lower().endswith(DOCUMENT_SUFFIXES) and Path(path).is_file()


def open_document(path: str, max_bytes: int) -> Page:
    """Return the page of a Word or PDF file.

    Raises:
        SourceError: The file cannot be read, is damaged or encrypted, or has no text.
    """
    with files.open_file(Path(path)) as stream:
        data = files.read_limited(stream, max_bytes)
    is_word = path.lower().endswith(".docx")
    try:
        title, text = _word_text(data) if is_word else (None, _pdf_text(data))
    except Exception as error:  # the libraries raise errors of many kinds for damaged files
        form = "Word" if is_word else "PDF"
        raise SourceError(f"cannot be read as a {form} file: {error or type(error).__name__}", location=path) from None
    if not any(map(str.isalnum, text)):
        raise SourceError("has no text layer; scanned pages need OCR first", location=path)
    origin = PageOrigin("file", path, None, hashlib.sha256(data).hexdigest())
    return Page(origin, "exact", text, title=title, raw=data)


def _word_text(data: bytes) -> tuple[str | None, str]:
    """Return the title and the text of a Word file, its paragraphs joined by blank lines, tables in their place."""
    from docx import Document
    from docx.table import Table

    title: str | None = None
    paragraphs: list[str] = []
    for block in Document(io.BytesIO(data)).iter_inner_content():
        if isinstance(block, Table):
            paragraphs += [cell.text.strip() for row in block.rows for cell in row.cells if cell.text.strip()]
            continue
        words = block.text.strip()
        if words and title is None and block.style is not None and block.style.name in _TITLE_STYLES:
            title = words
        elif words:
            paragraphs.append(words)
    return title, "\n\n".join(paragraphs)


def _pdf_text(data: bytes) -> str:
    """Return the text of a PDF file; lines are joined to paragraphs, and words broken at a line's end are whole."""
    from pypdf import PdfReader

    pages = (page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    paragraphs = [paragraph for page in pages for paragraph in _joined_lines(_BROKEN_WORD.sub("", page))]
    return "\n\n".join(paragraphs)


def _joined_lines(text: str) -> list[str]:
    """Return the paragraphs of a page: a blank line, or a short line that ends a sentence, ends one."""
    lines = [line.strip() for line in text.splitlines()]
    full_length = _FULL_LINE_SHARE * max(map(len, lines), default=0)
    paragraphs, current = [], ""
    for line in lines:
        current = f"{current} {line}".strip()
        if not line or (len(line) < full_length and line.endswith((".", "!", "?", "”", '"', ":"))):
            paragraphs.append(current)
            current = ""
    return [paragraph for paragraph in [*paragraphs, current] if paragraph]

"""The form of a transcript: by its file's name, or by how it begins."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from onrecord.errors import TranscriptError
from onrecord.pages.formats import files
from onrecord.pages.text_encoding import decode
from onrecord.verification.formats.captions import looks_like_captions

TranscriptFormat = Literal[
    "text", "captions", "ass", "ssa", "sami", "lrc", "xml", "table", "jsonl", "json", "html", "warc", "docx", "pdf"
]

FORMATS_BY_SUFFIX: dict[str, TranscriptFormat] = {
    ".txt": "text", ".text": "text", ".md": "text", ".markdown": "text", ".srt": "captions", ".vtt": "captions",
    ".sbv": "text", ".ass": "ass", ".ssa": "ssa", ".smi": "sami", ".sami": "sami", ".lrc": "lrc", ".ttml": "xml",
    ".dfxp": "xml", ".xml": "xml", ".srv1": "xml", ".srv2": "xml", ".srv3": "xml", ".tei": "xml", ".csv": "table",
    ".tsv": "table", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".json3": "json", ".html": "html",
    ".htm": "html", ".xhtml": "html", ".warc": "warc", ".docx": "docx", ".pdf": "pdf",
}  # fmt: skip
KNOWN_SUFFIXES = (
    ".txt, .md, .srt, .vtt, .sbv, .ttml, .smi, .ass, .ssa, .lrc, .xml, .csv, .tsv, .json, .jsonl, .html, .warc, .docx "
    "or .pdf, each also .gz"
)
UNKNOWN_FORM = f"not a transcript in a known form: give {KNOWN_SUFFIXES}"

_XML = re.compile(
    r"""(?:<\?xml\b[^>]*\?>\s*)?(?:(?:<!--(?:(?!-->).)*+-->|<!DOCTYPE\s+(?!html)[^>]*+>)\s*+)*+
    <(?P<root>[A-Za-z_][\w:.-]*)(?:\s+[\w:.-]+\s*=|\s*/?>)""",
    re.S | re.I | re.X,
)
_CAPTION_BEGINNING = re.compile(r"WEBVTT|(?:\d+[ \t]*\n)?[\d:.,]{5,12} --> [\d:.,]{5,12}[ \t]*\n")
_HTML_ROOTS = frozenset({"html", "head", "body", "div", "p", "article", "section", "main"})
_LRC = re.compile(r"\[(?:(?:ar|ti|al|by|length|offset):[^\]\n]*|\d{1,3}:\d{2}\.\d{2,3})\]", re.I)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd]")
_TAG = re.compile(r"</[A-Za-z][\w:.-]*>|<[A-Za-z][\w:.-]*\s+[\w:.-]+=")
MAX_CONTROL_SHARE = 0.01
MAX_TAGS_PER_LINE = 1.0


def format_by_name(name: str) -> TranscriptFormat | None:
    """Return the form that a file's name states, or None."""
    return FORMATS_BY_SUFFIX.get(Path(name.lower().removesuffix(".gz")).suffix)


def detect_format(named_format: TranscriptFormat | None, head: bytes) -> TranscriptFormat:
    """Return the form of a file.

    Args:
        named_format: What its name states. The beginning decides if that is nothing or plain text.
        head: Its first bytes.

    Raises:
        TranscriptError: It is in no known form.
    """
    if named_format not in (None, "text"):
        return named_format
    if head.startswith(b"PK\x03\x04") and b"word/" in head:
        return "docx"
    if head.startswith(b"%PDF"):
        return "pdf"
    beginning = decode(head[: len(head) & ~3]).lstrip("\ufeff \t\r\n") if head else ""
    text_form = _form_of_beginning(beginning, is_text=named_format == "text")
    if text_form is not None:
        return text_form
    kind = files.sniff_kind(head)
    if kind != "text":
        return kind
    if _is_no_text(beginning):
        raise TranscriptError(UNKNOWN_FORM)
    return "text"


def _form_of_beginning(beginning: str, is_text: bool) -> TranscriptFormat | None:
    """Return the form that shows in the first characters, or None; ``is_text``: its name says that it is text."""
    lowered = beginning[:200].lower()
    if lowered.startswith("[script info]"):
        return "ass"
    if lowered.startswith("<sami"):
        return "sami"
    if beginning.startswith("["):
        if beginning[1:].lstrip().startswith(("{", "]")):
            return "json"
        return "lrc" if _LRC.match(beginning) else None
    if beginning.startswith("{\\rtf"):
        raise TranscriptError(UNKNOWN_FORM)
    if beginning.startswith("{"):
        first_line, line_end, _ = beginning.partition("\n")
        return "json" if line_end and not first_line.rstrip().endswith("}") else "jsonl"
    if looks_like_captions(beginning) if not is_text else _CAPTION_BEGINNING.match(beginning):
        return "captions"
    match = _XML.match(beginning) if beginning.startswith("<?xml") or "</" in beginning else None
    return "xml" if match and match["root"].lower() not in _HTML_ROOTS else None


def _is_no_text(beginning: str) -> bool:
    """Whether a file holds bytes or markup that nobody reads aloud."""
    lines = max(1, beginning.count("\n"))
    controls = len(_CONTROL.findall(beginning))
    return controls > MAX_CONTROL_SHARE * len(beginning) or len(_TAG.findall(beginning)) > MAX_TAGS_PER_LINE * lines

"""Transcripts from files, folders, web addresses and standard input, each read by the module for its format."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from itertools import chain, count, groupby
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlsplit

from onrecord.errors import ArticleError, OnrecordError, PageError, SourceError, TranscriptError
from onrecord.pages import open_pages
from onrecord.pages.folders import walk_folder
from onrecord.pages.formats import files
from onrecord.pages.sources import SNIFF_BYTES, WEB_SCHEMES
from onrecord.pages.text_encoding import decode
from onrecord.records import Page, Skipped, SkipReason, Transcript
from onrecord.settings import Settings
from onrecord.verification.formats.captions import read_captions
from onrecord.verification.formats.document_transcript import read_docx, read_pdf
from onrecord.verification.formats.form_detection import KNOWN_SUFFIXES, TranscriptFormat, detect_format, format_by_name
from onrecord.verification.formats.json_transcript import read_json, read_json_lines
from onrecord.verification.formats.page_transcript import transcript_of_page
from onrecord.verification.formats.subtitles import lyrics_text, read_subtitles
from onrecord.verification.formats.table_transcript import is_markdown_table, read_markdown_table, read_table
from onrecord.verification.formats.text_transcript import read_text
from onrecord.verification.formats.xml_transcript import read_xml
from onrecord.verification.transcript_builder import TranscriptInfo, build_transcript

if TYPE_CHECKING:
    import httpx

    from onrecord.pages.http.client import Client

_ISO_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?!\d)")


def load_transcripts(
    sources: Iterable[str | os.PathLike[str] | Transcript], settings: Settings
) -> tuple[list[Transcript], list[Skipped]]:
    """Return every transcript, each with a unique id, and what could not be read."""
    transcripts: list[Transcript] = []
    skipped: list[Skipped] = []
    for are_transcripts, group in groupby(sources, key=lambda source: isinstance(source, Transcript)):
        if are_transcripts:
            outcomes: Iterable[object] = group
        else:
            outcomes = open_transcripts([os.fspath(location) for location in group], settings)  # type: ignore[arg-type]
        for outcome in outcomes:
            if isinstance(outcome, Skipped):
                skipped.append(outcome)
            elif isinstance(outcome, Transcript):
                transcripts.append(outcome)
    return unique_transcripts(transcripts), skipped


def unique_transcripts(transcripts: Iterable[Transcript]) -> list[Transcript]:
    """Return the transcripts; where several have one id, each but the first gets another."""
    by_id: dict[str, Transcript] = {}
    for transcript in transcripts:
        unique_id = _unique_id(transcript, by_id)
        by_id[unique_id] = transcript if unique_id == transcript.id else replace(transcript, id=unique_id)
    return list(by_id.values())


def _unique_id(transcript: Transcript, taken_ids: Container[str]) -> str:
    """Return the transcript's id; if another transcript has it, its location or the id with a number."""
    if transcript.id not in taken_ids:
        return transcript.id
    numbered_ids = (f"{transcript.id} ({number})" for number in count(2))
    return next(name for name in chain([f"{transcript.location}"], numbered_ids) if name not in taken_ids)


def open_transcripts(
    locations: Iterable[str], settings: Settings, *, transport: httpx.BaseTransport | None = None
) -> Iterator[Transcript | Skipped]:
    """Yield the transcripts of the locations in order. A location that cannot be read is Skipped with its reason.

    Args:
        locations: Files, folders, web addresses, or ``-`` for standard input.
        settings: Limits for files and the network.
        transport: Replaces the network.
    """
    client: Client | None = None
    try:
        for location in locations:
            if location.lower().startswith(WEB_SCHEMES):
                if client is None:
                    from onrecord.pages.http.client import Client

                    client = Client(settings, transport=transport)
                yield from _errors_as_skipped(_fetch_transcripts(client, location, settings), location)
            elif location == "-":
                yield from _errors_as_skipped(_read_stream(sys.stdin.buffer, settings), "standard input")
            else:
                yield from _read_path(location, settings)
    finally:
        if client is not None:
            client.close()


def _errors_as_skipped(outcomes: Iterator[Transcript | Skipped], location: str) -> Iterator[Transcript | Skipped]:
    """Yield the outcomes; an error, or a fault of this program, ends them as a Skipped."""
    try:
        yield from outcomes
    except (PageError, TranscriptError, ArticleError) as error:
        yield Skipped.from_error(error, location)
    except OnrecordError:
        raise
    except Exception as fault:
        yield Skipped.from_fault(fault, location, "transcript")


def _fetch_transcripts(client: Client, address: str, settings: Settings) -> Iterator[Transcript | Skipped]:
    fetched = client.fetch_bytes(address)
    name = Path(urlsplit(fetched.url).path).name
    stream = io.BufferedReader(io.BytesIO(fetched.data))
    with files.source_errors(address), files.decompressed(stream) as unpacked:
        named_format = format_by_name(name)
        transcript_format = detect_format(None if named_format == "html" else named_format, _head(unpacked))
        if transcript_format == "html":
            yield transcript_of_page(client.to_page(fetched), settings)
        else:
            info = TranscriptInfo(fetched.url, date=_date_in_name(name), location=fetched.url)
            yield from _read_format(unpacked, transcript_format, info, settings)


def _read_stream(stream: BinaryIO, settings: Settings) -> Iterator[Transcript | Skipped]:
    name = "standard input"
    with files.source_errors(name), files.decompressed(stream) as unpacked:
        info = TranscriptInfo(name, location=name)
        yield from _read_format(unpacked, detect_format(None, _head(unpacked)), info, settings)


def _read_path(location: str, settings: Settings) -> Iterator[Transcript | Skipped]:
    path = Path(location)
    try:
        is_folder, exists = path.is_dir(), bool(location) and path.exists()
    except (OSError, ValueError):
        is_folder = exists = False
    if not exists:
        yield Skipped.from_error(SourceError("no such file or folder"), location)
    elif is_folder:
        yield from _read_folder(path, settings)
    else:
        yield from _errors_as_skipped(_read_file(path, settings), str(path))


def _read_folder(folder: Path, settings: Settings) -> Iterator[Transcript | Skipped]:
    """Yield the transcripts of every file of a known format; other files are Skipped, which is not a failure."""
    has_transcripts = False
    for path in walk_folder(folder, settings):
        if isinstance(path, Skipped):
            yield path
        elif format_by_name(path.name) is None:
            yield Skipped(str(path), SkipReason.UNKNOWN_KIND, "not a known transcript format")
        else:
            has_transcripts = True
            yield from _errors_as_skipped(_read_file(path, settings), str(path))
    if not has_transcripts:
        yield Skipped.from_error(SourceError(f"a folder without a transcript: give {KNOWN_SUFFIXES}"), str(folder))


def _read_file(path: Path, settings: Settings) -> Iterator[Transcript | Skipped]:
    with files.open_file(path) as stream:
        transcript_format = detect_format(format_by_name(path.name), _head(stream))
        info = TranscriptInfo(str(path), date=_date_in_name(path.name), location=str(path))
        yield from _read_format(stream, transcript_format, info, settings)


def _head(stream: io.BufferedReader) -> bytes:
    return stream.peek(SNIFF_BYTES)[:SNIFF_BYTES]


def _read_format(
    stream: io.BufferedReader, transcript_format: TranscriptFormat, info: TranscriptInfo, settings: Settings
) -> Iterator[Transcript | Skipped]:
    location = info.location or info.id
    if transcript_format == "jsonl":
        yield from read_json_lines(stream, location, settings.max_bytes)
        return
    if transcript_format == "warc":
        yield from _transcripts_of_pages(open_pages([location], settings), settings)
        return
    content = files.read_limited(stream, settings.max_bytes)
    if not content.strip():
        raise TranscriptError("empty: it holds no text")
    if transcript_format == "json":
        yield from read_json(content, info)
    elif transcript_format == "html":
        yield transcript_of_page(files.file_page(content, location, "html"), settings)
    else:
        transcript = _read_document(content, transcript_format, info)
        if not any(map(str.isalnum, transcript.text)):
            raise TranscriptError("has no words")
        yield transcript


def _read_document(content: bytes, transcript_format: TranscriptFormat, info: TranscriptInfo) -> Transcript:
    """Return the one transcript of a file that is no JSON and no page."""
    if transcript_format == "docx":
        return read_docx(content, info)
    if transcript_format == "pdf":
        return read_pdf(content, info)
    text = decode(content).replace("\r\n", "\n").replace("\r", "\n")
    if transcript_format == "captions":
        return build_transcript(read_captions(text), info)
    if transcript_format in ("ass", "ssa", "sami"):
        return build_transcript(read_subtitles(text, transcript_format), info)
    if transcript_format == "xml":
        return build_transcript(read_xml(text), info)
    if transcript_format == "table":
        return build_transcript(read_table(text), info)
    if transcript_format == "text" and is_markdown_table(text):
        return build_transcript(read_markdown_table(text), info)
    return read_text(lyrics_text(text) if transcript_format == "lrc" else text, info)


def _transcripts_of_pages(pages: Iterable[Page | Skipped], settings: Settings) -> Iterator[Transcript | Skipped]:
    for page in pages:
        if isinstance(page, Skipped):
            yield page
        else:
            yield from _errors_as_skipped(iter([transcript_of_page(page, settings)]), page.origin.location)


def _date_in_name(name: str) -> str | None:
    """Return the day in a file's name, if there is exactly one: debate-2016-09-26.txt."""
    days = set(_ISO_DAY.findall(name))
    return days.pop() if len(days) == 1 else None

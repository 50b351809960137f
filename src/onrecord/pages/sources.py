"""Sources in, pages out: finds out what each source is, and reads it with the module for its kind."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

from onrecord.errors import PageError, SourceError
from onrecord.pages.folders import walk_folder
from onrecord.pages.formats import files
from onrecord.pages.formats.json_lines import line_page, read_pages
from onrecord.pages.formats.wacz import read_wacz
from onrecord.pages.formats.warc import read_archive
from onrecord.pages.text_encoding import decode
from onrecord.records import Page, PageOrigin, Skipped, SkipReason
from onrecord.settings import Settings

if TYPE_CHECKING:
    import httpx

    from onrecord.pages.http.client import Client

WEB_SCHEMES = ("http://", "https://")
SNIFF_BYTES = 4096
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")  # what Python makes of bytes in a file name that are not UTF-8


def open_pages(
    sources: Iterable[str],
    settings: Settings,
    *,
    stdin: BinaryIO | None = None,
    transport: httpx.BaseTransport | None = None,
) -> Iterator[Page | Skipped]:
    """Give the pages of the sources, in order and one by one; a source that gives none is Skipped.

    Args:
        sources: web addresses, files, folders, or `-` for standard input.
        settings: the limits.
        stdin: in place of standard input.
        transport: in place of the network.
    """
    client: Client | None = None
    try:
        for source in sources:
            if source.lower().startswith(WEB_SCHEMES):
                if client is None:
                    from onrecord.pages.http.client import Client

                    client = Client(settings, transport=transport)
                yield with_printable_location(client.fetch_outcome(source))
            else:
                yield from map(with_printable_location, _local_pages(source, settings, stdin))
    finally:
        if client is not None:
            client.close()


def _local_pages(source: str, settings: Settings, stdin: BinaryIO | None) -> Iterator[Page | Skipped]:
    if source == "-":
        yield from _stdin_pages(stdin or sys.stdin.buffer, settings)
        return
    path = Path(source)
    try:
        exists = bool(source) and path.exists()
    except (OSError, ValueError):
        exists = False
    if not exists:
        yield Skipped.from_error(_missing_source(source), source)
    elif path.is_dir():
        yield from _folder_pages(path, settings)
    else:
        yield from _file_pages(path, files.kind_of(path), settings)


def _missing_source(source: str) -> SourceError:
    if "://" in source:
        scheme = source.partition("://")[0][:20]
        return SourceError(f"{scheme}:// is not supported: give an http or https address, or a file")
    return SourceError("no such file or folder")


def _folder_pages(folder: Path, settings: Settings) -> Iterator[Page | Skipped]:
    """Give the pages of every file of a known kind in a folder, by name; other files are counted and not failures."""
    has_pages = False
    for path in walk_folder(folder, settings):
        kind = None if isinstance(path, Skipped) else files.kind_of(path)
        if isinstance(path, Skipped):
            yield path
        elif kind is None:
            yield Skipped(str(path), SkipReason.UNKNOWN_KIND, "of no known kind")
        else:
            has_pages = True
            yield from _file_pages(path, kind, settings)
    if not has_pages:
        reason = f"a folder without a file to read: give {files.KNOWN_SUFFIXES}"
        yield Skipped.from_error(SourceError(reason), str(folder))


def _file_pages(path: Path, kind: files.FileKind | None, settings: Settings) -> Iterator[Page | Skipped]:
    try:
        with files.open_file(path) as stream:
            yield from _stream_pages(stream, str(path), kind or _sniff_file(stream, path), settings)
    except PageError as error:
        yield Skipped.from_error(error, str(path))


def _sniff_file(stream: io.BufferedReader, path: Path) -> files.FileKind:
    """Return what a file holds whose name does not say it: without a suffix it is read as a pipe is."""
    kind = files.sniff_kind(stream.peek(SNIFF_BYTES)[:SNIFF_BYTES])
    if kind == "text" and Path(files.uncompressed_name(path)).suffix:
        raise SourceError(f"of no known kind: give {files.KNOWN_SUFFIXES}")
    return kind


def _stdin_pages(stdin: BinaryIO, settings: Settings) -> Iterator[Page | Skipped]:
    location = "standard input"
    try:
        with files.source_errors(location), files.decompressed(stdin) as stream:
            kind = files.sniff_kind(stream.peek(SNIFF_BYTES)[:SNIFF_BYTES])
            yield from _stream_pages(stream, location, kind, settings)
    except PageError as error:
        yield Skipped.from_error(error, location)


def _stream_pages(
    stream: BinaryIO, location: str, kind: files.FileKind, settings: Settings
) -> Iterator[Page | Skipped]:
    if kind == "jsonl":
        yield from read_pages(stream, location, settings.max_bytes)
    elif kind == "warc":
        yield from read_archive(stream, location, settings.max_bytes)
    elif kind == "wacz":
        yield from read_wacz(stream, location, settings.max_bytes)
    else:
        yield files.file_page(files.read_limited(stream, settings.max_bytes), location, kind)


def restore_page(
    origin: PageOrigin, media: Literal["html", "text", "exact"], raw: bytes, charset: str | None, url: str | None
) -> Page:
    """Return the page again from the bytes that a store kept of it. Raises PageError if they are not its bytes."""
    if origin.kind == "jsonl":
        return line_page(raw, origin.location)
    return Page(origin, media, decode(raw, charset), url=url, raw=raw, charset=charset)


def with_printable_location(outcome: Page | Skipped) -> Page | Skipped:
    """Return the outcome with a location that can be printed: bytes of a name that are not UTF-8 become `\\xff`."""
    if isinstance(outcome, Skipped):
        return replace(outcome, location=_printable(outcome.location), detail=_printable(outcome.detail))
    if (location := _printable(outcome.origin.location)) == outcome.origin.location:
        return outcome
    return replace(outcome, origin=replace(outcome.origin, location=location))


def _printable(text: str) -> str:
    return _LONE_SURROGATE.sub(lambda surrogate: f"\\x{ord(surrogate[0]) & 0xFF:02x}", text)

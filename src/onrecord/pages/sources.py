"""Sources in, pages out: each source is looked at, and read by the module for its kind."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from onrecord.errors import PageError, SourceError
from onrecord.pages.formats import files, warc
from onrecord.pages.formats import json_lines as jsonl
from onrecord.pages.formats.gzip_stream import why
from onrecord.records import Page, Skipped, SkipReason
from onrecord.settings import Settings

if TYPE_CHECKING:
    import httpx

    from onrecord.pages.http.client import Client

WEB = ("http://", "https://")
HEAD = 4096
_UNSAYABLE = re.compile("[\ud800-\udfff]")  # what Python makes of bytes in a name that are no UTF-8


def open_pages(
    sources: Iterable[str],
    settings: Settings,
    *,
    stdin: BinaryIO | None = None,
    transport: httpx.BaseTransport | None = None,
) -> Iterator[Page | Skipped]:
    """The pages of the sources, in order and one by one; what gives none is Skipped, and the others are still read.

    A source is a web address, a file, a folder, or ``-`` for ``stdin``. ``transport`` stands in for the network.
    """
    client: Client | None = None
    try:
        for source in sources:
            if source.lower().startswith(WEB):
                if client is None:
                    from onrecord.pages.http.client import Client

                    client = Client(settings, transport=transport)
                yield sayable(_fetched(client, source))
            else:
                yield from map(sayable, _local(source, settings, stdin))
    finally:
        if client is not None:
            client.close()


def _fetched(client: Client, address: str) -> Page | Skipped:
    try:
        return client.fetch(address)
    except PageError as error:
        return Skipped.from_error(error, address)


def _local(source: str, settings: Settings, stdin: BinaryIO | None) -> Iterator[Page | Skipped]:
    if source == "-":
        yield from _standard_input(stdin or sys.stdin.buffer, settings)
        return
    path = Path(source)
    try:
        exists = bool(source) and path.exists()
    except (OSError, ValueError):
        exists = False
    if not exists:
        yield Skipped.from_error(SourceError(_unknown(source)), source)
    elif path.is_dir():
        yield from _folder(path, settings)
    else:
        yield from _file(path, files.kind_of(path), settings)


def _unknown(source: str) -> str:
    if "://" in source:
        return f"{source.partition('://')[0][:20]}:// is not read: give an http or https address, or a file"
    return "no such file or folder"


def _folder(folder: Path, settings: Settings) -> Iterator[Page | Skipped]:
    """Every file of a known kind under a folder, names in order; the others are counted and no failure."""
    known = False
    for path in walk(folder):
        kind = None if isinstance(path, Skipped) else files.kind_of(path)
        if isinstance(path, Skipped):
            yield path
        elif kind is None:
            yield Skipped(str(path), SkipReason.UNKNOWN_KIND, "of no known kind")
        else:
            known = True
            yield from _file(path, kind, settings)
    if not known:
        reason = f"a folder without a file to read: give {files.KINDS}"
        yield Skipped.from_error(SourceError(reason), str(folder))


def walk(folder: Path) -> Iterator[Path | Skipped]:
    """The files under a folder, names in order, without hidden ones; folders that cannot be read are Skipped."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield Skipped.from_error(SourceError(why(error)), str(folder))
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from walk(Path(entry.path))
        elif entry.is_file():  # not what waits for a writer, and no link to a folder, which may lead in circles
            yield Path(entry.path)


def _file(path: Path, kind: files.Kind | None, settings: Settings) -> Iterator[Page | Skipped]:
    try:
        with files.opened(path) as stream:
            yield from _stream(stream, str(path), kind or _sniffed(stream, path), settings)
    except PageError as error:
        yield Skipped.from_error(error, str(path))


def _sniffed(stream: io.BufferedReader, path: Path) -> files.Kind:
    """What a file holds whose name does not say it: one without an ending is taken as it looks, as a pipe is."""
    kind = files.sniff(stream.peek(HEAD)[:HEAD])
    if kind == "text" and Path(path.name.lower().removesuffix(".gz")).suffix:
        raise SourceError(f"of no known kind: give {files.KINDS}")
    return kind


def _standard_input(stream: BinaryIO, settings: Settings) -> Iterator[Page | Skipped]:
    name = "standard input"
    try:
        with files.told(name), files.unpacked(stream) as plain:
            yield from _stream(plain, name, files.sniff(plain.peek(HEAD)[:HEAD]), settings)
    except PageError as error:
        yield Skipped.from_error(error, name)


def _stream(stream: BinaryIO, location: str, kind: files.Kind, settings: Settings) -> Iterator[Page | Skipped]:
    if kind == "jsonl":
        yield from jsonl.read(stream, location, settings.max_bytes)
    elif kind == "warc":
        yield from warc.read(stream, location, settings.max_bytes)
    else:
        yield files.page(files.limited(stream, settings.max_bytes), location, kind)


def sayable(outcome: Page | Skipped) -> Page | Skipped:
    """The outcome, its location such that it can be written: bytes of a name that are no UTF-8 as ``\\xff``."""
    if isinstance(outcome, Skipped):
        return replace(outcome, location=_said(outcome.location), detail=_said(outcome.detail))
    if (location := _said(outcome.origin.location)) == outcome.origin.location:
        return outcome
    return replace(outcome, origin=replace(outcome.origin, location=location))


def _said(text: str) -> str:
    return _UNSAYABLE.sub(lambda found: f"\\x{ord(found[0]) & 0xFF:02x}", text)

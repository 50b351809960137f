"""Sources in, pages out: each source is looked at, and read by the module for its kind."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from onrecord.errors import PageError
from onrecord.pages import files, jsonl, warc
from onrecord.records import Page, Skipped
from onrecord.settings import Settings

if TYPE_CHECKING:
    import httpx

    from onrecord.pages.web import Client

WEB = ("http://", "https://")
HEAD = 4096


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
                    from onrecord.pages.web import Client

                    client = Client(settings, transport=transport)
                yield _fetched(client, source)
            else:
                yield from _local(source, settings, stdin)
    finally:
        if client is not None:
            client.close()


def _fetched(client: Client, address: str) -> Page | Skipped:
    try:
        return client.fetch(address)
    except PageError as error:
        return _skipped(address, error)


def _local(source: str, settings: Settings, stdin: BinaryIO | None) -> Iterator[Page | Skipped]:
    if source == "-":
        yield from _standard_input(stdin or sys.stdin.buffer, settings)
        return
    path = Path(source)
    try:
        exists = path.exists()
    except (OSError, ValueError):
        exists = False
    if not exists:
        yield Skipped(source, _unknown(source))
    elif path.is_dir():
        yield from _folder(path, settings)
    elif (kind := files.kind_of(path)) is None:
        yield Skipped(source, f"of no known kind: give {files.KINDS}")
    else:
        yield from _file(path, kind, settings)


def _unknown(source: str) -> str:
    if "://" in source:
        return f"{source.partition('://')[0][:20]}:// is not read: give an http or https address, or a file"
    return "no such file or folder"


def _folder(folder: Path, settings: Settings) -> Iterator[Page | Skipped]:
    """Every file of a known kind under a folder, names in order; the others are counted and no failure."""
    seen = False
    for path in _walk(folder):
        seen = True
        kind = files.kind_of(path)
        if kind is None:
            yield Skipped(str(path), "of no known kind", failed=False)
        else:
            yield from _file(path, kind, settings)
    if not seen:
        yield Skipped(str(folder), "an empty folder")


def _walk(folder: Path) -> Iterator[Path]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path))
        elif entry.is_file():
            yield Path(entry.path)


def _file(path: Path, kind: files.Kind, settings: Settings) -> Iterator[Page | Skipped]:
    try:
        with files.opened(path) as stream:
            yield from _stream(stream, str(path), kind, settings)
    except PageError as error:
        yield _skipped(str(path), error)


def _standard_input(stream: BinaryIO, settings: Settings) -> Iterator[Page | Skipped]:
    try:
        with files.unpacked(stream) as plain:
            source = plain if isinstance(plain, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, plain))
            kind = files.sniff(source.peek(HEAD)[:HEAD])
            yield from _stream(source, "standard input", kind, settings)
    except PageError as error:
        yield _skipped("standard input", error)
    except (OSError, EOFError, ValueError) as error:
        yield Skipped("standard input", files.why(error))


def _stream(stream: BinaryIO, location: str, kind: files.Kind, settings: Settings) -> Iterator[Page | Skipped]:
    if kind == "jsonl":
        yield from jsonl.read(stream, location, settings.max_bytes)
    elif kind == "warc":
        yield from warc.read(stream, location, settings.max_bytes)
    else:
        yield files.page(files.limited(stream, settings.max_bytes), location, kind)


def _skipped(location: str, error: PageError) -> Skipped:
    return Skipped(location, " ".join(str(error).split()).removeprefix(location).lstrip(": "))

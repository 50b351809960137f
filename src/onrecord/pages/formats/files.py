"""Files and streams: opened, unpacked when they are gzip, and never read past the limit."""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal, cast

from onrecord.errors import SourceError
from onrecord.pages.formats.gzip_stream import MAGIC, Gunzip, why
from onrecord.pages.text_encoding import decode
from onrecord.records import Page, PageOrigin

Kind = Literal["html", "text", "jsonl", "warc"]

SUFFIXES: dict[str, Kind] = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".txt": "text",
    ".md": "text",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".warc": "warc",
}
KINDS = ".html, .htm, .xhtml, .txt, .md, .jsonl, .ndjson or .warc, each also .gz"
BUFFER = 65_536


def kind_of(path: Path) -> Kind | None:
    """What the file's name says that it holds."""
    name = path.name.lower().removesuffix(".gz")
    return SUFFIXES.get(Path(name).suffix)


@contextmanager
def opened(path: Path) -> Iterator[io.BufferedReader]:
    """The file's bytes, unpacked when they are gzip. Raises SourceError when it cannot be opened or read."""
    with told(str(path)), path.open("rb", buffering=BUFFER) as raw, unpacked(raw) as stream:
        yield stream


@contextmanager
def told(location: str) -> Iterator[None]:
    """Raises SourceError, which says what is wrong, for what goes wrong in reading."""
    try:
        yield
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise SourceError(why(error), location=location) from None


@contextmanager
def unpacked(raw: BinaryIO) -> Iterator[io.BufferedReader]:
    """The stream's bytes, unpacked when they are gzip, whatever its name says: servers and tools disagree on it."""
    source = raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, raw), BUFFER)
    try:
        if source.peek(2)[:2] != MAGIC:
            yield source
        else:
            yield io.BufferedReader(Gunzip(source), BUFFER)
    finally:
        if source is not raw:
            source.detach()  # the giver closes what it gave


def limited(stream: BinaryIO, limit: int) -> bytes:
    """All the bytes of a stream. Raises SourceError past ``limit``, having read no more than that: gzip bombs end."""
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise SourceError(f"larger than {limit:,} bytes; raise ONRECORD_MAX_BYTES to read it")
    return data


def page(data: bytes, location: str, kind: Literal["html", "text"]) -> Page:
    """The page that a file holds. Raises SourceError when it is empty, DecodeError when it is no text."""
    if not data.strip():
        raise SourceError("empty: it holds no text")
    origin = PageOrigin("file", location, None, hashlib.sha256(data).hexdigest())
    return Page(origin, kind, decode(data), raw=data)


def sniff(head: bytes) -> Kind:
    """What a stream without a name holds, by how it begins."""
    if head.startswith(b"WARC/"):
        return "warc"
    start = decode(head[: len(head) & ~3]).lstrip()[:1_000].lower() if head else ""
    if start.startswith("{") and start[1:].lstrip(" \t").startswith(('"', "}")):
        return "jsonl"
    return "html" if _looks_like_html(start) else "text"


def _looks_like_html(start: str) -> bool:
    tags = ("<!doctype html", "<html", "<head", "<body", "<meta", "<title", "<article", "<div", "<p>", "<p ", "<h1")
    if start.startswith(tags):
        return True
    return start.startswith(("<?xml", "<!--", "<!doctype")) and "<html" in start

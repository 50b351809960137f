"""Files and streams: opened, decompressed if they are gzip or Zstandard, and never read past the limit."""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal, cast

from onrecord.errors import SourceError
from onrecord.pages.formats.gzip_stream import GZIP_MAGIC, GzipStream, describe_read_error, read_at_most
from onrecord.pages.formats.zstd_stream import DICTIONARY_MAGIC, ZSTD_MAGIC, open_zstd
from onrecord.pages.text_encoding import decode
from onrecord.records import Page, PageOrigin

StreamKind = Literal["html", "text", "jsonl", "warc"]
FileKind = StreamKind | Literal["wacz"]  # one that cannot be read from a pipe

KIND_OF_SUFFIX: dict[str, FileKind] = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".txt": "text",
    ".md": "text",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".warc": "warc",
    ".arc": "warc",
    ".wacz": "wacz",
}
KNOWN_SUFFIXES = ".html, .htm, .xhtml, .txt, .md, .jsonl, .ndjson, .warc or .arc, each also .gz or .zst, or .wacz"
COMPRESSIONS = (".gz", ".zst")
BUFFER_BYTES = 65_536
_HTML_STARTS = ("<!doctype html", "<html", "<head", "<body", "<meta", "<title", "<article", "<div", "<p>", "<p ", "<h1")


def kind_of(path: Path) -> FileKind | None:
    """Return what the file holds, by its name."""
    return KIND_OF_SUFFIX.get(Path(uncompressed_name(path)).suffix)


def uncompressed_name(path: Path) -> str:
    """Return a file's name in small letters, without the suffix of its compression."""
    name = path.name.lower()
    return next((name.removesuffix(suffix) for suffix in COMPRESSIONS if name.endswith(suffix)), name)


@contextmanager
def open_file(path: Path) -> Iterator[io.BufferedReader]:
    """Open a file, decompressed if it is gzip or Zstandard. Raises SourceError if it cannot be opened or read."""
    with source_errors(str(path)), path.open("rb", buffering=BUFFER_BYTES) as raw, decompressed(raw) as stream:
        yield stream


@contextmanager
def source_errors(location: str) -> Iterator[None]:
    """Raise SourceError, which says what is wrong, for the errors of reading inside the block."""
    try:
        yield
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise SourceError(describe_read_error(error), location=location) from None


@contextmanager
def decompressed(raw: BinaryIO) -> Iterator[io.BufferedReader]:
    """Give the stream, decompressed if its first bytes say gzip or Zstandard; names are not reliable."""
    stream = raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, raw), BUFFER_BYTES)
    try:
        head = stream.peek(4)[:4]
        if head[:2] == GZIP_MAGIC:
            yield io.BufferedReader(GzipStream(stream), BUFFER_BYTES)
        elif head in (ZSTD_MAGIC, DICTIONARY_MAGIC):
            yield io.BufferedReader(open_zstd(stream), BUFFER_BYTES)
        else:
            yield stream
    finally:
        if stream is not raw:
            stream.detach()  # the caller closes its own stream


def read_limited(stream: BinaryIO, max_bytes: int) -> bytes:
    """Return all the bytes of a stream. Raises SourceError past `max_bytes`, having read no more: gzip bombs end."""
    data = read_at_most(stream, max_bytes + 1)
    if len(data) > max_bytes:
        raise SourceError(f"larger than {max_bytes:,} bytes; raise ONRECORD_MAX_BYTES to read it")
    return data


def file_page(data: bytes, location: str, kind: Literal["html", "text"]) -> Page:
    """Return the page that a file holds. Raises SourceError if it is empty, DecodeError if it is not text."""
    if not data.strip():
        raise SourceError("empty: it holds no text")
    origin = PageOrigin("file", location, None, hashlib.sha256(data).hexdigest())
    return Page(origin, kind, decode(data), raw=data)


def sniff_kind(head: bytes) -> StreamKind:
    """Return what a stream without a name holds, by its first bytes."""
    if head.startswith((b"WARC/", b"filedesc://")):
        return "warc"
    start = decode(head[: len(head) & ~3]).lstrip()[:1_000].lower() if head else ""
    if start.startswith("{") and start[1:].lstrip(" \t").startswith(('"', "}")):
        return "jsonl"
    return "html" if _looks_like_html(start) else "text"


def _looks_like_html(start: str) -> bool:
    if start.startswith(_HTML_STARTS):
        return True
    return start.startswith(("<?xml", "<!--", "<!doctype")) and "<html" in start

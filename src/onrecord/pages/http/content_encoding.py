"""The body of an HTTP response as it was before it was packed for the way."""

from __future__ import annotations

import io
import re
import zlib

from onrecord.errors import DecodeError, SourceError
from onrecord.pages.formats.gzip_stream import MAGIC, Gunzip, why

CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")


def unpacked(data: bytes, encodings: str, limit: int) -> bytes:
    """The body without its ``Content-Encoding``. Raises SourceError past ``limit``, DecodeError for damaged data.

    A gzip that is none is taken as it is: archives often keep the header of a body that they have unpacked.
    """
    for name in reversed([one.strip().lower() for one in encodings.split(",")]):
        if name in {"", "identity", "none", "utf-8"}:
            continue
        try:
            data = _undo(data, name, limit + 1)
        except (EOFError, zlib.error) as error:
            raise DecodeError(why(error)) from None
        if len(data) > limit:
            raise SourceError(f"larger than {limit:,} bytes when unpacked; raise ONRECORD_MAX_BYTES to read it")
    return data


def _undo(data: bytes, name: str, most: int) -> bytes:
    if name in {"gzip", "x-gzip"}:
        return io.BufferedReader(Gunzip(io.BytesIO(data))).read(most) if data.startswith(MAGIC) else data
    if name == "deflate":
        return _inflate(data, most)
    if name == "br":
        return _brotli(data, most)
    raise DecodeError(f"packed as {name[:40]!r}, which is not read")


def _inflate(data: bytes, most: int) -> bytes:
    """Deflate with the zlib header that the standard asks for, or without, as some servers send it."""
    try:
        machine = zlib.decompressobj()
        plain = machine.decompress(data, most)
    except zlib.error:
        machine = zlib.decompressobj(wbits=-15)
        plain = machine.decompress(data, most)
    if not machine.eof and len(plain) < most:
        raise zlib.error("it does not end")
    return plain


def _brotli(data: bytes, most: int) -> bytes:
    import brotli

    machine, size = brotli.Decompressor(), 0
    parts: list[bytes] = []
    try:
        part = machine.process(data, output_buffer_limit=most)
        while part:
            parts.append(part)
            size += len(part)
            if size >= most:
                break
            part = machine.process(b"", output_buffer_limit=most)
    except brotli.error:
        raise DecodeError("the brotli data is damaged; get it again") from None
    if not machine.is_finished() and size < most:
        raise DecodeError("the brotli data is cut short or damaged; get it again")
    return b"".join(parts)[:most]


def unchunked(data: bytes) -> bytes:
    """The body without its chunk marks; as it is when it has none, for archives often take them out."""
    parts: list[bytes] = []
    at = 0
    while header := CHUNK.match(data, at):
        size = int(header[1], 16)
        if size == 0:
            return b"".join(parts)
        parts.append(data[header.end() : header.end() + size])
        at = header.end() + size
        at += 2 if data[at : at + 2] == b"\r\n" else data[at : at + 1] == b"\n"
    return b"".join(parts) if parts and at >= len(data) else data

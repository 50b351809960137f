"""The body of an HTTP response as it was before it was compressed and chunked for the way."""

from __future__ import annotations

import io
import re
import zlib

from onrecord.errors import DecodeError, SourceError
from onrecord.pages.formats.gzip_stream import GZIP_MAGIC, GzipStream, describe_read_error, read_at_most

CHUNK_HEADER = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
MAX_ENCODINGS = 4  # of one body, each around the one before; each may take seconds to unpack
NOT_ENCODED = {"", "identity", "none", "utf-8"}


def decompress_body(data: bytes, encodings: str, max_bytes: int) -> bytes:
    """Return the body without its `Content-Encoding`.

    A body that is called gzip and is not is returned as it is: archives often keep the header of a body that they
    have decompressed.

    Raises:
        SourceError: it has more than `max_bytes`.
        DecodeError: it is damaged, or its encoding is not supported.
    """
    names = [name for part in encodings.split(",") if (name := part.strip().lower()) not in NOT_ENCODED]
    if len(names) > MAX_ENCODINGS:
        raise DecodeError(f"packed {len(names):,} times over, which no server does")
    for encoding in reversed(names):
        try:
            data = _decompress(data, encoding, max_bytes + 1)
        except (EOFError, zlib.error) as error:
            raise DecodeError(describe_read_error(error)) from None
        if len(data) > max_bytes:
            raise SourceError(f"larger than {max_bytes:,} bytes when unpacked; raise ONRECORD_MAX_BYTES to read it")
    return data


def _decompress(data: bytes, encoding: str, max_bytes: int) -> bytes:
    """Return at most `max_bytes` of what the data holds."""
    if encoding in {"gzip", "x-gzip"}:
        if not data.startswith(GZIP_MAGIC):
            return data
        return read_at_most(io.BufferedReader(GzipStream(io.BytesIO(data))), max_bytes)
    if encoding == "deflate":
        return _inflate(data, max_bytes)
    if encoding == "br":
        return _decompress_brotli(data, max_bytes)
    raise DecodeError(f"packed as {encoding[:40]!r}, which is not supported")


def _inflate(data: bytes, max_bytes: int) -> bytes:
    """Decompress deflate with the zlib header that the standard asks for, or without, as some servers send it."""
    try:
        decompressor = zlib.decompressobj()
        inflated = decompressor.decompress(data, max_bytes)
    except zlib.error:
        decompressor = zlib.decompressobj(wbits=-15)
        inflated = decompressor.decompress(data, max_bytes)
    if not decompressor.eof and len(inflated) < max_bytes:
        raise zlib.error("it does not end")
    return inflated


def _decompress_brotli(data: bytes, max_bytes: int) -> bytes:
    import brotli

    decompressor, size = brotli.Decompressor(), 0
    parts: list[bytes] = []
    try:
        part = decompressor.process(data, output_buffer_limit=max_bytes)
        while part:
            parts.append(part)
            size += len(part)
            if size >= max_bytes:
                break
            part = decompressor.process(b"", output_buffer_limit=max_bytes)
    except brotli.error:
        raise DecodeError("the brotli data is damaged; get it again") from None
    if not decompressor.is_finished() and size < max_bytes:
        raise DecodeError("the brotli data is cut short or damaged; get it again")
    return b"".join(parts)[:max_bytes]


def remove_chunk_marks(data: bytes) -> bytes:
    """Return the body without its chunk marks; as it is if it has none, for archives often remove them."""
    parts: list[bytes] = []
    position = 0
    while header := CHUNK_HEADER.match(data, position):
        size = int(header[1], 16)
        if size == 0:
            return b"".join(parts)
        parts.append(data[header.end() : header.end() + size])
        position = header.end() + size
        position += 2 if data[position : position + 2] == b"\r\n" else data[position : position + 1] == b"\n"
    return b"".join(parts) if parts and position >= len(data) else data

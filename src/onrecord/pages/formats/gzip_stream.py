"""Streaming gzip: several members, data that is damaged told from data that is cut short, and nothing unbounded."""

from __future__ import annotations

import zlib
from typing import BinaryIO

from onrecord.pages.formats.decompressed_stream import DecompressedStream

GZIP_MAGIC = b"\x1f\x8b"
SLICE_BYTES = 2_048  # given to zlib at a time: at most 2 MB come out of them, and damage costs at most these
_PIECE_BYTES = 1_048_576


class GzipStream(DecompressedStream):
    """The decompressed content of a gzip stream.

    Reading raises EOFError where the data is cut short, and zlib.error where it is damaged. `gzip.GzipFile` loses up
    to 128 kB of good data before the damage; this loses only the last slice.
    """

    def __init__(self, compressed: BinaryIO) -> None:
        super().__init__(compressed, SLICE_BYTES)
        self._decompressor = zlib.decompressobj(wbits=31)
        self._member_started = False

    def _check_end(self) -> None:
        if self._member_started:
            raise EOFError("the gzip data is cut short")

    def _decompress(self, compressed_slice: bytes) -> bytes:
        if not self._member_started:
            compressed_slice = compressed_slice.lstrip(b"\0")  # tapes and some tools pad between members
            self._next_slice = b""
            if not compressed_slice:
                return b""
            self._member_started = True
        decompressed = self._decompressor.decompress(compressed_slice)
        self._next_slice = self._decompressor.unused_data
        if self._decompressor.eof:
            self._decompressor = zlib.decompressobj(wbits=31)
            self._member_started = False
        return decompressed


def read_at_most(stream: BinaryIO, size: int) -> bytes:
    """Return the bytes of a stream up to a size; in pieces, since one read takes the memory of all that it asks for."""
    parts = []
    while size > 0 and (part := stream.read(min(_PIECE_BYTES, size))):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def describe_read_error(error: Exception) -> str:
    """Return what went wrong in reading a file or stream, on one line."""
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, PermissionError):
        return "permission to read this file is denied; check its permissions"
    if isinstance(error, EOFError):
        return "the gzip data is cut short; get it again"
    if isinstance(error, zlib.error):
        return "the packed data is damaged; get it again"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[0].lower() + error.strerror[1:]
    return " ".join(str(error).split()) or type(error).__name__

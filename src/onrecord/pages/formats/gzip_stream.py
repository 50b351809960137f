"""Streaming gzip: several members, data that is damaged told from data that is cut short, and nothing unbounded."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

GZIP_MAGIC = b"\x1f\x8b"
SLICE_BYTES = 2_048  # given to zlib at a time: at most 2 MB come out of them, and damage costs at most these


class GzipStream(io.RawIOBase):
    """The decompressed content of a gzip stream.

    Reading raises EOFError where the data is cut short, and zlib.error where it is damaged. `gzip.GzipFile` loses up
    to 128 kB of good data before the damage; this loses only the last slice.
    """

    def __init__(self, compressed: BinaryIO) -> None:
        self._compressed = compressed
        self._decompressor = zlib.decompressobj(wbits=31)
        self._member_started = False
        self._next_slice = b""  # what follows the end of a member
        self._decompressed = memoryview(b"")

    def readable(self) -> bool:
        """Return True: the stream can be read."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill a buffer with unpacked bytes and return how many."""
        target = memoryview(buffer).cast("B")
        while not self._decompressed:
            compressed_slice = self._next_slice or self._compressed.read(SLICE_BYTES)
            if not compressed_slice:
                if self._member_started:
                    raise EOFError("the gzip data is cut short")
                return 0
            self._decompressed = memoryview(self._decompress(compressed_slice))
        count = min(len(target), len(self._decompressed))
        target[:count] = self._decompressed[:count]
        self._decompressed = self._decompressed[count:]
        return count

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

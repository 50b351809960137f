"""gzip undone as it streams: several members, what is damaged told apart from what is cut short, nothing unbounded."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAGIC = b"\x1f\x8b"
SLICE = 2_048  # bytes given to zlib at a time: at most 2 MB come of them, and damage costs at most these


class Gunzip(io.RawIOBase):
    """What a gzip stream holds. Reading raises EOFError where it is cut short, and zlib.error where it is damaged.

    ``gzip.GzipFile`` loses up to 128 kB of good data before the damage; this gives all but the last slice.
    """

    def __init__(self, packed: BinaryIO) -> None:
        self._packed = packed
        self._member = zlib.decompressobj(wbits=31)
        self._started = False  # whether the current member has had a byte
        self._waiting = b""
        self._plain = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        out = memoryview(buffer).cast("B")
        while not self._plain:
            piece = self._waiting or self._packed.read(SLICE)
            if not piece:
                if self._started:
                    raise EOFError("the gzip data is cut short")
                return 0
            self._plain = memoryview(self._inflate(piece))
        count = min(len(out), len(self._plain))
        out[:count] = self._plain[:count]
        self._plain = self._plain[count:]
        return count

    def _inflate(self, piece: bytes) -> bytes:
        if not self._started:
            piece = piece.lstrip(b"\0")  # tapes and some tools pad between members
            self._waiting = b""
            if not piece:
                return b""
            self._started = True
        plain = self._member.decompress(piece)
        self._waiting = self._member.unused_data
        if self._member.eof:
            self._member = zlib.decompressobj(wbits=31)
            self._started = False
        return plain


def why(error: Exception) -> str:
    """What went wrong in reading a file or stream, in words and on one line."""
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, PermissionError):
        return "this file may not be read; check its permissions"
    if isinstance(error, EOFError):
        return "the gzip data is cut short; get it again"
    if isinstance(error, zlib.error):
        return "the packed data is damaged; get it again"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[0].lower() + error.strerror[1:]
    return " ".join(str(error).split()) or type(error).__name__

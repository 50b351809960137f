"""What streaming gzip and streaming Zstandard have in common."""

from __future__ import annotations

import io
from abc import abstractmethod
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class DecompressedStream(io.RawIOBase):
    """The decompressed content of a stream of parts (gzip members, Zstandard frames), a slice at a time.

    A subclass decompresses one slice and keeps what follows the end of a part in ``_next_slice``.

    Args:
        compressed: The compressed stream.
        slice_bytes: How many compressed bytes are decompressed at a time.
    """

    def __init__(self, compressed: BinaryIO, slice_bytes: int) -> None:
        self._compressed, self._slice_bytes = compressed, slice_bytes
        self._next_slice = b""  # what follows the end of a part
        self._decompressed = memoryview(b"")

    @abstractmethod
    def _decompress(self, compressed_slice: bytes) -> bytes:
        """Return what a slice decompresses to; empty if that needs the next slice."""

    @abstractmethod
    def _check_end(self) -> None:
        """Raise an error if the compressed data ends inside a part."""

    def readable(self) -> bool:
        """Return True: the stream can be read."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill a buffer with unpacked bytes and return how many."""
        target = memoryview(buffer).cast("B")
        while not self._decompressed:
            compressed_slice = self._next_slice or self._compressed.read(self._slice_bytes)
            if not compressed_slice:
                self._check_end()
                return 0
            self._decompressed = memoryview(self._decompress(compressed_slice))
        count = min(len(target), len(self._decompressed))
        target[:count] = self._decompressed[:count]
        self._decompressed = self._decompressed[count:]
        return count

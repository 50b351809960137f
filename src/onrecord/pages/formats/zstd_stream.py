"""Streaming Zstandard: several frames, and the dictionary that a .warc.zst begins with."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, BinaryIO

from onrecord.pages.formats.decompressed_stream import DecompressedStream

if TYPE_CHECKING:
    from zstandard import ZstdDecompressionObj, ZstdDecompressor

ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
DICTIONARY_MAGIC = b"\x5d\x2a\x4d\x18"  # of the skippable frame that holds a dictionary
MAX_DICTIONARY_BYTES = 32 << 20
MAX_WINDOW_BYTES = 128 << 20  # of memory that a frame may ask for
SLICE_BYTES = 1_024  # given to the decompressor at a time: at most 32 MB come out of them


def open_zstd(compressed: io.BufferedReader) -> io.RawIOBase:
    """Return the decompressed content of a stream; reading raises OSError where it is damaged or cut short.

    Raises:
        OSError: the dictionary is damaged or too large.
    """
    import zstandard

    dictionary = None
    if compressed.peek(4)[:4] == DICTIONARY_MAGIC:
        size = struct.unpack("<I", compressed.read(8)[4:].ljust(4, b"\0"))[0]
        if size > MAX_DICTIONARY_BYTES:
            raise OSError("the dictionary of this archive is too large")
        data = compressed.read(size)
        if data.startswith(ZSTD_MAGIC):
            try:
                data = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW_BYTES).decompress(
                    data, max_output_size=MAX_DICTIONARY_BYTES
                )
            except zstandard.ZstdError as error:
                raise OSError(f"the dictionary of this archive is damaged: {error}") from None
        dictionary = zstandard.ZstdCompressionDict(data)
    return _ZstdStream(compressed, zstandard.ZstdDecompressor(dict_data=dictionary, max_window_size=MAX_WINDOW_BYTES))


class _ZstdStream(DecompressedStream):
    """The decompressed content of a Zstandard stream, which tells data that is cut short from its end."""

    def __init__(self, compressed: BinaryIO, decompressor: ZstdDecompressor) -> None:
        super().__init__(compressed, SLICE_BYTES)
        self._decompressor = decompressor
        self._frame: ZstdDecompressionObj | None = None

    def _check_end(self) -> None:
        if self._frame is not None:
            raise OSError("the packed data is cut short; get it again")

    def _decompress(self, compressed_slice: bytes) -> bytes:
        import zstandard

        self._frame = self._frame or self._decompressor.decompressobj()
        try:
            decompressed = self._frame.decompress(compressed_slice)
        except zstandard.ZstdError as error:
            raise OSError(f"the packed data is damaged; get it again ({error})") from None
        self._next_slice = self._frame.unused_data
        if self._frame.eof:
            self._frame = None
        return decompressed

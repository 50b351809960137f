"""The bytes of pages, packed.

Brotli at 3 packs HTML of 394 kB into 67 kB in 2.3 ms, zlib at 6 into 73 kB in 8.3 ms, which was a third of the
writer's time (the 38 pages of ../shared/pages).
"""

from __future__ import annotations

import zlib

import brotli

QUALITY = 3
_DEFLATE = 8  # the low half of a zlib stream's first byte; Brotli's with its own window of 4 MB is 11, or 1 unpacked


def pack(raw: bytes) -> bytes:
    """The bytes, packed."""
    packed: bytes = brotli.compress(raw, quality=QUALITY)
    return packed


def unpack(packed: bytes) -> bytes:
    """The bytes that were packed, be it by zlib, as stores did at first."""
    if packed[0] & 0x0F == _DEFLATE:
        return zlib.decompress(packed)
    raw: bytes = brotli.decompress(packed)
    return raw

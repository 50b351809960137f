"""Compression of pages' bytes.

Brotli at 3 packs HTML of 394 kB into 67 kB in 2.3 ms, zlib at 6 into 73 kB in 8.3 ms, which was a third of the
writer's time (the 38 pages of ../shared/pages).
"""

from __future__ import annotations

import zlib

import brotli

QUALITY = 3
_DEFLATE = 8  # the low half of a zlib stream's first byte; Brotli's with its own window of 4 MB is 11, or 1 unpacked


def compress(raw: bytes) -> bytes:
    """Return the bytes, compressed with Brotli."""
    compressed: bytes = brotli.compress(raw, quality=QUALITY)
    return compressed


def decompress(compressed: bytes) -> bytes:
    """Return the bytes that were compressed, with Brotli or, in the first stores, with zlib."""
    if compressed[0] & 0x0F == _DEFLATE:
        return zlib.decompress(compressed)
    raw: bytes = brotli.decompress(compressed)
    return raw

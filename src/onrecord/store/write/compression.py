"""Compression of pages' bytes.

Brotli at 3 packs HTML of 394 kB into 67 kB in 2.3 ms, zlib at 6 into 73 kB in 8.3 ms, which was a third of the
writer's time (the 38 pages of ../shared/pages).
"""

from __future__ import annotations

import brotli

from onrecord.errors import PageError, StoreError
from onrecord.pages.http.content_encoding import decompress_body

QUALITY = 3
MAX_UNPACKED = 200_000_000  # bytes of a page; ten times ONRECORD_MAX_BYTES
_DEFLATE = 8  # the low half of a zlib stream's first byte; Brotli's with its own window of 4 MB is 11, or 1 unpacked


def compress(raw: bytes) -> bytes:
    """Return the bytes, compressed with Brotli."""
    compressed: bytes = brotli.compress(raw, quality=QUALITY)
    return compressed


def decompress(compressed: bytes) -> bytes:
    """Return the bytes that were compressed, with Brotli or, in the first stores, with zlib.

    Raises:
        StoreError: They are damaged, or unpack to more than a page has.
    """
    if not isinstance(compressed, bytes) or not compressed:
        raise StoreError("the page's bytes are damaged: they are no bytes or there are none")
    encoding = "deflate" if compressed[0] & 0x0F == _DEFLATE else "br"
    try:
        return decompress_body(compressed, encoding, MAX_UNPACKED)
    except PageError as error:
        raise StoreError(f"the page's bytes are damaged: {error.reason.split(';')[0]}") from None

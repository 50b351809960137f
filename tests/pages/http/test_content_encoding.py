"""Bodies that are packed: in two encodings, in thousands, and in one that unpacks to gigabytes."""

from __future__ import annotations

import gzip

import brotli
import pytest

from onrecord.errors import DecodeError, SourceError
from onrecord.pages.http.content_encoding import decompress_body


def test_two_encodings_are_taken_off_from_the_last_on() -> None:
    packed = brotli.compress(gzip.compress(b"boats", mtime=0))
    assert decompress_body(packed, "gzip, identity,br", 100) == b"boats"


@pytest.mark.parametrize("name", ["gzip", "br", "deflate"])
def test_thousands_of_encodings_are_refused_before_any_is_taken_off(name: str) -> None:
    with pytest.raises(DecodeError, match="packed 4,001 times over"):
        decompress_body(gzip.compress(b"boats", mtime=0), ", ".join([name] * 4_001), 100)


def test_a_body_that_unpacks_to_gigabytes_is_refused_at_the_limit() -> None:
    bomb = brotli.compress(bytes(5_000_000), quality=1)
    with pytest.raises(SourceError, match="larger than 100,000 bytes when unpacked"):
        decompress_body(bomb, "br", 100_000)

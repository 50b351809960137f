"""Web archives made for the tests."""

from __future__ import annotations

import gzip


def warc_response(
    url: str, body: bytes, *, status: str = "200 OK", media: str = "text/html; charset=utf-8", more: str = ""
) -> bytes:
    """One WARC response."""
    http = f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\n{more}\r\n".encode() + body
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\n"
        f"WARC-Target-URI: {url}\r\n"
        "WARC-Date: 2024-05-01T10:00:00Z\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
        "Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def compress_records(*records: bytes) -> bytes:
    """The records as a .warc.gz holds them: a gzip member each."""
    return b"".join(gzip.compress(one, mtime=0) for one in records)

"""Web archives (WARC): the HTML pages among their responses."""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, cast

from onrecord.errors import DecodeError, PageError, SourceError
from onrecord.pages.formats.gzip_stream import describe_read_error
from onrecord.pages.http.content_encoding import decompress_body, remove_chunk_marks
from onrecord.pages.text_encoding import decode
from onrecord.records import Page, PageOrigin, Skipped, SkipReason

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

HTML_TYPES = ("text/html", "application/xhtml+xml")
MAX_HEADER_BYTES = 65_536


def read_archive(stream: BinaryIO, location: str, max_bytes: int) -> Iterator[Page | Skipped]:
    """Give the pages of a decompressed archive: its HTML responses of status 200; the others are Skipped.

    An archive that is damaged or cut short gives what comes before that, and one Skipped with the reason.
    """
    archive = _ArchiveStream(stream)
    number, pending = 0, None  # a page waits until the record after it shows that it is complete
    try:
        for number, record in enumerate(_responses(archive), 1):
            if pending is not None:
                yield pending
            pending = None
            pending = _outcome(record, f"{location}:{number}", max_bytes)
    except (OSError, EOFError, zlib.error) as error:
        if pending is not None:
            yield pending
        yield Skipped.from_error(_damage(error), f"{location}:{number + 1}")
        return
    if archive.at_record_end:
        if pending is not None:
            yield pending
    else:
        damage = SourceError("the archive is empty or cut short; get it again")
        yield Skipped.from_error(damage, f"{location}:{max(number, 1)}")


class _ArchiveStream:
    """A stream as FastWARC needs it: it asks for the position, but never seeks. It remembers its last bytes."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = cast(io.BufferedReader, stream)
        self._position = 0
        self._tail = b""

    @property
    def at_record_end(self) -> bool:
        """Whether what was read so far ends as a record does: with two line ends."""
        return self._tail.replace(b"\r", b"").endswith(b"\n\n")

    def read(self, size: int = -1) -> bytes:
        """Read at most ``size`` bytes."""
        data = self._stream.read1(size)  # `read` would lose what comes before damage
        self._position += len(data)
        self._tail = (self._tail + data[-4:])[-4:]
        return data

    def tell(self) -> int:
        """Return the position in bytes."""
        return self._position

    def seek(self, offset: int, whence: int = 0) -> int:
        """Return the position: the stream cannot be moved."""
        return self._position

    def close(self) -> None:
        """Do nothing: the caller closes its own stream."""


def _responses(stream: _ArchiveStream) -> Iterator[WarcRecord]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    # auto_decode would end the whole archive at the first body whose Content-Encoding is not true
    yield from ArchiveIterator(
        stream,
        record_types=WarcRecordType.response,
        auto_decode="none",
        stream_detect=False,
        max_header_len=MAX_HEADER_BYTES,
    )


def _outcome(record: WarcRecord, location: str, max_bytes: int) -> Page | Skipped:
    if not record.is_http_parsed:
        return Skipped(location, SkipReason.NOT_HTML, "not an HTTP response")
    if record.http_headers.status_code != 200:
        return Skipped(location, SkipReason.NOT_HTML, f"HTTP status {record.http_headers.status_code}")
    media_type = (record.http_content_type or "").lower()
    if media_type not in HTML_TYPES:
        detail = f"not HTML but {media_type[:60]}" if media_type else "of no content type"
        return Skipped(location, SkipReason.NOT_HTML, detail)
    try:
        body = _body(record, max_bytes)
        text = decode(body, record.http_charset)
    except PageError as error:
        return Skipped.from_error(error, location)
    date = record.headers.get("WARC-Date")
    origin = PageOrigin("warc", location, date, hashlib.sha256(body).hexdigest())
    url = (record.headers.get("WARC-Target-URI") or "").strip("<> ") or None
    return Page(origin, "html", text, url=url, raw=body, charset=record.http_charset)


def _body(record: WarcRecord, max_bytes: int) -> bytes:
    headers = record.http_headers
    data = record.reader.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise SourceError(f"larger than {max_bytes:,} bytes; raise ONRECORD_MAX_BYTES to read it")
    if "chunked" in (headers.get("Transfer-Encoding") or "").lower():
        data = remove_chunk_marks(data)
    data = decompress_body(data, headers.get("Content-Encoding") or "", max_bytes)
    if not data.strip():
        raise DecodeError("empty: it holds no text")
    return data


def _damage(error: Exception) -> SourceError:
    hint = "" if isinstance(error, EOFError | zlib.error) else " (is it a WARC file?)"
    return SourceError(f"the rest of the archive is lost: {describe_read_error(error)}{hint}")

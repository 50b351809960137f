"""Web archives: the HTML pages among their responses."""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, cast

from onrecord.errors import DecodeError, PageError, SourceError
from onrecord.pages.formats.gzip_stream import why
from onrecord.pages.http.content_encoding import unchunked, unpacked
from onrecord.pages.text_encoding import decode
from onrecord.records import Page, PageOrigin, Skipped, SkipReason

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

HTML = ("text/html", "application/xhtml+xml")
MAX_HEADER = 65_536


def read(stream: BinaryIO, location: str, limit: int) -> Iterator[Page | Skipped]:
    """The pages of an unpacked archive: its responses of status 200 that are HTML; its other responses are Skipped.

    An archive that is damaged or cut short gives what comes before that, and one Skipped with the reason.
    """
    watched = _Watched(stream)
    number, last = 0, None  # the last page waits until what follows shows it to be whole
    try:
        for number, record in enumerate(_responses(watched), 1):
            if last is not None:
                yield last
            last = None
            last = _outcome(record, f"{location}:{number}", limit)
    except (OSError, EOFError, zlib.error) as error:
        if last is not None:
            yield last
        yield Skipped.from_error(SourceError(_damage(error)), f"{location}:{number + 1}")
        return
    if watched.ended:
        if last is not None:
            yield last
    else:
        yield Skipped.from_error(
            SourceError("the archive is empty or cut short; get it again"), f"{location}:{max(number, 1)}"
        )


class _Watched:
    """A stream as FastWARC wants it (it asks where it is, never to seek), which remembers how it ended."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = cast(io.BufferedReader, stream)
        self._position = 0
        self._tail = b""

    @property
    def ended(self) -> bool:
        """Whether what was read so far ends as a record does: with two line ends."""
        return self._tail.replace(b"\r", b"").endswith(b"\n\n")

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read1(size)  # read would lose what came before the damage
        self._position += len(data)
        self._tail = (self._tail + data[-4:])[-4:]
        return data

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._position

    def close(self) -> None:
        """Nothing: the giver closes what it gave."""


def _responses(stream: _Watched) -> Iterator[WarcRecord]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    # auto_decode would end the whole archive at the first body whose Content-Encoding is not true
    yield from ArchiveIterator(
        stream,
        record_types=WarcRecordType.response,
        auto_decode="none",
        stream_detect=False,
        max_header_len=MAX_HEADER,
    )


def _outcome(record: WarcRecord, where: str, limit: int) -> Page | Skipped:
    if not record.is_http_parsed:
        return Skipped(where, SkipReason.NOT_HTML, "not an HTTP response")
    if record.http_headers.status_code != 200:
        return Skipped(where, SkipReason.NOT_HTML, f"HTTP status {record.http_headers.status_code}")
    kind = (record.http_content_type or "").lower()
    if kind not in HTML:
        return Skipped(where, SkipReason.NOT_HTML, f"not HTML but {kind[:60]}" if kind else "of no content type")
    try:
        body = _body(record, limit)
        text = decode(body, record.http_charset)
    except PageError as error:
        return Skipped.from_error(error, where)
    date = record.headers.get("WARC-Date")
    origin = PageOrigin("warc", where, date, hashlib.sha256(body).hexdigest())
    url = (record.headers.get("WARC-Target-URI") or "").strip("<> ") or None
    return Page(origin, "html", text, url=url, raw=body, charset=record.http_charset)


def _body(record: WarcRecord, limit: int) -> bytes:
    http = record.http_headers
    data = record.reader.read(limit + 1)
    if len(data) > limit:
        raise SourceError(f"larger than {limit:,} bytes; raise ONRECORD_MAX_BYTES to read it")
    if "chunked" in (http.get("Transfer-Encoding") or "").lower():
        data = unchunked(data)
    data = unpacked(data, http.get("Content-Encoding") or "", limit)
    if not data.strip():
        raise DecodeError("empty: it holds no text")
    return data


def _damage(error: Exception) -> str:
    if isinstance(error, EOFError | zlib.error):
        return f"the rest of the archive is lost: {why(error)}"
    return f"the rest of the archive is lost: {why(error)} (is it a WARC file?)"

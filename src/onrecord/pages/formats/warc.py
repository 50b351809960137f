"""Web archives (WARC, ARC): the pages among their records. Every other record is counted with its reason."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO, Literal

from onrecord.errors import DecodeError, PageError, SourceError
from onrecord.pages.formats.archive_records import ArchiveGap, ArchiveRecord, archive_records
from onrecord.pages.formats.archived_http import parse_response
from onrecord.pages.formats.files import sniff_kind
from onrecord.pages.formats.gzip_stream import GZIP_MAGIC, describe_read_error
from onrecord.pages.http.content_encoding import decompress_body, remove_chunk_marks
from onrecord.pages.text_encoding import decode
from onrecord.records import Page, PageOrigin, Skipped, SkipReason

MEDIA: dict[str, Literal["html", "text"]] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
}
PAGE_KINDS = frozenset({"response", "resource", "conversion", "revisit", "continuation"})
HEAD_ROOM = 1_048_576  # bytes of HTTP headers before a body, at most
SNIFF_BYTES = 4_096
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_PASSED_OVER = {
    "revisit": "a revisit: the page itself is in an earlier record",
    "continuation": "a later segment of a record, which is not supported",
}


def read_archive(stream: BinaryIO, location: str, max_bytes: int) -> Iterator[Page | Skipped]:
    """Give the pages of a decompressed archive: responses of status 200, resources and conversions to text.

    Each other record is Skipped with its reason; requests, metadata and the like are one Skipped with their numbers.
    An archive that is damaged or cut short gives what comes before that, and one Skipped with the reason.
    """
    passed_kinds: Counter[str] = Counter()
    number, outcomes = 0, 0
    try:
        for record in archive_records(stream, PAGE_KINDS, max_bytes + HEAD_ROOM):
            if isinstance(record, ArchiveRecord) and record.kind not in PAGE_KINDS and record.is_complete:
                passed_kinds[record.kind] += 1
                continue
            number += isinstance(record, ArchiveRecord)
            outcomes += 1
            yield _outcome(record, f"{location}:{max(number, 1)}", max_bytes)
    except (OSError, EOFError, zlib.error) as error:
        lost = SourceError(f"the rest of the archive is lost: {describe_read_error(error)}")
        yield Skipped.from_error(lost, f"{location}:{number + 1}")
        return
    if passed_kinds:
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in sorted(passed_kinds.items()))
        yield Skipped(location, SkipReason.NOT_HTML, f"records that hold no page: {kinds}")
    elif not outcomes:
        yield Skipped.from_error(SourceError("the archive is empty; get it again"), location)


def _outcome(record: ArchiveRecord | ArchiveGap, location: str, max_bytes: int) -> Page | Skipped:
    if isinstance(record, ArchiveGap):
        return Skipped.from_error(SourceError(record.reason), location)
    if not record.is_complete:
        return Skipped.from_error(SourceError("the archive is cut short; get it again"), location)
    if record.kind in _PASSED_OVER:
        return Skipped(location, SkipReason.NOT_HTML, _PASSED_OVER[record.kind])
    try:
        if record.kind == "response":
            return _response_page(record, location, max_bytes)
        return _page(record, record.block, record.headers.get("content-type", ""), location, max_bytes)
    except PageError as error:
        return Skipped.from_error(error, location)


def _response_page(record: ArchiveRecord, location: str, max_bytes: int) -> Page | Skipped:
    response = parse_response(record.block)
    if response is None:
        return Skipped(location, SkipReason.NOT_HTML, "not an HTTP response")
    if response.status != 200:
        detail = f"HTTP status {response.status}" if response.status else "an HTTP response without a status"
        return Skipped(location, SkipReason.NOT_HTML, detail)
    media_type = response.headers.get("content-type", "")
    if not (media := media_type.partition(";")[0].strip().lower()) or media in MEDIA:  # else it is not unpacked
        body = response.body
        if "chunked" in response.headers.get("transfer-encoding", "").lower():
            body = remove_chunk_marks(body)
        encodings = response.headers.get("content-encoding", "")
        if not encodings.strip() and body.startswith(GZIP_MAGIC):
            encodings = "gzip"
        return _page(record, decompress_body(body, encodings, max_bytes), media_type, location, max_bytes)
    return _page(record, response.body, media_type, location, max_bytes)


def _looks_like_html(body: bytes) -> bool:
    try:
        return sniff_kind(body[:SNIFF_BYTES]) == "html"
    except DecodeError:
        return False


def _is_log(record: ArchiveRecord) -> bool:
    """Return whether a text is not from the web: crawlers keep their logs so."""
    return record.headers.get("warc-target-uri", "").strip("<> ").partition(":")[0] in {"metadata", "urn", "info"}


def _page(record: ArchiveRecord, body: bytes, media_type: str, location: str, max_bytes: int) -> Page | Skipped:
    """Return the page of a body; for one that is no page, the reason."""
    media_name = media_type.partition(";")[0].strip().lower()
    media = MEDIA.get(media_name)
    if media != "html" and (media or not media_name) and _looks_like_html(body):
        media = "html"  # as a file would be, whatever the server said
    if record.kind == "resource" and media == "text" and _is_log(record):
        return Skipped(location, SkipReason.NOT_HTML, "a log of the crawler")
    if media is None:
        detail = f"not HTML but {media_name[:60]}" if media_name else "of no content type"
        return Skipped(location, SkipReason.NOT_HTML, detail)
    if record.is_large or len(body) > max_bytes:
        raise SourceError(f"larger than {max_bytes:,} bytes; raise ONRECORD_MAX_BYTES to read it")
    if not body.strip():
        raise DecodeError("empty: it holds no text")
    charset = match[1] if (match := _CHARSET.search(media_type)) else None
    text = decode(body, charset)
    origin = PageOrigin("warc", location, record.headers.get("warc-date") or None, hashlib.sha256(body).hexdigest())
    url = record.headers.get("warc-target-uri", "").strip("<> ") or None
    return Page(origin, media, text, url=url, raw=body, charset=charset)

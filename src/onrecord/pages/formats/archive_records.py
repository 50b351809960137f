"""The records of web archives: WARC, and ARC, its predecessor. Whatever lies between two records is told too.

Records are found by their header lines, so that what is damaged costs the records that it damages and no others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

MAX_LINE_BYTES = 65_536  # of a header line: what is longer is cut
MAX_HEAD_BYTES = 1_048_576  # of a record's header
SLICE_BYTES = 1 << 20  # read at once of a block that is passed over
_ARC_HEAD = re.compile(
    rb"(?P<url>\S.*?) (?P<ip>\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:]+|-|0) (?P<date>\d{8,17}) (?P<media>\S+)"
    rb"(?: \S+){0,8}? (?P<length>\d{1,15})\s*"
)


@dataclass(frozen=True, slots=True)
class ArchiveRecord:
    """A record of an archive.

    Attributes:
        kind: its WARC-Type in small letters; of ARC records, ``response``, and ``warcinfo`` of the first.
        headers: by their names in small letters; of ARC, the WARC headers that say the same.
        block: its content, cut at the limit; empty for kinds that are not asked for.
        is_large: whether the content is longer than the limit.
        is_complete: whether the archive has all of it.
    """

    kind: str
    headers: dict[str, str] = field(repr=False)
    block: bytes = field(repr=False)
    is_large: bool = False
    is_complete: bool = True


@dataclass(frozen=True, slots=True)
class ArchiveGap:
    """Bytes of an archive that are no record, and why."""

    reason: str


def archive_records(stream: BinaryIO, kinds: frozenset[str], max_block: int) -> Iterator[ArchiveRecord | ArchiveGap]:
    """Yield the records of a decompressed archive in order, and what lies between them that is none.

    Args:
        stream: the archive.
        kinds: of which records the content is read; of the others it is passed over.
        max_block: bytes of a record's content that are held.
    """
    in_gap = False
    line_ends, was_warc = 0, False  # since the last record: a record of WARC is followed by two
    while line := stream.readline(MAX_LINE_BYTES):
        if not line.strip():
            line_ends += line.endswith(b"\n")
            continue
        is_warc = line[:5].upper() == b"WARC/"
        if is_warc:
            headers = _read_headers(stream)
        elif arc := _ARC_HEAD.fullmatch(line):
            headers = _arc_headers(arc)
        else:
            if not in_gap:
                yield ArchiveGap("data between the records that is no record")
            in_gap = True
            continue
        in_gap, line_ends, was_warc = False, 0, is_warc
        length = headers.get("content-length", "").strip()
        if not (length.isascii() and length.isdigit()):
            yield ArchiveGap("a record whose header does not say how long it is")
            in_gap = True  # its content is no record
            continue
        record = _read_record(stream, headers, min(int(length), 1 << 62), kinds, max_block)
        yield record
        if not record.is_complete:
            return
    if line_ends < (2 if was_warc else 0):
        yield ArchiveGap("the archive is cut short; get it again")


def _read_record(
    stream: BinaryIO, headers: dict[str, str], length: int, kinds: frozenset[str], max_block: int
) -> ArchiveRecord:
    kind = headers.get("warc-type", "").strip().lower() or "record of no type"
    block_length = min(length, max_block) if kind in kinds else 0
    block = stream.read(block_length) if block_length else b""
    is_complete = len(block) == block_length and _pass_over(stream, length - block_length)
    return ArchiveRecord(kind, headers, block, block_length < length and kind in kinds, is_complete)


def _pass_over(stream: BinaryIO, count: int) -> bool:
    """Read bytes and forget them; return whether there were so many."""
    while count > 0:
        data = stream.read(min(count, SLICE_BYTES))
        if not data:
            return False
        count -= len(data)
    return True


def _read_headers(stream: BinaryIO) -> dict[str, str]:
    """Read a header up to its empty line; a line that begins with a blank continues the one before it."""
    headers: dict[str, str] = {}
    name, size = "", 0
    while (line := stream.readline(MAX_LINE_BYTES)).strip(b"\r\n") and size < MAX_HEAD_BYTES:
        size += len(line)
        while not line.endswith(b"\n") and (rest := stream.readline(MAX_LINE_BYTES)):  # too long: its end is left out
            size += len(rest)
            if rest.endswith(b"\n"):
                break
        text = line.decode("utf-8", "replace")
        if text[0] in " \t" and name:
            headers[name] = f"{headers[name]} {text.strip()}".strip()
        elif ":" in text:
            name, _, value = text.partition(":")
            name = name.strip().lower()
            headers.setdefault(name, value.strip())
    return headers


def _arc_headers(arc: re.Match[bytes]) -> dict[str, str]:
    """Return the header line of an ARC record as the headers of WARC."""
    url = arc["url"].decode("utf-8", "replace")
    return {
        "warc-type": "warcinfo" if url.startswith("filedesc:") else "response",
        "warc-target-uri": url,
        "warc-date": _iso_date(arc["date"].decode()),
        "content-type": "application/http" if url.startswith("http") else "application/octet-stream",
        "content-length": arc["length"].decode(),
    }


def _iso_date(digits: str) -> str:
    """Return ``2008-04-30T20:48:25Z`` for ``20080430204825``; of fewer digits, the day."""
    day = f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}"
    return f"{day}T{digits[8:10]}:{digits[10:12]}:{digits[12:14]}Z" if len(digits) >= 14 else day

"""The HTTP response in a record of a web archive: status, headers and body, however its lines end."""

from __future__ import annotations

import re
from dataclasses import dataclass

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})\b|HTTP/\d(?:\.\d)?[ \t]*")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_CONTINUATION = re.compile(rb"\r?\n[ \t]+")


@dataclass(frozen=True, slots=True)
class ArchivedResponse:
    """A response: its status, None where it states none, its headers by their names in small letters, and its body."""

    status: int | None
    headers: dict[str, str]
    body: bytes


def parse_response(block: bytes) -> ArchivedResponse | None:
    """Return the response that a record's content is; None if it is none."""
    status = _STATUS.match(block)
    if status is None:
        return None
    end = _HEAD_END.search(block)
    head, body = (block, b"") if end is None else (block[: end.start()], block[end.end() :])
    headers: dict[str, str] = {}
    for line in _CONTINUATION.sub(b" ", head).splitlines()[1:]:
        name, colon, value = line.partition(b":")
        if colon:
            headers.setdefault(name.strip().lower().decode("latin-1"), value.strip().decode("utf-8", "replace"))
    return ArchivedResponse(int(status[1]) if status[1] else None, headers, body)

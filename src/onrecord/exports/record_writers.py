"""Records to a stream of bytes as they come, one writer for each format."""

from __future__ import annotations

from typing import BinaryIO, Protocol

from onrecord.exports import record_page as html
from onrecord.record_json import to_json
from onrecord.records import Record


class Writer(Protocol):
    """Takes records one by one. ``finish`` is told how many pages there were, those that gave no record included."""

    def write(self, record: Record) -> None: ...

    def finish(self, pages: int) -> None: ...


class JsonLines:
    """One record a line."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream

    def write(self, record: Record) -> None:
        self.stream.write(to_json(record) + b"\n")
        self.stream.flush()

    def finish(self, pages: int) -> None:
        pass


class Json:
    """One object for one page, an array for several; nothing for one page that gave no record."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.first: bytes | None = None  # held back until it is known whether another page follows
        self.open = False

    def write(self, record: Record) -> None:
        data = to_json(record, indent=2)
        if self.open:
            self.stream.write(b",\n" + data)
        elif self.first is None:
            self.first = data
        else:
            self.stream.write(b"[\n" + self.first + b",\n" + data)
            self.open = True

    def finish(self, pages: int) -> None:
        if self.open:
            self.stream.write(b"\n]\n")
        elif pages > 1:
            self.stream.write(b"[\n" + self.first + b"\n]\n" if self.first else b"[]\n")
        elif self.first:
            self.stream.write(self.first + b"\n")


class Html:
    """One page for all records, which needs no script, no font and no network."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.count = 0

    def write(self, record: Record) -> None:
        if not self.count:
            self._put(html.head(record.article.title))
        self.count += 1
        self._put(html.fragment(record, f"r{self.count}", style=False))

    def finish(self, pages: int) -> None:
        if self.count:
            self._put(html.FOOT)

    def _put(self, text: str) -> None:
        self.stream.write(text.encode("utf-8", "replace"))

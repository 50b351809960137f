"""What to check: lists of quotations, and the words that a record's statements print in quotation marks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from onrecord.errors import PageError, SourceError, TranscriptError
from onrecord.pages import files, jsonl
from onrecord.pages.sources import HEAD
from onrecord.records import Quotation, Record, Skipped, Span, Statement

FEWEST = 3  # words that a quotation has at least: fewer are anyone's, and mostly scare quotes
SHORT = "a quotation of one or two words, which anyone may have said"
APART = 300  # characters of cue between two pieces of one sentence, at most

Finder = Callable[[str], Sequence[tuple[int, int]]]
"""Finds the insides of a text's outermost quotation marks, sorted and apart."""

_WORD = re.compile(r"[^\W_]+(?:['’‘-][^\W_]+)*")
_ENDED = re.compile(r"[.!?…][)\]'’]*\s*$")
_FULL_STOP = re.compile(r"[.!?][\"”’)]?\s+[\"“‘]?[A-Z]")


@dataclass(frozen=True, slots=True)
class Printed:
    """A quotation as an article prints it: ``pieces`` are its places in the article's text, without the marks."""

    quotation: Quotation
    pieces: tuple[Span, ...]


def is_list(path: Path) -> bool:
    """Whether a file is JSON Lines of quotations: its first line has a ``quote``."""
    if files.kind_of(path) not in {"jsonl", None} or not path.is_file():
        return False
    try:
        with files.opened(path) as stream:
            return looks_like_list(stream.peek(HEAD)[:HEAD], stream)
    except PageError:
        return False


def looks_like_list(head: bytes, stream: BinaryIO | None = None) -> bool:
    """Whether what begins so is JSON Lines of quotations. A first line longer than the head is read on from it."""
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head.startswith(b"{") or b'"quote"' not in head:
        return False
    line, ended, _ = head.partition(b"\n")
    if not ended and stream is None:
        return True
    try:
        return "quote" in jsonl.parse(line if ended or stream is None else _first(stream))
    except SourceError:
        return False


def _first(stream: BinaryIO) -> bytes:
    for line in jsonl.lines(stream, 1_000_000):
        if line and line.strip():
            return line.removeprefix(b"\xef\xbb\xbf")
    return b""


def read_list(stream: BinaryIO, location: str, limit: int) -> Iterator[Quotation | Skipped]:
    """The quotations of a list, in order. A line that gives none is Skipped with its number."""
    for number, line in enumerate(jsonl.lines(stream, limit), 1):
        where = f"{location}:{number}"
        if line is None:
            reason = f"the line is longer than {limit:,} bytes; raise ONRECORD_MAX_BYTES to read it"
            yield Skipped(where, reason, error=TranscriptError)
            continue
        line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if not line.strip():
            continue
        try:
            yield _listed(jsonl.parse(line), number)
        except SourceError as error:
            yield Skipped(where, str(error), error=TranscriptError)


def _listed(given: dict[str, Any], number: int) -> Quotation:
    words = jsonl.string(given, "quote")
    if words is None:
        raise SourceError("has no quote")
    if not any(map(str.isalnum, words)):
        raise SourceError("its quote has no words")
    speaker, date = jsonl.string(given, "speaker"), jsonl.string(given, "date")
    return Quotation(jsonl.identifier(given) or str(number), words, (speaker or "").strip() or None, date or None)


def quotations_of(record: Record, finder: Finder) -> Iterator[Printed | Skipped]:
    """The quotations of a record's direct and mixed statements, in the article's order.

    Pieces that the cue parts within a sentence (“We will win,” he said, “and win big.”) are one quotation, joined by
    a space; so are the paragraphs of one that runs on. What is quoted within another's words is the other's. One or
    two words are Skipped: no failure, but counted.
    """
    marked = finder(record.article.text)
    taken: list[Span] = []
    found: list[tuple[Statement, list[Span]]] = []
    depth = _depths(record.statements)
    for statement in sorted(record.statements, key=lambda one: depth[one.id]):
        if statement.kind == "indirect":
            continue
        pieces = [piece for piece in _pieces(record.article.text, statement, marked) if not _meets(piece, taken)]
        taken += pieces
        found += [(statement, group) for group in _groups(record.article.text, pieces)]
    found.sort(key=lambda pair: pair[1][0].start)
    names = {speaker.id: speaker.name for speaker in record.speakers if speaker.kind == "person"}
    for statement, group in found:
        yield _printed(record, statement, group, names.get(statement.speaker or ""))


def _printed(record: Record, statement: Statement, group: list[Span], name: str | None) -> Printed | Skipped:
    words = " ".join(" ".join(span.text.split()) for span in group)
    if len(_WORD.findall(words)) < FEWEST:
        return Skipped(f"{record.article.page.location}: “{words}”", SHORT, failed=False, error=TranscriptError)
    number = f"{record.id}#{statement.id}"
    quotation = Quotation(number, words, name, record.article.published, statement.id)
    return Printed(quotation, tuple(group))


def _pieces(text: str, statement: Statement, marked: Sequence[tuple[int, int]]) -> Iterator[Span]:
    """The parts of a statement's content that stand in quotation marks."""
    for span in statement.content:
        for first, last in marked:
            start, end = max(span.start, first), min(span.end, last)
            while start < end and text[start].isspace():
                start += 1
            while start < end and text[end - 1].isspace():
                end -= 1
            if start < end and any(map(str.isalnum, text[start:end])):
                yield Span(start, end, text[start:end])


def _groups(text: str, pieces: Sequence[Span]) -> Iterator[list[Span]]:
    """The pieces, those of one quotation together."""
    group: list[Span] = []
    for piece in sorted(pieces, key=lambda piece: piece.start):
        if group and not _runs_on(text, group[-1], piece):
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _runs_on(text: str, before: Span, after: Span) -> bool:
    """Whether two pieces are one quotation: a sentence that the cue parts, or paragraphs of one that is not closed."""
    between = text[before.end : after.start]
    if not any(map(str.isalnum, between)):
        return True
    if len(between) > APART or "\n" in between or _ENDED.search(before.text):
        return False
    return not _FULL_STOP.search(between) and (before.text[-1] in ",;:—–-" or after.text[0].islower())


def _meets(piece: Span, taken: Sequence[Span]) -> bool:
    return any(piece.start < other.end and other.start < piece.end for other in taken)


def _depths(statements: Sequence[Statement]) -> dict[str, int]:
    """How many statements each stands in."""
    parents = {statement.id: statement.parent for statement in statements}
    depths = {}
    for name in parents:
        seen, above = {name}, parents[name]
        while above in parents and above not in seen:
            seen.add(above)
            above = parents[above]
        depths[name] = len(seen) - 1
    return depths

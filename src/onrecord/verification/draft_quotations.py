"""What to check: lists of quotations, and the words that a record's statements print in quotation marks."""

from __future__ import annotations

import io
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from onrecord.errors import PageError, SourceError, TranscriptError
from onrecord.pages.formats import files
from onrecord.pages.formats import json_lines as jsonl
from onrecord.pages.sources import HEAD
from onrecord.records import Article, Quotation, Record, Skipped, SkipReason, Span, Statement
from onrecord.text.sentences import SENTENCE_END_IN_CUE
from onrecord.verification.speaker_match import agrees

FEWEST = 3  # words that a quotation has at least: fewer are anyone's, and mostly scare quotes
SHORT = "a quotation of one or two words, which anyone may have said"
LONGEST = 1_000_000  # bytes of a first line by which a list is known
APART = 300  # characters of cue between two pieces of one sentence, at most

Finder = Callable[[str], Sequence[tuple[int, int]]]
"""Finds the insides of a text's outermost quotation marks, sorted and apart."""

_WORD = re.compile(r"[^\W_]+(?:['’‘-][^\W_]+)*")
_OPEN_END = re.compile(r"[,;:—–-]\s*$")  # how a piece ends whose sentence goes on behind the cue
_MARK_AND_COMMA = re.compile(r"\W{1,2},")  # as printers in Britain have it
_GOES_ON = re.compile(r",[\s\"'“‘`]*$")  # how the cue ends then
# What says, within the cue, that the words behind it were spoken at another time: a sentence's end, or "adding".
_APART = re.compile(SENTENCE_END_IN_CUE.pattern + r"|\b(?:adding|later|then|before)\b")


@dataclass(frozen=True, slots=True)
class Printed:
    """A quotation to check: of an article, with ``pieces``, its places in the article's text without the marks."""

    quotation: Quotation
    article: Article | None = None
    pieces: tuple[Span, ...] = ()


def is_list(source: str) -> bool:
    """Whether a file, or ``-`` for standard input, is JSON Lines of quotations: its first line has a ``quote``."""
    if source == "-":
        stream = sys.stdin.buffer
        return isinstance(stream, io.BufferedReader) and _is_quotation(stream.peek(HEAD)[:HEAD].partition(b"\n")[0])
    try:
        path = Path(source)
        if files.kind_of(path) not in {"jsonl", None} or not path.is_file():
            return False
        with files.opened(path) as opened:
            return _is_quotation(next((line for line in jsonl.lines(opened, LONGEST) if line and line.strip()), b""))
    except (PageError, OSError, ValueError):
        return False


def _is_quotation(line: bytes) -> bool:
    line = line.removeprefix(b"\xef\xbb\xbf")
    if not line.lstrip().startswith(b"{") or b'"quote"' not in line:
        return False
    try:
        return "quote" in jsonl.parse(line)
    except SourceError:
        return True  # it is told when it is read


def open_list(source: str, limit: int) -> Iterator[Printed | Skipped]:
    """The quotations of a list, in order. What gives none is Skipped: a line with its number, or the whole."""
    location = "standard input" if source == "-" else source
    try:
        if source == "-":
            with files.told(location), files.unpacked(sys.stdin.buffer) as stream:
                yield from read_list(stream, location, limit)
        else:
            with files.opened(Path(source)) as stream:
                yield from read_list(stream, location, limit)
    except PageError as error:
        yield Skipped.from_error(error, location)


def read_list(stream: BinaryIO, location: str, limit: int) -> Iterator[Printed | Skipped]:
    """The quotations of a list, in order. A line that gives none is Skipped with its number."""
    for number, line in enumerate(jsonl.lines(stream, limit), 1):
        where = f"{location}:{number}"
        if line is None:
            reason = f"the line is longer than {limit:,} bytes; raise ONRECORD_MAX_BYTES to read it"
            yield Skipped.from_error(TranscriptError(reason), where)
            continue
        line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if not line.strip():
            continue
        try:
            yield Printed(_listed(jsonl.parse(line), number))
        except SourceError as error:
            yield Skipped.from_error(TranscriptError(error.reason), where)


def _listed(given: dict[str, Any], number: int) -> Quotation:
    words = jsonl.string(given, "quote")
    if words is None:
        raise SourceError("has no quote")
    if not any(map(str.isalnum, words)):
        raise SourceError("its quote has no words")
    speaker, date = jsonl.string(given, "speaker"), jsonl.string(given, "date")
    return Quotation(jsonl.identifier(given) or str(number), words, (speaker or "").strip() or None, date or None)


def quotations_of(record: Record, finder: Finder) -> Iterator[Printed | Skipped]:
    """The quotations of a record's direct and mixed statements, in the article's order, each with an id of its own.

    Pieces that the cue parts within a sentence (“We will win,” he said, “and win big.”) are one quotation, joined by
    a space; so are the paragraphs of one that runs on. What is quoted within another's words is the other's. One or
    two words are Skipped: no failure, but counted.
    """
    marked = finder(record.article.text)
    taken: list[Span] = []
    found: list[tuple[Statement, list[Span]]] = []
    depth = record.nesting_depths()
    for statement in sorted(record.statements, key=lambda one: depth[one.id]):
        if statement.kind == "indirect":
            continue
        pieces = [piece for piece in _pieces(record.article.text, statement, marked) if not _meets(piece, taken)]
        taken += pieces
        found += [(statement, group) for group in _groups(record.article.text, pieces)]
    found.sort(key=lambda pair: pair[1][0].start)
    names = {one.id: one.name for one in record.speakers if one.kind == "person" and one.name[:1].isupper()}
    asked: Counter[str] = Counter()
    for statement, group in found:
        asked[statement.id] += 1
        number = f"{record.id}#{statement.id}" + (f".{asked[statement.id]}" if asked[statement.id] > 1 else "")
        yield _printed(record, statement, group, names.get(statement.speaker or ""), number)


def _printed(
    record: Record, statement: Statement, group: list[Span], name: str | None, number: str
) -> Printed | Skipped:
    words = " ".join(" ".join(span.text.split()) for span in group)
    if len(_WORD.findall(words)) < FEWEST:
        return Skipped(f"{record.article.page.location}: “{words}”", SkipReason.SHORT_QUOTATION, SHORT)
    quotation = Quotation(number, words, name, record.article.published, statement.id)
    return Printed(quotation, record.article, tuple(group))


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
    if not any(map(str.isalnum, between)):  # a quotation that is not closed opens again at the next paragraph
        return "\n" in between and len("".join(between.replace("''", '"').split())) < 2
    if len(between) > APART or "\n" in between or _APART.search(between):
        return False
    return bool((_OPEN_END.search(before.text) or _MARK_AND_COMMA.match(between)) and _GOES_ON.search(between))


def is_by(claimed: str | None, wanted: str) -> bool:
    """Whether a quotation is said to be of someone named so: "clinton" is Hillary Clinton."""
    if claimed is None:
        return False
    return (
        claimed.casefold() == wanted.casefold()
        or agrees(claimed, wanted.title() if wanted.islower() else wanted) is True
    )


def _meets(piece: Span, taken: Sequence[Span]) -> bool:
    return any(piece.start < other.end and other.start < piece.end for other in taken)

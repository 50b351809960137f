"""The article's text split at every edge of a statement's spans, so that overlapping spans can be marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from onrecord.exports.views.sentence_context import SpanRole, spans_with_roles
from onrecord.records import Statement


@dataclass(frozen=True, slots=True)
class MarkedPiece:
    """A stretch of text in which no span begins or ends, with the roles it has, those of the outermost statement first.

    ``start`` and ``end`` are offsets into the article's text.
    """

    start: int
    end: int
    roles: tuple[tuple[SpanRole, Statement], ...]


def split_at_spans(
    start: int, end: int, statements: Sequence[Statement], depths: dict[str, int]
) -> Iterator[MarkedPiece]:
    """Yield the pieces of ``text[start:end]``, in order and without a gap."""
    marks = [
        (span, role, statement)
        for statement in sorted(statements, key=lambda statement: depths[statement.id])
        for role, span in spans_with_roles(statement)
        if span.start < end and start < span.end
    ]
    edges = {edge for span, _, _ in marks for edge in (span.start, span.end) if start < edge < end}
    upcoming = sorted(range(len(marks)), key=lambda index: marks[index][0].start, reverse=True)
    active: list[int] = []
    for piece_start, piece_end in pairwise(sorted(edges | {start, end})):
        while upcoming and marks[upcoming[-1]][0].start <= piece_start:
            active.append(upcoming.pop())
        active = [index for index in active if marks[index][0].end > piece_start]
        yield MarkedPiece(piece_start, piece_end, tuple((marks[index][1], marks[index][2]) for index in sorted(active)))

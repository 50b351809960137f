"""An article cut into pieces at every edge of a statement's spans, so that overlapping spans can be marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from onrecord.exports.sentence_context import Part, parts
from onrecord.records import Span, Statement


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text in which nothing begins or ends, with the parts it plays, outermost statement first."""

    start: int
    end: int
    plays: tuple[tuple[Part, Statement], ...]


def pieces(start: int, end: int, statements: Sequence[Statement], depth: dict[str, int]) -> Iterator[Piece]:
    """The pieces of ``text[start:end]``, in order and without a gap."""
    ordered = sorted(statements, key=lambda statement: depth[statement.id])
    found = [(span, part, one) for one in ordered for part, span in parts(one) if _meets(span, start, end)]
    edges = {edge for span, _, _ in found for edge in (span.start, span.end) if start < edge < end}
    cuts = sorted(edges | {start, end})
    waiting = sorted(range(len(found)), key=lambda n: found[n][0].start, reverse=True)
    over: list[int] = []
    for left, right in pairwise(cuts):
        while waiting and found[waiting[-1]][0].start <= left:
            over.append(waiting.pop())
        over = [n for n in over if found[n][0].end > left]
        yield Piece(left, right, tuple((found[n][1], found[n][2]) for n in sorted(over)))


def _meets(span: Span, start: int, end: int) -> bool:
    return span.start < end and start < span.end

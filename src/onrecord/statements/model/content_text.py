"""The content of a statement as a text of its own, without the marks around it, and the way back to the article."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.statements.attribution_draft import Bounds, Offsets
from onrecord.text.quotation_marks import QUOTATION_MARKS

_DOUBLE_MARKS = QUOTATION_MARKS - frozenset("‘’'‚‛‹›")


@dataclass(frozen=True, slots=True)
class ContentText:
    """The pieces of a content joined by spaces, or by line ends where the article has one between them.

    ``pieces`` are the pieces in the article, ``starts`` where each begins in ``text``.
    """

    text: str
    pieces: Offsets
    starts: tuple[int, ...]

    def to_article(self, spans: Sequence[Bounds]) -> Offsets:
        """Return spans of ``text`` as spans of the article; one that runs over several pieces is cut between them."""
        return tuple(part for start, end in spans for part in self._parts(start, end))

    def _parts(self, start: int, end: int) -> list[Bounds]:
        parts = []
        for number in range(max(0, bisect_right(self.starts, start) - 1), len(self.starts)):
            piece_start, piece_end = self.pieces[number]
            shift = piece_start - self.starts[number]
            part = max(start + shift, piece_start), min(end + shift, piece_end)
            if part[1] > part[0]:
                parts.append(part)
        return parts


def join_content(text: str, content: Offsets) -> ContentText:
    """Return the content of a statement in ``text`` as a text of its own."""
    pieces = tuple(_without_marks(text, start, end) for start, end in content)
    pieces = tuple((start, end) for start, end in pieces if end > start)
    joined, starts = "", []
    for number, (start, end) in enumerate(pieces):
        if number:
            joined += "\n" if "\n" in text[pieces[number - 1][1] : start] else " "
        starts.append(len(joined))
        joined += text[start:end]
    return ContentText(joined, pieces, tuple(starts))


def _without_marks(text: str, start: int, end: int) -> Bounds:
    """The span without the quotation marks that begin and end it, where both do, or only one is in it."""
    opens = text[start : start + 1] in _DOUBLE_MARKS
    closes = end - start > 1 and text[end - 1 : end] in _DOUBLE_MARKS
    inside = sum(text.count(mark, start + opens, end - closes) for mark in _DOUBLE_MARKS)
    if inside:
        return start, end
    return start + opens, end - closes

"""Span edges: what quotation marks and punctuation settle about where a content begins and ends."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.statements.attribution_draft import Offsets
from onrecord.statements.interval_index import Near
from onrecord.text.quotation_marks import Quotation

SCARE = 3  # a quotation of up to so many words may be a title or a scare quote: it need not be content
_CLOSES = re.compile(r"[.,!?…]?\)")
_WORD = re.compile(r"\w+")


def words(text: str, start: int, end: int) -> int:
    """Number of words between two offsets."""
    return sum(1 for _ in _WORD.finditer(text, start, end))


def tidy(text: str, quotations: Near[Quotation], content: Offsets, barriers: Offsets) -> Offsets:
    """The content's spans with quotations taken whole, marks and the punctuation inside them included.

    In 2,359 quotations of ten words or more in PolNeAR train, 99 in 100 are wholly one statement's content or wholly
    outside any; so a quotation of more than three words that a content touches is taken whole, save for the stretch
    beyond a ``barrier`` (the statement's own cue and source).
    """
    spans = list(content)
    for q in quotations.touching(content):
        if q.level == 0:
            spans = _take_whole(text, spans, q, barriers)
    return merge(text, [with_marks(text, quotations, s, e) for s, e in spans])


def _take_whole(text: str, spans: list[tuple[int, int]], q: Quotation, barriers: Offsets) -> list[tuple[int, int]]:
    touching = [(s, e) for s, e in spans if s < q.inner_end and e > q.inner_start]
    if not touching or any(s < q.inner_end and e > q.inner_start for s, e in barriers):
        return spans
    size = words(text, q.inner_start, q.inner_end)
    inside = sum(words(text, max(s, q.inner_start), min(e, q.inner_end)) for s, e in touching)
    if size <= SCARE or 2 * inside < size:
        return spans
    whole = (min(q.inner_start, touching[0][0]), max(q.inner_end, touching[-1][1]))
    return sorted([s for s in spans if s not in touching] + [whole])


def with_marks(text: str, quotations: Near[Quotation], start: int, end: int) -> tuple[int, int]:
    """The span with the marks of each quotation that begins or ends just at its edge, and with no loose edges."""
    start, end = trim(text, start, end)
    for q in quotations.touching(((start, end + 1),)):
        if q.start < start and q.inner_end > start and not text[q.inner_start : start].strip():
            start = q.start
        if q.closed and q.end > end > q.inner_start and not text[end : q.inner_end].strip(" .,!?…;-–—’'"):
            end = q.end
    return start, end


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span from its first to its last letter, digit or bracket that it holds both of."""
    while start < end and not text[start].isalnum() and text[start] not in "$£€#@([":
        start += 1
    while end > start and not text[end - 1].isalnum() and text[end - 1] not in "%)]":
        end -= 1
    if end > start and text[end - 1] in ")]" and not any(c in "([" for c in text[start:end]):
        return trim(text, start, end - 1)
    if text.count("(", start, end) > text.count(")", start, end):
        closing = _CLOSES.match(text, end)
        end = closing.end() if closing else end
    return start, end


def merge(text: str, spans: Sequence[tuple[int, int]]) -> Offsets:
    """Spans in order; those that touch, overlap or are parted by nothing but punctuation in one paragraph are one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(s for s in spans if s[1] > s[0]):
        if merged:
            gap = text[merged[-1][1] : start]
            if start <= merged[-1][1] or ("\n" not in gap and not any(c.isalnum() for c in gap)):
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
                continue
        merged.append((start, end))
    return tuple(merged)

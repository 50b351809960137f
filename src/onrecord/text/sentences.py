"""Sentence bounds by rule: enough to look for words around a statement, not to parse."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

_PARAGRAPH = re.compile(r"[^\n]+")
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*\s+(?=[\"'“‘«„(\[]*[A-Z0-9])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Mx|Dr|Prof|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Capt|Cmdr|Rev|Hon|St|Jr|Sr|vs|No|Nos|Inc|Corp|Co|Ltd"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|a\.m|p\.m|e\.g|i\.e|U\.S|U\.K|U\.N|D\.C)|\b[A-Z])\.$"
)


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Start and end of each sentence, in order; none crosses a line's end."""
    return tuple(s for m in _PARAGRAPH.finditer(text) for s in _in_paragraph(text, m.start(), m.end()))


def around(sentences: Sequence[tuple[int, int]], start: int, end: int) -> Sequence[tuple[int, int]]:
    """The sentences that share a character with ``start:end``."""
    first = bisect_right(sentences, start, key=lambda s: s[1])
    return sentences[first : bisect_left(sentences, end, key=lambda s: s[0])]


def _in_paragraph(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for match in _END.finditer(text, start, end):
        stop = match.start() + 1
        if text[match.start()] == "." and _ABBREVIATION.search(text, max(begin, stop - 8), stop):
            continue
        yield begin, match.end()
        begin = match.end()
    if begin < end:
        yield begin, end

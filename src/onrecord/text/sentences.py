"""Sentence ends, by rule: the patterns that every stage uses, and the bounds of a text's sentences.

The patterns differ in how sure they have to be that a sentence ends. The strict ones look at the next word or at
abbreviations; the loose ones are for short stretches in which a full stop nearly always ends a sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from onrecord.text.honorifics import HONORIFICS, not_after_abbreviation

Bounds = tuple[int, int]

END_MARK = re.compile(r"[.!?…]")
"""A mark that may end a sentence, wherever it is."""

SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s+")
"""An end mark, what closes after it, and white space. Full stops of abbreviations match too."""

SENTENCE_END_OR_LINE_END = re.compile(r"[.!?][”\"’']?\s|\n")
"""Where a clause beside a cue stops at the latest."""

SENTENCE_END_BEFORE_SPACE = re.compile(r"[.!?…][\"”’')\]]*(?=\s|$)")
"""An end mark and what closes after it, at the end of the text or before white space that is not matched."""

SENTENCE_BREAK = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9])|\n+")
"""A sentence's end before a capital letter or a digit, or the end of a line."""

_NOT_ABBREVIATED = not_after_abbreviation("abbreviations.common")
SENTENCE_END_NOT_ABBREVIATED = re.compile(_NOT_ABBREVIATED + r"[.!?…][\"”’'»)\]]*\s+")
"""A sentence's end that is not the full stop of an initial or a common title."""

SENTENCE_END_IN_CUE = re.compile(_NOT_ABBREVIATED + r"[.!?](?=[^\w\s]*+\s)\W*+(?=[A-Z]|$)")
"""A sentence's end among the words between two parts of a quotation."""

LINE_ENDS_SENTENCE = re.compile(r"[.!?…:][\"”’')\]»]*$")
"""A line that ends as a sentence does, or with a colon."""

LINE_ENDS_CLAUSE = re.compile(r"[.!?…:;][\"”’')\]]*$")
"""A line that ends as a sentence or a clause does."""

_PARAGRAPH = re.compile(r"[^\n]+")
_END_BEFORE_CAPITAL = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+\s++(?=[\"'“‘«„(\[]*+[A-Z0-9])")
_ABBREVIATIONS = HONORIFICS.alternatives(
    *("abbreviations.titles", "abbreviations.name_parts", "abbreviations.companies", "abbreviations.months"),
    *("abbreviations.dotted", "abbreviations.other"),
)
_ABBREVIATION = re.compile(rf"(?:\b(?:{_ABBREVIATIONS})|\b[A-Z])\.$")
_LONGEST_ABBREVIATION = 8  # characters to look back for one


@lru_cache(maxsize=8)  # the rules of reading ask again for the articles that are read together
def split_sentences(text: str) -> tuple[Bounds, ...]:
    """Return the start and end of each sentence, in order. No sentence crosses a line's end."""
    return tuple(
        bounds for match in _PARAGRAPH.finditer(text) for bounds in _split_paragraph(text, match.start(), match.end())
    )


def sentences_overlapping(sentences: Sequence[Bounds], start: int, end: int) -> Sequence[Bounds]:
    """Return the sentences that share a character with ``start:end``; ``sentences`` are in the order of the text."""
    first = bisect_right(sentences, start, key=lambda bounds: bounds[1])
    return sentences[first : bisect_left(sentences, end, key=lambda bounds: bounds[0])]


def _split_paragraph(text: str, start: int, end: int) -> Iterator[Bounds]:
    sentence_start = start
    for match in _END_BEFORE_CAPITAL.finditer(text, start, end):
        mark_end = match.start() + 1
        look_from = max(sentence_start, mark_end - _LONGEST_ABBREVIATION)
        if text[match.start()] == "." and _ABBREVIATION.search(text, look_from, mark_end):
            continue
        yield sentence_start, match.end()
        sentence_start = match.end()
    if sentence_start < end:
        yield sentence_start, end

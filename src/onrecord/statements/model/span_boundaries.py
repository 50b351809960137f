"""Where the spans of a draft begin and end: what quotation marks and punctuation settle."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from onrecord.statements.attribution_draft import Bounds, Offsets
from onrecord.statements.interval_index import IntervalIndex
from onrecord.text.quotation_marks import QuotedSpan

MAX_SCARE_QUOTE = 3  # words; so short a quotation may be a title or a scare quote and need not be content
_UNIT_SIGNS = ("%", "‰", "°")  # a number's sign belongs to its number
_SPACES_AND_DOTS = " \t\u00a0.…"  # what an omission at a quotation's beginning is written with
_MAX_OMISSION = 40  # characters of it, and of the punctuation before a closing mark
_CLOSING_BRACKET = re.compile(r"[.,!?…]?\)")
_WORD = re.compile(r"\w+")
_PARTS_SOURCES = re.compile(r"[.!?] |[“”\"\n]")
_PRONOUN = re.compile(r"he|she|it|they|who|which|that|I|we", re.IGNORECASE)


def count_words(text: str, start: int, end: int, limit: int | None = None) -> int:
    """Return the number of words between two offsets; with ``limit``, no more are counted than that."""
    return sum(1 for _ in islice(_WORD.finditer(text, start, end), limit))


def align_to_quotations(
    text: str, quotations: IntervalIndex[QuotedSpan], content: Offsets, cue_and_source: Offsets
) -> Offsets:
    """Return the content's spans with quotations taken whole, their marks and the punctuation inside them included.

    Of 2,359 quotations of ten words or more in PolNeAR train, 99 in 100 are wholly one statement's content or wholly
    outside any. So a quotation of more than three words that the content covers for the most part is taken whole,
    unless the statement's own cue or source is inside it.
    """
    spans = list(content)
    for quotation in quotations.overlapping(content):
        if quotation.level == 0:
            spans = _take_whole(text, spans, quotation, cue_and_source)
    return merge_spans(text, [_include_marks(text, quotations, start, end) for start, end in spans])


def trim_to_words(text: str, start: int, end: int) -> Bounds:
    """Return the span from its first to its last letter or digit, or bracket if it holds both of the pair."""
    while start < end and not text[start].isalnum() and text[start] not in "$£€#@([":
        start += 1
    while end > start and not text[end - 1].isalnum() and text[end - 1] not in "%)]":
        end -= 1
    if end > start and text[end - 1] in ")]" and not any(c in "([" for c in text[start:end]):
        return trim_to_words(text, start, end - 1)
    if text.count("(", start, end) > text.count(")", start, end):
        closing = _CLOSING_BRACKET.match(text, end)
        end = closing.end() if closing else end
    return start, end


def merge_spans(text: str, spans: Sequence[Bounds]) -> Offsets:
    """Return the spans in order, and join those that only punctuation within one paragraph keeps apart."""
    merged: list[Bounds] = []
    for start, end in sorted(span for span in spans if span[1] > span[0]):
        if merged:
            gap = text[merged[-1][1] : start]
            if start <= merged[-1][1] or ("\n" not in gap and not any(c.isalnum() for c in gap)):
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
                continue
        merged.append((start, end))
    return tuple(merged)


def _take_whole(text: str, spans: list[Bounds], quotation: QuotedSpan, cue_and_source: Offsets) -> list[Bounds]:
    inner_start, inner_end = quotation.inner_start, quotation.inner_end
    touching = [(start, end) for start, end in spans if start < inner_end and end > inner_start]
    if not touching or any(start < inner_end and end > inner_start for start, end in cue_and_source):
        return spans
    covered = sum(count_words(text, max(start, inner_start), min(end, inner_end)) for start, end in touching)
    size = count_words(text, inner_start, inner_end, limit=max(MAX_SCARE_QUOTE, 2 * covered) + 1)
    if size <= MAX_SCARE_QUOTE or 2 * covered < size:
        return spans
    joined = (min(inner_start, touching[0][0]), max(inner_end, touching[-1][1]))
    return sorted([span for span in spans if span not in touching] + [joined])


def _include_marks(text: str, quotations: IntervalIndex[QuotedSpan], start: int, end: int) -> Bounds:
    """The span, trimmed, with the marks of each quotation that begins or ends right at its edge."""
    start, end = trim_to_words(text, start, end)
    if text[end : end + 1] in _UNIT_SIGNS and text[end - 1 : end].isdigit():
        end += 1
    for q in quotations.overlapping(((start, end + 1),)):
        if q.start < start < min(q.inner_end, q.inner_start + _MAX_OMISSION):
            start = start if text[q.inner_start : start].strip(_SPACES_AND_DOTS) else q.start
        if q.closed and max(q.inner_start, q.inner_end - _MAX_OMISSION) < end < q.end:
            end = end if text[end : q.inner_end].strip(" .,!?…;-–—’'") else q.end
    return start, end


def choose_source(text: str, source: Offsets, cue: Offsets) -> Offsets:
    """Return the one span of a source that names who speaks; the guideline of the labels knows no source in pieces.

    Of spans in the cue's sentence that is the one just after it (“reported by **the Post**”), else a pronoun (“the
    partner said **they** …”), else the first (“**The letter** to Mr Low warns”). A span of another sentence or beyond
    a quotation mark names another speaker: ““Cold,” said one diver. “Blue,” said **another**.”
    """
    if len(source) < 2 or not cue:
        return source
    nearest = min(source, key=lambda span: max(cue[0][0] - span[1], span[0] - cue[0][1], 0))
    beside = [span for span in source if not _PARTS_SOURCES.search(text, *_between(span, nearest))]
    after = [span for span in beside if 0 <= span[0] - cue[-1][1] <= 1]
    pronouns = [span for span in beside if _PRONOUN.fullmatch(text, *span)]
    return ((after or pronouns or beside)[0],)


def _between(first: Bounds, second: Bounds) -> Bounds:
    """The offsets between two spans, whichever comes first."""
    return min(first[1], second[1]), max(first[0], second[0], min(first[1], second[1]))

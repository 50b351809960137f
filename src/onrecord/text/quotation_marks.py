"""Quotation marks: which open, which close, which are apostrophes, and the spans that they quote.

The rules are those of English typesetting (Chicago Manual of Style 13.30: a quotation of several paragraphs reopens
at each and closes at the last). A mark that nothing closes runs to the end of its paragraph, so one stray mark spoils
one paragraph at most.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

OPENING_MARKS = "“„«"
CLOSING_MARKS = "”»"
QUOTATION_MARKS = frozenset(OPENING_MARKS + CLOSING_MARKS + "\"‟‘’'‚‛‹›")

_PARAGRAPH = re.compile(r"[^\n]+")
_MARK = re.compile(  # two single marks together are a double one
    "''|‘‘|’’|``|[" + "".join(sorted(QUOTATION_MARKS)) + "]"
)
_STRAIGHT_MARK = re.compile('"')
_SINGLE_MARKS = frozenset("‘’'‚‛")
_ELISION = re.compile(
    r"['’‘](?:\d0s|\d\ds?\b|tis\b|twas\b|em\b|til\b|cause\b|n['’]|bout\b|round\b|cos\b)", re.IGNORECASE
)
_BEFORE_OPENING = frozenset(' \t\u00a0\u2009\u200b([{—–-/:“„«"‘*_>')
_BEFORE_CLOSING = frozenset(".,!?…;:)]")
MAX_LEVELS = 8  # quotations inside one another, where four are rare; deeper marks are passed over: each costs time
_MAX_CLOSING_MARKS = 64  # closing marks that are tried for one single mark: keeps the time linear


@dataclass(frozen=True, slots=True)
class QuotedSpan:
    """One pair of quotation marks in a text.

    ``start:end`` includes the marks, ``inner_start:inner_end`` leaves them out. ``level`` is 0 for an outermost pair.
    ``closed`` is false when no mark closes it and it runs to the end of its paragraph. ``resumes`` is true when it
    reopens a quotation that the paragraph before left open: the two are one quotation.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    level: int
    closed: bool
    resumes: bool = False


def find_quotations(text: str) -> tuple[QuotedSpan, ...]:
    """Return every quoted span of the text, in the order of the opening marks."""
    quotations: list[QuotedSpan] = []
    left_open = False
    for paragraph in _PARAGRAPH.finditer(text):
        start, end = paragraph.span()
        in_paragraph = sorted(_quotations_in_paragraph(text, start, end), key=lambda q: (q.start, -q.end))
        if left_open and in_paragraph and not text[start : in_paragraph[0].start].strip():
            in_paragraph[0] = replace(in_paragraph[0], resumes=True)
        if in_paragraph or paragraph.group().strip():
            left_open = any(q.level == 0 and not q.closed for q in in_paragraph)
        quotations += in_paragraph
    return tuple(quotations)


def outermost_interiors(quotations: tuple[QuotedSpan, ...]) -> tuple[tuple[int, int], ...]:
    """Return what the outermost quotations hold, without their marks: sorted spans that do not overlap."""
    return tuple((q.inner_start, q.inner_end) for q in quotations if q.level == 0)


def _quotations_in_paragraph(text: str, start: int, end: int) -> Iterator[QuotedSpan]:
    """Yield the quotations of one paragraph. The stack holds the offsets of the marks that are open."""
    closing_of = _pair_single_marks(text, start, end)
    opening_of = {closing: opening for opening, closing in closing_of.items()}
    spaced_opening = _spaced_opening_marks(text, start, end)
    stack: list[int] = []
    for match in _MARK.finditer(text, start, end):
        offset, width = match.start(), len(match.group())
        if width == 2:
            if stack and stack[-1] not in closing_of:
                yield _close_innermost(text, stack, offset, width, closing_of)
            elif not text[offset + 2 : offset + 3].isspace():
                _open(stack, offset)
        elif offset in closing_of:
            _open(stack, offset)
        elif offset in opening_of:
            if opening_of[offset] in stack:
                while stack[-1] != opening_of[offset]:  # double marks that were left open inside single ones
                    stack.pop()
                yield _close_innermost(text, stack, offset, 1, closing_of)
        elif text[offset] in _SINGLE_MARKS or (stack and _reopens(text, offset, stack[-1])):
            continue
        elif _double_mark_opens(text, offset, start, bool(stack)) or (not stack and offset in spaced_opening):
            _open(stack, offset)
        elif stack and stack[-1] not in closing_of:
            yield _close_innermost(text, stack, offset, 1, closing_of)
    for level, opening in enumerate(stack):
        if opening not in closing_of:
            yield QuotedSpan(opening, end, opening + _opening_width(text, opening, closing_of), end, level, False)


def _open(stack: list[int], offset: int) -> None:
    """Put an opening mark on the stack, unless too many are open already."""
    if len(stack) < MAX_LEVELS:
        stack.append(offset)


def _spaced_opening_marks(text: str, start: int, end: int) -> frozenset[int]:
    """The straight double marks that open though a space follows: every other one, where each has a space inside.

    Tokenized text is written so: ``" It rained , " he said .``
    """
    marks = [match.start() for match in _STRAIGHT_MARK.finditer(text, start, end)]
    if len(marks) % 2 or not all(text[opening + 1 : opening + 2].isspace() for opening in marks[::2]):
        return frozenset()
    if not all(text[closing - 1].isspace() for closing in marks[1::2]):
        return frozenset()
    return frozenset(marks[::2])


def _opening_width(text: str, opening: int, closing_of: dict[int, int]) -> int:
    return 1 if opening in closing_of else len(_MARK.match(text, opening)[0])  # type: ignore[index]


def _close_innermost(text: str, stack: list[int], offset: int, width: int, closing_of: dict[int, int]) -> QuotedSpan:
    """Take the innermost open mark off the stack and return its span, which the mark at ``offset`` closes."""
    opening = stack.pop()
    inner_start = opening + _opening_width(text, opening, closing_of)
    return QuotedSpan(opening, offset + width, inner_start, offset, len(stack), True)


def _double_mark_opens(text: str, offset: int, paragraph_start: int, inside: bool) -> bool:
    """Whether the double mark at ``offset`` opens a quotation; ``inside`` says that another is open already."""
    mark = text[offset]
    before = text[offset - 1] if offset > paragraph_start else " "
    after = text[offset + 1] if offset + 1 < len(text) else " "
    if mark in OPENING_MARKS:  # “ is also the German closing mark, and sometimes typed in its place
        return not (inside and not after.isalnum() and before not in _BEFORE_OPENING)
    if mark in CLOSING_MARKS:
        return not inside and before in _BEFORE_OPENING and after.isalnum()
    if mark in "‹›":
        return mark == "‹"
    if inside:  # straight marks alternate, unless this one can only open: a space before it, a word after it
        return before in " \t\u00a0(" and after.isalnum()
    return not after.isspace() and (before in _BEFORE_OPENING or not before.isalnum())


def _reopens(text: str, offset: int, opening: int) -> bool:
    """Whether the straight mark at ``offset`` reopens the quotation from ``opening``: ``"It rained. "I left."``.

    So do texts whose paragraphs were joined. Inside double marks, single ones quote.
    """
    ends_sentence = text[offset - 2] in ".!?" and text[offset - 1] in " \u00a0"
    return text[offset] == text[opening] == '"' and ends_sentence and text[offset + 1 : offset + 2].isupper()


def _pair_single_marks(text: str, start: int, end: int) -> dict[int, int]:
    """Map each opening single mark to the one that closes it. Every other single mark is an apostrophe."""
    single_marks = [m.start() for m in _MARK.finditer(text, start, end) if m.group() in _SINGLE_MARKS]
    closing_marks = [offset for offset in single_marks if _single_mark_may_close(text, offset, start, end)]
    pairs: dict[int, int] = {}
    last_closing = -1
    for opening in single_marks:
        if opening <= last_closing or not _single_mark_may_open(text, opening, start, end):
            continue
        first = bisect_right(closing_marks, opening)
        closing = _choose_closing(text, opening, closing_marks[first : first + _MAX_CLOSING_MARKS])
        if closing is not None:
            pairs[opening] = last_closing = closing
    return pairs


def _single_mark_may_open(text: str, offset: int, start: int, end: int) -> bool:
    if text[offset] not in "‘'‚‛" or offset + 1 >= end or _ELISION.match(text, offset):
        return False
    before = text[offset - 1] if offset > start else " "
    return before in _BEFORE_OPENING and not text[offset + 1].isspace()


def _single_mark_may_close(text: str, offset: int, start: int, end: int) -> bool:
    if text[offset] not in "’'" or offset == start or text[offset - 1].isspace():
        return False
    return offset + 1 >= end or not text[offset + 1].isalnum()


def _choose_closing(text: str, opening: int, candidates: list[int]) -> int | None:
    """Return the mark that closes a single one: after punctuation if any is, else the first that is not a possessive.

    A mark after "s" and before another word ("the voters' choice") reads as a plural's possessive.
    """
    first_plausible: int | None = None
    for offset in candidates:
        if text[offset - 1] in _BEFORE_CLOSING and offset - opening > 1:
            return offset if first_plausible is None or "." not in text[first_plausible:offset] else first_plausible
        possessive = text[offset - 1] in "sS" and text[offset + 1 : offset + 2] == " "
        possessive = possessive and text[offset + 2 : offset + 3].isalpha()
        if first_plausible is None and not possessive:
            first_plausible = offset
    if first_plausible is None and candidates and text[opening] in "‘‚‛":
        return candidates[-1]
    return first_plausible

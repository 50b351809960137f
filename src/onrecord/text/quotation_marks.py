"""Quotation marks: which marks open, which close, which are apostrophes, and what stands inside.

Rules of English typesetting (Chicago Manual of Style 13.30: a quotation of several paragraphs reopens at each and
closes at the last). A mark left open closes at its paragraph's end, so one stray mark spoils one paragraph at most.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

OPENING = "“„«"
CLOSING = "”»"
MARKS = frozenset(OPENING + CLOSING + "\"‟‘’'‚‛‹›")

_PARAGRAPH = re.compile(r"[^\n]+")
_MARK = re.compile("''|‘‘|’’|``|[" + "".join(sorted(MARKS)) + "]")  # two single marks together are a double one
_SINGLE = frozenset("‘’'‚‛")
_ELISION = re.compile(
    r"['’‘](?:\d0s|\d\ds?\b|tis\b|twas\b|em\b|til\b|cause\b|n['’]|bout\b|round\b|cos\b)", re.IGNORECASE
)
_OPENS_AFTER = frozenset(' \t\u00a0\u2009\u200b([{—–-/:“„«"‘*_>')
_ENDS = frozenset(".,!?…;:)]")
_MAX_CANDIDATES = 64


@dataclass(frozen=True, slots=True)
class Quotation:
    """One pair of marks: ``start:end`` with the marks, ``inner_start:inner_end`` without.

    ``level`` is 0 for an outermost quotation. ``closed`` is false when it ran to its paragraph's end; ``resumes``
    says that it reopens one left open at the end of the paragraph before, with which it is one quotation.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    level: int
    closed: bool
    resumes: bool = False


def find_quotations(text: str) -> tuple[Quotation, ...]:
    """Every quotation in the text, in order of its opening mark."""
    found: list[Quotation] = []
    left_open = False
    for match in _PARAGRAPH.finditer(text):
        here = sorted(_in_paragraph(text, match.start(), match.end()), key=lambda q: (q.start, -q.end))
        if left_open and here and not text[match.start() : here[0].start].strip():
            first = here[0]
            here[0] = Quotation(
                first.start, first.end, first.inner_start, first.inner_end, first.level, first.closed, True
            )
        if here or text[match.start() : match.end()].strip():
            left_open = any(q.level == 0 and not q.closed for q in here)
        found += here
    return tuple(found)


def outermost(quotations: tuple[Quotation, ...]) -> tuple[tuple[int, int], ...]:
    """The insides of the outermost quotations, sorted and apart: what counts as quoted."""
    return tuple((q.inner_start, q.inner_end) for q in quotations if q.level == 0)


def _in_paragraph(text: str, start: int, end: int) -> Iterator[Quotation]:
    """The quotations of one paragraph; a stack holds the marks that are open."""
    singles = _single_pairs(text, start, end)
    closers = {close: begin for begin, close in singles.items()}
    stack: list[int] = []
    for match in _MARK.finditer(text, start, end):
        at, width = match.start(), len(match.group())
        if width == 2:
            if stack and stack[-1] not in singles:
                yield _closed(text, stack, at, width, singles)
            elif not text[at + 2 : at + 3].isspace():
                stack.append(at)
        elif at in singles:
            stack.append(at)
        elif at in closers:
            if closers[at] in stack:
                while stack[-1] != closers[at]:  # doubles left open inside single marks
                    stack.pop()
                yield _closed(text, stack, at, 1, singles)
        elif text[at] in _SINGLE:
            continue
        elif _opens(text, at, start, bool(stack)):
            stack.append(at)
        elif stack and stack[-1] not in singles:
            yield _closed(text, stack, at, 1, singles)
    for level, begin in enumerate(stack):
        if begin not in singles:
            yield Quotation(begin, end, begin + _width(text, begin, singles), end, level, False)


def _width(text: str, at: int, singles: dict[int, int]) -> int:
    """Length of the opening mark."""
    return 1 if at in singles else len(_MARK.match(text, at)[0])  # type: ignore[index]


def _closed(text: str, stack: list[int], at: int, width: int, singles: dict[int, int]) -> Quotation:
    begin = stack.pop()
    return Quotation(begin, at + width, begin + _width(text, begin, singles), at, len(stack), True)


def _opens(text: str, at: int, start: int, inside: bool) -> bool:
    """Whether the double mark at ``at`` opens."""
    mark = text[at]
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if mark in OPENING:  # also the German closing mark, and one typed for the other
        return not (inside and not after.isalnum() and before not in _OPENS_AFTER)
    if mark in CLOSING:
        return not inside and before in _OPENS_AFTER and after.isalnum()
    if mark in "‹›":
        return mark == "‹"
    if inside:  # straight marks take turns, save where a mark can only open: a space before it, a word after it
        return before in " \t\u00a0(" and after.isalnum()
    return not after.isspace() and (before in _OPENS_AFTER or not before.isalnum())


def _single_pairs(text: str, start: int, end: int) -> dict[int, int]:
    """Opening single mark to its closing one; every other single mark is an apostrophe."""
    at_marks = [m.start() for m in _MARK.finditer(text, start, end) if m.group() in _SINGLE]
    closing = [at for at in at_marks if _may_close_single(text, at, start, end)]
    pairs: dict[int, int] = {}
    upto = -1
    for at in at_marks:
        if at <= upto or not _may_open_single(text, at, start, end):
            continue
        first = bisect_right(closing, at)
        close = _choose_close(text, at, closing[first : first + _MAX_CANDIDATES])
        if close is not None:
            pairs[at] = upto = close
    return pairs


def _may_open_single(text: str, at: int, start: int, end: int) -> bool:
    if text[at] not in "‘'‚‛" or at + 1 >= end or _ELISION.match(text, at):
        return False
    before = text[at - 1] if at > start else " "
    return before in _OPENS_AFTER and not text[at + 1].isspace()


def _may_close_single(text: str, at: int, start: int, end: int) -> bool:
    if text[at] not in "’'" or at == start or text[at - 1].isspace():
        return False
    return at + 1 >= end or not text[at + 1].isalnum()


def _choose_close(text: str, begin: int, candidates: list[int]) -> int | None:
    """The closing mark: after punctuation if there is one, else the first that is no plural's possessive."""
    plain: int | None = None
    for at in candidates:
        if text[at - 1] in _ENDS and at - begin > 1:
            return at if plain is None or "." not in text[plain:at] else plain
        possessive = text[at - 1] in "sS" and text[at + 1 : at + 2] == " " and text[at + 2 : at + 3].isalpha()
        if plain is None and not possessive:
            plain = at
    if plain is None and candidates and text[begin] in "‘‚‛":
        return candidates[-1]
    return plain

"""Floating quotations: quoted sentences that no cue attributes, because the speaker goes on from the one before."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.statements.drafts import Draft
from onrecord.statements.quotes import Quotation
from onrecord.statements.spans import words

SHORT = 5  # a floating quotation has at least so many words: fewer make a title or a scare quote


def floating(text: str, quotations: Sequence[Quotation], drafts: Sequence[Draft]) -> list[Draft]:
    """The quotations that stand as sentences of their own and that no draft's content, cue or source touches."""
    taken = sorted(span for d in drafts for span in (*d.content, *d.cue, *d.source))
    made = []
    for q in quotations:
        if q.level or words(text, q.inner_start, q.inner_end) < SHORT or not _stands_alone(text, q):
            continue
        if any(s < q.end and e > q.start for s, e in taken):
            continue
        made.append(Draft(content=((q.start, q.end if q.closed else _right(text, q)),), floating=True, confidence=0.8))
    return made


def _right(text: str, q: Quotation) -> int:
    return q.inner_start + len(text[q.inner_start : q.end].rstrip())


def _stands_alone(text: str, q: Quotation) -> bool:
    """Whether a sentence begins at the opening mark and ends at, or runs past, the closing one."""
    before = text[: q.start].rstrip(" \t")[-1:] if q.start < 400 else text[q.start - 400 : q.start].rstrip(" \t")[-1:]
    begins = before in ("", "\n", ".", "!", "?", "”", '"', "’", ":", "…")
    inner = text[q.inner_start : q.inner_end].strip()
    ends = not q.closed or inner[-1:] in ".!?…,;" or text[q.end : q.end + 1] in (".", "")
    first = inner.lstrip("([‘'\"“ ")[:1]
    return begins and ends and (first.isupper() or first.isdigit() or first in "…$£€")

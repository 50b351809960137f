"""Quotations of several paragraphs as one statement.

A quotation runs on where its paragraph ends without a closing mark and the next paragraph reopens it (Chicago Manual of
Style 13.30). Whoever said one of the paragraphs said them all.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from onrecord.statements.attribution_draft import AttributionDraft, Bounds, shared_length
from onrecord.statements.interval_index import IntervalIndex
from onrecord.statements.model.span_boundaries import merge_spans
from onrecord.text.quotation_marks import QuotedSpan


def join_running_quotations(
    text: str, quotations: Sequence[QuotedSpan], drafts: Sequence[AttributionDraft]
) -> list[AttributionDraft]:
    """Return the drafts with those that hold parts of one running quotation joined, if at most one has a cue.

    Args:
        text: The article's text.
        quotations: Its quotations, in order.
        drafts: The attributions, quotations without a cue included.
    """
    contents = IntervalIndex((number, draft.content) for number, draft in enumerate(drafts))
    joined: dict[int, list[Bounds]] = {}  # the contents of the drafts that others were joined to, merged at the end
    dropped: set[int] = set()
    outermost = [quotation for quotation in quotations if quotation.level == 0]
    running: int | None = None  # the draft that holds the running quotation so far
    for before, after in itertools.pairwise(outermost):
        if not after.resumes:
            running = None
            continue
        first = running if running is not None else _holder(before, drafts, contents)
        second = _holder(after, drafts, contents)
        running = second if second is not None and second not in dropped else first
        if first is None or second is None or first == second or {first, second} & dropped:
            continue
        if _is_attributed(drafts[first]) and _is_attributed(drafts[second]):
            continue
        host_number, joined_number = (second, first) if _is_attributed(drafts[second]) else (first, second)
        joined.setdefault(host_number, list(drafts[host_number].content)).extend(
            joined.pop(joined_number, drafts[joined_number].content)
        )
        dropped.add(joined_number)
        running = host_number
    return [
        replace(draft, content=merge_spans(text, joined[number])) if number in joined else draft
        for number, draft in enumerate(drafts)
        if number not in dropped
    ]


def _is_attributed(draft: AttributionDraft) -> bool:
    return bool(draft.cue or draft.source)


def _holder(quotation: QuotedSpan, drafts: Sequence[AttributionDraft], contents: IntervalIndex[int]) -> int | None:
    """Return the number of the draft with most of the quotation's words in its content; None if it holds under half."""
    start, end = quotation.inner_start, quotation.inner_end

    def overlap(number: int) -> int:
        """Return how many characters of the quotation a draft's content has."""
        return shared_length(drafts[number].content, start, end)

    best = max(contents.overlapping(((start, end),)), key=overlap, default=None)
    return best if best is not None and 2 * overlap(best) >= end - start else None

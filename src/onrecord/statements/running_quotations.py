"""Quotations of several paragraphs as one statement.

A quotation runs on where its paragraph ends without a closing mark and the next paragraph reopens it (Chicago Manual of
Style 13.30). Whoever said one of the paragraphs said them all.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from onrecord.statements.attribution_draft import AttributionDraft, shared_length
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
    joined: dict[int, AttributionDraft] = dict(enumerate(drafts))
    outermost = [quotation for quotation in quotations if quotation.level == 0]
    running: int | None = None  # the draft that holds the running quotation so far
    for before, after in itertools.pairwise(outermost):
        if not after.resumes:
            running = None
            continue
        first = running if running is not None else _holder(before, drafts, contents)
        second = _holder(after, drafts, contents)
        running = second if second in joined else first
        if first is None or second is None or first == second or not {first, second} <= joined.keys():
            continue
        if _is_attributed(joined[first]) and _is_attributed(joined[second]):
            continue
        kept, dropped = (second, first) if _is_attributed(joined[second]) else (first, second)
        content = merge_spans(text, (*joined[first].content, *joined[second].content))
        joined[kept] = replace(joined[kept], content=content)
        del joined[dropped]
        running = kept
    return list(joined.values())


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

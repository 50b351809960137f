"""Nested statements: which one is inside the content of which."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.statements.attribution_draft import AttributionDraft, Offsets
from onrecord.statements.interval_index import IntervalIndex


def find_parents(drafts: Sequence[AttributionDraft]) -> list[int | None]:
    """Return for each draft the number of its parent, or None.

    The parent is the draft with the smallest content that holds this one's cue, or its content if it has no cue.
    No draft is its own ancestor.
    """
    sizes = [sum(end - start for start, end in draft.content) for draft in drafts]
    contents = IntervalIndex((number, draft.content) for number, draft in enumerate(drafts))
    parents: list[int | None] = []
    for number, draft in enumerate(drafts):
        inner = draft.cue or draft.content
        holders = [
            holder
            for holder in contents.overlapping(inner[:1])
            if holder != number and sizes[holder] > sizes[number] // 2 and _contains(drafts[holder].content, inner)
        ]
        parents.append(min(holders, key=lambda holder: sizes[holder], default=None))
    return [None if _is_in_loop(parents, number) else parent for number, parent in enumerate(parents)]


def _contains(outer: Offsets, inner: Offsets) -> bool:
    return all(
        any(outer_start <= start and end <= outer_end for outer_start, outer_end in outer) for start, end in inner
    )


def _is_in_loop(parents: Sequence[int | None], number: int) -> bool:
    """Whether following the parents from a draft leads into a loop."""
    visited = {number}
    ancestor = parents[number]
    while ancestor is not None:
        if ancestor in visited:
            return True
        visited.add(ancestor)
        ancestor = parents[ancestor]
    return False

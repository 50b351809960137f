"""Which statement stands inside which."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.statements.attribution_draft import Draft, Offsets
from onrecord.statements.interval_index import Near


def parents(drafts: Sequence[Draft]) -> list[int | None]:
    """For each draft the number of the smallest one whose content holds its cue (its content, without a cue)."""
    sizes = [sum(e - s for s, e in d.content) for d in drafts]
    contents = Near((n, draft.content) for n, draft in enumerate(drafts))
    found: list[int | None] = []
    for n, draft in enumerate(drafts):
        inner = draft.cue or draft.content
        holders = [
            m
            for m in contents.touching(inner[:1])
            if m != n and sizes[m] > sizes[n] // 2 and _holds(drafts[m].content, inner)
        ]
        found.append(min(holders, key=lambda m: sizes[m], default=None))
    return [p if p is None or not _loops(found, n) else None for n, p in enumerate(found)]


def _holds(outer: Offsets, inner: Offsets) -> bool:
    return all(any(s <= a and b <= e for s, e in outer) for a, b in inner)


def _loops(found: Sequence[int | None], n: int) -> bool:
    seen = {n}
    at = found[n]
    while at is not None:
        if at in seen:
            return True
        seen.add(at)
        at = found[at]
    return False

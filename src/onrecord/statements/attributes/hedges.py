"""Words by which the outlet holds back from vouching that something was said or is so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from onrecord.statements.attributes.lexicon import pattern, plain
from onrecord.statements.attribution_draft import Draft, Offsets
from onrecord.text.sentences import around

NEXT, FAR = 15, 120  # characters: from a cue to what stands next to it, and from a source that is far from its cue
_MARKS = re.compile(r"[“”\"«»„]")


def hedges(text: str, sentences: Sequence[tuple[int, int]], draft: Draft) -> Offsets:
    """The hedging words in the cue, next to it, or between source and cue; in text order.

    From inside a content only words that hedge the report itself count (“reportedly”, “allegedly”), and only where the
    outlet speaks, outside quotation marks.
    """
    if not draft.cue:
        return ()
    near = around(sentences, draft.cue[0][0], draft.cue[-1][1])
    found = set(_near(text, near[0][0], near[-1][1], draft)) if near else set()
    for start, end in draft.content:
        found.update(_inside(text, start, end))
    return tuple(sorted(found))


def _near(text: str, start: int, end: int, draft: Draft) -> Iterator[tuple[int, int]]:
    cue_start, cue_end = draft.cue[0][0], draft.cue[-1][1]
    source = [s for s, _ in draft.source if s < cue_start]
    left = min([*source, cue_start]) if source and cue_start - min(source) < FAR else cue_start
    for at in _matches(text, max(start, left - 3 * NEXT), min(end, cue_end + 3 * NEXT), "words"):
        outside = not any(s <= at[0] < e for s, e in draft.content)
        if outside and left - NEXT <= at[0] and at[1] <= cue_end + NEXT:
            yield at


def _inside(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    return iter(()) if _MARKS.search(text, start, end) else _matches(text, start, end, "report")


def _matches(text: str, start: int, end: int, name: str) -> Iterator[tuple[int, int]]:
    words = plain(text[start:end])
    if len(words) == end - start:  # else lower-casing changed its length, and offsets would not hold
        for match in pattern("hedges", name).finditer(words):
            yield start + match.start(), start + match.end()

"""Words by which the outlet holds back from vouching that something was said or is so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.statements.drafts import Draft, Offsets
from onrecord.statements.lexicon import pattern, plain


def hedges(text: str, sentences: Sequence[tuple[int, int]], draft: Draft) -> Offsets:
    """The hedging words in the cue, next to it, or between source and cue; none from inside the content."""
    spans = draft.cue or draft.content[:1]
    around = [s for s in sentences if s[0] < spans[-1][1] and s[1] > spans[0][0]]
    if not around or not draft.cue:
        return ()
    return tuple(_near(text, around[0][0], around[-1][1], draft))


def _near(text: str, start: int, end: int, draft: Draft) -> Iterator[tuple[int, int]]:
    sentence = plain(text[start:end])
    if len(sentence) != end - start:  # lower-casing changed its length: offsets would not hold
        return
    cue_start, cue_end = draft.cue[0][0], draft.cue[-1][1]
    source = [s for s, _ in draft.source if s < cue_start]
    left = min([*source, cue_start]) if source and cue_start - min(source) < 120 else cue_start
    for match in pattern("hedges", "words").finditer(sentence):
        at = (start + match.start(), start + match.end())
        if any(s <= at[0] < e for s, e in draft.content):
            continue
        if left - 15 <= at[0] and at[1] <= cue_end + 15:
            yield at

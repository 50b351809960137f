"""Words by which the outlet avoids vouching that something was said or is so: “reportedly”, “is said to”."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from onrecord.statements.attributes.lexicon import entry_pattern, normalize
from onrecord.statements.attribution_draft import AttributionDraft, Bounds, Offsets
from onrecord.text.sentences import sentences_overlapping

MAX_DISTANCE = 15  # characters between a hedge and the cue or source beside it
MAX_SOURCE_DISTANCE = 120  # characters from the source to the cue within which words between them count
SEARCH_MARGIN = 3 * MAX_DISTANCE  # characters around cue and source in which an entry may begin and end
_DOUBLE_MARK = re.compile(r"[“”\"«»„]")


def find_hedges(text: str, sentences: Sequence[Bounds], draft: AttributionDraft) -> Offsets:
    """Return the hedging words in the cue, beside it, or between source and cue, in the order of the text.

    Inside a content only words count that hedge the report itself (“reportedly”, “allegedly”, “purportedly”), and
    only in spans without quotation marks, where the outlet speaks.
    """
    if not draft.cue:
        return ()
    cue_sentences = sentences_overlapping(sentences, draft.cue[0][0], draft.cue[-1][1])
    hedges: set[Bounds] = set()
    if cue_sentences:
        hedges.update(_beside_cue(text, cue_sentences[0][0], cue_sentences[-1][1], draft))
    for start, end in draft.content:
        if not _DOUBLE_MARK.search(text, start, end):
            hedges.update(_matches(text, start, end, "report"))
    return tuple(sorted(hedges))


def _beside_cue(text: str, start: int, end: int, draft: AttributionDraft) -> Iterator[Bounds]:
    """Hedges outside the content, next to the cue or from the source on, within the cue's sentences ``start:end``."""
    cue_start, cue_end = draft.cue[0][0], draft.cue[-1][1]
    source_start = min((span_start for span_start, _ in draft.source if span_start < cue_start), default=cue_start)
    first = source_start if cue_start - source_start < MAX_SOURCE_DISTANCE else cue_start
    search_start, search_end = max(start, first - SEARCH_MARGIN), min(end, cue_end + SEARCH_MARGIN)
    for hedge_start, hedge_end in _matches(text, search_start, search_end, "words"):
        in_content = any(span_start <= hedge_start < span_end for span_start, span_end in draft.content)
        if not in_content and first - MAX_DISTANCE <= hedge_start and hedge_end <= cue_end + MAX_DISTANCE:
            yield hedge_start, hedge_end


def _matches(text: str, start: int, end: int, list_name: str) -> Iterator[Bounds]:
    words = normalize(text[start:end])
    if len(words) == end - start:  # else lower case changed the length, and offsets would be wrong
        for match in entry_pattern("hedges", list_name).finditer(words):
            yield start + match.start(), start + match.end()

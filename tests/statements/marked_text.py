"""Drafts from texts whose parts are marked by brackets."""

from __future__ import annotations

import re

from onrecord.statements.attribution_draft import AttributionDraft, Offsets

_PART = re.compile(r"\[(?P<role>[SCK]) (?P<words>[^\]]*)\]")


def parse_marked_text(marked: str) -> tuple[str, AttributionDraft]:
    """Return the text and the draft of “[S Ms Ray] [C said] [K it was late].”: S source, C cue, K content."""
    spans: dict[str, list[tuple[int, int]]] = {"S": [], "C": [], "K": []}
    text, last_end = "", 0
    for part in _PART.finditer(marked):
        text += marked[last_end : part.start()]
        spans[part["role"]].append((len(text), len(text) + len(part["words"])))
        text += part["words"]
        last_end = part.end()
    text += marked[last_end:]
    return text, AttributionDraft(tuple(spans["K"]), tuple(spans["C"]), tuple(spans["S"]))


def span_of(text: str, words: str) -> Offsets:
    """Return the offsets of the words' first occurrence; none for no words."""
    return ((text.index(words), text.index(words) + len(words)),) if words else ()


def draft_of(text: str, source: str, cue: str, content: str) -> AttributionDraft:
    """Return the draft whose parts are the first occurrences of these words."""
    return AttributionDraft(span_of(text, content), span_of(text, cue), span_of(text, source))


def words_of(text: str, spans: Offsets) -> list[str]:
    """Return the words of each span."""
    return [text[start:end] for start, end in spans]

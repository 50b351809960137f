"""What a cue adds to the fact of saying: doubt, endorsement, heat, or nothing."""

from __future__ import annotations

from onrecord.records import Tone
from onrecord.statements.attributes.lexicon import pattern, plain
from onrecord.statements.attribution_draft import Draft

_ORDER: tuple[Tone, ...] = ("charged", "doubting", "endorsing")


def tone(text: str, draft: Draft) -> Tone:
    """The tone of the draft's cue, by the lexicon; neutral without a cue."""
    cue = plain(" ".join(text[s:e] for s, e in draft.cue))
    return next((name for name in _ORDER if pattern("tone", name).search(cue)), "neutral")

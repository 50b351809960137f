"""What the model and the quotation marks give, before words are looked up."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.records import Act

Offsets = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """One attribution as offsets into the article's text; ``act`` holds the model's probability for each act."""

    content: Offsets
    cue: Offsets = ()
    source: Offsets = ()
    act: tuple[tuple[Act, float], ...] = ()
    confidence: float = 1.0
    floating: bool = False

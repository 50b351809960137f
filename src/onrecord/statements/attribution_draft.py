"""An attribution as the model and the quotation marks give it, before the words around it are looked up."""

from __future__ import annotations

from dataclasses import dataclass

Bounds = tuple[int, int]
"""Start and end, exclusive, in characters of the article's text."""

Offsets = tuple[Bounds, ...]

INFERRED_CONFIDENCE = 0.76  # of a statement that a rule of marks alone finds: 75 of 99 in varied/train are right


def shared_length(spans: Offsets, start: int, end: int) -> int:
    """Return how many characters between two offsets the spans have."""
    return sum(max(0, min(span_end, end) - max(span_start, start)) for span_start, span_end in spans)


@dataclass(frozen=True, slots=True)
class AttributionDraft:
    """One attribution as offsets into the article's text.

    ``confidence`` is the probability, 0 to 1, that the statement is right. ``uncued`` marks a quotation without a cue.
    ``act_probabilities`` are the model's, in the order of ``records.Act``; empty where the model was not asked.
    """

    content: Offsets
    cue: Offsets = ()
    source: Offsets = ()
    confidence: float = 1.0
    uncued: bool = False
    act_probabilities: tuple[float, ...] = ()

    @property
    def start(self) -> int:
        """The first character of content or cue."""
        return min(start for start, _ in self.content + self.cue)

    @property
    def end(self) -> int:
        """One past the last character of content or cue."""
        return max(end for _, end in self.content + self.cue)

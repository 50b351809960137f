"""What the search page, the terminal and notebooks show of a search hit.

``store.SearchHit`` is of a later stage, so that its type is not imported here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.exports.display_text import UNNAMED, format_day, words_of_cue
from onrecord.exports.views.record_view import TextPiece


@dataclass(frozen=True, slots=True)
class HitView:
    """One hit as the template shows it. ``sentence`` is empty where the statement is the whole of it."""

    hit: Any
    number: int
    speaker: str
    details: list[str]
    pieces: list[TextPiece]
    sentence: str


def hit_view(hit: Any, number: int) -> HitView:
    """Prepare a hit for the template."""
    sentence = "" if hit.sentence == hit.text else hit.sentence
    return HitView(hit, number, hit_speaker(hit), hit_details(hit), marked_pieces(hit.text, hit.marks), sentence)


def hit_speaker(hit: Any) -> str:
    """Return the name of the speaker's identity, else the speaker's name."""
    return str(hit.identity_name or hit.speaker_name or UNNAMED)


def hit_details(hit: Any, *, iso: bool = True) -> list[str]:
    """Return the cue, whose report it is, the outlet, the day, the kind, whether it was corrected, and what it is of.

    Args:
        hit: The hit.
        iso: Write the day as 2025-02-27; False: as 27 February 2025.
    """
    day = hit.day and (hit.day.isoformat() if iso else format_day(hit.day))
    report = hit.parent and (f"as reported by {hit.reported_by}" if hit.reported_by else "within another statement")
    corrected = "corrected" if hit.corrected else None
    version = None if hit.current else "in an earlier version"
    hidden = None if hit.shown else "not shown by default"
    parts = (words_of_cue(hit.cue), report, hit.outlet, day, hit.kind, corrected, version, hidden)
    return [part for part in parts if part]


def marked_pieces(text: str, marks: Sequence[tuple[int, int]]) -> list[TextPiece]:
    """Return a text as pieces, of which the marked ones have the class ``content``."""
    pieces, position = [], 0
    for start, end in marks:
        pieces += [TextPiece(text[position:start]), TextPiece(text[start:end], classes="content")]
        position = end
    return [piece for piece in (*pieces, TextPiece(text[position:])) if piece.text]

"""A transcript put together of what a format gives: pieces of text with a time and perhaps a speaker."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.records import Transcript, Turn
from onrecord.verification.speaker_labels import begins_with_label, named
from onrecord.verification.turns import ascending, turns_of


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand together: a cue's or a segment's. ``start`` is in seconds."""

    text: str
    start: float | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a transcript beside its words."""

    id: str
    event: str | None = None
    date: str | None = None
    location: str | None = None


def put_together(pieces: Iterable[Piece], about: About) -> Transcript:
    """The transcript. Where no piece names its speaker, names before colons in the text do."""
    parts: list[str] = []
    times: list[tuple[int, float]] = []
    turns: list[Turn] = []
    length, last = 0, None
    for piece in pieces:
        words = piece.text.strip()
        if not words:
            continue
        if parts:
            parts.append("\n" if piece.speaker != last or _opens_turn(words) else " ")
            length += 1
        if piece.start is not None:
            times.append((length, piece.start))
        parts.append(words)
        if turns and piece.speaker == last:
            turns[-1] = Turn(turns[-1].start, length + len(words), last)
        else:
            turns.append(Turn(length, length + len(words), piece.speaker))
        length, last = length + len(words), piece.speaker
    text = "".join(parts)
    given = tuple(Turn(turn.start, turn.end, named(turn.speaker)) for turn in turns)
    stated = any(turn.speaker for turn in turns)
    return Transcript(
        about.id, text, about.event, about.date, given if stated else turns_of(text), ascending(times), about.location
    )


def _opens_turn(words: str) -> bool:
    return words.startswith((">>", "- ", "– ", "— ")) or begins_with_label(words)

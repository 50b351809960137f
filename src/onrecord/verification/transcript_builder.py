"""A transcript built from segments: pieces of text with a time and perhaps a speaker, as formats give them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.records import Transcript, Turn
from onrecord.text.speaker_labels import begins_with_label, identified_speaker
from onrecord.verification.speaker_turns import drop_backward_times, find_turns

_TURN_SIGNS = (">>", "- ", "– ", "— ")


@dataclass(frozen=True, slots=True)
class TranscriptSegment:
    """Words that belong together, such as a caption. ``start`` is in seconds from the beginning."""

    text: str
    start: float | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class TranscriptInfo:
    """What is known of a transcript besides its words. ``date`` is ISO 8601."""

    id: str
    event: str | None = None
    date: str | None = None
    location: str | None = None


def build_transcript(segments: Iterable[TranscriptSegment], info: TranscriptInfo) -> Transcript:
    """Join segments into a transcript. If no segment has a speaker, labels in the text give the turns."""
    parts: list[str] = []
    times: list[tuple[int, float]] = []
    turns: list[Turn] = []
    length, last_speaker = 0, None
    for segment in segments:
        words = segment.text.strip()
        if not words:
            continue
        if parts:
            parts.append("\n" if segment.speaker != last_speaker or _begins_turn(words) else " ")
            length += 1
        if segment.start is not None:
            times.append((length, segment.start))
        parts.append(words)
        if turns and segment.speaker == last_speaker:
            turns[-1] = Turn(turns[-1].start, length + len(words), last_speaker)
        else:
            turns.append(Turn(length, length + len(words), segment.speaker))
        length, last_speaker = length + len(words), segment.speaker
    text = "".join(parts)
    if any(turn.speaker for turn in turns):
        all_turns = tuple(Turn(turn.start, turn.end, identified_speaker(turn.speaker)) for turn in turns)
    else:
        all_turns = find_turns(text)
    return Transcript(info.id, text, info.event, info.date, all_turns, drop_backward_times(times), info.location)


def _begins_turn(words: str) -> bool:
    return words.startswith(_TURN_SIGNS) or begins_with_label(words)

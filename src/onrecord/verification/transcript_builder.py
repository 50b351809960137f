"""A transcript built from segments: pieces of text with a time and perhaps a speaker, as formats give them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from onrecord.records import Transcript, Turn
from onrecord.text.label_lines import STANDALONE_STYLES, find_label_lines, speaker_of
from onrecord.text.speaker_labels import begins_with_label, identified_speaker
from onrecord.verification.speaker_turns import drop_backward_times, find_turns

_TURN_SIGNS = (">>", "- ", "– ", "— ")


@dataclass(frozen=True, slots=True)
class TranscriptSegment:
    """Words that belong together, such as a caption. ``start`` is in seconds from the beginning.

    ``voice`` tells voices apart that have no name. ``line`` and ``page`` are where the words stand in their file.
    """

    text: str
    start: float | None = None
    speaker: str | None = None
    voice: str | None = None
    line: int | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class TranscriptInfo:
    """What is known of a transcript besides its words. ``date`` is ISO 8601."""

    id: str
    event: str | None = None
    date: str | None = None
    location: str | None = None


def build_transcript(segments: Iterable[TranscriptSegment], info: TranscriptInfo) -> Transcript:
    """Join segments into a transcript. If no segment has a speaker, labels in the text give the turns."""
    spoken_segments = [segment for segment in segments if segment.text.strip()]
    if not any(segment.speaker for segment in spoken_segments):
        spoken_segments = _with_label_lines(spoken_segments)
    parts: list[str] = []
    times: list[tuple[int, float]] = []
    places: list[tuple[int, TranscriptSegment]] = []
    turns: list[Turn] = []
    length = 0
    for segment in spoken_segments:
        words, speaker, voice = segment.text.strip(), *_voice_of(segment)
        is_same_voice = bool(turns) and (speaker, voice) == (turns[-1].speaker, turns[-1].voice)
        if parts:
            parts.append(" " if is_same_voice and not _begins_turn(words) else "\n")
            length += 1
        if segment.start is not None:
            times.append((length, segment.start))
        places.append((length, segment))
        parts.append(words)
        start = turns.pop().start if is_same_voice else length
        length += len(words)
        turns.append(Turn(start, length, speaker, voice))
    text = "".join(parts)
    return Transcript(
        info.id,
        text,
        info.event,
        info.date,
        _turns_of_segments(text, turns),
        drop_backward_times(times),
        info.location,
        tuple((offset, segment.line) for offset, segment in places if segment.line is not None),
        _ascending_pages((offset, segment.page) for offset, segment in places if segment.page is not None),
    )


def _voice_of(segment: TranscriptSegment) -> tuple[str | None, str | None]:
    """Return the speaker of a segment, and the voice if nobody is named."""
    speaker = identified_speaker(segment.speaker)
    return speaker, None if speaker else segment.speaker or segment.voice


def _turns_of_segments(text: str, turns: list[Turn]) -> tuple[Turn, ...]:
    """Return the turns: those of the segments if they have voices, with the labels in the text if nobody is named."""
    if any(turn.speaker for turn in turns):
        return tuple(turns)
    labelled = find_turns(text)
    has_voices = any(turn.voice for turn in turns)
    return tuple(turns) if has_voices and not any(turn.speaker for turn in labelled) else labelled


def _with_label_lines(segments: list[TranscriptSegment]) -> list[TranscriptSegment]:
    """Return the segments; lines that only name who speaks next become the speaker of the segments after them."""
    lines = [segment.text.strip() for segment in segments]
    labels = find_label_lines(lines, sum(map(begins_with_label, lines)))
    if not labels or next(iter(labels.values())).style not in STANDALONE_STYLES:
        return segments
    named, speaker, voice = [], None, None
    for number, segment in enumerate(segments):
        if label := labels.get(number):
            speaker = speaker_of(label)
            voice = None if speaker else label.label
        else:
            named.append(replace(segment, speaker=speaker, voice=voice))
    return named


def _ascending_pages(places: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return where each page begins."""
    pages: list[tuple[int, int]] = []
    for offset, page in places:
        if not pages or page != pages[-1][1]:
            pages.append((offset, page))
    return tuple(pages)


def _begins_turn(words: str) -> bool:
    return words.startswith(_TURN_SIGNS) or begins_with_label(words)

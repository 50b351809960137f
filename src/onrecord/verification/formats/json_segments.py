"""Segments of any JSON that gives who speaks and what is said: the keys and types that tools commonly use."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from onrecord.errors import TranscriptError
from onrecord.verification.transcript_builder import TranscriptSegment

TEXT_KEYS = (
    "text", "transcript", "utterance", "content", "sentence", "caption", "line", "speech", "message", "body", "display",
    "value", "contribution",
)  # fmt: skip
SPEAKER_KEYS = (
    "speaker", "speaker_name", "speakerName", "speaker_label", "speakerLabel", "speaker_id", "speakerId", "speakerTag",
    "who", "name", "author", "participant", "participantName", "from", "by", "role", "channel",
)  # fmt: skip
START_KEYS = (
    "start", "start_time", "startTime", "begin", "from_time", "offset", "timestamp", "time", "start_ms", "startMs",
    "startMillis", "startTimeMs", "tStartMs", "ts", "startTimestamp", "in",
)  # fmt: skip
NAME_KEYS = ("name", "full_name", "fullName", "displayName", "display_name", "label", "speaker", "id")
WORD_KEYS = ("punctuated_word", "word", "text", "content", "value")

MAX_DEPTH = 12
SECONDS_FOR_A_WORD = 20  # if words last longer, their times are in milliseconds
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2}(?:[.,]\d{1,9})?)$")
_SECONDS = re.compile(r"(-?\d+(?:\.\d+)?)\s*s?$")
_DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$")
_Path = tuple[str, ...]


def segment_of_entry(
    entry: Mapping[str, Any], names: Mapping[str, str], speaker: str | None = None
) -> TranscriptSegment | None:
    """Return the segment of an object with words, or None if it has none.

    Args:
        entry: The object.
        names: The names of speakers by their ids.
        speaker: Who speaks if the object does not say.

    Raises:
        TranscriptError: Its time is neither a number nor a time.
    """
    text: str | None = next((entry[key] for key in TEXT_KEYS if isinstance(entry.get(key), str)), None)
    if text is None and isinstance(entry.get("words"), str):
        text = entry["words"]
    if text is None:
        return None
    return TranscriptSegment(text, entry_start(entry), entry_speaker(entry, names) or speaker)


def entry_speaker(entry: Mapping[str, Any], names: Mapping[str, str]) -> str | None:
    """Return who speaks in an object: a name, or the label of a voice such as "Speaker 1"."""
    for key in SPEAKER_KEYS:
        if key in entry and (name := speaker_name(entry[key], names)):
            return name
    return None


def speaker_name(value: object, names: Mapping[str, str]) -> str | None:
    """Return the name in a value of any type: a string, a number, an object with a name, a list of these."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return names.get(str(value)) or f"Speaker {value}"
    if isinstance(value, str):
        label = " ".join(value.split()).rstrip(":").rstrip()
        return names.get(label) or (f"Speaker {label}" if label.isdigit() else label or None)
    if isinstance(value, dict):
        return next((name for key in NAME_KEYS if (name := speaker_name(value.get(key), names))), None)
    if isinstance(value, list):
        return " and ".join(name for part in value if (name := speaker_name(part, names))) or None
    return None


def entry_start(entry: Mapping[str, Any]) -> float | None:
    """Return the second at which an object's words begin, or None. Raises TranscriptError for what is no time."""
    for key in START_KEYS:
        value = entry.get(key)
        if value is None or isinstance(value, dict | list):
            continue
        seconds = parse_seconds(value)
        if seconds is None:
            if key in ("start", "begin"):
                raise TranscriptError("the start of a turn or segment is not a number of seconds or a time")
            continue
        return seconds / 1000 if key.lower().endswith(("ms", "millis")) else seconds
    return None


def parse_seconds(value: object) -> float | None:
    """Return the seconds that a number or a text states: 5.2, "5.2s", "00:00:05,200", "PT5.2S"; None for others."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if math.isfinite(value) else None
    text = value.strip() if isinstance(value, str) else ""
    if match := _CLOCK.match(text):
        return int(match[1] or 0) * 3600 + int(match[2]) * 60 + float(match[3].replace(",", "."))
    if match := _SECONDS.match(text):
        return float(match[1])
    if len(text) > 2 and (match := _DURATION.match(text)):
        return int(match[1] or 0) * 3600.0 + int(match[2] or 0) * 60 + float(match[3] or 0)
    return None


def find_segments(document: object) -> list[TranscriptSegment]:
    """Return the segments of the list of a document that holds most of its words; empty if there is none.

    A list whose objects name speakers comes before one whose objects do not.
    """
    names = names_by_id(document)
    lists: defaultdict[_Path, list[TranscriptSegment]] = defaultdict(list)
    for path, entry, speaker in _objects_in_lists(document, names, (), None):
        if segment := segment_of_entry(entry, names, speaker):
            lists[path].append(segment)
    return seconds_from_milliseconds(max(lists.values(), key=_wealth, default=[]))


def _wealth(segments: list[TranscriptSegment]) -> tuple[bool, int]:
    """Sort the list that is the transcript last."""
    named = sum(segment.speaker is not None for segment in segments)
    return 2 * named > len(segments), sum(len(segment.text) for segment in segments)


def _objects_in_lists(
    node: object, names: Mapping[str, str], path: _Path, speaker: str | None
) -> Iterator[tuple[_Path, dict[str, Any], str | None]]:
    """Yield each object that stands in a list, with its keys' path and with whom the objects around it name."""
    if len(path) > MAX_DEPTH:
        return
    if isinstance(node, dict):
        speaker = (entry_speaker(node, names) if path and path[-1] == "*" else None) or speaker
        for key, value in node.items():
            if isinstance(value, dict | list):
                yield from _objects_in_lists(value, names, (*path, key), speaker)
    elif isinstance(node, list):
        for value in node:
            if isinstance(value, dict):
                yield (*path, "*"), value, speaker
            if isinstance(value, dict | list):
                yield from _objects_in_lists(value, names, (*path, "*"), speaker)


def names_by_id(document: object) -> dict[str, str]:
    """Return the names of speakers that a document lists by their ids."""
    if not isinstance(document, dict):
        return {}
    listed = next((document[key] for key in ("speakers", "participants", "agents") if key in document), None)
    if isinstance(listed, dict):
        pairs: Iterable[tuple[object, object]] = listed.items()
    elif isinstance(listed, list):
        pairs = [
            (next((entry[key] for key in ("id", "speaker_id", "speaker", "label") if key in entry), None), entry)
            for entry in listed
            if isinstance(entry, dict)
        ]
    else:
        return {}
    return {str(key): name for key, value in pairs if key is not None and (name := speaker_name(value, {}))}


def seconds_from_milliseconds(segments: list[TranscriptSegment]) -> list[TranscriptSegment]:
    """Return the segments with times in seconds: words that would last too long have them in milliseconds."""
    starts = [segment.start for segment in segments if segment.start is not None]
    words = sum(len(segment.text.split()) for segment in segments[:-1])
    if len(starts) < 2 or any(start % 1 for start in starts) or max(starts) - min(starts) <= SECONDS_FOR_A_WORD * words:
        return segments
    return [
        TranscriptSegment(segment.text, None if segment.start is None else segment.start / 1000, segment.speaker)
        for segment in segments
    ]


def segments_of_words(
    words: Iterable[Mapping[str, Any]], names: Mapping[str, str], speaker: str | None = None
) -> Iterator[TranscriptSegment]:
    """Yield a segment for each stretch of words of one speaker; marks join the word before them."""
    current: list[str] = []
    start: float | None = None
    last_speaker: str | None = None
    for word in words:
        text = next((word[key] for key in WORD_KEYS if isinstance(word.get(key), str)), "")
        is_mark = bool(text) and not any(map(str.isalnum, text))
        word_speaker = last_speaker if is_mark and current else entry_speaker(_without_text(word), names) or speaker
        if current and word_speaker != last_speaker:
            yield TranscriptSegment(_joined(current), start, last_speaker)
            current = []
        if not current:
            start = entry_start(word)
        current.append(text)
        last_speaker = word_speaker
    if current:
        yield TranscriptSegment(_joined(current), start, last_speaker)


def _without_text(word: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: word[key] for key in ("speaker", "speaker_label", "speakerTag", "speaker_id", "channel") if key in word
    }


def _joined(words: Iterable[str]) -> str:
    """Return words as text: a space between them, none before marks."""
    return re.sub(r"\s+([,.;:!?…])", r"\1", " ".join(" ".join(words).split()))

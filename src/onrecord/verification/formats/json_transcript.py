"""Transcripts in JSON: lines of ``{id, event?, date?, text}``, and the segments that speech recognition writes."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any, BinaryIO

from onrecord.errors import SourceError, TranscriptError
from onrecord.pages.formats import json_lines as jsonl
from onrecord.records import Skipped, Transcript, Turn
from onrecord.text.speaker_labels import identified_speaker
from onrecord.verification.speaker_turns import find_turns_and_times
from onrecord.verification.transcript_builder import TranscriptInfo, TranscriptSegment, build_transcript

LINE_TOO_LONG = "the line is longer than {:,} bytes; raise ONRECORD_MAX_BYTES to read it"
_TRANSCRIPT_KEYS = frozenset({"event", "date", "turns", "segments"})


def read_json_lines(stream: BinaryIO, location: str, max_bytes: int) -> Iterator[Transcript | Skipped]:
    """Yield the transcripts of JSON Lines. A line without a transcript is Skipped, and the others are still read."""
    is_empty = True
    for number, line in enumerate(jsonl.read_lines(stream, max_bytes), 1):
        line_location = f"{location}:{number}"
        if line is None:
            yield Skipped.from_error(TranscriptError(LINE_TOO_LONG.format(max_bytes)), line_location)
            is_empty = False
            continue
        line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if not line.strip():
            continue
        is_empty = False
        try:
            yield transcript_from_json(jsonl.parse_object(line), TranscriptInfo(line_location, location=line_location))
        except (SourceError, TranscriptError) as error:
            yield Skipped.from_error(TranscriptError(error.reason), line_location)
    if is_empty:
        yield Skipped.from_error(TranscriptError("empty: it holds no line"), location)


def read_json(content: bytes, info: TranscriptInfo) -> Iterator[Transcript]:
    """Yield the transcripts of a JSON text: of one object, of a list of objects, or of a list of segments.

    Raises:
        TranscriptError: The content is not JSON, or holds no transcript.
    """
    document = _parse_json(content)
    if isinstance(document, dict):
        yield transcript_from_json(document, info)
    elif isinstance(document, list) and document and all(isinstance(entry, dict) for entry in document):
        if _is_segment(document[0]):
            yield transcript_from_json({"segments": document}, info)
            return
        for number, entry in enumerate(document, 1):
            entry_info = TranscriptInfo(f"{info.id}:{number}", info.event, info.date, info.location)
            yield transcript_from_json(entry, entry_info)
    else:
        raise TranscriptError("holds no transcript: give an object with text or segments, or a list of them")


def _parse_json(content: bytes) -> object:
    try:
        return json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise TranscriptError("is not UTF-8, as JSON must be") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise TranscriptError(f"is not JSON: {error.msg[0].lower()}{error.msg[1:]} at {place}") from None
    except (ValueError, RecursionError):
        raise TranscriptError("is JSON too deep or too large to read") from None


def transcript_from_json(document: dict[str, Any], info: TranscriptInfo) -> Transcript:
    """Return the transcript of a JSON object; its own id, event and date replace those of ``info``.

    Raises:
        TranscriptError: The object has no text.
        SourceError: A property has the wrong type.
    """
    text = jsonl.string_field(document, "text")
    info = TranscriptInfo(
        jsonl.id_field(document) or info.id,
        jsonl.string_field(document, "event") or jsonl.string_field(document, "title") or info.event,
        jsonl.string_field(document, "date") or info.date,
        info.location,
    )
    parts = _object_list(document, "turns") or _object_list(document, "segments")
    if "segments" in document and parts:
        text = None  # speech recognition writes the same words as text and as segments, and segments have times
    if text is None and parts is None:
        raise TranscriptError("has neither text nor turns nor segments")
    transcript = build_transcript(map(_segment, parts or ()), info) if text is None else _exact(text, parts, info)
    if not transcript.text.strip():
        raise TranscriptError("its text is empty")
    return transcript


def _exact(text: str, parts: list[dict[str, Any]] | None, info: TranscriptInfo) -> Transcript:
    """Return a transcript with exactly this text; turns given beside it are located in it."""
    turns, times = find_turns_and_times(text)
    turns = (_locate_turns(text, parts) if parts else ()) or turns
    return Transcript(info.id, text, info.event, info.date, turns, times, info.location)


def _locate_turns(text: str, parts: list[dict[str, Any]]) -> tuple[Turn, ...]:
    """Return the turns at the places of their words in the text; empty if the words of one are not in it."""
    turns, search_start = [], 0
    for part in parts:
        segment = _segment(part)
        words = segment.text.strip()
        start = text.find(words, search_start)
        if start < 0:
            return ()
        search_start = start + len(words)
        if words:
            turns.append(Turn(start, search_start, identified_speaker(segment.speaker)))
    return tuple(turns)


def _is_segment(entry: dict[str, Any]) -> bool:
    return "text" in entry and "start" in entry and not entry.keys() & _TRANSCRIPT_KEYS


def _segment(part: dict[str, Any]) -> TranscriptSegment:
    start = part.get("start")
    is_number = isinstance(start, int | float) and not isinstance(start, bool) and math.isfinite(start)
    if start is not None and not is_number:
        raise TranscriptError("the start of a turn or segment is not a number of seconds")
    speaker = (jsonl.string_field(part, "speaker") or "").strip() or None
    return TranscriptSegment(jsonl.string_field(part, "text") or "", start, speaker)


def _object_list(document: dict[str, Any], name: str) -> list[dict[str, Any]] | None:
    value = document.get(name)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise TranscriptError(f"its {name} are not a list of objects")
    return value

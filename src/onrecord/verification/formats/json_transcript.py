"""Transcripts in JSON: lines of ``{id, event?, date?, text}``, and the segments that speech recognition writes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, BinaryIO

from onrecord.errors import SourceError, TranscriptError
from onrecord.pages.formats import json_lines as jsonl
from onrecord.records import Skipped, Transcript, Turn
from onrecord.text.speaker_labels import identified_speaker
from onrecord.verification.formats.json_segments import (
    START_KEYS,
    TEXT_KEYS,
    entry_speaker,
    find_segments,
    names_by_id,
    seconds_from_milliseconds,
    segment_of_entry,
    segments_of_words,
)
from onrecord.verification.formats.json_tools import segments_of_tool
from onrecord.verification.speaker_turns import find_turns_and_times
from onrecord.verification.transcript_builder import TranscriptInfo, TranscriptSegment, build_transcript

LINE_TOO_LONG = "the line is longer than {:,} bytes; raise ONRECORD_MAX_BYTES to read it"
_TRANSCRIPT_KEYS = frozenset({"event", "date", "turns", "segments"})
_DOCUMENT_KEYS = _TRANSCRIPT_KEYS | {"text"}


def read_json_lines(stream: BinaryIO, location: str, max_bytes: int) -> Iterator[Transcript | Skipped]:
    """Yield the transcripts of JSON Lines. A line without a transcript is Skipped, and the others are still read.

    If the first line is a segment with a speaker, all lines are the segments of one transcript.
    """
    lines = jsonl.read_lines(stream, max_bytes)
    first_lines = list(islice(lines, 1))
    lines = chain(first_lines, lines)
    if first_lines and _is_segment_line(first_lines[0]):
        segments = [segment for line in lines if line and line.strip() for segment in [_segment_of_line(line)]]
        yield build_transcript(seconds_from_milliseconds(segments), TranscriptInfo(location, location=location))
        return
    is_empty = True
    for number, line in enumerate(lines, 1):
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


def _is_segment_line(line: bytes | None) -> bool:
    if line is None:
        return False
    try:
        entry = jsonl.parse_object(line.removeprefix(b"\xef\xbb\xbf"))
    except (SourceError, TranscriptError):
        return False
    return _is_segment(entry) and entry_speaker(entry, {}) is not None


def _segment_of_line(line: bytes) -> TranscriptSegment:
    return _segment(jsonl.parse_object(line.removeprefix(b"\xef\xbb\xbf")), {})


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
        if not document[0].keys() & _DOCUMENT_KEYS and (segments := find_segments(document)):
            yield build_transcript(segments, info)
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
    parts = _object_list(document, "turns") or _object_list(document, "segments")
    deeper = None if parts else _deeper_segments(document)
    text = jsonl.string_field(document, "text") if deeper is None else None
    info = TranscriptInfo(
        jsonl.id_field(document) or info.id,
        jsonl.string_field(document, "event") or jsonl.string_field(document, "title") or info.event,
        jsonl.string_field(document, "date") or info.date,
        info.location,
    )
    if "segments" in document and parts:
        text = None  # speech recognition writes the same words as text and as segments, and segments have times
    if deeper is not None:
        transcript = build_transcript(deeper, info)
    elif text is not None:
        transcript = _exact(text, parts, info)
    elif parts is not None:
        names = names_by_id(document)
        segments = seconds_from_milliseconds([_segment(part, names) for part in parts])
        transcript = build_transcript(segments, info)
    else:
        raise TranscriptError("has neither text nor turns nor segments")
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
        segment = _segment(part, {})
        words = segment.text.strip()
        start = text.find(words, search_start)
        if start < 0:
            return ()
        search_start = start + len(words)
        if words:
            speaker = identified_speaker(segment.speaker)
            turns.append(Turn(start, search_start, speaker, None if speaker else segment.speaker))
    return tuple(turns)


def _deeper_segments(document: dict[str, Any]) -> list[TranscriptSegment] | None:
    """Return the segments that lie deeper in a document than in its turns or segments, or None."""
    if not any(isinstance(value, dict | list) for value in document.values()):
        return None
    segments = segments_of_tool(document) or find_segments(document)
    if isinstance(document.get("text"), str) and not any(segment.speaker for segment in segments):
        return None  # lists beside the text, such as keywords
    return segments or None


def _is_segment(entry: dict[str, Any]) -> bool:
    if entry.keys() & _TRANSCRIPT_KEYS or not any(isinstance(entry.get(key), str) for key in TEXT_KEYS):
        return False
    return any(key in entry for key in START_KEYS) or entry_speaker(entry, {}) is not None


def _segment(part: dict[str, Any], names: dict[str, str]) -> TranscriptSegment:
    segment = segment_of_entry(part, names)
    if segment is None:
        for key in ("text", "words"):
            if isinstance(part.get(key), list) and all(isinstance(word, dict) for word in part[key]):
                return next(segments_of_words(part[key], names, entry_speaker(part, names)), TranscriptSegment(""))
        jsonl.string_field(part, "text")  # raises if it is no string
        return TranscriptSegment("")
    return segment


def _object_list(document: dict[str, Any], name: str) -> list[dict[str, Any]] | None:
    value = document.get(name)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise TranscriptError(f"its {name} are not a list of objects")
    return value

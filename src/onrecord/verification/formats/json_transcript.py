"""Transcripts in JSON: lines of ``{id, event?, date?, text}``, and the segments that speech recognition writes."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any, BinaryIO

from onrecord.errors import SourceError, TranscriptError
from onrecord.pages.formats import json_lines as jsonl
from onrecord.records import Skipped, Transcript, Turn
from onrecord.verification.segments import About, Piece, put_together
from onrecord.verification.speaker_labels import named
from onrecord.verification.turns import turns_and_times

TOO_LONG = "the line is longer than {:,} bytes; raise ONRECORD_MAX_BYTES to read it"


def read_lines(stream: BinaryIO, location: str, limit: int) -> Iterator[Transcript | Skipped]:
    """The transcripts of JSON Lines. A line that gives none is Skipped, and the others are still read."""
    empty = True
    for number, line in enumerate(jsonl.lines(stream, limit), 1):
        where = f"{location}:{number}"
        if line is None:
            yield Skipped.from_error(TranscriptError(TOO_LONG.format(limit)), where)
            empty = False
            continue
        line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if not line.strip():
            continue
        empty = False
        try:
            yield one(jsonl.parse(line), About(where, location=where))
        except (SourceError, TranscriptError) as error:
            yield Skipped.from_error(TranscriptError(error.reason), where)
    if empty:
        yield Skipped.from_error(TranscriptError("empty: it holds no line"), location)


def read_json(data: bytes, about: About) -> Iterator[Transcript]:
    """The transcripts of a JSON text: one object, a list of them, or a list of segments. Raises TranscriptError."""
    try:
        given = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise TranscriptError("is not UTF-8, as JSON must be") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise TranscriptError(f"is not JSON: {error.msg[0].lower()}{error.msg[1:]} at {where}") from None
    except (ValueError, RecursionError):
        raise TranscriptError("is JSON too deep or too large to read") from None
    if isinstance(given, dict):
        yield one(given, about)
    elif isinstance(given, list) and given and all(isinstance(part, dict) for part in given):
        if _is_segment(given[0]):
            yield one({"segments": given}, about)
            return
        for number, part in enumerate(given, 1):
            yield one(part, About(f"{about.id}:{number}", about.event, about.date, about.location))
    else:
        raise TranscriptError("holds no transcript: give an object with text or segments, or a list of them")


def one(given: dict[str, Any], about: About) -> Transcript:
    """The transcript that an object holds. Raises TranscriptError or SourceError, which say what is wrong with it."""
    text = jsonl.string(given, "text")
    about = About(
        jsonl.identifier(given) or about.id,
        jsonl.string(given, "event") or jsonl.string(given, "title") or about.event,
        jsonl.string(given, "date") or about.date,
        about.location,
    )
    parts = _list(given, "turns") or _list(given, "segments")
    if "segments" in given and parts:
        text = None  # what recognizes speech gives the whole text beside its segments: these have the times
    if text is None and parts is None:
        raise TranscriptError("has neither text nor turns nor segments")
    made = put_together(map(_piece, parts or ()), about) if text is None else _exact(text, parts or [], about)
    if not made.text.strip():
        raise TranscriptError("its text is empty")
    return made


def _exact(text: str, parts: list[dict[str, Any]], about: About) -> Transcript:
    """A text taken to the character; turns that are given beside it are looked up in it."""
    turns, times = turns_and_times(text)
    turns = (_located(text, parts) if parts else ()) or turns
    return Transcript(about.id, text, about.event, about.date, turns, times, about.location)


def _located(text: str, parts: list[dict[str, Any]]) -> tuple[Turn, ...]:
    """The turns where their words stand in the text; none, where some do not."""
    found, at = [], 0
    for part in parts:
        piece = _piece(part)
        words = piece.text.strip()
        start = text.find(words, at)
        if start < 0:
            return ()
        at = start + len(words)
        if words:
            found.append(Turn(start, at, named(piece.speaker)))
    return tuple(found)


def _is_segment(part: dict[str, Any]) -> bool:
    return "text" in part and "start" in part and not part.keys() & {"event", "date", "turns", "segments"}


def _piece(part: dict[str, Any]) -> Piece:
    start = part.get("start")
    number = isinstance(start, int | float) and not isinstance(start, bool) and math.isfinite(start)
    if start is not None and not number:
        raise TranscriptError("the start of a turn or segment is not a number of seconds")
    return Piece(jsonl.string(part, "text") or "", start, (jsonl.string(part, "speaker") or "").strip() or None)


def _list(given: dict[str, Any], name: str) -> list[dict[str, Any]] | None:
    value = given.get(name)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
        raise TranscriptError(f"its {name} are no list of objects")
    return value

"""A transcript in plain text: times are taken out and kept beside it, and labels before colons give the turns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from onrecord.records import Transcript
from onrecord.verification.speaker_turns import TimeStamp, drop_backward_times, find_turns
from onrecord.verification.transcript_builder import TranscriptInfo

_TIME = r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)(?:[.,]\d{1,3})?"
_BRACKETED_TIME = re.compile(rf"[\[(]{_TIME}[\])][ \t]?")
_LINE_TIME = re.compile(rf"^[ \t]*{_TIME}(?:[ \t]*(?:-{{1,2}}>?|,)[ \t]*\d[\d:.,]+)?(?:[ \t]+|$)", re.M)
_NAME_AND_TIME_LINE = re.compile(rf"^([^\W\d_][^\n:\[\]()]{{0,60}}?)[ \t]+[\[(]?({_TIME})[\])]?:?[ \t]*\n", re.M)
_MIN_LINE_TIMES = 2  # a single time without brackets may be the time of day


def read_text(text: str, info: TranscriptInfo) -> Transcript:
    """Return the transcript. Offsets are into its text, which has no times."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if ":" in text and len(_NAME_AND_TIME_LINE.findall(text)) >= _MIN_LINE_TIMES:
        text = _NAME_AND_TIME_LINE.sub(r"\1: [\2]\n", text)
    times: list[tuple[int, float]] = []
    parts: list[str] = []
    length, part_start = 0, 0
    for stamp in _time_stamps(text):
        parts.append(text[part_start : stamp.start])
        length += stamp.start - part_start
        part_start = stamp.end
        times.append((length, stamp.seconds))
    plain_text = "".join([*parts, text[part_start:]])
    turns = find_turns(plain_text)
    return Transcript(info.id, plain_text, info.event, info.date, turns, drop_backward_times(times), info.location)


def _time_stamps(text: str) -> Iterator[TimeStamp]:
    """Yield the times in order; none overlap."""
    stamps = [_time_stamp(match) for match in _BRACKETED_TIME.finditer(text)]
    line_stamps = [_time_stamp(match) for match in _LINE_TIME.finditer(text)]
    if len(line_stamps) >= _MIN_LINE_TIMES and all(a.seconds <= b.seconds for a, b in pairwise(line_stamps)):
        stamps = sorted([*stamps, *line_stamps], key=lambda stamp: stamp.start)
    last_end = 0
    for stamp in stamps:
        if stamp.start >= last_end:
            last_end = stamp.end
            yield stamp


def _time_stamp(match: re.Match[str]) -> TimeStamp:
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return TimeStamp(match.start(), match.end(), hours * 3600.0 + minutes * 60 + seconds)

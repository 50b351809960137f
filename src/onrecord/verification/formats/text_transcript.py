"""A transcript in plain text: what was not spoken is taken out, times are kept beside it, and labels give the turns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from onrecord.records import Transcript
from onrecord.text.label_lines import LabelLine, find_label_lines, labelled_lines, speaker_of
from onrecord.text.speaker_labels import begins_with_label
from onrecord.verification.formats.spoken_lines import SourceLine, spoken_lines
from onrecord.verification.speaker_turns import UNNAMED_VOICE, TimeStamp, TurnStart, drop_backward_times, find_turns
from onrecord.verification.transcript_builder import TranscriptInfo

_TIME = r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)(?:[.,]\d{1,3})?"
_NO_TIME_OF_DAY = r"(?![ \t]*(?i:[ap]\.?[ ]?m\b|hours\b))"
_BRACKETED_TIME = re.compile(rf"[\[(]{_TIME}[\])][ \t]?")
_LINE_TIME = re.compile(
    rf"^[ \t]*{_TIME}{_NO_TIME_OF_DAY}(?:[ \t]*(?:-{{1,2}}>?|,)[ \t]*\d[\d:.,]+)?(?:[ \t]+|$)", re.M
)
_WHOLE_LINE_TIME = re.compile(rf"^[ \t]*{_TIME}[ \t]*$", re.M)
_MIN_LINE_TIMES = 2  # a single time without brackets may be the time of day
_DASH_LINE = re.compile(r"^[ \t]*[-–—][ \t]*(?=[^\s\d-])", re.M)
MIN_DASH_SHARE = 0.5  # of the lines with words that begin with a dash, if a dash begins the words of another voice


def read_text(text: str, info: TranscriptInfo) -> Transcript:
    """Return the transcript. Besides spoken words its text has only labels and remarks in brackets."""
    spoken = spoken_lines(text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = [line.text for line in spoken.lines]
    labels = find_label_lines(lines, sum(map(begins_with_label, lines)))
    labelled_text = "\n".join(labelled_lines(lines, labels))
    plain_text, times = _without_times(labelled_text)
    known_starts = list(_label_starts(plain_text, labels)) if labels else _dash_starts(plain_text)
    turns = find_turns(plain_text, known_starts)
    return Transcript(
        info.id,
        plain_text,
        info.event or spoken.title,
        info.date or spoken.date,
        turns,
        drop_backward_times(times),
        info.location,
        *_places(plain_text, spoken.lines),
    )


def _without_times(text: str) -> tuple[str, list[tuple[int, float]]]:
    """Return a text without its times, and the times as (offset, seconds)."""
    times: list[tuple[int, float]] = []
    parts: list[str] = []
    length, part_start = 0, 0
    for stamp in _time_stamps(text):
        parts.append(text[part_start : stamp.start])
        length += stamp.start - part_start
        part_start = stamp.end
        times.append((length, stamp.seconds))
    return "".join([*parts, text[part_start:]]), times


def _time_stamps(text: str) -> Iterator[TimeStamp]:
    """Yield the times in order; none overlap."""
    stamps = [_time_stamp(match) for match in _BRACKETED_TIME.finditer(text)]
    line_stamps = [_time_stamp(match) for match in _LINE_TIME.finditer(text)]
    if len(line_stamps) >= _MIN_LINE_TIMES and all(a.seconds <= b.seconds for a, b in pairwise(line_stamps)):
        stamps = sorted([*stamps, *line_stamps], key=lambda stamp: stamp.start)
    else:  # hours, minutes and seconds alone on a line are no time of day
        alone = [_time_stamp(match) for match in _WHOLE_LINE_TIME.finditer(text) if match[1]]
        stamps = sorted([*stamps, *alone], key=lambda stamp: stamp.start)
    last_end = 0
    for stamp in stamps:
        if stamp.start >= last_end:
            last_end = stamp.end
            yield stamp


def _time_stamp(match: re.Match[str]) -> TimeStamp:
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return TimeStamp(match.start(), match.end(), hours * 3600.0 + minutes * 60 + seconds)


def _label_starts(text: str, labels: Mapping[int, LabelLine]) -> Iterator[TurnStart]:
    """Yield the beginnings of the turns whose labels stand at the beginning of known lines."""
    offset = 0
    for number, line in enumerate(text.split("\n")):
        if label := labels.get(number):
            speaker = speaker_of(label)
            yield TurnStart(offset, offset + len(label.label) + 1, speaker, None if speaker else label.label)
        offset += len(line) + 1


def _dash_starts(text: str) -> list[TurnStart]:
    """Return the dashes that begin the words of another voice, if most lines begin with one."""
    dashes = list(_DASH_LINE.finditer(text))
    if len(dashes) < 2 or len(dashes) < MIN_DASH_SHARE * sum(bool(line.strip()) for line in text.split("\n")):
        return []
    if sum(begins_with_label(text[dash.end() : dash.end() + 100].partition("\n")[0]) for dash in dashes) > 1:
        return []
    return [TurnStart(*dash.span(), None, f"{UNNAMED_VOICE}{number}") for number, dash in enumerate(dashes, 1)]


def _places(text: str, lines: Sequence[SourceLine]) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
    """Return where lines begin whose number is not the one after the line before, and where pages begin."""
    line_places: list[tuple[int, int]] = []
    page_places: list[tuple[int, int]] = []
    offset, expected, page = 0, 0, 0
    for line, text_line in zip(lines, text.split("\n"), strict=True):
        if line.number != expected:
            line_places.append((offset, line.number))
        if line.page != page:
            page_places.append((offset, line.page))
        expected, page = line.number + 1, line.page
        offset += len(text_line) + 1
    return tuple(line_places), tuple(page_places)

"""Captions (SRT and WebVTT) to segments: pysubs2 parses the cues, and lines that roll up are taken once."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import pysubs2
from pysubs2.formats.subrip import SubripFormat

from onrecord.errors import TranscriptError
from onrecord.text.character_references import unescape_references
from onrecord.verification.speaker_turns import UNNAMED_VOICE
from onrecord.verification.transcript_builder import TranscriptSegment

MIN_ROLLING_SHARE = 0.3  # captions roll up if this share of the cues begins with the end of the cue before
_MIN_ROLLING_CUES = 2

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMING_LINE = re.compile(rf"^[ \t]*{_TIME}[ \t]*--?>[ \t]*{_TIME}", re.M)
_NUMBER_LINE = re.compile(rf"^([ \t]*\d{{1,9}})[ \t]*$(?P<is_cue_number>(?=\n[ \t]*{_TIME}[ \t]*--?>))?", re.M)
_CUE_NUMBER, _SPOKEN_NUMBER = "\u200b", "\u200c"  # marks of the two kinds of number lines
_NEXT_CUE_NUMBER = re.compile(rf"(?:^|\n)[ \t]*\d+{_CUE_NUMBER}$")
_NOT_SPOKEN_BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)\b")
_VOICE_TAG = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]+([^>\n]{1,200})>")
_DASH = re.compile(r"(?<![ \t])[ \t]*+[-–—](?:[ \t]+|(?=[^\W\d_]))")  # of a line that another voice speaks
_MARKUP = re.compile(r"</?(?:[a-zA-Z][^<>\n]{0,200}|\d[\d:.]{0,20})>|\{\\[^{}\n]{0,80}\}")


class Cue(NamedTuple):
    """One caption: the second at which it appears, and its lines."""

    start: float
    lines: tuple[str, ...]


class _SubripOrWebVtt(SubripFormat):
    """Both formats, also where hours, fractions or half of an arrow are missing."""

    TIMESTAMP = re.compile(rf"(?:^[ \t]*|--?>[ \t]*){_TIME}")

    @staticmethod
    def timestamp_to_ms(groups: Sequence[str]) -> int:
        """Return a WebVTT timestamp in milliseconds."""
        hours, minutes, seconds, fraction = groups
        whole_seconds = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
        return whole_seconds * 1000 + int((fraction or "0").ljust(3, "0"))


def read_captions(text: str) -> list[TranscriptSegment]:
    """Return the segments of an SRT or WebVTT text, whose lines end with a line feed alone.

    Raises:
        TranscriptError: The text has no caption.
    """
    cues = [cue for cue in _parse_cues(text) if cue.lines]
    if not cues:
        raise TranscriptError("has no captions: nothing that begins with a time such as 00:00:01,000 --> 00:00:04,000")
    return segments_of_cues(cues)


def segments_of_cues(cues: list[Cue]) -> list[TranscriptSegment]:
    """Return the segments of captions, without the lines that are shown again and with the voices that they tell."""
    return list(_split_by_voice(_without_rolled_lines(cues)))


def looks_like_captions(beginning: str) -> bool:
    """Whether a text begins as WebVTT does, or has a cue's timing near its beginning."""
    return beginning.startswith("WEBVTT") or _TIMING_LINE.search(beginning) is not None


def _parse_cues(text: str) -> Iterator[Cue]:
    # pysubs2 takes the last line of a cue for the number of the next cue if it is digits, although it may be spoken.
    # A character without width after the digits keeps all these lines, and _cue_lines decides.
    marked_text = _NUMBER_LINE.sub(_mark_number, text)
    subtitles = pysubs2.SSAFile()
    _SubripOrWebVtt.from_file(subtitles, io.StringIO(marked_text), "srt", keep_html_tags=True)
    for index, event in enumerate(subtitles):
        is_last = index == len(subtitles) - 1
        yield Cue(event.start / 1000, tuple(_cue_lines(event.text.replace(r"\N", "\n"), is_last)))


def _mark_number(line: re.Match[str]) -> str:
    return line[1] + (_SPOKEN_NUMBER if line["is_cue_number"] is None else _CUE_NUMBER)


def _cue_lines(cue_text: str, is_last: bool) -> Iterator[str]:
    """Yield the lines of a cue, without the number or name of the next one, and without notes and styles."""
    text, has_number = _NEXT_CUE_NUMBER.subn("", cue_text)
    blocks = re.split(r"\n[ \t]*\n", text)
    if len(blocks) > 1 and not has_number and not is_last:
        blocks.pop()  # the name of the next cue
    for block in blocks:  # a cue ends at a blank line, but some editors leave blank lines inside
        if block is not blocks[0] and _NOT_SPOKEN_BLOCK.match(block.lstrip()):
            return
        yield from (line.strip() for line in block.split("\n") if line.strip())


def _without_rolled_lines(cues: list[Cue]) -> Iterator[Cue]:
    """Yield the cues; of captions that roll up, each line once. Other captions keep words that are said twice."""
    cue_lines = [tuple(filter(None, map(_plain_text, cue.lines))) for cue in cues]
    rolling_cues = sum(
        1 for before, after in pairwise(cue_lines) if _repeated_lines(before, after) or _extends_line(before, after)
    )
    if rolling_cues < max(_MIN_ROLLING_CUES, MIN_ROLLING_SHARE * len(cues)):
        yield from cues
        return
    shown_lines: tuple[str, ...] = ()
    for cue, lines in zip(cues, cue_lines, strict=True):
        new_lines = list(lines[_repeated_lines(shown_lines, lines) :])
        if _extends_line(shown_lines, new_lines):
            new_lines[0] = new_lines[0][len(shown_lines[-1]) + 1 :]
        shown_lines = lines or shown_lines
        if new_lines:
            yield Cue(cue.start, tuple(new_lines))


def _repeated_lines(before: tuple[str, ...], after: tuple[str, ...]) -> int:
    """Return how many lines at the beginning of a cue are the last lines of the cue before."""
    for count in range(min(len(before), len(after)), 0, -1):
        if before[-count:] == after[:count]:
            return count
    return 0


def _extends_line(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether a cue begins with the last line of the cue before and adds words to it."""
    return bool(before and after) and after[0].startswith(before[-1] + " ")


def _split_by_voice(cues: Iterable[Cue]) -> Iterator[TranscriptSegment]:
    """Yield the lines of cues as segments, each with the speaker of the voice tag before it.

    Where the two lines of a cue begin with dashes, dashes are the beginnings of voices without names.
    """
    cues = list(cues)
    has_dashes = any(sum(map(_has_dash, cue.lines)) > 1 for cue in cues)
    dash_count = 0
    for cue in cues:
        text = "\n".join(cue.lines)
        speaker: str | None = None
        for number, part in enumerate(_VOICE_TAG.split(text)):
            if number % 2:
                speaker = " ".join(unescape_references(part).split()) or None
                continue
            for line in part.split("\n"):
                words = _plain_text(line)
                if has_dashes and speaker is None and _has_dash(words):
                    dash_count += 1
                    words = _DASH.sub("", words)
                if words:
                    voice = f"{UNNAMED_VOICE}{dash_count}" if dash_count else None
                    yield TranscriptSegment(words, cue.start, speaker, voice)


def _has_dash(line: str) -> bool:
    return _DASH.match(line) is not None


def _plain_text(line: str) -> str:
    """Return a line's words without tags; a voice tag stays."""
    if "<" in line or "{" in line:
        line = _MARKUP.sub(lambda tag: tag[0] if _VOICE_TAG.fullmatch(tag[0]) else "", line)
    if "&" in line or _CUE_NUMBER in line or _SPOKEN_NUMBER in line:
        line = unescape_references(line).replace(_CUE_NUMBER, "").replace(_SPOKEN_NUMBER, "")
    return " ".join(line.split())

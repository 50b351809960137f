"""Captions: SRT and WebVTT to pieces, without what places and styles them, and what rolls by not said twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import pairwise
from typing import NamedTuple

from onrecord.errors import TranscriptError
from onrecord.verification.segments import Piece

ROLLING = 0.3  # share of the cues that begin as the one before ended: then they roll

_TIMING = re.compile(
    r"^[ \t]*(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?[ \t]*--?>[ \t]*"
    r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?[^\n]*$",
    re.M,
)
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>\n]{1,200})>")
_TAG = re.compile(r"</?(?:[a-zA-Z][^<>\n]{0,200}|\d[\d:.]{0,20})>|\{\\[^{}\n]{0,80}\}")
_NUMBER = re.compile(r"\s*\d{1,9}\s*")


class _Cue(NamedTuple):
    start: float
    end: float
    lines: tuple[str, ...]


def read_captions(text: str) -> list[Piece]:
    """The pieces of an SRT or WebVTT text. Raises TranscriptError where it has no cue."""
    cues = [cue for cue in _cues(text) if cue.lines]
    if not cues:
        raise TranscriptError("has no captions: nothing that begins with a time such as 00:00:01,000 --> 00:00:04,000")
    return [piece for cue in _once(cues) for piece in _voiced(cue)]


def looks_like_captions(head: str) -> bool:
    """Whether a text begins as WebVTT does, or soon has the timing of a cue."""
    return head.startswith("WEBVTT") or _TIMING.search(head) is not None


def _cues(text: str) -> Iterator[_Cue]:
    """The cues, by their timings: numbers may be wrong or missing, blank lines may be too many or too few."""
    timings = list(_TIMING.finditer(text))
    for number, timing in enumerate(timings):
        end = timings[number + 1].start() if number + 1 < len(timings) else len(text)
        start, stop = _seconds(timing.groups()[:4]), _seconds(timing.groups()[4:])
        yield _Cue(start, stop, tuple(_lines(text[timing.end() : end], number == len(timings) - 1)))


def _lines(body: str, last: bool) -> Iterator[str]:
    """The lines of one cue, without the next one's number or name, and without notes and styles behind it."""
    blocks = re.split(r"\n[ \t]*\n", body.strip("\n"))
    taken = blocks[:1]
    for block in blocks[1:]:  # a cue ends at a blank line; some editors leave them between the lines of one
        if re.match(r"(?:NOTE|STYLE|REGION)\b", block.lstrip()) or (not last and block is blocks[-1]):
            break
        taken.append(block)
    lines = "\n".join(taken).split("\n")
    if len(blocks) == 1 and not last and len(lines) > 1 and _NUMBER.fullmatch(lines[-1]):
        lines.pop()  # the number of the next cue, where no blank line stands before it
    return (line.strip() for line in lines if line.strip())


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, fraction = parts
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return whole + int((fraction or "0").ljust(3, "0")) / 1000


def _once(cues: list[_Cue]) -> Iterator[_Cue]:
    """The cues; of captions that roll by, each line once. The same words said twice stay where captions do not roll."""
    plain = [tuple(filter(None, map(_plain, cue.lines))) for cue in cues]
    repeats = sum(1 for before, after in pairwise(plain) if _repeated(before, after) or _grown(before, after))
    if repeats < 2 or repeats < ROLLING * len(cues):
        yield from cues
        return
    shown: tuple[str, ...] = ()
    for cue, lines in zip(cues, plain, strict=True):
        kept = list(lines[_repeated(shown, lines) :])
        if _grown(shown, kept):
            kept[0] = kept[0][len(shown[-1]) + 1 :]
        shown = lines or shown
        if kept:
            yield _Cue(cue.start, cue.end, tuple(kept))


def _repeated(before: tuple[str, ...], after: tuple[str, ...]) -> int:
    """How many of the lines at the beginning of a cue ended the one before."""
    for count in range(min(len(before), len(after)), 0, -1):
        if before[-count:] == after[:count]:
            return count
    return 0


def _grown(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether a cue begins with the line that ended the one before, and more words: it grows as someone speaks."""
    return bool(before and after) and after[0].startswith(before[-1] + " ")


def _voiced(cue: _Cue) -> Iterator[Piece]:
    """A cue's pieces: one, or one for each voice that it names, or for each line that begins a turn."""
    text = "\n".join(cue.lines)
    speaker: str | None = None
    at = 0
    for voice in _VOICE.finditer(text):
        yield from _by_line(text[at : voice.start()], cue.start, speaker)
        speaker, at = " ".join(unescape(voice[1]).split()) or None, voice.end()
    yield from _by_line(text[at:], cue.start, speaker)


def _by_line(text: str, start: float, speaker: str | None) -> Iterator[Piece]:
    for line in text.split("\n"):
        words = _plain(line)
        if words:
            yield Piece(words, start, speaker)


def _plain(line: str) -> str:
    """A line's words, without tags; a voice stays."""
    if "<" in line or "{" in line:
        line = _TAG.sub(lambda tag: tag[0] if _VOICE.fullmatch(tag[0]) else "", line)
    return (
        " ".join(unescape(line).replace("\u200b", "").split())
        if "&" in line or "\u200b" in line
        else " ".join(line.split())
    )

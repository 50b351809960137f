"""A quotation laid along a transcript: which passage, or passages, its words are from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.diff import PrintedText, Word, Wording, align_words, diff_aligned, split_words
from onrecord.diff.alignment import UNMATCHED, WordAlignment
from onrecord.diff.gaps import find_gaps
from onrecord.diff.minor_edits import BRACKETED_REMARK
from onrecord.diff.word_similarity import match_score, same_word
from onrecord.records import Edit, Passage, Transcript
from onrecord.verification.speaker_match import agrees
from onrecord.verification.trigram_index import Candidate

_LOUD = re.compile(r"[^a-z]+|(?i:inaudible|applause|laughter|crosstalk|ph|sic|cheers?|cheering|boos?|booing|music)\W*")
EXCHANGED = 5.0  # a step back that stays in one passage costs the score that much less: its words are all there
_ALL = 0.85  # share of the words from which on they are all there
_LONGEST = 6_000  # words of a transcript that one quotation is laid along


@dataclass(frozen=True, slots=True)
class Laid:
    """A quotation laid along a transcript. ``score`` is the alignment's, over the best that there could be."""

    number: int
    score: float
    other: Wording
    way: WordAlignment


@dataclass(frozen=True, slots=True)
class Fit:
    """The passages of a transcript that a quotation is from, in the quotation's order, and what was edited."""

    number: int
    score: float
    passages: tuple[Passage, ...]
    edits: tuple[Edit, ...]


def laid(printed: PrintedText, transcript: Transcript, candidate: Candidate) -> Laid:
    """The best way of a quotation through a candidate's stretches."""
    other = spoken(transcript, candidate.stretches)
    score, way = align_words(printed.words, other.words, other.breaks, printed.words_after_ellipses())
    full = sum(match_score(word.form) for word in printed.words) or 1.0
    share = sum(match_score(printed.words[i].form) for i, _ in _pairs(printed.words, other, way)) / full
    if share > _ALL:
        moved = sum(gap.back for gap in find_gaps(printed, other, way))
        score += EXCHANGED * moved
    return Laid(candidate.number, score / full, other, way)


def fitted(printed: PrintedText, transcript: Transcript, way: Laid) -> Fit:
    """What an alignment amounts to: the passages and the edits."""
    found = tuple(diff_aligned(printed, way.other, way.way))
    pairs = _pairs(printed.words, way.other, way.way)
    passages = tuple(_passages(pairs, found, printed.words, way.other, transcript))
    return Fit(way.number, way.score, passages, found)


def spoken(transcript: Transcript, stretches: Sequence[tuple[int, int]]) -> Wording:
    """The words spoken in stretches of a transcript, without stage directions and the names before the turns."""
    taken: list[Word] = []
    breaks: list[int] = []
    voices: list[int] = []
    names: dict[str | None, int] = {}  # one voice for "TRUMP" and "DONALD TRUMP"
    for first, last in stretches:
        if taken:
            breaks.append(len(taken))
        for start, end, speaker in _turns(transcript, first, last):
            some = list(split_words(transcript.text, start, end))
            silent = [
                match.span()
                for match in BRACKETED_REMARK.finditer(transcript.text, start, end)
                if _LOUD.fullmatch(match.group()[1:-1])
            ]
            if silent:
                some = [word for word in some if not any(a <= word.start < b for a, b in silent)]
            taken += some
            if speaker not in names:
                known = (number for name, number in names.items() if agrees(speaker, name))
                names[speaker] = next(known, len(names))
            voices += [names[speaker]] * len(some)
        if len(taken) > _LONGEST:
            break
    return Wording(transcript.text, tuple(taken), tuple(breaks), tuple(voices))


def _turns(transcript: Transcript, first: int, last: int) -> Iterator[tuple[int, int, str | None]]:
    """The parts of the turns that lie in a stretch; all of it, where there are no turns."""
    turns = transcript.turns
    if not turns:
        yield first, last, None
        return
    number = max(0, bisect_right(turns, first, key=lambda turn: turn.start) - 1)
    if first < turns[number].start:
        yield first, min(last, turns[number].start), None
    for turn in turns[number:]:
        if turn.start >= last:
            return
        if turn.end > first:
            yield max(first, turn.start), min(last, turn.end), turn.speaker


def _pairs(printed: Sequence[Word], other: Wording, way: WordAlignment) -> list[tuple[int, int]]:
    return [
        (i, int(j)) for i, j in enumerate(way) if j != UNMATCHED and same_word(printed[i].form, other.words[j].form)
    ]


def _passages(
    pairs: Sequence[tuple[int, int]],
    edits: Sequence[Edit],
    printed: Sequence[Word],
    other: Wording,
    transcript: Transcript,
) -> Iterator[Passage]:
    """The stretches between the places where passages are put together."""
    joints = [edit.start for edit in edits if edit.kind == "joined"]
    groups: list[list[int]] = [[]]
    for i, j in pairs:
        while joints and printed[i].start >= joints[0]:
            joints.pop(0)
            groups.append([])
        groups[-1].append(j)
    for group in groups:
        if group:
            start, end = other.words[min(group)].start, other.words[max(group)].end
            yield Passage(
                start, end, transcript.text[start:end], speaker_at(transcript, start), time_at(transcript, start)
            )


def speaker_at(transcript: Transcript, offset: int) -> str | None:
    """Who speaks at an offset."""
    number = bisect_right(transcript.turns, offset, key=lambda turn: turn.start) - 1
    return transcript.turns[number].speaker if number >= 0 and offset < transcript.turns[number].end else None


def time_at(transcript: Transcript, offset: int) -> float | None:
    """The second that stands last before an offset."""
    number = bisect_right(transcript.times, offset, key=lambda time: time[0]) - 1
    return transcript.times[number][1] if number >= 0 else None

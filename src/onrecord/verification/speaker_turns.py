"""The turns of a transcript: which possible labels are real ones, and the text between them.

A label begins a line, or directly follows a sentence's end ("issue.O’MALLEY: I’m the one"). A label in capitals is
accepted unless it is a word such as "TODAY". A label in title case needs evidence: it occurs twice, opens the text, has
a title or a role, is a known role ("Audience Member"), or other speakers of the text are labelled in the same way.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from onrecord.records import Turn
from onrecord.text.speaker_labels import (
    BEGINNINGS_BEFORE_PERIOD,
    BRACKETED_TIME,
    MAX_TITLE_CASE_WORDS,
    LabelShape,
    SpeakerLabel,
    identified_speaker,
    is_never_a_speaker,
    label_before_colon,
    label_before_period,
    label_shape,
    label_words,
    may_be_full_name,
    names_office,
)

_SPEAKER_CHANGE = re.compile(r">>+")  # in captions
_QUESTION_LABEL = re.compile(r"^Q[ \t]+(?=[\"“A-Z(\[])", re.M)  # in press conferences
_PERIOD_LABEL_LINE = re.compile(rf"^[ \t]*(?={BEGINNINGS_BEFORE_PERIOD})", re.M)
_SAMPLE_LENGTH = 4_000
MIN_PERIOD_LABELS = 2
MIN_PARAGRAPH_SHARE = 0.8
UNNAMED_VOICE = "voice "  # and a number: of a change of speaker that gives no name


class TurnStart(NamedTuple):
    """Where a turn's label begins and ends, the speaker that it names, and the voice if it names nobody."""

    start: int
    end: int
    speaker: str | None
    voice: str | None = None


class TimeStamp(NamedTuple):
    """A time in brackets: its place in the text and its seconds from the beginning."""

    start: int
    end: int
    seconds: float


def find_turns(text: str, known_starts: Sequence[TurnStart] = ()) -> tuple[Turn, ...]:
    """Return the turns of a text; empty if no label names anyone. Text before the first label is a turn of nobody."""
    return find_turns_and_times(text, known_starts)[0]


def find_turns_and_times(
    text: str, known_starts: Sequence[TurnStart] = ()
) -> tuple[tuple[Turn, ...], tuple[tuple[int, float], ...]]:
    """Return the turns and the times in brackets, as (offset after the bracket, seconds).

    A turn that holds a time is divided there, because the time was not spoken.

    Args:
        text: The transcript's text.
        known_starts: The beginnings of turns that its form states, in order. Of other labels, only those with one of
            their names begin turns then.
    """
    labels, stamps = _scan_colons(text)
    colon_starts = list(_accepted_labels(text, labels))
    if known_starts:
        names = {turn_start.speaker for turn_start in known_starts}
        offsets = {turn_start.start for turn_start in known_starts}
        repeated = [start for start in colon_starts if start.speaker in names and start.start not in offsets]
        colon_starts = sorted([*known_starts, *repeated], key=lambda turn_start: turn_start.start)
    else:
        line_label_count = sum(label.begins_line for label in labels)
        period_starts = find_period_labels(text, line_label_count)
        colon_starts = period_starts or colon_starts
    turn_starts = _add_unlabelled_changes(text, colon_starts)
    if stamps and not turn_starts:
        turn_starts = [TurnStart(0, 0, None)]
    turns = _turns_between(text, turn_starts)
    if stamps:
        turns = list(_divide_at_times(turns, text, stamps))
    return tuple(turns), drop_backward_times((stamp.end, stamp.seconds) for stamp in stamps)


def drop_backward_times(times: Iterable[tuple[int, float]]) -> tuple[tuple[int, float], ...]:
    """Return the times, as (offset, seconds), without those that go back."""
    ascending: list[tuple[int, float]] = []
    for offset, seconds in times:
        if not ascending or seconds >= ascending[-1][1]:
            ascending.append((offset, seconds))
    return tuple(ascending)


def _scan_colons(text: str) -> tuple[list[SpeakerLabel], list[TimeStamp]]:
    """Return the possible labels and the times in brackets, found in one pass over the text's colons."""
    labels: list[SpeakerLabel] = []
    stamps: list[TimeStamp] = []
    search_start = 0
    colon = text.find(":")
    while colon >= 0:
        if text[colon - 1 : colon].isdigit() and text[colon + 1 : colon + 2].isdigit():
            if stamp := _time_stamp_around(text, search_start, colon):
                stamps.append(stamp)
                colon = stamp.end - 1
        elif label := label_before_colon(text, search_start, colon):
            labels.append(label)
        search_start = colon + 1
        colon = text.find(":", search_start)
    return labels, stamps


def _time_stamp_around(text: str, search_start: int, colon: int) -> TimeStamp | None:
    bracket = max(text.rfind("(", search_start, colon), text.rfind("[", search_start, colon), 0)
    match = BRACKETED_TIME.match(text, bracket)
    if match is None or not match.start() < colon < match.end():
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return TimeStamp(match.start(), match.end(), hours * 3600.0 + minutes * 60 + seconds)


def _accepted_labels(text: str, labels: list[SpeakerLabel]) -> Iterator[TurnStart]:
    """Yield the labels that there is evidence for."""
    line_counts = Counter(label.name for label in labels if label.begins_line)
    inline_counts = Counter(label.name for label in labels if not label.begins_line)
    shapes = {label.name: label.shape for label in labels}
    line_names = {name for name in line_counts if _is_line_label(text, name, shapes[name], line_counts, labels)}
    if any(" " in name and label_shape(name.split()) == "title" for name in line_names):
        line_names |= {name for name in line_counts if may_be_full_name(name)}
    if line_names:
        line_names |= {name for name in line_counts if names_office(name) and not is_never_a_speaker(name)}
        line_names |= line_counts.keys() & {"Q"}
    surnames = {name.split()[-1].casefold() for name in line_names}
    line_names |= {
        name for name in line_counts if name.split()[-1].casefold() in surnames and not is_never_a_speaker(name)
    }
    all_capitals = bool(inline_counts) and _is_in_capitals(text)
    inline_names = {
        name
        for name, count in inline_counts.items()
        if name in line_names or _is_inline_label(name, count, surnames, all_capitals)
    }
    speakers = {name: identified_speaker(name) for name in {*line_counts, *inline_counts}}
    for label in labels:
        if label.name in (line_names if label.begins_line else inline_names):
            speaker = label.person or speakers[label.name]
            yield TurnStart(label.start, label.end, speaker, None if speaker else label.name)


def find_period_labels(text: str, colon_label_count: int) -> list[TurnStart]:
    """Return the labels that end in a full stop, as printed hearings and debates have them: "Mr. KENNEDY. I thank".

    There are none unless they are more than the labels before colons, and two names have them or one has several. If
    nearly all are indented or follow a blank line, a name that begins another line is text.
    """
    labels, opens_paragraph = [], []
    for line in _PERIOD_LABEL_LINE.finditer(text):
        line_end = text.find("\n", line.end())
        label = label_before_period(text[line.start() : line_end if line_end >= 0 else len(text)])
        if label is not None and len(label.name) > 1:
            start = line.start()
            labels.append(TurnStart(start + label.start, start + label.end, identified_speaker(label.name), label.name))
            opens_paragraph.append(text[start] in " \t" or start == 0 or text.endswith("\n\n", 0, start))
    if labels and sum(opens_paragraph) >= MIN_PARAGRAPH_SHARE * len(labels):
        labels = [label for label, opens in zip(labels, opens_paragraph, strict=True) if opens]
    names = Counter(label.voice for label in labels)
    if len(labels) <= colon_label_count or (len(names) < MIN_PERIOD_LABELS and len(labels) < MIN_PERIOD_LABELS + 1):
        return []
    return [label._replace(voice=None) for label in labels]


def _is_line_label(
    text: str, name: str, shape: LabelShape, line_counts: Counter[str], labels: list[SpeakerLabel]
) -> bool:
    """Whether a name that begins lines is a speaker's."""
    if is_never_a_speaker(name):
        return False
    words = name.split()
    if len(name) == 1:
        return line_counts[name] > 1 or (name in "QA" and line_counts["Q"] > 0 < line_counts["A"])
    if shape != "title":
        return True
    first_word = words[0].casefold()
    if first_word in label_words("heading_starts") and line_counts[name] < (2 if names_office(name) else 3):
        return False
    if first_word.strip(".") in label_words("titles"):
        return True
    if line_counts[name] > 1:  # the same words follow a heading that occurs twice
        next_words = {
            text[label.end : label.end + 40].strip().partition("\n")[0] for label in labels if label.name == name
        }
        return len(next_words) > 1
    return _opens_with_full_name(text, labels[0]) and len(words) < MAX_TITLE_CASE_WORDS


def _opens_with_full_name(text: str, first_label: SpeakerLabel) -> bool:
    is_full_name = first_label.shape == "title" and " " in first_label.name
    return first_label.begins_line and is_full_name and not text[: first_label.start].strip()


def _is_inline_label(name: str, count: int, surnames: set[str], all_capitals: bool) -> bool:
    """Whether a name that directly follows a sentence's end is a label."""
    words = name.split()
    if len(name) == 1 or is_never_a_speaker(name):
        return False
    has_title = len(words) in {2, 3} and words[0].casefold().strip(".") in label_words("titles")
    if name.casefold() in surnames or (has_title and words[-1].casefold() in surnames):
        return True
    if all_capitals:  # only a title distinguishes a name from a sentence's last words
        return has_title
    shape = label_shape(words)
    if shape == "title":
        return count > 1 and len(words) < 3 and words[0].casefold() not in label_words("heading_starts")
    return shape == "role" or len(name) > 3 or count > 1


def _is_in_capitals(text: str) -> bool:
    """Whether a text is in capitals, as live captions are."""
    sample = text[:_SAMPLE_LENGTH]
    return sum(map(str.isupper, sample)) > 4 * sum(map(str.islower, sample))


def _add_unlabelled_changes(text: str, turn_starts: list[TurnStart]) -> list[TurnStart]:
    """Add the signs without a colon that the speaker changes: ">>" in captions, "Q" in a press conference."""
    label_offsets = {turn_start.start for turn_start in turn_starts}
    changes: list[TurnStart] = []
    if ">>" in text:
        signs = enumerate(_SPEAKER_CHANGE.finditer(text), 1)
        changes += [TurnStart(*sign.span(), None, f"{UNNAMED_VOICE}{number}") for number, sign in signs]
    if turn_starts and ("\nQ" in text or text.startswith("Q")):
        questions = [TurnStart(*match.span(), "Q") for match in _QUESTION_LABEL.finditer(text)]
        changes += questions if len(questions) > 1 else []
    new_starts = [change for change in changes if change.start not in label_offsets]
    return sorted([*turn_starts, *new_starts], key=lambda turn_start: turn_start.start) if new_starts else turn_starts


def _turns_between(text: str, turn_starts: list[TurnStart]) -> list[Turn]:
    """Return the text between the labels as turns."""
    if not turn_starts:
        return []
    opening = [TurnStart(0, 0, None)] if turn_starts[0].start > 0 else []
    bounds = [*opening, *turn_starts, TurnStart(len(text), 0, None)]
    turns = (_stripped_turn(text, label.end, following.start, label) for label, following in pairwise(bounds))
    return [turn for turn in turns if turn]


def _divide_at_times(turns: list[Turn], text: str, stamps: list[TimeStamp]) -> Iterator[Turn]:
    """Yield the turns without the times that stand in them."""
    stamp_index = 0
    for turn in turns:
        part_start = turn.start
        while stamp_index < len(stamps) and stamps[stamp_index].start < turn.end:
            stamp = stamps[stamp_index]
            stamp_index += 1
            if stamp.start >= part_start and (part := _stripped_turn(text, part_start, stamp.start, turn)):
                yield part
            part_start = max(part_start, stamp.end)
        if part := _stripped_turn(text, part_start, turn.end, turn):
            yield part


def _stripped_turn(text: str, start: int, end: int, voice: Turn | TurnStart) -> Turn | None:
    """Return the turn of a voice without white space at its ends, or None if nothing else is in it."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Turn(start, end, voice.speaker, voice.voice) if start < end else None

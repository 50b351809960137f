"""The turns of a transcript: the labels that there is evidence for, and what stands between them.

A label stands at the beginning of a line, or is glued to a sentence's end ("issue.O’MALLEY: I’m the one"). In capitals
it is believed unless it is a word such as "TODAY"; in small letters only with evidence: it comes twice, is what the
text begins with, has a title or a role, is a part that is known ("Audience Member"), or others are named so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TypeAlias

from onrecord.records import Turn
from onrecord.verification.speaker_labels import (
    MOST_WORDS,
    Label,
    Shape,
    is_common,
    is_like_a_name,
    label_before,
    named,
    shape_of,
    words_of,
)

Cut: TypeAlias = tuple[int, int, "str | None"]  # a label's beginning and end, and the name

_STAMP = re.compile(r"[(\[](?:(\d{1,2}):)?(\d{1,3}):(\d{2})(?:[.,]\d{1,3})?[)\]]")
_CHANGE = re.compile(r">>+")
_QUESTION = re.compile(r"^Q[ \t]+(?=[\"“A-Z(\[])", re.M)


def turns_of(text: str) -> tuple[Turn, ...]:
    """The turns of a text; none where no one is named. What stands before the first is a turn of no one's."""
    return turns_and_times(text)[0]


def turns_and_times(text: str) -> tuple[tuple[Turn, ...], tuple[tuple[int, float], ...]]:
    """The turns, and the times in brackets with the offsets behind them. No turn holds a time: it was not spoken."""
    candidates, stamps = _colons(text)
    cuts = _with_signs(text, list(_believed(text, candidates)))
    if stamps and not cuts:
        cuts = [(0, 0, None)]
    turns = _between(text, cuts)
    if stamps:
        turns = list(_without(turns, text, stamps))
    return tuple(turns), ascending((end, seconds) for _, end, seconds in stamps)


def ascending(times: Iterable[tuple[int, float]]) -> tuple[tuple[int, float], ...]:
    """The times without those that go back."""
    found: list[tuple[int, float]] = []
    for offset, seconds in times:
        if not found or seconds >= found[-1][1]:
            found.append((offset, seconds))
    return tuple(found)


def _between(text: str, cuts: list[Cut]) -> list[Turn]:
    """What stands between the labels."""
    if not cuts:
        return []
    bounds = [*([(0, 0, None)] if cuts[0][0] > 0 else []), *cuts, (len(text), 0, None)]
    spans = [_turn(text, end, after, name) for (_, end, name), (after, _, _) in pairwise(bounds)]
    return [turn for turn in spans if turn]


def _turn(text: str, start: int, end: int, name: str | None) -> Turn | None:
    """The turn without white space at its ends; None where nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Turn(start, end, name) if start < end else None


def _colons(text: str) -> tuple[list[Label], list[tuple[int, int, float]]]:
    """What may be a label before each colon, and the times in brackets as (start, end, seconds)."""
    labels: list[Label] = []
    stamps: list[tuple[int, int, float]] = []
    passed = 0
    at = text.find(":")
    while at >= 0:
        if text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit():
            stamp = _STAMP.match(text, max(text.rfind("(", passed, at), text.rfind("[", passed, at), 0))
            if stamp and stamp.start() < at < stamp.end():
                hours, minutes, seconds = (int(part or 0) for part in stamp.groups())
                stamps.append((stamp.start(), stamp.end(), hours * 3600.0 + minutes * 60 + seconds))
                at = stamp.end() - 1
        else:
            label = label_before(text, passed, at)
            if label:
                labels.append(label)
        passed = at + 1
        at = text.find(":", passed)
    return labels, stamps


def _believed(text: str, labels: list[Label]) -> Iterator[Cut]:
    """The labels that there is evidence for, as (start, end, name)."""
    at_lines = Counter(label.name for label in labels if label.line)
    glued = Counter(label.name for label in labels if not label.line)
    shapes = {label.name: label.shape for label in labels}
    known = {name for name in at_lines if _is_known(text, name, shapes[name], at_lines, labels)}
    if any(" " in name and shape_of(name.split()) == "title" for name in known):
        known |= {name for name in at_lines if is_like_a_name(name)}  # a text that names its speakers in this way
    surnames = {name.split()[-1].casefold() for name in known}
    known |= {name for name in at_lines if name.split()[-1].casefold() in surnames and not is_common(name)}
    loud = bool(glued) and _is_loud(text)
    known_glued = {name for name in glued if name in known or _stands_glued(name, glued[name], surnames, loud)}
    names = {name: named(name) for name in {*at_lines, *glued}}
    for start, end, name, _, line in labels:
        if name in (known if line else known_glued):
            yield start, end, names[name]


def _is_known(text: str, name: str, shape: Shape, counts: Counter[str], labels: list[Label]) -> bool:
    """Whether a name that begins lines is a speaker's."""
    if is_common(name):
        return False
    words = name.split()
    if len(name) == 1:
        return counts[name] > 1 or (name in "QA" and counts["Q"] > 0 < counts["A"])
    if shape != "title":
        return True
    if words[0].casefold() in words_of("starts") and counts[name] < 3:
        return False
    if words[0].casefold().strip(".") in words_of("honorifics"):
        return True
    if counts[name] > 1:  # a heading that comes twice is followed by the same words
        after = {text[label.end : label.end + 20].partition("\n")[0] for label in labels if label.name == name}
        return len(after) > 1
    first = labels[0]
    opens = first.line and not text[: first.start].strip() and first.shape == "title" and " " in first.name
    return opens and len(words) < MOST_WORDS


def _stands_glued(name: str, times: int, surnames: set[str], loud: bool) -> bool:
    """Whether a name is a label where it is glued to a sentence's end."""
    words = name.split()
    if len(name) == 1 or is_common(name):
        return False
    titled = len(words) in {2, 3} and words[0].casefold().strip(".") in words_of("honorifics")
    if name.casefold() in surnames or (titled and words[-1].casefold() in surnames):
        return True
    if loud:  # a text in capitals: nothing tells a name from a sentence's last words, save a title
        return titled
    shape = shape_of(words)
    if shape == "title":
        return times > 1 and len(words) < 3 and words[0].casefold() not in words_of("starts")
    return shape == "part" or len(name) > 3 or times > 1


def _is_loud(text: str) -> bool:
    """Whether a text is in capitals, as live captions are."""
    sample = text[:4_000]
    return sum(map(str.isupper, sample)) > 4 * sum(map(str.islower, sample))


def _with_signs(text: str, cuts: list[Cut]) -> list[Cut]:
    """With what says, without a colon, that someone else speaks: ">>" in captions, "Q" in a press conference."""
    taken = {start for start, _, _ in cuts}
    signs: list[Cut] = []
    if ">>" in text:
        signs += [(found.start(), found.end(), None) for found in _CHANGE.finditer(text)]
    if cuts and ("\nQ" in text or text.startswith("Q")):
        asked = [(found.start(), found.end(), "Q") for found in _QUESTION.finditer(text)]
        signs += asked if len(asked) > 1 else []
    new = [cut for cut in signs if cut[0] not in taken]
    return sorted([*cuts, *new], key=lambda cut: cut[0]) if new else cuts


def _without(turns: list[Turn], text: str, stamps: list[tuple[int, int, float]]) -> Iterator[Turn]:
    """The turns, parted where a time stands in them: it was not spoken."""
    number = 0
    for turn in turns:
        at = turn.start
        while number < len(stamps) and stamps[number][0] < turn.end:
            start, end, _ = stamps[number]
            number += 1
            if start >= at and (part := _turn(text, at, start, turn.speaker)):
                yield part
            at = max(at, end)
        if part := _turn(text, at, turn.end, turn.speaker):
            yield part

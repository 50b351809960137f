"""Lines that name who speaks next without a colon: a name alone, beside a time, in brackets or before a dash.

Transcribing services, minutes and web pages write "Ana Ray  0:12", "[00:12] Ana Ray" or "**Ana Ray**" above the words,
or "[Ana Ray] words" and "Ana Ray — words" on one line. Headings and stage directions look the same, so such lines are
names only if the text as a whole says so: several lines have the form, and two names take turns.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from onrecord.text.speaker_labels import (
    identified_speaker,
    is_never_a_speaker,
    label_shape,
    label_words,
    person_of_office,
)

MAX_NAME_LENGTH = 80  # characters of a name with its role
MIN_LINES = 2  # of one form
MIN_SHARE = 0.15  # of the text's lines that are names alone on their line
MIN_PREFIX_SHARE = 0.4  # of the text's lines that begin with a name before their words
CLOCK = r"(?:\d{1,2}:)?\d{1,3}:[0-5]\d(?:[.,:]\d{1,3})?"

LabelStyle = Literal["timed", "emphasized", "bracketed", "alone", "bracket", "angle", "tab", "dash", "bar", "bold"]
STANDALONE_STYLES: frozenset[LabelStyle] = frozenset({"timed", "emphasized", "bracketed", "alone"})

_TIME = rf"[\[(]?{CLOCK}(?:[ ]*(?:-{{1,2}}>?|–|,)[ ]*{CLOCK})?[\])]?(?![ \t]*(?i:[ap]\.?m\b))"
_SEPARATOR = r"(?:[ \t]*[|•·,/@–—-][ \t]*|[ \t]*)"
_NAME = r"(?P<name>[^\W\d_][^\n:|<>\[\]\t]{0,80}?)"
_LINE_FORMS: tuple[tuple[LabelStyle, re.Pattern[str]], ...] = (
    ("timed", re.compile(rf"[*_#> \t]*{_NAME}[*_]*{_SEPARATOR}(?P<time>{_TIME})[ \t]*[*_]*:?[*_]*[ \t]*(?P<words>)$")),
    ("timed", re.compile(rf"[*_#> \t]*{_NAME}[*_]*[ \t]*(?P<time>[\[(]{CLOCK}[\])])[*_]*:[*_]*[ \t]+(?P<words>\S.*)$")),
    ("timed", re.compile(rf"[*_#> \t]*(?P<time>{_TIME}){_SEPARATOR}[*_]*{_NAME}[*_]*:?[*_]*[ \t]*(?P<words>)$")),
    ("emphasized", re.compile(rf"[ \t]*(?:[*_]{{2,3}}|\#{{2,6}}[ \t]+){_NAME}:?[*_]*:?[ \t]*(?P<words>)(?P<time>)$")),
    ("bracketed", re.compile(rf"[ \t]*[\[(]{_NAME}[\])]:?[ \t]*(?P<words>)(?P<time>)$")),
    ("alone", re.compile(rf"[ \t]*{_NAME}[ \t]*:?[ \t]*(?P<words>)(?P<time>)$")),
    ("bracket", re.compile(rf"[ \t]*\[{_NAME}\]:?[ \t]+(?P<words>\S.*)(?P<time>)$")),
    ("angle", re.compile(rf"[ \t]*<{_NAME}>:?[ \t]+(?P<words>\S.*)(?P<time>)$")),
    ("tab", re.compile(rf"{_NAME}[ ]*\t+(?P<words>\S.*)(?P<time>)$")),
    ("bar", re.compile(rf"[ \t]*{_NAME}[ \t]*\|[ \t]*(?P<words>\S.*)(?P<time>)$")),
    ("dash", re.compile(rf"[ \t]*{_NAME}[ \t]+(?:--?|[–—])[ \t]+(?P<words>\S.*)(?P<time>)$")),
    ("bold", re.compile(rf"[ \t]*[*_]{{2,3}}{_NAME}[ \t]*[*_]{{2,3}}[ \t]+(?P<words>\S.*)(?P<time>)$")),
)
_FORMS_OF_STYLE = {style: [form for form_style, form in _LINE_FORMS if form_style == style] for style, _ in _LINE_FORMS}
_ROLE = re.compile(r"(?P<name>[^,(/]+?)(?P<role>[ \t]*(?:,[ \t]|[(/]).*)?$")
_SENTENCE_END = (".", "!", "?", "…", ",", ";")


class LabelLine(NamedTuple):
    """A line that may name a speaker. ``words_start`` is where words begin on the same line, if they do."""

    number: int
    style: LabelStyle
    label: str
    speaker: str
    has_role: bool
    time: str
    words_start: int | None


def find_label_lines(lines: Sequence[str], colon_label_count: int = 0) -> Mapping[int, LabelLine]:
    """Return the lines that name a speaker, by their index; empty if the lines as a whole do not show it.

    Args:
        lines: The lines of a text.
        colon_label_count: How many of them begin with a label before a colon.
    """
    filled = [number for number, line in enumerate(lines) if line.strip()]
    next_filled = dict(pairwise(filled))
    for styles in (("timed",), ("emphasized",), ("bracketed",), ("bracket",), ("angle",), ("tab",), ("bar",), ("bold",),
                   ("alone",), ("dash",)):  # fmt: skip
        candidates = {line.number: line for number in filled if (line := _parse(number, lines[number], styles[0]))}
        if styles[0] in STANDALONE_STYLES:
            candidates = {
                number: line for number, line in candidates.items() if _has_words(line, lines, next_filled, candidates)
            }
        if _are_speakers(list(candidates.values()), len(filled), colon_label_count):
            return _certain(candidates)
    return {}


def _parse(number: int, line: str, style: LabelStyle) -> LabelLine | None:
    """Return a line as a label of one style, or None."""
    for form in _FORMS_OF_STYLE[style]:
        match = form.match(line)
        if match is not None and (named := _parse_name(match["name"].strip(" *_#"))):
            label, speaker, has_role = named
            words_start = match.start("words") if match["words"] else None
            return LabelLine(number, style, label, speaker, has_role, match["time"], words_start)
    return None


def _parse_name(label: str) -> tuple[str, str, bool] | None:
    """Return a label, the speaker that it names and whether it gives a role; None if it cannot be a name."""
    label = label.rstrip(" -–—|•·,/@")
    match = _ROLE.match(label) if 1 < len(label) <= MAX_NAME_LENGTH else None
    if match is None or (label.endswith(_SENTENCE_END) and not label[:-1].isupper() and not _ends_with_initial(label)):
        return None
    name = match["name"].strip()
    words = name.split()
    if not words or is_never_a_speaker(name) or name.casefold() in label_words("not_spoken"):
        return None
    shape = label_shape(words)
    if shape is None or words[0].casefold() in label_words("heading_starts") - {"the"}:
        return None
    return label, person_of_office(name, match["role"] or "") or name, bool(match["role"])


def _ends_with_initial(label: str) -> bool:
    return label.split()[-1].strip(".").casefold() in {"jr", "sr", "esq", "md", "phd", "mp"}


def _has_words(
    line: LabelLine, lines: Sequence[str], next_filled: Mapping[int, int], candidates: Mapping[int, LabelLine]
) -> bool:
    """Whether words follow a name: on its line, or on a next line that is no name."""
    if line.words_start is not None:
        return True
    following = next_filled.get(line.number)
    return following is not None and following not in candidates


def _are_speakers(labels: Sequence[LabelLine], line_count: int, colon_label_count: int) -> bool:
    """Whether there is evidence that lines of one form name speakers: two of them take turns, or times stand there."""
    names = Counter(label.speaker for label in labels)
    if len(labels) < MIN_LINES or len(labels) < colon_label_count:
        return False
    style = labels[0].style
    if style == "timed":
        return True
    if len(names) < 2 or names.most_common(1)[0][1] < 2:
        return False
    if style in ("emphasized", "bracketed"):
        return len(labels) >= MIN_SHARE * line_count
    if style == "alone":
        repeated = sum(count for count in names.values() if count > 1)
        return len(labels) > MIN_LINES and 2 * repeated > len(labels) and len(labels) >= MIN_SHARE * line_count
    return len(labels) >= MIN_PREFIX_SHARE * line_count


def _certain(labels: Mapping[int, LabelLine]) -> dict[int, LabelLine]:
    """Return the labels; a bare name that occurs once may be a heading, so its words are left to nobody."""
    names = Counter(label.speaker for label in labels.values())
    return {
        number: label._replace(speaker="")
        if label.style == "alone" and names[label.speaker] == 1 and not label.has_role and not _has_title(label.speaker)
        else label
        for number, label in labels.items()
    }


def _has_title(name: str) -> bool:
    return name.split()[0].strip(".").casefold() in label_words("titles")


def labelled_lines(lines: Sequence[str], labels: Mapping[int, LabelLine]) -> Iterator[str]:
    """Yield the lines, those with labels in one form: "Ana Ray: [0:12] words"."""
    for number, line in enumerate(lines):
        label = labels.get(number)
        if label is None:
            yield line
            continue
        time = f" [{label.time.strip('[]()')}]" if label.time else ""
        words = f" {line[label.words_start :]}" if label.words_start is not None else ""
        yield f"{label.label}:{time}{words}"


def speaker_of(label: LabelLine) -> str | None:
    """Return whom a label names, or None if it names nobody known."""
    return identified_speaker(label.speaker or None)

"""Which differences leave the words as they were spoken: fillers, false starts, articles, spelling, numerals.

Each function says why a difference is small, in a few words, or gives an empty string when it is not. The classes
are those that editors allow themselves without a mark (Associated Press Stylebook, "quotations in the news": no
change of words; false starts and fillers left out) and that transcribers differ in among themselves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz.distance import DamerauLevenshtein

from onrecord.wording import forms
from onrecord.wording.closeness import akin, equal

Forms = Sequence[str]
WRITTEN = frozenset({"another writing", "a number in another writing"})
BREAK = re.compile(r"(?:\.\.+|…|--+|[—–]|\s-\s?)[\s\W]*$")
_RESTART = 4  # words of a false start, at most, that the transcript breaks off
_REPEATED = 3  # words said twice, at most, without a break
_PARTITIVE = frozenset({"all", "both", "half", "off", "outside", "inside"})
_INFLECTIONS = frozenset(
    [
        "",
        "s",
        "es",
        "d",
        "ed",
        "ing",
        "er",
        "ers",
        "est",
        "r",
        "st",
        "ly",
        "y",
        "ies",
        "ied",
        "ier",
        "iest",
        "e",
        "n",
        "en",
        "t",
        "'s",
    ]
)


def dropped(gone: Forms, before: Forms, after: Forms, between: str) -> str:
    """Why it is small that ``gone`` is not printed. ``between`` is the other text up to the next word printed."""
    if not (left := _without_small(gone, before)):
        return "fillers and small words"
    broken = bool(BREAK.search(between))
    if (broken or len(gone) <= _REPEATED) and (_repeats(gone, before, after) or _repeats(left, before, after)):
        return "said twice"
    if len(left) <= _RESTART and broken:
        return "a false start"
    return ""


def added(new: Forms, before: Forms, text: str) -> str:
    """Why it is small that ``new`` is printed and not in the other."""
    if not _without_small(new, before):
        return "small words"
    if new == ["right"] and text.rstrip().endswith("?"):
        return "small words"
    return ""


def changed(new: Forms, old: Forms) -> str:
    """Why it is small that ``new`` is printed in place of ``old``."""
    if _joined(new) == _joined(old):
        return "another writing"
    if (value := number(new)) is not None and value == number(old):
        return "a number in another writing"
    if _without_phrases(new) == _without_phrases(old):
        return "fillers and small words"
    if len(new) == len(old) and all(equal(a, b) or noise(a, b) for a, b in zip(new, old, strict=True)):
        return "a slip in writing down"
    return ""


def noise(one: str, other: str) -> bool:
    """Whether two forms differ as a slip of a key or ear does, and not as two forms of one word."""
    if min(len(one), len(other)) < 4 or not akin(one, other) or _inflected(one, other):
        return False
    return DamerauLevenshtein.distance(one, other) <= (1 if max(len(one), len(other)) < 6 else 2)


def number(words: Forms) -> float | None:
    """The value of words that are all one number: ``["20", "thousand"]`` is 20,000."""
    total, part, seen = 0.0, 0.0, False
    for word in words:
        if word in forms.MAGNITUDES:
            scale = forms.MAGNITUDES[word]
            part = (part or 1.0) * scale
            if scale > 100:
                total, part = total + part, 0.0
        elif word.replace(".", "", 1).isdecimal():
            part += float(word)
        elif word == "a" and not seen:
            part += 1
        elif word in ("and", "dollars", "pounds", "euros"):
            continue
        else:
            return None
        seen = True
    return (
        total + part if seen and any(word not in ("a", "and", "dollars", "pounds", "euros") for word in words) else None
    )


def _without_phrases(words: Forms) -> list[str]:
    left, place = [], 0
    while place < len(words):
        for phrase in forms.PHRASES:
            if tuple(words[place : place + len(phrase)]) == phrase:
                place += len(phrase)
                break
        else:
            if words[place] not in forms.FILLERS:
                left.append(words[place])
            place += 1
    return left


def _without_small(words: Forms, before: Forms) -> list[str]:
    left = _without_phrases(words)
    if left == ["of"] and before and before[-1] in _PARTITIVE:
        return []
    return [word for word in left if word not in forms.ARTICLES and word not in forms.LINKING]


def _repeats(gone: Forms, before: Forms, after: Forms) -> bool:
    size = len(gone)
    return _same(gone, after[:size]) or _same(gone, before[-size:])


def _same(one: Forms, other: Forms) -> bool:
    return len(one) == len(other) > 0 and all(equal(a, b) for a, b in zip(one, other, strict=True))


def _joined(words: Forms) -> str:
    return "".join(words).replace("'", "")


def _inflected(one: str, other: str) -> bool:
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    return shared >= 3 and one[shared:] in _INFLECTIONS and other[shared:] in _INFLECTIONS

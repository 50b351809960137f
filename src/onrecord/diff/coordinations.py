"""Names and numbers that are joined by "and" or "or": their order says nothing, so another order changes no meaning."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onrecord.diff.normal_forms import FUNCTION_WORDS
from onrecord.diff.numbers import is_number
from onrecord.diff.wordings import Wording

if TYPE_CHECKING:
    from onrecord.diff.gaps import Gap

_COORDINATORS = frozenset({"and", "or", "nor"})
_ONLY_COMMA = re.compile(r"[\s,]*")


def lists_the_same(gap: Gap, printed: Wording, spoken: Wording) -> bool:
    """Whether an edit lies in a list of the same names or numbers on both sides: "Ray or Hall", "Bo Hall or Al Ray"."""
    listed = _listed(printed, gap.first, gap.last)
    return len(listed) > 1 and listed == _listed(spoken, gap.spoken_first, gap.spoken_last)


def _listed(wording: Wording, first: int, last: int) -> frozenset[str]:
    """Return the last word of each part of the list that words [first, last) belong to."""
    while first and _continues(wording, first, first - 1):
        first -= 1
    while last < len(wording.words) and _continues(wording, last, last):
        last += 1
    parts: set[str] = set()
    previous = None
    for number in range(first, last):
        form = wording.words[number].form
        ends_part = form in _COORDINATORS or (number > first and "," in wording.text_between(number, number))
        if ends_part and previous is not None:
            parts.add(previous)
        previous = form if _is_member(wording, number) else None
    return frozenset(parts | {previous} if previous is not None else parts)


def _continues(wording: Wording, place: int, number: int) -> bool:
    """Whether a word at the edge belongs to the list, with nothing but a comma between it and the words beside it."""
    is_part = wording.words[number].form in _COORDINATORS or _is_member(wording, number)
    return is_part and _ONLY_COMMA.fullmatch(wording.text_between(place, place)) is not None


def _is_member(wording: Wording, number: int) -> bool:
    word = wording.words[number]
    return is_number(word.form) or (word.text[:1].isupper() and word.form not in FUNCTION_WORDS)

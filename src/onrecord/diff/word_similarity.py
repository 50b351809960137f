"""How near two words are to being the same one: the gain of putting them together in an alignment."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cdist

from onrecord.diff import normal_forms as forms

CONTENT, FUNCTION = 1.6, 1.0  # the same word
AKIN = 0.3  # another form or writing of a word
OTHER = -1.0  # one word in place of another
LITTLE = -0.3  # one function word in place of another: "this" for "that"
_LIKE = 0.86  # Jaro-Winkler; "number" and "numbers" have 0.97, "entitle" and "entitlement" 0.93, "cat" and "dog" 0


def worth(form: str) -> float:
    """The gain of finding a word again."""
    return FUNCTION if form in forms.FUNCTION else CONTENT


def equal(one: str, other: str) -> bool:
    """Whether two forms may be the same word: "'s" may be "is", "has" or "us"."""
    return one == other or other in forms.AMBIGUOUS.get(one, ()) or one in forms.AMBIGUOUS.get(other, ())


def akin(one: str, other: str) -> bool:
    """Whether two forms may be one word inflected, miswritten or misheard."""
    return min(len(one), len(other)) > 3 and JaroWinkler.similarity(one, other) >= _LIKE


def closeness(printed: Sequence[str], other: Sequence[str]) -> NDArray[np.float32]:
    """A matrix: the gain of each printed form beside each of the other's."""
    own, rows = _numbered(printed)
    theirs, columns = _numbered(other)
    near = cdist(list(own), list(theirs), scorer=JaroWinkler.similarity, score_cutoff=_LIKE, dtype=np.float32)
    short = np.array([len(form) < 4 or form in forms.FUNCTION for form in own])
    near[short] = 0
    table = np.where(near >= _LIKE, np.float32(AKIN), np.float32(OTHER))
    little = np.array([form in forms.FUNCTION for form in own]), np.array([form in forms.FUNCTION for form in theirs])
    table[np.ix_(*little)] = LITTLE
    for form, number in own.items():
        if form in theirs:
            table[number, theirs[form]] = worth(form)
    for either, meanings in forms.AMBIGUOUS.items():
        for meant in meanings:
            if either in own and meant in theirs:
                table[own[either], theirs[meant]] = FUNCTION
            if meant in own and either in theirs:
                table[own[meant], theirs[either]] = FUNCTION
    return np.asarray(table[np.ix_(rows, columns)], np.float32)


def _numbered(sequence: Sequence[str]) -> tuple[dict[str, int], list[int]]:
    numbers: dict[str, int] = {}
    order = [numbers.setdefault(form, len(numbers)) for form in sequence]
    return numbers, order

"""How similar two words are: the score of aligning them with each other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cdist

from onrecord.diff import normal_forms as forms

# Scores in an alignment, set by hand.
CONTENT_MATCH, FUNCTION_MATCH = 1.6, 1.0  # the same word of content; the same function word
SIMILAR_MATCH = 0.3  # another form or spelling of a word
MISMATCH = -1.0  # one word in place of another
FUNCTION_MISMATCH = -0.3  # one function word in place of another: "this" for "that"
MIN_SIMILARITY = 0.86  # Jaro-Winkler: "number" and "numbers" 0.97, "entitle" and "entitlement" 0.93, "cat" and "dog" 0
_CONTRARIES = {
    form: frozenset(other for pair in forms.CONTRARIES if form in pair for other in pair if other != form)
    for form in frozenset().union(*forms.CONTRARIES)
}
_MIN_SIMILAR = 4  # letters: short words resemble each other by chance


def match_score(form: str) -> float:
    """Return the score of finding a word again."""
    return FUNCTION_MATCH if form in forms.FUNCTION_WORDS else CONTENT_MATCH


def same_word(form: str, other_form: str) -> bool:
    """Whether two forms may be the same word: "'s" may be "is", "has" or "us"."""
    return (
        form == other_form
        or other_form in forms.AMBIGUOUS_FORMS.get(form, ())
        or form in forms.AMBIGUOUS_FORMS.get(other_form, ())
    )


def similar_words(form: str, other_form: str) -> bool:
    """Whether two forms may be one word inflected, misspelt or misheard."""
    return (
        min(len(form), len(other_form)) >= _MIN_SIMILAR and JaroWinkler.similarity(form, other_form) >= MIN_SIMILARITY
    )


def score_matrix(printed: Sequence[str], spoken: Sequence[str]) -> NDArray[np.float32]:
    """Return the score of aligning each printed form (rows) with each spoken form (columns)."""
    printed_forms, rows = _number_forms(printed)
    spoken_forms, columns = _number_forms(spoken)
    similarity = cdist(
        list(printed_forms),
        list(spoken_forms),
        scorer=JaroWinkler.similarity,
        score_cutoff=MIN_SIMILARITY,
        dtype=np.float32,
    )
    never_similar = np.array([len(form) < _MIN_SIMILAR or form in forms.FUNCTION_WORDS for form in printed_forms])
    similarity[never_similar] = 0
    scores = np.where(similarity >= MIN_SIMILARITY, np.float32(SIMILAR_MATCH), np.float32(MISMATCH))
    printed_function = np.array([form in forms.FUNCTION_WORDS for form in printed_forms])
    spoken_function = np.array([form in forms.FUNCTION_WORDS for form in spoken_forms])
    scores[np.ix_(printed_function, spoken_function)] = FUNCTION_MISMATCH
    for form, number in printed_forms.items():
        if form in spoken_forms:
            scores[number, spoken_forms[form]] = match_score(form)
    for form in printed_forms.keys() & _CONTRARIES.keys():  # one may stand in place of the other
        for contrary in _CONTRARIES[form] & spoken_forms.keys():
            scores[printed_forms[form], spoken_forms[contrary]] = SIMILAR_MATCH
    for form, meanings in forms.AMBIGUOUS_FORMS.items():
        for meaning in meanings:
            if form in printed_forms and meaning in spoken_forms:
                scores[printed_forms[form], spoken_forms[meaning]] = FUNCTION_MATCH
            if meaning in printed_forms and form in spoken_forms:
                scores[printed_forms[meaning], spoken_forms[form]] = FUNCTION_MATCH
    return np.asarray(scores[np.ix_(rows, columns)], np.float32)


def _number_forms(sequence: Sequence[str]) -> tuple[dict[str, int], list[int]]:
    """Number the distinct forms of a sequence, and give the sequence in those numbers."""
    numbers: dict[str, int] = {}
    order = [numbers.setdefault(form, len(numbers)) for form in sequence]
    return numbers, order

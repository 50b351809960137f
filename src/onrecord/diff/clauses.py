"""Which words that an edit leaves out belong to the clauses that are printed, and where sentences run together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from onrecord.diff.normal_forms import NEGATIONS, SENTENCE_OPENERS
from onrecord.diff.tokens import Word
from onrecord.diff.wordings import Wording

if TYPE_CHECKING:
    from onrecord.diff.gaps import Gap

_CLAUSE_MARK = re.compile(r"[,;:.?!…()—–]|\s-+\s|--")
_LIST_MARK = re.compile(r"[,()—–]|\s-+\s|--")
_SENTENCE_END = re.compile(r"[.?!…](?!\w)")


def attached_words(gap: Gap, spoken: Wording) -> Sequence[Word]:
    """Return the spoken words of a gap that no punctuation sets off from the printed words around it.

    "is [not] allowed" and "We [cannot and must not] accept" are attached; in "The children[, who had eaten nothing,]
    sang" and between whole sentences nothing is.
    """
    marks = [
        number
        for number in range(gap.spoken_first, gap.spoken_last + 1)
        if _CLAUSE_MARK.search(spoken.text_between(number, number))
    ]
    if not marks:
        return spoken.words[gap.spoken_first : gap.spoken_last]
    if _only_repeats_negation(gap, spoken, marks):
        return ()
    return (*spoken.words[gap.spoken_first : marks[0]], *spoken.words[marks[-1] : gap.spoken_last])


def _only_repeats_negation(gap: Gap, spoken: Wording, marks: Sequence[int]) -> bool:
    """Whether a gap is a series of negated additions to words that are negated already.

    "There has never been a man[, not me, not you, nobody] more able": the negation that is printed says the same.
    """
    if marks[0] != gap.spoken_first or not all(_LIST_MARK.search(spoken.text_between(mark, mark)) for mark in marks):
        return False
    bounds = [*marks, gap.spoken_last] if marks[-1] != gap.spoken_last else marks
    additions = [spoken.words[start:end] for start, end in pairwise(bounds)]
    start = _sentence_start(spoken, gap.spoken_first - 1)
    return all(map(_has_negation, [spoken.words[start : gap.spoken_first], *additions]))


def _has_negation(words: Sequence[Word]) -> bool:
    return any(word.form in NEGATIONS for word in words)


def _sentence_start(spoken: Wording, number: int) -> int:
    """Return the first word of the sentence of a word."""
    while number > 0 and not _SENTENCE_END.search(spoken.text_between(number, number)):
        number -= 1
    return max(number, 0)


def runs_sentences_together(gap: Gap, spoken: Wording) -> bool:
    """Whether words left out join a negated sentence with the middle of the next one.

    "I did not shoot. I shot at one thing" printed as "I did not shoot at one thing".
    """
    if gap.first < gap.last or gap.jump or gap.other_voice or gap.spoken_first >= gap.spoken_last:
        return False
    ends = [
        number
        for number in range(gap.spoken_first, gap.spoken_last + 1)
        if _SENTENCE_END.search(spoken.text_between(number, number))
    ]
    if not ends or not gap.spoken_first:
        return False
    cut_opening = spoken.words[ends[-1] : gap.spoken_last]
    if all(word.form in SENTENCE_OPENERS for word in cut_opening):
        return False  # the printed words go on at the beginning of a sentence
    return _has_negation(spoken.words[_sentence_start(spoken, gap.spoken_first - 1) : gap.spoken_last])

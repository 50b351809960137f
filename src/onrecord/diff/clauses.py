"""Which words that an edit leaves out belong to the clauses that are printed, and where sentences run together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from onrecord.diff.normal_forms import NEGATIONS
from onrecord.diff.tokens import Word
from onrecord.diff.wordings import Wording

if TYPE_CHECKING:
    from onrecord.diff.gaps import Gap

_CLAUSE_MARK = re.compile(r"[,;:.?!…()—–]|\s-+\s|--")
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
    return (*spoken.words[gap.spoken_first : marks[0]], *spoken.words[marks[-1] : gap.spoken_last])


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
    if not ends or ends[-1] == gap.spoken_last or not gap.spoken_first:
        return False  # the printed words go on at the beginning of a sentence
    start = gap.spoken_first - 1
    while start and not _SENTENCE_END.search(spoken.text_between(start, start)):
        start -= 1
    return any(word.form in NEGATIONS for word in spoken.words[start : gap.spoken_last])

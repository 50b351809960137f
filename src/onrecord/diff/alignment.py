"""Align two wordings word by word: every printed word, anywhere in the spoken text.

Dynamic programming over the printed words (rows) and the spoken words (columns), as Needleman and Wunsch (1970) with a
linear gap cost, and one addition: after any printed word the alignment may continue at any other spoken word, before or
after, for a fixed cost. That finds a quotation put together from several places.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from onrecord.diff.tokens import Word
from onrecord.diff.word_similarity import score_matrix

# Costs, set by hand beside the scores of word_similarity.
ADDED_WORD = -0.9  # a printed word that was not spoken
DROPPED_WORD = -0.2  # a spoken word that is not printed
JUMP = -7.0  # continuing elsewhere in the spoken text
JUMP_AT_ELLIPSIS = -2.5  # the same, where the printed text has an ellipsis
JUMP_AT_SENTENCE = -5.0  # where a printed sentence begins: "He looks black." is found where it is the answer
UNMATCHED = -1  # in an alignment: a printed word without a spoken one
MAX_CELLS = 24_000_000  # pairs of words that are compared at once, at eight bytes each
MIN_PART = 100  # printed words that are aligned together, whatever the length of the spoken text
_TOLERANCE = 1e-3  # of two scores in float32 that are equal

WordAlignment = NDArray[np.int32]  # [printed words]: the number of the spoken word of each, or UNMATCHED


def align_words(
    printed: Sequence[Word],
    spoken: Sequence[Word],
    breaks: Sequence[int] = (),
    ellipses: Collection[int] = (),
    sentences: Collection[int] = (),
) -> tuple[float, WordAlignment]:
    """Return the best score and its alignment.

    Time grows with the product of the two lengths, memory no further than ``MAX_CELLS``: the printed words of long
    texts are aligned in parts, each by itself, as if a jump between two parts cost nothing.

    Args:
        printed: The printed words.
        spoken: The words to find them in.
        breaks: Numbers of spoken words before which the text is interrupted.
        ellipses: Numbers of printed words that have an ellipsis before them.
        sentences: Numbers of printed words that begin a sentence.
    """
    part = max(MIN_PART, MAX_CELLS // (len(spoken) + 1))
    jump_costs = dict.fromkeys(sentences, JUMP_AT_SENTENCE) | dict.fromkeys(ellipses, JUMP_AT_ELLIPSIS)
    if len(printed) <= part:
        return _align_part(printed, spoken, breaks, jump_costs)
    total, alignments = 0.0, []
    for first in range(0, len(printed), part):
        own_costs = {number - first: cost for number, cost in jump_costs.items()}
        score, alignment = _align_part(printed[first : first + part], spoken, breaks, own_costs)
        total += score
        alignments.append(alignment)
    return total, np.concatenate(alignments)


def _align_part(
    printed: Sequence[Word], spoken: Sequence[Word], breaks: Sequence[int], jump_costs: Mapping[int, float]
) -> tuple[float, WordAlignment]:
    """The best score and its alignment, with all of both texts in memory."""
    rows, columns = len(printed), len(spoken)
    alignment = np.full(rows, UNMATCHED, np.int32)
    if not rows or not columns:
        return ADDED_WORD * rows, alignment
    scores = score_matrix([word.form for word in printed], [word.form for word in spoken])
    dropped = (DROPPED_WORD * np.arange(columns + 1)).astype(np.float32)  # the cost of dropping all words up to each
    if len(breaks):
        break_costs = np.zeros(columns + 1, np.float32)
        break_costs[np.asarray(breaks, int) + 1] = JUMP * 2  # never worth it: a jump costs less
        dropped += np.cumsum(break_costs)
    # best[i, j]: the first i printed words are aligned, and spoken word j - 1 is the last one used or dropped
    best = np.empty((rows + 1, columns + 1), np.float32)
    best[0] = 0.0
    for row in range(rows):
        previous = best[row]
        jump_cost = jump_costs.get(row, JUMP)
        reachable = np.maximum(previous, previous.max() + jump_cost)
        current = best[row + 1]
        current[0] = previous[0] + ADDED_WORD
        np.maximum(reachable[:-1] + scores[row], previous[1:] + ADDED_WORD, out=current[1:])
        np.maximum.accumulate(current - dropped, out=current)
        current += dropped
    _trace_back(best, scores, dropped, alignment)
    return float(best[rows].max()), alignment


def _trace_back(
    best: NDArray[np.float32], scores: NDArray[np.float32], dropped: NDArray[np.float32], alignment: WordAlignment
) -> None:
    """Fill the alignment in, from the best end back to the first printed word."""
    last_row = best[len(alignment)]
    row, column = len(alignment), int(np.flatnonzero(last_row >= last_row.max() - _TOLERANCE)[0])  # the first place
    while row:
        if not column:
            row -= 1
            continue
        score, previous = best[row, column], best[row - 1]
        if abs(previous[column - 1] + scores[row - 1, column - 1] - score) < _TOLERANCE:
            alignment[row - 1] = column - 1
            row, column = row - 1, column - 1
        elif abs(previous[column] + ADDED_WORD - score) < _TOLERANCE:
            row -= 1
        elif abs(best[row, column - 1] + (dropped[column] - dropped[column - 1]) - score) < _TOLERANCE:
            column -= 1
        else:  # a jump
            alignment[row - 1] = column - 1
            row, column = row - 1, int(previous.argmax())

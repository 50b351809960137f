"""Which word of one wording is which of another: global in the first, anywhere in the second.

A row of dynamic programming for each word of the printed wording over the words of the other, as Needleman and Wunsch
(1970) with a linear cost of gaps, and one addition: from any word the alignment may go on at any other word of the
other wording, before or after, for a fixed price. That is how a quotation put together from several places is found.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from onrecord.diff.tokens import Word
from onrecord.diff.word_similarity import closeness

ADDED = -0.9  # a printed word that the other has not
DROPPED = -0.2  # a word of the other that is not printed
JUMP = -7.0  # going on somewhere else
SHOWN = -2.5  # the same, where the printed text has an ellipsis
NOTHING = -1  # in a way: a printed word that stands for none of the other's

Way = NDArray[np.int32]  # for each printed word the number of the other's, or NOTHING


def aligned(
    printed: Sequence[Word], other: Sequence[Word], breaks: Sequence[int] = (), cuts: Collection[int] = ()
) -> tuple[float, Way]:
    """The best way and its score.

    ``breaks`` are numbers of words of ``other`` before which the text is interrupted, ``cuts`` of words of ``printed``
    before which it says that words are left out.

    Time and memory go with the product of the two lengths.
    """
    rows, columns = len(printed), len(other)
    way = np.full(rows, NOTHING, np.int32)
    if not rows or not columns:
        return ADDED * rows, way
    gain = closeness([word.form for word in printed], [word.form for word in other])
    slope = (DROPPED * np.arange(columns + 1)).astype(np.float32)
    if len(breaks):
        steps = np.zeros(columns + 1, np.float32)
        steps[np.asarray(breaks, int) + 1] = JUMP * 2  # never worth it: a jump costs less
        slope += np.cumsum(steps)
    # best[i, j]: printed words up to i are dealt with, and the other's word j - 1 was the last one used or passed over
    best = np.empty((rows + 1, columns + 1), np.float32)
    best[0] = 0.0
    for row in range(rows):
        before = best[row]
        reached = np.maximum(before, before.max() + (SHOWN if row in cuts else JUMP))  # from here, or from anywhere
        now = best[row + 1]
        now[0] = before[0] + ADDED
        np.maximum(reached[:-1] + gain[row], before[1:] + ADDED, out=now[1:])
        np.maximum.accumulate(now - slope, out=now)
        now += slope
    return float(best[rows].max()), _traced(best, gain, slope, way)


def _traced(best: NDArray[np.float32], gain: NDArray[np.float32], slope: NDArray[np.float32], way: Way) -> Way:
    row, column = len(way), int(best[len(way)].argmax())
    while row:
        value = best[row, column]
        if column:
            step = slope[column] - slope[column - 1]
            before = best[row - 1]
            if abs(before[column - 1] + gain[row - 1, column - 1] - value) < 1e-3:
                way[row - 1] = column - 1
                row, column = row - 1, column - 1
                continue
            if abs(before[column] + ADDED - value) < 1e-3:
                row -= 1
                continue
            if abs(best[row, column - 1] + step - value) < 1e-3:
                column -= 1
                continue
            way[row - 1] = column - 1
            row, column = row - 1, int(before.argmax())
        else:
            row -= 1
    return way

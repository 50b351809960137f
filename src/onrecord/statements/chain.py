"""The chain of roles decoded: which pieces are source, content and cue, given one cue.

The model was trained as a linear-chain CRF (Lafferty, McCallum and Pereira 2001); see ``training/crf.py``.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

NONE, SOURCE, CONTENT, CUE = range(4)
ROLES = 4

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


def decode(potentials: Floats, lengths: Ints, transition: Floats) -> tuple[Ints, Floats]:
    """The likeliest roles of each candidate, and how likely they are as a whole.

    ``potentials`` [K, T, 10] (4 unary, 3 begin, 3 end), ``lengths`` [K] of each one's window, ``transition`` [4, 4].
    Gives roles [K, T] and log-probabilities [K].
    """
    count, length, _ = potentials.shape
    unary, step = _steps(potentials, transition)
    back = np.zeros((length, count, ROLES), np.int8)
    best, total = unary[:, 0].copy(), unary[:, 0].copy()
    inside = np.arange(length)[None] < lengths[:, None]
    for t in range(1, length):
        live = inside[:, t, None]
        moves = step[:, t - 1]
        scores = best[:, :, None] + moves
        back[t] = np.where(live, scores.argmax(1), np.arange(ROLES))
        best = np.where(live, scores.max(1) + unary[:, t], best)
        sums = total[:, :, None] + moves
        top = sums.max(1)
        summed = np.log(np.exp(sums - top[:, None]).sum(1)) + top
        total = np.where(live, summed + unary[:, t], total)
    roles = np.zeros((count, length), np.int64)
    rows = np.arange(count)
    roles[:, -1] = best.argmax(1)
    for t in range(length - 1, 0, -1):
        roles[:, t - 1] = back[t, rows, roles[:, t]]
    top = total.max(1)
    whole = np.log(np.exp(total - top[:, None]).sum(1)) + top
    return np.where(inside, roles, NONE), best.max(1) - whole


def _steps(potentials: Floats, transition: Floats) -> tuple[Floats, Floats]:
    """Unary scores [K, T, 4] and those of each step into a piece [K, T-1, 4, 4] (from, to)."""
    zero = np.zeros((*potentials.shape[:2], 1), np.float32)
    begin = np.concatenate([zero, potentials[..., ROLES : 2 * ROLES - 1]], -1)
    end = np.concatenate([zero, potentials[..., 2 * ROLES - 1 :]], -1)
    change = 1 - np.eye(ROLES, dtype=np.float32)
    step = (end[:, :-1, :, None] + begin[:, 1:, None, :]) * change + transition
    unary = potentials[..., :ROLES].copy()
    unary[:, 0] += begin[:, 0]
    return unary, step

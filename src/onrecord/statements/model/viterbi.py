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
    back = np.zeros((length, ROLES, count), np.int8)
    best, total = unary[0].copy(), unary[0].copy()
    inside = np.arange(length)[:, None] < lengths
    stay = np.arange(ROLES, dtype=np.int8)[:, None]
    for t in range(1, length):
        live = inside[t]
        scores = best[:, None] + step[t - 1]
        back[t] = np.where(live, scores.argmax(0), stay)
        best = np.where(live, scores.max(0) + unary[t], best)
        sums = total[:, None] + step[t - 1]
        total = np.where(live, _logsumexp(sums) + unary[t], total)
    roles = np.zeros((length, count), np.int64)
    roles[-1] = best.argmax(0)
    for t in range(length - 1, 0, -1):
        roles[t - 1] = np.take_along_axis(back[t], roles[t][None], 0)[0]
    return np.where(inside, roles, NONE).T, best.max(0) - _logsumexp(total)


def _steps(potentials: Floats, transition: Floats) -> tuple[Floats, Floats]:
    """Unary scores [T, 4, K] and those of each step into a piece [T-1, 4, 4, K] (from, to)."""
    parts = np.ascontiguousarray(potentials.transpose(1, 2, 0))
    zero = np.zeros_like(parts[:, :1])
    begin = np.concatenate([zero, parts[:, ROLES : 2 * ROLES - 1]], 1)
    end = np.concatenate([zero, parts[:, 2 * ROLES - 1 :]], 1)
    change = 1 - np.eye(ROLES, dtype=np.float32)
    step = (end[:-1, :, None] + begin[1:, None]) * change[..., None] + transition[..., None]
    unary = parts[:, :ROLES].copy()
    unary[0] += begin[0]
    return unary, step


def _logsumexp(scores: Floats) -> Floats:
    """Over the first axis."""
    top: Floats = scores.max(0)
    summed: Floats = np.log(np.exp(scores - top).sum(0)) + top
    return summed

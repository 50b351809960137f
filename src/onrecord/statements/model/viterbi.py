"""Decode the roles of word pieces for a given cue: which are source, which content, which cue.

The model is trained as a linear-chain CRF (Lafferty, McCallum and Pereira 2001); see ``training/crf.py``.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

NONE, SOURCE, CONTENT, CUE = range(4)
ROLES = 4

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


def decode_roles(potentials: Floats, lengths: Ints, transition: Floats) -> tuple[Ints, Floats]:
    """Return the most likely roles for each candidate, by the Viterbi algorithm, and their log-probability.

    Args:
        potentials: [K, T, 10] for K candidates and T positions: scores of the 4 roles, and for each role but ``NONE``
            of beginning and of ending here.
        lengths: [K], the number of positions that each candidate's window has.
        transition: [4, 4], scores of going from one role to the next.

    Returns:
        Roles [K, T], ``NONE`` beyond a window's length, and log-probabilities [K] of the whole sequences.
    """
    count, length, _ = potentials.shape
    unary, step = _chain_scores(potentials, transition)
    back_pointers = np.zeros((length, ROLES, count), np.int8)
    best, total = unary[0].copy(), unary[0].copy()
    in_window = np.arange(length)[:, None] < lengths
    stay = np.arange(ROLES, dtype=np.int8)[:, None]
    for t in range(1, length):
        live = in_window[t]
        scores = best[:, None] + step[t - 1]
        back_pointers[t] = np.where(live, scores.argmax(0), stay)
        best = np.where(live, scores.max(0) + unary[t], best)
        sums = total[:, None] + step[t - 1]
        total = np.where(live, _logsumexp(sums) + unary[t], total)
    roles = np.zeros((length, count), np.int64)
    roles[-1] = best.argmax(0)
    for t in range(length - 1, 0, -1):
        roles[t - 1] = np.take_along_axis(back_pointers[t], roles[t][None], 0)[0]
    return np.where(in_window, roles, NONE).T, best.max(0) - _logsumexp(total)


def _chain_scores(potentials: Floats, transition: Floats) -> tuple[Floats, Floats]:
    """Scores of each role at each position [T, 4, K], and of each step between two positions [T-1, 4, 4, K]."""
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
    """The logarithm of the sum of exponentials over the first axis."""
    largest: Floats = scores.max(0)
    logarithm: Floats = np.log(np.exp(scores - largest).sum(0)) + largest
    return logarithm

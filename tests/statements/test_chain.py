"""The chain's decoder against every sequence tried one by one."""

from __future__ import annotations

from itertools import product

import numpy as np

from onrecord.statements.model.viterbi import ROLES, decode


def _score(potentials: np.ndarray, transition: np.ndarray, roles: tuple[int, ...]) -> float:
    total = 0.0
    for t, role in enumerate(roles):
        total += potentials[t, role]
        if role and (t == 0 or roles[t - 1] != role):
            total += potentials[t, ROLES + role - 1]
        if t:
            before = roles[t - 1]
            total += transition[before, role]
            if before and before != role:
                total += potentials[t - 1, 2 * ROLES - 1 + before - 1]
    return total


def test_best_and_its_likelihood_match_brute_force() -> None:
    rng = np.random.default_rng(3)
    potentials = rng.normal(size=(2, 5, 10)).astype(np.float32)
    transition = rng.normal(size=(4, 4)).astype(np.float32)
    lengths = np.array([5, 4])
    roles, whole = decode(potentials, lengths, transition)
    for k, length in enumerate(lengths.tolist()):
        scores = {r: _score(potentials[k], transition, r) for r in product(range(ROLES), repeat=length)}
        best = max(scores, key=lambda r: scores[r])
        assert tuple(roles[k, :length].tolist()) == best
        assert not roles[k, length:].any()
        values = np.array(list(scores.values()))
        expected = scores[best] - (np.log(np.exp(values - values.max()).sum()) + values.max())
        assert abs(whole[k] - expected) < 1e-4

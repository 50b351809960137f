"""The decoding of roles, against every sequence tried one by one."""

from __future__ import annotations

from itertools import product

import numpy as np

from onrecord.statements.model.viterbi import ROLES, decode_roles


def _score(potentials: np.ndarray, transition: np.ndarray, roles: tuple[int, ...]) -> float:
    total = 0.0
    for t, role in enumerate(roles):
        total += potentials[t, role]
        if role and (t == 0 or roles[t - 1] != role):
            total += potentials[t, ROLES + role - 1]
        if t:
            previous = roles[t - 1]
            total += transition[previous, role]
            if previous and previous != role:
                total += potentials[t - 1, 2 * ROLES - 1 + previous - 1]
    return total


def test_best_roles_and_their_log_probability_match_brute_force() -> None:
    rng = np.random.default_rng(3)
    potentials = rng.normal(size=(2, 5, 10)).astype(np.float32)
    transition = rng.normal(size=(4, 4)).astype(np.float32)
    lengths = np.array([5, 4])
    roles, log_probabilities = decode_roles(potentials, lengths, transition)
    for k, length in enumerate(lengths.tolist()):
        scores = {r: _score(potentials[k], transition, r) for r in product(range(ROLES), repeat=length)}
        best = max(scores, key=lambda r: scores[r])
        assert tuple(roles[k, :length].tolist()) == best
        assert not roles[k, length:].any()
        values = np.array(list(scores.values()))
        expected = scores[best] - (np.log(np.exp(values - values.max()).sum()) + values.max())
        assert abs(log_probabilities[k] - expected) < 1e-4

"""A linear-chain CRF over the tokens of a window, given a cue: none, source, content, cue.

Lafferty, McCallum and Pereira (2001), with transition scores that depend on the token: entering a role at a token
scores ``begin``, leaving it after a token scores ``end``. So a boundary is learned as such, and each span is scored
as a whole.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

ROLES = 4  # none, source, content, cue
POTENTIALS = ROLES + 2 * (ROLES - 1)


class Chain(nn.Module):
    """Negative log-likelihood of role sequences. Reading decodes with ``onrecord.statements.model.viterbi``."""

    def __init__(self) -> None:
        super().__init__()
        self.transition = nn.Parameter(torch.zeros(ROLES, ROLES))

    def steps(self, potentials: Tensor) -> tuple[Tensor, Tensor]:
        """[N, T, 10] to unary [N, T, 4] and the score of each step into token t, [N, T-1, 4, 4] (from, to)."""
        unary = potentials[..., :ROLES]
        zero = potentials.new_zeros(*potentials.shape[:-1], 1)
        begin = torch.cat([zero, potentials[..., ROLES : 2 * ROLES - 1]], -1)
        end = torch.cat([zero, potentials[..., 2 * ROLES - 1 :]], -1)
        change = 1 - torch.eye(ROLES, device=potentials.device)
        step = (end[:, :-1, :, None] + begin[:, 1:, None, :]) * change + self.transition
        return torch.cat([unary[:, :1] + begin[:, :1], unary[:, 1:]], 1), step

    def forward(self, potentials: Tensor, roles: Tensor, lengths: Tensor) -> Tensor:
        """Negative log-likelihood of each row, [N]. ``roles`` [N, T] ints, ``lengths`` [N]."""
        unary, step = self.steps(potentials)
        inside = torch.arange(roles.shape[1])[None] < lengths[:, None]
        gold = (unary.gather(2, roles[..., None]).squeeze(-1) * inside).sum(1)
        moves = step.flatten(2).gather(2, (roles[:, :-1] * ROLES + roles[:, 1:])[..., None]).squeeze(-1)
        gold = gold + (moves * inside[:, 1:]).sum(1)
        alpha = unary[:, 0]
        combined = step + unary[:, 1:, None, :]
        for t in range(1, roles.shape[1]):
            new = torch.logsumexp(alpha[:, :, None] + combined[:, t - 1], 1)
            alpha = torch.where(inside[:, t, None], new, alpha)
        return torch.logsumexp(alpha, 1) - gold

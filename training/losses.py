"""What the network is taught by the corpora's labels: a loss for each of its heads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
import torch.nn.functional as F
from torch import Tensor

from training.batches import collate, cues
from training.crf import Chain
from training.documents import UNKNOWN
from training.labelled_windows import Window
from training.model import NAMES, TAGS, Network


class Losses(Protocol):
    """What a network is taught: named losses, and how much each counts."""

    weights: Mapping[str, float]

    def __call__(
        self, net: Network, chain: Chain, batch: list[Window], rng: np.random.Generator
    ) -> dict[str, Tensor]: ...


class Labels:
    """The losses of a network beside the corpora's labels."""

    weights: Mapping[str, float] = {"cue": 1.0, "nested": 1.0, "acts": 1.0, "names": 2.0, "roles": 1.0}

    def __call__(self, net: Network, chain: Chain, batch: list[Window], rng: np.random.Generator) -> dict[str, Tensor]:
        return losses(net, chain, batch, rng)


def losses(net: Network, chain: Chain, batch: list[Window], rng: np.random.Generator) -> dict[str, Tensor]:
    arrays = collate(batch)
    states = net.encoder(arrays["ids"], arrays["shape"], arrays["state"], arrays["mask"])
    return head_losses(net, chain, batch, arrays, states, cues(batch, arrays["ids"].shape[1], rng))


def head_losses(
    net: Network,
    chain: Chain,
    batch: list[Window],
    arrays: dict[str, Tensor],
    states: Tensor,
    places: tuple[Tensor, Tensor, Tensor],
) -> dict[str, Tensor]:
    """The loss of each head, given the encoder's states for the batch."""
    tags, names, acts = net.tags(states).float(), net.names(states).float(), net.acts(states).float()
    rows, pieces, roles = places

    def tagging(logits: Tensor, labels: str, weight: str, count: int) -> Tensor:
        loss = F.cross_entropy(logits.flatten(0, 1), arrays[labels].flatten(), reduction="none")
        return (loss * arrays[weight].flatten()).sum().float() / max(1, count)

    by_head = {
        "cue": tagging(tags[..., :TAGS], "tags", "tag_weight", len(rows)),
        "nested": tagging(tags[..., TAGS:], "nested", "nested_weight", len(rows)),
    }
    today = sum(len(w.cues) for w in batch if w.today)
    if today:
        by_head["acts"] = tagging(acts, "acts", "act_weight", today)
    if (arrays["names"] >= 0).any():
        by_head["names"] = F.cross_entropy(names.reshape(-1, NAMES), arrays["names"].flatten(), ignore_index=UNKNOWN)
    if len(rows):
        potentials = net.roles(states, rows, pieces)
        by_head["roles"] = chain(potentials.float(), roles, arrays["lengths"][rows]).mean()
    return by_head

"""Checkpoints of the network: read, averaged and mixed."""

from __future__ import annotations

import json
from pathlib import Path

import torch

from training.large import LargeEncoder
from training.model import HEAD, Encoder, Network
from training.pretrained import pretrained_folder


def restore(checkpoint: Path) -> tuple[Network, dict[str, torch.Tensor]]:
    """The trained network and the chain's weights."""
    saved = torch.load(checkpoint, weights_only=True)
    config = json.loads((pretrained_folder() / "config.json").read_text())
    config["intermediate_size"] = saved["net"]["encoder.layers.0.up.weight"].shape[0]  # fewer when pruned
    config["num_attention_heads"] = saved["net"]["encoder.layers.0.query.weight"].shape[0] // HEAD
    net = Network(Encoder(config))
    missing, unexpected = net.load_state_dict(saved["net"], strict=False)
    assert not unexpected, unexpected
    assert set(missing) <= {"acts.weight", "acts.bias"}, missing  # version 0.1 had no such head
    return net.eval(), saved["chain"]


def restore_large(checkpoint: Path, folder: Path) -> tuple[Network, dict[str, torch.Tensor]]:
    """The trained large network, whose shape the folder of all-mpnet-base-v2 gives, and the chain's weights."""
    saved = torch.load(checkpoint, weights_only=True)
    net = Network(LargeEncoder(json.loads((folder / "config.json").read_text())))
    net.load_state_dict(saved["net"])
    return net.eval(), saved["chain"]


def average(checkpoints: list[Path], to: Path) -> None:
    """Writes the mean of the checkpoints' weights."""
    saved = [torch.load(path, weights_only=True) for path in checkpoints]
    mean = {part: {k: sum(c[part][k] for c in saved) / len(saved) for k in saved[0][part]} for part in ("net", "chain")}
    torch.save(mean, to)


def blend(before: Path, after: Path, share: float, to: Path) -> None:
    """Writes weights between two checkpoints, ``share`` of them the second's (Wortsman et al. 2022, "WiSE-FT")."""
    first, second = (torch.load(path, weights_only=True) for path in (before, after))
    blended = {
        part: {k: torch.lerp(first[part].get(k, v), v, share) for k, v in second[part].items()}
        for part in ("net", "chain")
    }
    torch.save(blended, to)

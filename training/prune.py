"""A quarter of each layer's inner neurons taken out.

The neurons that stay are those whose activation varies most, weighted by how much of it goes on; the mean of what the
others passed on becomes bias (after Molchanov et al. 2017, "Pruning convolutional neural networks"). Nothing is trained
afterwards: see training/README.md for what it costs and gains.
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer

from training.data import Document, windows
from training.model import Network
from training.train import batches, collate

KEEP = 1152  # of 1,536 inner neurons


def prune(net: Network, documents: list[Document], tok: Tokenizer, keep: int = KEEP) -> None:
    """Prunes the network in place, by its activations on the documents."""
    layers = list(net.encoder.layers)
    squares = [torch.zeros(layer.up.out_features) for layer in layers]
    sums = [torch.zeros(layer.up.out_features) for layer in layers]
    mask, count = torch.zeros(0), 0

    def watch(n: int):
        def hook(_module: object, _inputs: object, output: torch.Tensor) -> None:
            active = F.gelu(output)[mask]
            squares[n] += (active**2).sum(0)
            sums[n] += active.sum(0)

        return hook

    hooks = [layer.up.register_forward_hook(watch(n)) for n, layer in enumerate(layers)]
    net.eval()
    made = [w for document in documents for w in windows(document, tok)]
    with torch.no_grad():
        for batch in batches(made, 2600, np.random.default_rng(0)):
            given = collate(batch)
            mask = given["mask"]
            count += int(mask.sum())
            net.encoder(given["ids"], given["shape"], given["state"], mask)
        for layer, square, total in zip(layers, squares, sums, strict=True):
            _shrink(layer, square / count, total / count, keep)
    for hook in hooks:
        hook.remove()


def _shrink(layer: torch.nn.Module, square: torch.Tensor, mean: torch.Tensor, keep: int) -> None:
    worth = (square - mean**2).clamp(min=0).sqrt() * layer.down.weight.norm(dim=0)
    kept = worth.topk(keep).indices.sort().values
    lost = torch.ones(len(worth), dtype=torch.bool)
    lost[kept] = False
    layer.down.bias += layer.down.weight[:, lost] @ mean[lost]
    layer.up.weight = torch.nn.Parameter(layer.up.weight[kept].clone())
    layer.up.bias = torch.nn.Parameter(layer.up.bias[kept].clone())
    layer.down.weight = torch.nn.Parameter(layer.down.weight[:, kept].clone())
    layer.up.out_features = layer.down.in_features = keep

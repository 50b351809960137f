"""The student's shape: half of each layer's inner neurons and a third of its attention heads taken out.

What stays is what passes on most: neurons and heads are ranked by the spread of what they add to the layer's output
(after Molchanov et al. 2017, "Pruning convolutional neural networks"), and the mean of what the others added becomes
bias. Distilling (``distill.py``) then makes up for the loss.
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor, nn

from training.batches import batches, collate
from training.documents import Document
from training.labelled_windows import windows
from training.model import Network

NEURONS = 768  # of 1,536
HEADS = 8  # of 12


class _Moments:
    """Sum and sum of products of what goes into one linear layer, over all pieces."""

    def __init__(self, size: int) -> None:
        self.total, self.products = torch.zeros(size), torch.zeros(size, size)

    def add(self, rows: Tensor) -> None:
        self.total += rows.sum(0)
        self.products += rows.T @ rows

    def covariance(self, count: int) -> Tensor:
        mean = self.total / count
        return self.products / count - mean[:, None] * mean


def prune(net: Network, documents: list[Document], tok: Tokenizer, neurons: int = NEURONS, heads: int = HEADS) -> None:
    """Prunes the network in place, by what its layers pass on when they read the documents."""
    layers = list(net.encoder.layers)
    mixed, active = (
        [_Moments(m.in_features) for m in linears] for linears in zip(*((x.out, x.down) for x in layers), strict=True)
    )
    mask, count = torch.zeros(0), 0

    def watch(moments: _Moments):
        return lambda _module, inputs: moments.add(inputs[0][mask])

    hooks = [x.out.register_forward_pre_hook(watch(m)) for x, m in zip(layers, mixed, strict=True)]
    hooks += [x.down.register_forward_pre_hook(watch(m)) for x, m in zip(layers, active, strict=True)]
    net.eval()
    with torch.no_grad():
        for batch in batches([w for d in documents for w in windows(d, tok)], 2600, np.random.default_rng(0)):
            arrays = collate(batch)
            mask = arrays["mask"]
            count += int(mask.sum())
            net.encoder(arrays["ids"], arrays["shape"], arrays["state"], mask)
        for hook in hooks:
            hook.remove()
        for layer, attention, inner in zip(layers, mixed, active, strict=True):
            size = layer.out.in_features // layer.heads
            _shrink(layer.out, [layer.query, layer.key, layer.value], attention, count, heads, size)
            layer.heads = heads
            _shrink(layer.down, [layer.up], inner, count, neurons, 1)


def _shrink(after: nn.Linear, before: list[nn.Linear], moments: _Moments, count: int, keep: int, size: int) -> None:
    """Keeps the ``keep`` groups of ``size`` inputs of ``after`` that add most, and what makes them in ``before``."""
    spread = moments.covariance(count) * (after.weight.T @ after.weight)
    worth = F.avg_pool2d(spread[None], size, divisor_override=1)[0].diagonal()
    groups = worth.topk(keep).indices.sort().values
    rows = (groups[:, None] * size + torch.arange(size)).flatten()
    lost = torch.ones(after.in_features, dtype=torch.bool)
    lost[rows] = False
    after.bias += after.weight[:, lost] @ (moments.total / count)[lost]
    after.weight = nn.Parameter(after.weight[:, rows].clone())
    after.in_features = len(rows)
    for linear in before:
        linear.weight, linear.bias = nn.Parameter(linear.weight[rows].clone()), nn.Parameter(linear.bias[rows].clone())
        linear.out_features = len(rows)

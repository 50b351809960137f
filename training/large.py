"""The teacher's encoder: all-mpnet-base-v2 (Apache-2.0; Song et al. 2020, "MPNet"), 12 layers of 768.

Its vocabulary is BERT's with four pieces before it, so a text has the same word pieces as in the small encoder, and the
two networks can be compared piece by piece. The embeddings and the lowest layers stay as they are; what lower-casing
took away (the shape of a word, inside or outside quotation marks) is added above them.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

import torch
from torch import Tensor, nn

from onrecord.statements.model.windows import CLS, SEP, SHAPES, STATES
from training.model import Layer
from training.pretrained import renamed_weights

FROZEN = 3  # layers that stay as they are, with the embeddings below them
BEFORE = 4  # pieces that the vocabulary has before BERT's
FIRST_POSITION = 2
BUCKETS, EXACT, FARTHEST = 16, 8, 128  # of distances to one side: all, those exact, and where the last one begins
NAMES = {
    "embeddings.word_embeddings.weight": "word.weight",
    "embeddings.position_embeddings.weight": "position.weight",
    "embeddings.LayerNorm": "norm",
    "encoder.relative_attention_bias": "distance",
    "attention.attn.q.": "query.",
    "attention.attn.k.": "key.",
    "attention.attn.v.": "value.",
    "attention.attn.o.": "out.",
    "attention.LayerNorm": "norm1",
    "intermediate.dense": "up",
    "output.dense": "down",
    "output.LayerNorm": "norm2",
    "encoder.layer.": "layers.",
}


def relative_buckets(length: int) -> Tensor:
    """The bucket of each piece's distance to each other, [T, T] ints below 32 (as in T5, Raffel et al. 2020)."""
    places = torch.arange(length)
    distance = places[:, None] - places[None]  # from the other piece to this one
    size = distance.abs()
    far = EXACT + (torch.log(size.clamp(min=EXACT) / EXACT) / math.log(FARTHEST / EXACT) * (BUCKETS - EXACT)).long()
    return torch.where(distance < 0, BUCKETS, 0) + torch.where(size < EXACT, size, far.clamp(max=BUCKETS - 1))


class LargeEncoder(nn.Module):
    """Takes and gives what ``training.model.Encoder`` does, with states of 768 numbers."""

    def __init__(self, config: dict, dropout: float = 0.1) -> None:
        super().__init__()
        size, heads = config["hidden_size"], config["num_attention_heads"]
        self.dropout = dropout
        self.word = nn.Embedding(config["vocab_size"], size)
        self.position = nn.Embedding(config["max_position_embeddings"], size)
        self.distance = nn.Embedding(2 * BUCKETS, heads)
        self.shape, self.state = nn.Embedding(SHAPES, size), nn.Embedding(STATES, size)
        nn.init.zeros_(self.shape.weight)
        nn.init.zeros_(self.state.weight)
        self.kind = nn.Parameter(torch.zeros(size))
        self.norm = nn.LayerNorm(size, eps=config["layer_norm_eps"])
        inner = config["intermediate_size"]
        self.layers = nn.ModuleList(
            Layer(size, heads, inner, dropout, size // heads) for _ in range(config["num_hidden_layers"])
        )
        frozen = [self.word, self.position, self.distance, self.norm, *self.layers[:FROZEN]]
        for parameter in [self.kind, *(p for module in frozen for p in module.parameters())]:
            parameter.requires_grad = False

    def forward(self, ids: Tensor, shape: Tensor, state: Tensor, mask: Tensor) -> Tensor:
        length = ids.shape[1]
        own = torch.where(ids == CLS, 0, torch.where(ids == SEP, FIRST_POSITION, ids + BEFORE))
        with torch.no_grad():
            x = self.norm(self.word(own) + self.position(torch.arange(length) + FIRST_POSITION))
            near = self.distance(relative_buckets(length)).permute(2, 0, 1)[None]
            bias = near + (1.0 - mask.to(x.dtype))[:, None, None, :] * -1e4
            for layer in self.layers[:FROZEN]:
                x = layer(x, bias)
        x = x + self.shape(shape) + self.state(state)
        for layer in self.layers[FROZEN:]:
            x = layer(x, bias)
        return x

    @classmethod
    def pretrained(cls, folder: Path) -> LargeEncoder:
        encoder = cls(json.loads((folder / "config.json").read_text()))
        missing, unexpected = encoder.load_state_dict(renamed_weights(folder, NAMES), strict=False)
        assert not unexpected, unexpected
        assert set(missing) == {"shape.weight", "state.weight", "kind"}, missing
        return encoder

"""The network: a small BERT encoder, a cue tagger, and a scorer of roles given a cue.

The encoder is all-MiniLM-L6-v2 (Apache-2.0; Wang et al. 2020, Reimers and Gurevych 2019): 6 layers of 384. It is
uncased, so three small embeddings, zero at first, add what lower-casing and one spelling of quotation marks took away.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from onrecord.statements.model.windows import SHAPES, STATES
from training.crf import POTENTIALS
from training.pretrained import renamed_weights

HEAD = 32  # dimensions of an attention head
WIDTH = 128  # of the role scorer
DISTANCES = 32  # buckets of signed distance from the cue
TAGS = 3  # outside, begin, inside
NAMES = 5  # outside, person, organization, place, title
ACTS = 9  # neither, and the eight acts of ``onrecord.records.Act``


class Layer(nn.Module):
    def __init__(self, size: int, heads: int, inner: int, dropout: float, head: int = HEAD) -> None:
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.query, self.key, self.value = (nn.Linear(size, heads * head) for _ in range(3))
        self.out = nn.Linear(heads * head, size)
        self.up, self.down = nn.Linear(size, inner), nn.Linear(inner, size)
        self.norm1, self.norm2 = nn.LayerNorm(size, eps=1e-12), nn.LayerNorm(size, eps=1e-12)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        b, t, _ = x.shape
        q, k, v = (f(x).view(b, t, self.heads, -1).transpose(1, 2) for f in (self.query, self.key, self.value))
        p = self.dropout if self.training else 0.0
        mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=bias)
        x = self.norm1(x + F.dropout(self.out(mixed.transpose(1, 2).reshape(b, t, -1)), p))
        return self.norm2(x + F.dropout(self.down(F.gelu(self.up(x))), p))


class Encoder(nn.Module):
    def __init__(self, config: dict, dropout: float = 0.1) -> None:
        super().__init__()
        size = config["hidden_size"]
        self.dropout = dropout
        self.word = nn.Embedding(config["vocab_size"], size)
        self.position = nn.Embedding(config["max_position_embeddings"], size)
        self.shape, self.state = nn.Embedding(SHAPES, size), nn.Embedding(STATES, size)
        nn.init.zeros_(self.shape.weight)
        nn.init.zeros_(self.state.weight)
        self.kind = nn.Parameter(torch.zeros(size))
        self.norm = nn.LayerNorm(size, eps=1e-12)
        heads, inner = config["num_attention_heads"], config["intermediate_size"]
        self.layers = nn.ModuleList(Layer(size, heads, inner, dropout) for _ in range(config["num_hidden_layers"]))

    def forward(self, ids: Tensor, shape: Tensor, state: Tensor, mask: Tensor) -> Tensor:
        return self.every_layer(ids, shape, state, mask)[-1]

    def every_layer(self, ids: Tensor, shape: Tensor, state: Tensor, mask: Tensor) -> list[Tensor]:
        """What each layer gives, [B, T, size]."""
        return self.upper(self.embedded(ids, shape, state), mask, 0)

    def embedded(self, ids: Tensor, shape: Tensor, state: Tensor) -> Tensor:
        x = self.word(ids) + self.position(torch.arange(ids.shape[1])) + self.kind + self.shape(shape)
        return F.dropout(self.norm(x + self.state(state)), self.dropout if self.training else 0.0)

    def upper(self, x: Tensor, mask: Tensor, first: int) -> list[Tensor]:
        """What each layer from ``first`` on gives, ``x`` being what the one below it gave."""
        bias = (1.0 - mask.to(x.dtype))[:, None, None, :] * -1e4
        outputs = []
        for layer in self.layers[first:]:
            x = layer(x, bias)
            outputs.append(x)
        return outputs

    @classmethod
    def pretrained(cls, folder: Path) -> Encoder:
        encoder = cls(json.loads((folder / "config.json").read_text()))
        names = {
            "embeddings.word_embeddings.weight": "word.weight",
            "embeddings.position_embeddings.weight": "position.weight",
            "embeddings.token_type_embeddings.weight": "kind",
            "embeddings.LayerNorm": "norm",
            "attention.self.": "",
            "attention.output.dense": "out",
            "attention.output.LayerNorm": "norm1",
            "intermediate.dense": "up",
            "output.dense": "down",
            "output.LayerNorm": "norm2",
            "encoder.layer.": "layers.",
        }
        weights = renamed_weights(folder, names)
        weights["kind"] = weights["kind"][0]
        missing, unexpected = encoder.load_state_dict(weights, strict=False)
        assert not unexpected, unexpected
        assert set(missing) == {"shape.weight", "state.weight"}, missing
        return encoder


def buckets(distance: Tensor) -> Tensor:
    """Signed distance to one of 32 buckets: exact up to 5 pieces, then logarithmic up to 256."""
    size = distance.abs().float()
    distant = 5 + (torch.log(size.clamp(min=6) / 6) / 3.7542 * 10).floor()  # log(256 / 6) = 3.7535
    return torch.where(distance < 0, 0, 16) + torch.where(size <= 5, size, distant).clamp(max=15).long()


class Roles(nn.Module):
    """Scores of each token's role given a cue's token: an additive and multiplicative match, then its neighbours'."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.token, self.cue = nn.Linear(size, WIDTH), nn.Linear(size, WIDTH)
        self.token2, self.cue2 = nn.Linear(size, WIDTH, bias=False), nn.Linear(size, WIDTH, bias=False)
        self.distance = nn.Embedding(DISTANCES, WIDTH)
        self.mix = nn.Conv1d(WIDTH, WIDTH, 3, padding=1)
        self.out = nn.Linear(WIDTH, POTENTIALS)
        nn.init.normal_(self.distance.weight, std=0.1)

    def forward(self, x: Tensor, rows: Tensor, pieces: Tensor) -> Tensor:
        """``x`` [B, T, size]; cue n is token ``at[n]`` of window ``rows[n]``. Potentials [N, T, 10]."""
        cue = x[rows, pieces]
        match = self.token2(x)[rows] * self.cue2(cue)[:, None]
        place = self.distance(buckets(torch.arange(x.shape[1])[None] - pieces[:, None]))
        hidden = F.gelu(self.token(x)[rows] + self.cue(cue)[:, None] + match + place)
        hidden = hidden + F.gelu(self.mix(hidden.transpose(1, 2)).transpose(1, 2))
        return self.out(hidden)


class Network(nn.Module):
    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        size = encoder.kind.shape[0]
        self.encoder = encoder
        self.tags = nn.Linear(size, 2 * TAGS)  # cues, and cues nested inside another's content
        self.names = nn.Linear(size, NAMES)
        self.acts = nn.Linear(size, ACTS)
        self.roles = Roles(size)

"""Batches: an epoch's windows, grouped by length and padded to the longest."""

from __future__ import annotations

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from onrecord.statements.model.windows import WINDOW
from training.augment import vary
from training.documents import UNKNOWN, Document
from training.labelled_windows import Window, windows

KEYS = ("ids", "shape", "state", "tags", "tag_weight", "nested", "nested_weight", "acts", "act_weight")


def collate(batch: list[Window]) -> dict[str, Tensor]:
    """Windows padded to the longest."""
    length = max(len(w.ids) for w in batch)

    def pad(name: str, value: float = 0) -> Tensor:
        arrays = [getattr(w, name) for w in batch]
        return torch.tensor(np.stack([np.pad(a, (0, length - len(a)), constant_values=value) for a in arrays]))

    arrays = {k: pad(k) for k in KEYS}
    arrays |= {"names": pad("names", UNKNOWN), "lengths": torch.tensor([len(w.ids) for w in batch])}
    arrays["mask"] = torch.arange(length)[None] < arrays["lengths"][:, None]
    return arrays


def cues(batch: list[Window], length: int, rng: np.random.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """Every cue of the batch: window, one of its pieces drawn by chance (the first half the time), roles."""
    rows, places, roles = [], [], []
    for n, window in enumerate(batch):
        for pieces, role in zip(window.cues, window.roles, strict=True):
            rows.append(n)
            places.append(int(pieces[0] if rng.random() < 0.5 else rng.choice(pieces)))
            roles.append(np.pad(role, (0, length - len(role))))
    return torch.tensor(rows), torch.tensor(places), torch.tensor(np.array(roles))


def epoch_windows(
    polnear: list[Document], varied: list[Document], copies: int, tok: Tokenizer, seed: int
) -> list[Window]:
    """One epoch's windows: everything once, the varied articles several times, each time varied anew."""
    rng = np.random.default_rng(seed)
    epoch: list[Window] = []
    for document in [*polnear, *(varied * copies)]:
        epoch += windows(vary(document, rng), tok, int(rng.integers(0, WINDOW - 40)))
    return epoch


def batches(epoch: list[Window], size: int, rng: np.random.Generator) -> list[list[Window]]:
    """Batches of windows near in length, in random order; about ``size`` pieces in each."""
    noise = rng.uniform(-20, 20, len(epoch))
    order = sorted(range(len(epoch)), key=lambda n: len(epoch[n].ids) + noise[n])
    groups: list[list[Window]] = [[]]
    for n in order:
        if (len(groups[-1]) + 1) * max(len(w.ids) for w in [*groups[-1], epoch[n]]) > size and groups[-1]:
            groups.append([])
        groups[-1].append(epoch[n])
    return [groups[n] for n in rng.permutation(len(groups))]

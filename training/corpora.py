"""The corpora to train on, and which of the varied articles are held out for thresholds and confidence."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from training.documents import RELABELLED, Document, load

SEED = 20
HELD_OUT = 46  # of the articles of batches 2 and 3, which the network of version 0.1 has not seen


def _split(documents: list[Document]) -> tuple[list[Document], list[Document]]:
    """(train, held out), by article, the same every time."""
    fresh = [n for n, d in enumerate(documents) if d.batch not in (1, RELABELLED)]
    held_out = set(np.random.default_rng(SEED).permutation(fresh)[:HELD_OUT].tolist())
    train = [document for n, document in enumerate(documents) if n not in held_out]
    return train, [documents[n] for n in sorted(held_out)]


def split_varied(data: Path) -> tuple[list[Document], list[Document]]:
    """The varied articles to train on and those held out, without labels of names."""
    return _split(load(data.parent / "varied" / "train.jsonl", nests=True))


def corpora(data: Path) -> tuple[list[Document], list[Document]]:
    """PolNeAR train and the varied articles' training part."""
    polnear = load(data / "train.jsonl.gz", nests=False, names=data / "corenlp-train.jsonl.gz")
    return polnear, split_varied(data)[0]

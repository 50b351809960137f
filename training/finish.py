"""The trained epochs to the model that ships: the last ones averaged, distilled, exported, tuned, checked.

Averaging the weights of the last epochs ("model soup", Wortsman et al. 2022) is what stops the training from fitting
the few varied articles ever closer; see training/README.md for what each epoch and their average gave.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch

from training.distill import distill
from training.export import difference, export, parity, restore
from training.speakers import judge
from training.train import Run
from training.tune import choose

LAST = 3  # epochs averaged
FIXTURE = Path(__file__).resolve().parents[1] / "tests" / "model_parity.json"


def average(checkpoints: list[Path], to: Path) -> None:
    """Writes the mean of the checkpoints' weights."""
    kept = [torch.load(path, weights_only=True) for path in checkpoints]
    made = {part: {k: sum(c[part][k] for c in kept) / len(kept) for k in kept[0][part]} for part in ("net", "chain")}
    torch.save(made, to)


def finish(run: Run, data: Path, to: Path) -> None:
    """Puts what a run has learned into the model folder: thresholds, the judge of speakers and a parity fixture too."""
    folder = run.checkpoint.parent
    epochs = [folder / f"epoch{n}.pt" for n in range(run.epochs - LAST + 1, run.epochs + 1)]
    whole = folder / "average.pt"
    average(epochs, whole)
    final = distill(whole, folder / "student", data)
    judging = judge(restore(final)[0], data)
    export(final, judging, to)
    choose(data, to)
    worst, mean = difference(final, to)
    parity(final, FIXTURE)
    print(json.dumps({"averaged": [p.name for p in epochs], "int8 to torch": [round(worst, 4), round(mean, 4)]}))

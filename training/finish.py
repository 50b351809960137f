"""The trained epochs to the model that ships: the last ones averaged, distilled, exported, tuned, checked.

Averaging the weights of the last epochs ("model soup", Wortsman et al. 2022) is what stops the training from fitting
the few varied articles ever closer; see training/README.md for what each epoch and their average gave.
"""

from __future__ import annotations

import json
from pathlib import Path

from training.checkpoints import average, restore
from training.distill import distill
from training.export import difference, export, parity
from training.loop import Run
from training.seven_bits import round_to_seven_bits
from training.speakers import train_ranker
from training.tune import choose

LAST = 3  # epochs averaged
FIXTURE = Path(__file__).resolve().parents[1] / "tests" / "model_parity.json"


def finish(run: Run, data: Path, to: Path) -> None:
    """Puts what a run has learned into the model folder: thresholds, the antecedent ranker and a parity fixture too."""
    folder = run.checkpoint.parent
    epochs = [folder / f"epoch{n}.pt" for n in range(run.epochs - LAST + 1, run.epochs + 1)]
    averaged = folder / "average.pt"
    average(epochs, averaged)
    worst, mean = publish(distill(averaged, folder / "student", data), data, to)
    print(json.dumps({"averaged": [p.name for p in epochs], "int8 to torch": [round(worst, 4), round(mean, 4)]}))


def publish(final: Path, data: Path, to: Path) -> tuple[float, float]:
    """Puts a checkpoint into the model folder, with its ranker, thresholds and parity fixture.

    Gives the largest and the mean difference between the folder's model and the checkpoint.
    """
    ranker = train_ranker(restore(final)[0], data)
    export(final, ranker, to)
    round_to_seven_bits(to, data)
    choose(data, to)
    parity(final, FIXTURE)
    return difference(final, to)

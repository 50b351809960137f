"""The trained epochs to the model that ships: the last ones averaged, pruned, exported, tuned, checked.

Averaging the weights of the last epochs ("model soup", Wortsman et al. 2022) is what stops the training from fitting
the few varied articles ever closer; see training/README.md for what each epoch and their average gave.

``python -m training.finish --run training/runs/main --data ../shared/polnear``
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch

from training.export import difference, export, parity, restore
from training.prune import prune
from training.train import corpora, pretrained_folder, tokenizer
from training.tune import choose

LAST = 3  # epochs averaged
FIXTURE = Path(__file__).resolve().parents[1] / "tests" / "statements" / "parity.json"


def average(checkpoints: list[Path], to: Path) -> None:
    """Writes the mean of the checkpoints' weights."""
    kept = [torch.load(path, weights_only=True) for path in checkpoints]
    made = {part: {k: sum(c[part][k] for c in kept) / len(kept) for k in kept[0][part]} for part in ("net", "chain")}
    torch.save(made, to)


def shrink(whole: Path, data: Path, to: Path) -> None:
    """Prunes an averaged network and writes it."""
    polnear, varied = corpora(data)
    net, chain = restore(whole)
    prune(net, polnear[:60] + varied[:15], tokenizer(pretrained_folder()))
    torch.save({"net": net.state_dict(), "chain": chain}, to)


def finish(run: Path, data: Path, to: Path) -> None:
    """Puts the average of the run's last epochs into the model folder, with thresholds and the parity fixture."""
    epochs = sorted(run.glob("epoch*.pt"), key=lambda path: int(path.stem.removeprefix("epoch")))
    whole, final = run / "average.pt", run / "final.pt"
    average(epochs[-LAST:], whole)
    shrink(whole, data, final)
    export(final, to)
    choose(data, to)
    worst, mean = difference(final, to)
    parity(final, FIXTURE)
    print(
        json.dumps({"averaged": [p.name for p in epochs[-LAST:]], "int8 to torch": [round(worst, 4), round(mean, 4)]})
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, default=Path("training/runs/main"))
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--to", type=Path, default=Path("src/onrecord/model"))
    args = parser.parse_args()
    finish(args.run, args.data, args.to)

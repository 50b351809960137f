"""What a checkpoint reads right before it is exported: ``python -m training.torch_scores --data ../shared/polnear …``.

Runs the network in torch over PolNeAR dev and the varied articles held out of training, chooses thresholds for it as
``tune.py`` does, and prints its scores. So the teacher, which has no ONNX file, is measured like the small network.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

from onrecord.inference import ModelInput, WindowOutput
from training.checkpoints import restore, restore_large
from training.corpora import split_varied
from training.documents import load
from training.model import TAGS, Network
from training.pretrained import pretrained_folder, tokenizer
from training.scoring import load_scorer, propose, score
from training.tune import START, best_thresholds, print_scores

TOGETHER = 16  # windows in a batch


class TorchModel:
    """A checkpoint with the methods of ``onrecord.inference.Model`` that reading statements calls."""

    def __init__(self, net: Network, transition: torch.Tensor) -> None:
        self.net, self.card = net, {"transition": transition.tolist()}
        self.tokenizer = tokenizer(pretrained_folder())

    @torch.no_grad()
    def run_windows(self, windows: Sequence[ModelInput], threshold: float) -> list[WindowOutput]:
        """The network's output for each window."""
        outputs: dict[int, WindowOutput] = {}
        order = sorted(range(len(windows)), key=lambda n: len(windows[n][0]))
        for first in range(0, len(order), TOGETHER):
            numbers = order[first : first + TOGETHER]
            lengths = [len(windows[n][0]) for n in numbers]
            padded = [torch.tensor(_stack([windows[n][part] for n in numbers], lengths[-1])) for part in range(3)]
            mask = torch.arange(lengths[-1])[None] < torch.tensor(lengths)[:, None]
            states = self.net.encoder(*padded, mask)
            for n, length, state in zip(numbers, lengths, states, strict=True):
                outputs[n] = self._output(state[None, :length], threshold)
        return [outputs[n] for n in range(len(windows))]

    def _output(self, states: torch.Tensor, threshold: float) -> WindowOutput:
        tags = self.net.tags(states)[0].reshape(-1, 2, TAGS)
        likely = tags.softmax(-1)
        on = 1 - likely[..., 0] > threshold
        before = torch.cat([torch.zeros_like(on[:1]), on[:-1]])
        places = (on & (~before | (likely[..., 1] > likely[..., 2]))).any(1).nonzero()[:, 0]
        roles = self.net.roles(states, torch.zeros_like(places), places)
        acts, names = self.net.acts(states)[0], self.net.names(states)[0]
        no_references = np.zeros((states.shape[1], 64), np.float32)
        return WindowOutput(tags.numpy(), acts.numpy(), names.numpy(), no_references, places.numpy(), roles.numpy())


def _stack(arrays: Sequence[np.ndarray], length: int) -> np.ndarray:
    return np.stack([np.pad(array, (0, length - len(array))) for array in arrays])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder of PolNeAR; varied/ lies beside it")
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--large", type=Path, help="the folder of all-mpnet-base-v2, for a checkpoint of the teacher")
    args = parser.parse_args()
    net, chain = restore_large(args.checkpoint, args.large) if args.large else restore(args.checkpoint)
    model = TorchModel(net, chain["transition"])
    scorer = load_scorer(args.data)
    dev = propose(load(args.data / "dev.jsonl.gz", nests=False), model)  # type: ignore[arg-type]
    held_out = propose(split_varied(args.data)[1], model)  # type: ignore[arg-type]
    best, thresholds = best_thresholds(scorer, dev, held_out, START)
    print(json.dumps({"mean of said": round(best, 2), **asdict(thresholds)}))
    for name, proposals in (("dev", dev), ("held out", held_out)):
        print_scores(name, score(scorer, proposals, thresholds))


if __name__ == "__main__":
    main()

"""Weights of seven bits: ``python -m training.seven_bits --data ../shared/polnear --model src/onrecord/model``.

Without VNNI a processor adds products of eight-bit numbers in pairs of sixteen bits, and large ones saturate; with
VNNI they do not. With weights up to 64 none does, so every processor gives the same. Rounding is by GPTQ (Frantar et
al. 2022): one input after the other, what a rounding changes in the output is made up for by the inputs not yet
rounded. The outputs for a few windows are written down for a test, which would fail where a processor gives others.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

from onrecord.inference import ENCODER_FILE, ENCODER_HASH, Model
from training.batches import collate, cues
from training.checkpoints import restore
from training.corpora import split_varied
from training.documents import Document, load
from training.export import fixed_windows
from training.labelled_windows import windows
from training.model import Network
from training.pretrained import pretrained_folder, tokenizer
from training.shipped import checkpoint, weights

LARGEST = 64  # 255 * 64 * 2 is below 2 ** 15
DAMPING = 0.01  # of the mean square of an input
ARTICLES = 60  # of each corpus, whose inputs decide the rounding
FIXTURE = Path(__file__).resolve().parents[1] / "tests" / "model_outputs.json"


def inputs_of_weights(net: Network) -> dict[str, nn.Linear]:
    """The layer whose input each quantized weight of the graph is multiplied with, by the weight's name."""
    layers = {}
    for n, layer in enumerate(net.encoder.layers):
        layers |= {f"l{n}.qkv": layer.query, f"l{n}.out.w": layer.out, f"l{n}.up": layer.up, f"l{n}.down.w": layer.down}
    roles = {f"r.{part}.w": getattr(net.roles, part) for part in ("token", "token2", "cue", "cue2", "out")}
    return layers | roles | dict.fromkeys(("tags.w", "acts.w", "names.w", "references.w"), net.tags)


def squares(net: Network, documents: Sequence[Document]) -> dict[nn.Linear, torch.Tensor]:
    """The sum of the products of each layer's inputs, [inputs, inputs], over all pieces of the documents."""
    tok, rng = tokenizer(pretrained_folder()), np.random.default_rng(0)
    sums: dict[nn.Linear, torch.Tensor] = {}

    def add(layer: nn.Module, inputs: tuple[torch.Tensor]) -> None:
        rows = inputs[0].flatten(0, -2).double()
        sums[layer] = sums.get(layer, 0) + rows.T @ rows  # type: ignore[index]

    hooks = [layer.register_forward_pre_hook(add) for layer in set(inputs_of_weights(net).values())]
    with torch.no_grad():
        for window in (w for d in documents for w in windows(d, tok)):
            arrays = collate([window])
            states = net.encoder(arrays["ids"], arrays["shape"], arrays["state"], arrays["mask"])
            net.tags(states)
            rows, pieces, _ = cues([window], states.shape[1], rng)
            if len(rows):
                net.roles(states, rows, pieces)
    for hook in hooks:
        hook.remove()
    return sums


def rounded(weight: np.ndarray, square: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A weight [inputs, outputs] as integers up to ``LARGEST`` and a scale for each output."""
    left = weight.astype(np.float64)
    scale = np.abs(left).max(0) / LARGEST
    scale = np.where(scale > 0, scale, 1.0).astype(np.float32)
    damped = square + DAMPING * np.diag(square).mean() * np.eye(len(square))
    upper = np.linalg.cholesky(np.linalg.inv(damped)).T
    integers = np.zeros(weight.shape, np.int8)
    for n in range(len(left)):
        integers[n] = np.clip(np.round(left[n] / scale), -LARGEST, LARGEST)
        change = (left[n] - integers[n] * scale) / upper[n, n]
        left[n + 1 :] -= upper[n, n + 1 :, None] * change
    return integers, scale


def replacements(folder: Path, documents: Sequence[Document]) -> Iterator[tuple[str, np.ndarray]]:
    """The new initializers of a model folder's graph, by name."""
    values = weights(folder / ENCODER_FILE)
    with tempfile.TemporaryDirectory() as scratch:
        checkpoint(folder, Path(scratch) / "shipped.pt")
        net, _ = restore(Path(scratch) / "shipped.pt")
    sums = squares(net, documents)
    for name, layer in inputs_of_weights(net).items():
        integers, scale = rounded(values[name].numpy(), sums[layer].numpy())
        yield f"{name}_quantized", integers
        yield f"{name}_scale", scale


def round_to_seven_bits(folder: Path, data: Path) -> None:
    """Rounds the weights of a model folder anew."""
    documents = load(data / "train.jsonl.gz", nests=False)[:ARTICLES] + split_varied(data)[0][:ARTICLES]
    graph = onnx.load(folder / ENCODER_FILE)
    new = dict(replacements(folder, documents))
    for initializer in graph.graph.initializer:
        if initializer.name in new:
            initializer.CopyFrom(numpy_helper.from_array(new[initializer.name], initializer.name))
    onnx.save(graph, folder / ENCODER_FILE)
    card_file = folder / "model.json"
    card = json.loads(card_file.read_text())
    card[ENCODER_HASH] = hashlib.sha256((folder / ENCODER_FILE).read_bytes()).hexdigest()
    card_file.write_text(json.dumps(card, indent=1) + "\n")
    write_outputs(folder, FIXTURE)


def write_outputs(folder: Path, path: Path) -> None:
    """Writes what the folder's model gives for a few windows: inputs, and logits of cues [T, 6]."""
    inputs = [tuple(window) for window in fixed_windows()]
    outputs = Model(folder).run_windows(inputs, 0.5)  # type: ignore[arg-type]
    logits = [[round(float(logit), 3) for logit in output.cue_logits.ravel()] for output in outputs]
    rows = [
        {"window": [array.tolist() for array in window], "cue_logits": values}
        for window, values in zip(inputs, logits, strict=True)
    ]
    path.write_text(json.dumps(rows) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder of PolNeAR; varied/ lies beside it")
    parser.add_argument("--model", type=Path, default=Path("src/onrecord/model"))
    arguments = parser.parse_args()
    round_to_seven_bits(arguments.model, arguments.data)

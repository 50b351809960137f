"""The network of a model folder, taken back from its int8 file: where fine-tuning starts.

``python -m training.shipped --model src/onrecord/model --to training/runs/shipped.pt``. Each weight is its integer
times its scale, so the network gives what the file gives, but for the rounding of what flows through it.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor


def weights(path: Path) -> dict[str, Tensor]:
    """Every weight of an ONNX file by name, as float32; quantized ones multiplied out."""
    values = {w.name: numpy_helper.to_array(w) for w in onnx.load(path).graph.initializer}
    result = {}
    for name, value in values.items():
        if name.endswith("_quantized"):
            base = name.removesuffix("_quantized")
            zero = values[f"{base}_zero_point"].astype(np.float32)
            result[base] = torch.tensor((value.astype(np.float32) - zero) * values[f"{base}_scale"])
        elif value.dtype == np.float32 and not name.endswith("_scale"):
            result[name] = torch.tensor(value)
    return result


def network_state(values: dict[str, Tensor]) -> dict[str, Tensor]:
    """The weights under the names of ``training.model.Network``; the references of the judge are not part of it."""
    state = {
        "encoder.word.weight": values["word"],
        "encoder.position.weight": values["position"],  # the one kind of segment is already added to it
        "encoder.shape.weight": values["shapes"],
        "encoder.state.weight": values["states"],
        "encoder.kind": torch.zeros(values["word"].shape[1]),
        "encoder.norm.weight": values["norm.g"],
        "encoder.norm.bias": values["norm.b"],
        "roles.distance.weight": values["r.distance"],
        "roles.mix.weight": values["r.mix"],
        "roles.mix.bias": values["r.mix.b"],
    }
    for n in range(sum(name.endswith(".qkv") for name in values)):
        layer = f"encoder.layers.{n}."
        for part, weight, bias in zip(
            ("query", "key", "value"), values[f"l{n}.qkv"].chunk(3, 1), values[f"l{n}.qkv.b"].chunk(3), strict=True
        ):
            state[f"{layer}{part}.weight"], state[f"{layer}{part}.bias"] = weight.T, bias
        state[f"{layer}up.weight"], state[f"{layer}up.bias"] = values[f"l{n}.up"].T, values[f"l{n}.up.b"]
        for part, norm in (("out", "norm1"), ("down", "norm2")):
            state[f"{layer}{part}.weight"] = values[f"l{n}.{part}.w"].T
            state[f"{layer}{part}.bias"] = values[f"l{n}.{part}.b"]
            state[f"{layer}{norm}.weight"] = values[f"l{n}.{part}.g"]
            state[f"{layer}{norm}.bias"] = values[f"l{n}.{part}.nb"]
    for name in ("tags", "names", "acts"):
        if f"{name}.w" in values:  # version 0.1 had no acts
            state[f"{name}.weight"], state[f"{name}.bias"] = values[f"{name}.w"].T, values[f"{name}.b"]
    for part in ("token", "cue", "token2", "cue2", "out"):
        state[f"roles.{part}.weight"] = values[f"r.{part}.w"].T
        if f"r.{part}.b" in values:
            state[f"roles.{part}.bias"] = values[f"r.{part}.b"]
    return {name: value.contiguous().clone() for name, value in state.items()}


def checkpoint(folder: Path, to: Path) -> None:
    """Writes a model folder as a checkpoint that ``training.export.restore`` reads."""
    card = json.loads((folder / "model.json").read_text())
    to.parent.mkdir(parents=True, exist_ok=True)
    chain = {"transition": torch.tensor(card["transition"])}
    torch.save({"net": network_state(weights(folder / "onrecord.onnx")), "chain": chain}, to)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=Path("src/onrecord/model"))
    parser.add_argument("--to", type=Path, default=Path("training/runs/shipped.pt"))
    args = parser.parse_args()
    checkpoint(args.model, args.to)

"""A trained checkpoint to the model folder: int8 ONNX, tokenizer, parameters; with a parity check."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from onrecord.inference import Model, WindowOutput
from onrecord.speakers.resolution.antecedent_features import FEATURE_COUNT
from onrecord.statements.model.windows import cut_windows, fill_window, tokenize
from training.checkpoints import restore
from training.graph import build, build_ranker
from training.model import TAGS, Network
from training.pretrained import pretrained_folder, tokenizer
from training.speakers import AntecedentRanker

FLOAT_TOLERANCE = 1e-3  # float32 ONNX against torch, on log-odds


def export(checkpoint: Path, ranker: AntecedentRanker, folder: Path, *, quantize: bool = True) -> None:
    """Writes both ONNX files, tokenizer.json and model.json; keeps the decoding thresholds that are there."""
    net, chain = restore(checkpoint)
    network = build(net, ranker.references)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        float_file = Path(scratch) / "float32.onnx"
        onnx.save(network, float_file)
        target = folder / "onrecord.onnx"
        if quantize:
            quantize_dynamic(
                float_file,
                target,
                weight_type=QuantType.QInt8,
                per_channel=True,
                reduce_range=False,
                op_types_to_quantize=["MatMul", "Attention", "Gather"],
                extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
            )
        else:
            shutil.copy(float_file, target)
    judge = folder / "judge.onnx"
    onnx.save(build_ranker(ranker.ranker, FEATURE_COUNT, ranker.references.out_features), judge)
    shutil.copy(pretrained_folder() / "tokenizer.json", folder / "tokenizer.json")
    card_file = folder / "model.json"
    card = json.loads(card_file.read_text()) if card_file.exists() else {}
    card["sha256"] = hashlib.sha256(target.read_bytes()).hexdigest()
    card["judge"] = hashlib.sha256(judge.read_bytes()).hexdigest()
    card["tokenizer"] = hashlib.sha256((folder / "tokenizer.json").read_bytes()).hexdigest()
    card["transition"] = [[round(v, 5) for v in row] for row in chain["transition"].tolist()]
    card_file.write_text(json.dumps(card, indent=1) + "\n")


def difference(checkpoint: Path, folder: Path) -> tuple[float, float]:
    """Largest and mean difference in cue log-odds and potentials between torch and the folder's model."""
    net, _ = restore(checkpoint)
    model = Model(folder)
    rng = np.random.default_rng(0)
    ids = [rng.integers(1000, 30000, n) for n in (90, 200)]
    windows = [(i, rng.integers(0, 7, len(i)), rng.integers(0, 5, len(i))) for i in ids]
    outputs = model.run_windows(windows, 0.05)
    gaps = [np.abs(a - b).ravel() for w, o in zip(windows, outputs, strict=True) for a, b in _pairs(net, w, o)]
    joined = np.concatenate(gaps)
    return float(joined.max()), float(joined.mean())


def _pairs(net: Network, window: tuple[np.ndarray, ...], output: WindowOutput) -> list[tuple[np.ndarray, np.ndarray]]:
    with torch.no_grad():
        arrays = [torch.tensor(a)[None] for a in window]
        x = net.encoder(*arrays, torch.ones_like(arrays[0]))
        tags = net.tags(x).reshape(-1, 2, TAGS).numpy()
        places = torch.tensor(output.candidate_positions)
        roles = net.roles(x, torch.zeros(len(places), dtype=torch.long), places).numpy()
    return [(tags, output.cue_logits), (roles, output.role_potentials)]


def parity(checkpoint: Path, path: Path) -> None:
    """Writes fixed inputs with torch's cue log-odds for them: what a test holds the shipped model to."""
    net, _ = restore(checkpoint)
    rows = []
    for window in fixed_windows():
        with torch.no_grad():
            arrays = [torch.tensor(a)[None] for a in window]
            x = net.encoder(*arrays, torch.ones_like(arrays[0]))
            tags = net.tags(x)[0].numpy()
        rows.append(
            {"window": [a.tolist() for a in window], "tags": [[round(float(v), 3) for v in row] for row in tags]}
        )
    path.write_text(json.dumps(rows) + "\n")


def fixed_windows() -> list[tuple[np.ndarray, ...]]:
    """The windows for which tests hold the model to what training wrote down."""
    texts = (
        "“We never saw the boat,” Ms Ray told reporters on Monday. She said that Mr Lee had asked about it.",
        "According to the report, prices rose.\n\nThe minister denied this. 'It is late,' he added, 'and I am tired.'",
    )
    tok = tokenizer(pretrained_folder())
    pieces = [tokenize(text, tok) for text in texts]
    return [fill_window(p, begin, end)[:3] for p in pieces for begin, end in cut_windows(p)]

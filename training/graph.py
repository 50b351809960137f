"""The network as an ONNX graph, written node by node.

onnxruntime's fused operators (Attention, SkipLayerNormalization, BiasGelu) stand where its optimizer would have put
them, and the choice of cues happens inside the graph, so that one run of one file gives cues and roles.

Inputs: ``ids``, ``shape``, ``state`` [B, T] int64, ``mask`` [B, T] int32, ``threshold`` [] float.
Outputs: ``tags`` [B, T, 6], ``acts`` [B, T, 9], ``names`` [B, T, 5] logits; for each of the K cue candidates its
window and piece ``at`` [K, 2] and ``potentials`` [K, T, 10]. ``references`` [B, T, 64] are what the antecedent
ranker compares.
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from training.crf import POTENTIALS
from training.model import ACTS, DISTANCES, NAMES, TAGS, Network

FUSED = "com.microsoft"


class Graph:
    """Nodes and weights under way; every method adds one step and gives its output's name."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: dict[str, np.ndarray] = {}

    def weight(self, name: str, value: Tensor | np.ndarray) -> str:
        array = value.detach().float().numpy() if isinstance(value, Tensor) else value
        self.weights[name] = np.ascontiguousarray(array)
        return name

    def ints(self, *values: int) -> str:
        return self.weight("i_" + "_".join(map(str, values)).replace("-", "m"), np.array(values, np.int64))

    def number(self, value: float) -> str:
        return self.weight(f"f_{value}", np.array(value, np.float32))

    def add(
        self, kind: str, *inputs: str, domain: str = "", outputs: int = 1, name: str = "", **options: object
    ) -> str:
        base = name or f"{kind}_{len(self.nodes)}"
        outs = [base] + [f"{base}_{n}" for n in range(1, outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), outs, name=f"n_{base}", domain=domain, **options))
        return base

    def linear(self, x: str, layer: object, name: str, out: str = "") -> str:
        product = self.add("MatMul", x, self.weight(f"{name}.w", layer.weight.T))  # type: ignore[attr-defined]
        bias = layer.bias  # type: ignore[attr-defined]
        return product if bias is None else self.add("Add", product, self.weight(f"{name}.b", bias), name=out)


def _encoder(g: Graph, net: Network) -> str:
    e = net.encoder
    length = g.add("Gather", g.add("Shape", "ids"), g.ints(1))
    scalar = g.add("Squeeze", length)
    place = g.add(
        "Range", g.weight("zero", np.array(0, np.int64)), scalar, g.weight("one", np.array(1, np.int64)), name="place"
    )
    x = g.add("Gather", g.weight("word", e.word.weight), "ids")
    x = g.add("Add", x, g.add("Gather", g.weight("position", e.position.weight + e.kind), place))
    x = g.add("Add", x, g.add("Gather", g.weight("shapes", e.shape.weight), "shape"))
    x = g.add("Add", x, g.add("Gather", g.weight("states", e.state.weight), "state"))
    x = g.add(
        "LayerNormalization",
        x,
        g.weight("norm.g", e.norm.weight),
        g.weight("norm.b", e.norm.bias),
        epsilon=1e-12,
        axis=-1,
    )
    for n, layer in enumerate(e.layers):
        x = _layer(g, layer, x, f"l{n}")
    return x


def _layer(g: Graph, layer: object, x: str, name: str) -> str:
    import torch

    parts = (layer.query, layer.key, layer.value)  # type: ignore[attr-defined]
    mixed = g.add("MatMul", x, g.weight(f"{name}.qkv", torch.cat([p.weight.T for p in parts], 1)))
    mixed = g.add("Add", mixed, g.weight(f"{name}.qkv.b", torch.cat([p.bias for p in parts])))
    heads = layer.heads  # type: ignore[attr-defined]
    split = g.add("Split", mixed, outputs=3, axis=2)
    mixed = g.add("MultiHeadAttention", split, f"{split}_1", f"{split}_2", domain=FUSED, num_heads=heads)

    def close(output: str, skip: str, linear: object, norm: object, role: str) -> str:
        output = g.add("Add", g.linear(output, linear, f"{name}.{role}"), skip)
        scale = (g.weight(f"{name}.{role}.g", norm.weight), g.weight(f"{name}.{role}.nb", norm.bias))  # type: ignore[attr-defined]
        return g.add("LayerNormalization", output, *scale, epsilon=1e-12, axis=-1)

    x = close(mixed, x, layer.out, layer.norm1, "out")  # type: ignore[attr-defined]
    up = g.add("MatMul", x, g.weight(f"{name}.up", layer.up.weight.T))  # type: ignore[attr-defined]
    up = g.add("BiasGelu", up, g.weight(f"{name}.up.b", layer.up.bias), domain=FUSED)  # type: ignore[attr-defined]
    return close(up, x, layer.down, layer.norm2, "down")  # type: ignore[attr-defined]


def _candidates(g: Graph) -> tuple[str, str]:
    """The first piece of every run of pieces in a cue: windows and pieces, each [K]."""
    starts = []
    for channel in range(2):
        logits = g.add("Slice", "tags", g.ints(channel * TAGS), g.ints((channel + 1) * TAGS), g.ints(2))
        p = g.add("Softmax", logits, axis=-1)
        off, begin, more = (
            g.add("Squeeze", g.add("Slice", p, g.ints(n), g.ints(n + 1), g.ints(2)), g.ints(2)) for n in range(3)
        )
        on = g.add("Greater", g.add("Sub", g.number(1.0), off), "threshold")
        on = g.add("And", on, g.add("Cast", "mask", to=TensorProto.BOOL))
        before = g.add("Slice", g.add("Cast", on, to=TensorProto.FLOAT), g.ints(0), g.ints(-1), g.ints(1))
        before = g.add("Pad", before, g.ints(0, 1, 0, 0), g.number(0.0))
        fresh = g.add("Or", g.add("Less", before, g.number(0.5)), g.add("Greater", begin, more))
        starts.append(g.add("And", on, fresh))
    where = g.add("Transpose", g.add("NonZero", g.add("Or", *starts)), perm=[1, 0], name="at")
    rows = g.add("Squeeze", g.add("Slice", where, g.ints(0), g.ints(1), g.ints(1)), g.ints(1))
    pieces = g.add("Squeeze", g.add("Slice", where, g.ints(1), g.ints(2), g.ints(1)), g.ints(1))
    return rows, pieces


def _bucket_table(longest: int) -> np.ndarray:
    """Distance + longest to its bucket: ``training.model.buckets`` written out."""
    import torch

    from training.model import buckets

    return buckets(torch.arange(-longest, longest + 1)).numpy().astype(np.int64)


def _roles(g: Graph, net: Network, x: str, rows: str, pieces: str, longest: int) -> None:
    r = net.roles
    vectors = g.add("GatherND", x, "at")
    match = g.add("Gather", g.linear(x, r.token2, "r.token2"), rows, axis=0)
    match = g.add("Mul", match, g.add("Unsqueeze", g.linear(vectors, r.cue2, "r.cue2"), g.ints(1)))
    distance = g.add("Sub", g.add("Unsqueeze", "place", g.ints(0)), g.add("Unsqueeze", pieces, g.ints(1)))
    bucket = g.add(
        "Gather",
        g.weight("buckets", _bucket_table(longest)),
        g.add("Add", distance, g.weight("longest", np.array(longest, np.int64))),
    )
    hidden = g.add("Add", match, g.add("Gather", g.weight("r.distance", r.distance.weight), bucket))
    hidden = g.add("Add", hidden, g.add("Gather", g.linear(x, r.token, "r.token"), rows, axis=0))
    hidden = g.add("Add", hidden, g.add("Unsqueeze", g.linear(vectors, r.cue, "r.cue"), g.ints(1)))
    hidden = g.add("Gelu", hidden, domain=FUSED)
    real = g.add("Unsqueeze", g.add("Cast", "mask", to=TensorProto.FLOAT), g.ints(2))
    hidden = g.add("Mul", hidden, g.add("Gather", real, rows, axis=0))
    mixed = g.add("Transpose", hidden, perm=[0, 2, 1])
    mixed = g.add("Conv", mixed, g.weight("r.mix", r.mix.weight), g.weight("r.mix.b", r.mix.bias), pads=[1, 1])
    mixed = g.add("Gelu", g.add("Transpose", mixed, perm=[0, 2, 1]), domain=FUSED)
    g.linear(g.add("Add", hidden, mixed), r.out, "r.out", out="potentials")


def build(net: Network, references: nn.Linear) -> onnx.ModelProto:
    """The whole network as float32 ONNX."""
    g = Graph()
    longest = net.encoder.position.weight.shape[0]
    x = _encoder(g, net)
    g.linear(x, net.tags, "tags", out="tags")
    g.linear(x, net.acts, "acts", out="acts")
    g.linear(x, net.names, "names", out="names")
    g.linear(x, references, "references", out="references")
    _roles(g, net, x, *_candidates(g), longest)
    pair = ["batch", "length"]
    inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, pair) for n in ("ids", "shape", "state")]
    inputs.append(helper.make_tensor_value_info("mask", TensorProto.INT32, pair))
    inputs.append(helper.make_tensor_value_info("threshold", TensorProto.FLOAT, []))
    shapes = {
        "tags": [*pair, 2 * TAGS],
        "acts": [*pair, ACTS],
        "names": [*pair, NAMES],
        "references": [*pair, references.out_features],
        "potentials": ["cues", "length", POTENTIALS],
    }
    outputs = [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in shapes.items()]
    outputs.append(helper.make_tensor_value_info("at", TensorProto.INT64, ["cues", 2]))
    assert DISTANCES == 32
    return _model(g, inputs, outputs)


def _model(g: Graph, inputs: list[onnx.ValueInfoProto], outputs: list[onnx.ValueInfoProto]) -> onnx.ModelProto:
    weights = [numpy_helper.from_array(v, k) for k, v in g.weights.items()]
    graph = helper.make_graph(g.nodes, "onrecord", inputs, outputs, weights)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=9)


def build_ranker(ranker: nn.Module, features: int, size: int) -> onnx.ModelProto:
    """The antecedent ranker as float32 ONNX: features [C, F], left [R], right [C, R] to likelihoods [C]."""
    g = Graph()
    product = g.add("Mul", "left", "right")
    mention = g.add("Expand", "left", g.add("Shape", "right"))
    joined = g.add("Concat", "features", mention, "right", product, axis=1)
    hidden = g.add("Gelu", g.linear(joined, ranker.first, "first"), domain=FUSED)
    scores = g.add("Squeeze", g.linear(hidden, ranker.last, "last"), g.ints(1))
    g.add("Softmax", scores, name="likely", axis=0)
    shapes: dict[str, list[str | int]] = {"features": ["count", features], "left": [size], "right": ["count", size]}
    inputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, s) for name, s in shapes.items()]
    return _model(g, inputs, [helper.make_tensor_value_info("likely", TensorProto.FLOAT, ["count"])])

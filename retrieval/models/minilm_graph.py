"""all-MiniLM-L6-v2 as an ONNX graph, fp32 or int8, put together node by node. Only `make_minilm` needs it.

The graph is BERT (Devlin et al. 2019) with mean pooling and unit length inside (Reimers & Gurevych 2019), made of
onnxruntime's fused operators. In int8, weights have a scale an output channel and word rows a scale a word. What flows
into the weights is made 8 bit row by row, so a text's vector never depends on its neighbours in a batch; before that,
channels that shout are turned down and their weights up (SmoothQuant, Xiao et al. 2023).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, TensorProto, helper, numpy_helper  # type: ignore[import-not-found, unused-ignore]

Array = NDArray[Any]
Tensors = Mapping[str, Array]

NAME = "all-MiniLM-L6-v2"
LAYERS, HEADS, DIMENSIONS, PIECES = 6, 12, 384, 256
EPSILON = 1e-12
FUSED = "com.microsoft"
PARTS = ("query", "key", "value")

# Processors without VNNI add two products in 16 bits. Weights of at most 100 hardly ever overflow there (cosine to
# fp32 .9989 with VNNI and without); 127 gave .9992 with and .9952 without.
WEIGHT_PEAK = 100
ROW_UNIT, ROW_ZERO = np.float32(1 / 127), np.uint8(128)
# GELU is nowhere below -0.17: lifted by that, its output uses all 8 bits.
GELU_LIFT, LIFTED_UNIT, LIFTED_ZERO = np.float32(0.17), np.float32(1 / 255), np.uint8(0)
SCHEME = (
    "weights int8, symmetric, a scale an output channel, at most 100; activations uint8 row by row, smoothed after "
    "layer norms, GELU lifted; word table int8, a scale a word; attention, norms and places float32"
)


@dataclass
class Graph:
    """Nodes and constants in the order they were added. Every method gives the name of what it added."""

    nodes: list[Any] = field(default_factory=list)
    constants: dict[str, Array] = field(default_factory=dict)

    def constant(self, name: str, value: Any) -> str:
        self.constants[name] = np.ascontiguousarray(value)
        return name

    def node(self, name: str, op: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(helper.make_node(op, inputs, [name], name=name, domain=domain, **attributes))
        return name

    def model(self) -> ModelProto:
        """Inputs (batch, pieces) int64, output (batch, 384) float32."""
        ids, mask = (
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "pieces"])
            for name in ("input_ids", "attention_mask")
        )
        output = helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, ["batch", DIMENSIONS])
        tensors = [numpy_helper.from_array(value, name) for name, value in self.constants.items()]
        graph = helper.make_graph(self.nodes, NAME, [ids, mask], [output], tensors)
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid(FUSED, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=9, producer_name="malbeot")


class Float:
    """fp32: matrices as they are."""

    def words(self, graph: Graph, table: Array) -> str:
        return graph.node("words", "Gather", graph.constant("words.table", table), "input_ids")

    def project(self, graph: Graph, source: str, weight: Array, name: str) -> str:
        """`source` times the transposed weight, whose shape is (outputs, inputs)."""
        return graph.node(name, "MatMul", source, graph.constant(f"{name}.weight", weight.T))


class Int8:
    """8-bit matrices. `smoothing` holds, for each source that is smoothed, what its channels are divided by."""

    def __init__(self, smoothing: Tensors) -> None:
        self.smoothing = smoothing
        self._ready: set[str] = set()

    def words(self, graph: Graph, table: Array) -> str:
        integers, scales = quantised(table, 127)
        rows = graph.node("words.integers", "Gather", graph.constant("words.table", integers), "input_ids")
        scale = graph.node("words.scale", "Gather", graph.constant("words.scales", scales), "input_ids")
        return graph.node("words", "Mul", graph.node("words.floats", "Cast", rows, to=TensorProto.FLOAT), scale)

    def project(self, graph: Graph, source: str, weight: Array, name: str) -> str:
        """`source` times the transposed weight, whose shape is (outputs, inputs)."""
        lifted = source.startswith("gelu")
        if source not in self._ready:
            (self._lifted_rows if lifted else self._rows)(graph, source)
            self._ready.add(source)
        integers, scales = quantised(weight * self.smoothing.get(source, np.float32(1)), WEIGHT_PEAK)
        parts = (
            graph.constant(f"{name}.weight", integers.T),
            f"{source}.unit",
            graph.constant(f"{name}.scales", scales[:, 0]),
        )
        product = graph.node(
            f"{name}.shares", "MatMulIntegerToFloat", f"{source}.integers", *parts, f"{source}.zero", domain=FUSED
        )
        scaled = graph.node(f"{name}.scaled", "Mul", product, f"{source}.peak")
        if not lifted:
            return scaled
        excess = integers.astype(np.float32).sum(axis=1) * scales[:, 0] * GELU_LIFT
        return graph.node(name, "Sub", scaled, graph.constant(f"{name}.excess", excess))

    def _rows(self, graph: Graph, source: str) -> None:
        """Each row over its own peak, as 1 to 255 around 128."""
        values = source
        if source in self.smoothing:
            factors = graph.constant(f"{source}.factors", 1 / self.smoothing[source])
            values = graph.node(f"{source}.smoothed", "Mul", source, factors)
        size = graph.node(f"{source}.size", "Abs", values)
        self._integers(graph, source, values, size, ROW_UNIT, ROW_ZERO)

    def _lifted_rows(self, graph: Graph, source: str) -> None:
        """Each row, lifted above zero, over its own peak, as 0 to 255."""
        values = graph.node(f"{source}.lifted", "Add", source, graph.constant(f"{source}.lift", GELU_LIFT))
        self._integers(graph, source, values, values, LIFTED_UNIT, LIFTED_ZERO)

    def _integers(self, graph: Graph, source: str, values: str, size: str, unit: Any, zero: Any) -> None:
        last = graph.constant("last_axis", np.array([-1], dtype=np.int64))
        shares = graph.node(f"{source}.shares", "Div", values, graph.node(f"{source}.peak", "ReduceMax", size, last))
        step, middle = graph.constant(f"{source}.unit", unit), graph.constant(f"{source}.zero", zero)
        graph.node(f"{source}.integers", "QuantizeLinear", shares, step, middle)


def quantised(table: Array, peak: int) -> tuple[Array, Array]:
    """Rows as int8 of at most `peak` in size, and their scales, shape (rows, 1)."""
    scales = np.abs(table).max(axis=1, keepdims=True) / np.float32(peak)
    return np.rint(table / np.where(scales > 0, scales, np.float32(1))).astype(np.int8), scales


def build(tensors: Tensors, precision: Float | Int8) -> Graph:
    """The whole encoder."""
    graph = Graph()
    rows = embedded(graph, tensors, precision)
    graph.node("mask", "Cast", "attention_mask", to=TensorProto.INT32)
    for layer in range(LAYERS):
        attended = attention(graph, rows, tensors, precision, layer)
        rows = feed_forward(graph, attended, tensors, precision, layer)
    pooled(graph, rows)
    return graph


def embedded(graph: Graph, tensors: Tensors, precision: Float | Int8) -> str:
    """Words, places and the one token type there is, normalised."""
    words = precision.words(graph, tensors["embeddings.word_embeddings.weight"])
    positions = tensors["embeddings.position_embeddings.weight"][:PIECES]
    table = graph.constant("places.table", positions + tensors["embeddings.token_type_embeddings.weight"][0])
    start = graph.constant("start", np.array([0], dtype=np.int64))
    places = graph.node("places", "Slice", table, start, graph.node("length", "Shape", "input_ids", start=1, end=2))
    scale, shift = norm(graph, tensors, "embeddings.LayerNorm", "embedded")
    summed = graph.node("summed", "Add", words, places)
    return graph.node("embedded", "LayerNormalization", summed, scale, shift, epsilon=EPSILON)


def norm(graph: Graph, tensors: Tensors, source: str, name: str) -> tuple[str, str]:
    scale = graph.constant(f"{name}.norm_scale", tensors[f"{source}.weight"])
    return scale, graph.constant(f"{name}.norm_shift", tensors[f"{source}.bias"])


def attention(graph: Graph, rows: str, tensors: Tensors, precision: Float | Int8, layer: int) -> str:
    at = f"encoder.layer.{layer}.attention"
    parts = [precision.project(graph, rows, tensors[f"{at}.self.{part}.weight"], f"{part}.{layer}") for part in PARTS]
    bias = np.concatenate([tensors[f"{at}.self.{part}.bias"] for part in PARTS])
    parts += [graph.constant(f"seen.{layer}.bias", bias), "mask"]
    seen = graph.node(f"seen.{layer}", "MultiHeadAttention", *parts, domain=FUSED, num_heads=HEADS)
    return added(graph, seen, rows, tensors, precision, f"{at}.output", f"attended.{layer}")


def feed_forward(graph: Graph, rows: str, tensors: Tensors, precision: Float | Int8, layer: int) -> str:
    at = f"encoder.layer.{layer}"
    wide = precision.project(graph, rows, tensors[f"{at}.intermediate.dense.weight"], f"wide.{layer}")
    bias = graph.constant(f"wide.{layer}.bias", tensors[f"{at}.intermediate.dense.bias"])
    bent = graph.node(f"gelu.{layer}", "BiasGelu", wide, bias, domain=FUSED)
    return added(graph, bent, rows, tensors, precision, f"{at}.output", f"layer.{layer}")


def added(graph: Graph, new: str, old: str, tensors: Tensors, precision: Float | Int8, source: str, name: str) -> str:
    """A projection added to what was there, normalised."""
    change = precision.project(graph, new, tensors[f"{source}.dense.weight"], f"{name}.change")
    bias = graph.constant(f"{name}.bias", tensors[f"{source}.dense.bias"])
    inputs = [change, old, *norm(graph, tensors, f"{source}.LayerNorm", name), bias]
    return graph.node(name, "SkipLayerNormalization", *inputs, domain=FUSED, epsilon=EPSILON)


def pooled(graph: Graph, rows: str) -> str:
    """The sum of the rows that are no padding, at unit length: the mean's direction."""
    pieces = graph.constant("pieces_axis", np.array([1], dtype=np.int64))
    last = graph.constant("last_axis", np.array([-1], dtype=np.int64))
    kept = graph.node("kept", "Cast", "attention_mask", to=TensorProto.FLOAT)
    own = graph.node("own", "Mul", rows, graph.node("kept.column", "Unsqueeze", kept, last))
    total = graph.node("total", "ReduceSum", own, pieces, keepdims=0)
    return graph.node("sentence_embedding", "Div", total, graph.node("total.length", "ReduceL2", total, last))

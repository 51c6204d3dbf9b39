"""mem0 without a model (`infer=False`), run by an environment of its own (`make baselines`) and asked over a pipe.

    echo '{"add": [{"id": 1, "speaker": "Ann", "text": "hi"}]}' | .venv-baselines/bin/python -m benchmarks.mem0_server

One JSON object a line in, one a line out: `{"add": [{"id", "speaker", "text"}, …]}` answers `{"ms": [one a message]}`;
`{"search": question, "limit": n}` answers `{"hits": [id, …], "ms"}`, best first; `{"fresh": true}` begins an empty
memory and answers what runs: `{"mem0": version, "encoder": id}`; a request that fails answers `{"error"}`.

mem0 gets the best it has offline: this repository's encoder (the same vectors as every other column), Qdrant and the
history in memory instead of files, and, with `--keywords`, its BM25 leg (fastembed) beside the vectors. Telemetry is
off, its language model is never called.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import tempfile
import time
import warnings
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any, TextIO

from benchmarks.locomo import STOP
from retrieval.minilm import DIMENSIONS, MiniLmEmbedder

Answer = dict[str, Any]

PERSON = "person"
# mem0 builds a client for a hosted model when it starts; nothing here ever calls it.
NEVER_CALLED = {"provider": "openai", "config": {"api_key": "never-called", "openai_base_url": "http://127.0.0.1:9"}}


class Vectors:
    """mem0's embedder interface over the repository's own encoder."""

    def __init__(self) -> None:
        self.encoder = MiniLmEmbedder()
        self.encoder.load()

    def embed(self, text: str, memory_action: str | None = None) -> list[float]:
        return self.embed_batch([text])[0]

    def embed_batch(self, texts: list[str], memory_action: str | None = None) -> list[list[float]]:
        rows: list[list[float]] = self.encoder.embed(texts).tolist()
        return rows


class Store:
    """One person's memory in mem0."""

    def __init__(self, vectors: Vectors, keywords: Any) -> None:
        self.vectors, self.keywords = vectors, keywords
        self.fresh()

    def fresh(self) -> Answer:
        self.memory = _memory(self.vectors, self.keywords)
        return {"mem0": version("mem0ai"), "encoder": self.vectors.encoder.id}

    def add(self, messages: list[dict[str, Any]]) -> Answer:
        return {"ms": [_timed(self._add_one, message)[1] for message in messages]}

    def _add_one(self, message: dict[str, Any]) -> None:
        said = {"role": "user", "name": message["speaker"], "content": message["text"]}
        self.memory.add([said], user_id=PERSON, infer=False, metadata={"line": message["id"]})

    def search(self, question: str, limit: int) -> Answer:
        found, ms = _timed(lambda asked: self.memory.search(asked, top_k=limit, filters={"user_id": PERSON}), question)
        return {"hits": [hit["metadata"]["line"] for hit in found["results"]], "ms": ms}


def _timed(call: Any, value: Any) -> tuple[Any, float]:
    start = time.perf_counter()
    result = call(value)
    return result, (time.perf_counter() - start) * 1000


def _memory(vectors: Vectors, keywords: Any) -> Any:
    from mem0 import Memory  # type: ignore[import-not-found]
    from qdrant_client import QdrantClient  # type: ignore[import-not-found]

    config = {
        "vector_store": {
            "provider": "qdrant",
            "config": {
                "client": QdrantClient(":memory:"),
                "embedding_model_dims": DIMENSIONS,
                "collection_name": PERSON,
            },
        },
        "llm": NEVER_CALLED,
        "embedder": NEVER_CALLED,
        "history_db_path": ":memory:",
    }
    memory = Memory.from_config(config)
    memory.embedding_model = vectors
    # mem0 would fetch the encoder's stop words from the network; False is its own sign for "tried and not there".
    memory.vector_store._bm25_encoder = keywords
    return memory


def _keywords() -> Any:
    """mem0's BM25 encoder (Snowball stems) with the stop words of the `bm25` column."""
    from fastembed import SparseTextEmbedding  # type: ignore[import-not-found]

    nothing_to_load = tempfile.gettempdir()
    return SparseTextEmbedding("Qdrant/bm25", specific_model_path=nothing_to_load, stopwords=set(STOP))


def serve(store: Store, requests: Iterable[str], answers: TextIO) -> None:
    """Answer every line until the other side closes."""
    for line in requests:
        try:
            answer = _answer(store, json.loads(line))
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers, flush=True)


def _answer(store: Store, request: dict[str, Any]) -> Answer:
    if "search" in request:
        return store.search(request["search"], request["limit"])
    if "add" in request:
        return store.add(request["add"])
    if "fresh" in request:
        return store.fresh()
    raise ValueError(f"fresh, add or search, not {', '.join(request)}")


def main() -> None:
    parser = argparse.ArgumentParser(description="mem0 behind JSON lines.")
    parser.add_argument("--keywords", action="store_true", help="its BM25 leg beside the vectors")
    options = parser.parse_args()
    answers = sys.stdout
    sys.stdout = sys.stderr  # whatever a library prints stays out of the answers
    # It warns at every start: spaCy (whose model comes from the network) is missing, and memory has no payload index.
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as home:
        # Read by mem0 when it is imported.
        os.environ |= {"MEM0_TELEMETRY": "False", "MEM0_DIR": str(Path(home)), "HF_HUB_OFFLINE": "1"}
        serve(Store(Vectors(), _keywords() if options.keywords else False), sys.stdin, answers)


if __name__ == "__main__":
    main()

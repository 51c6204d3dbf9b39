"""How well the Korean embedder finds a paraphrase, beside BM25 over character bigrams and over words.

    .venv/bin/python -m benchmarks.korean --data korsts-dev.tsv --json

KorSTS (Ham et al. 2020) is CC BY-SA 4.0: read from a path, never copied here. The query is sentence 1 of every pair
scored 4 or more whose sentences differ, the pool all second sentences; a returned text is right if it equals the
partner's. `r1` and `r5`: share of queries, in percent, with a right text first, or among the first five.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import os
import platform
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.korean import KoreanNgramEmbedder

Scores = NDArray[np.floating[Any]]
LEAST_SCORE = 4.0
K1, B = 1.5, 0.75


@dataclass(frozen=True)
class Task:
    """Queries, their partners and the pool the partners stand in."""

    queries: tuple[str, ...]
    partners: tuple[str, ...]
    pool: tuple[str, ...]


def read(file: Path) -> Task:
    """The task of one KorSTS file. Raises OSError; ValueError for a file with other columns or without paraphrases."""
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened, delimiter="\t", quoting=csv.QUOTE_NONE))
    missing = {"score", "sentence1", "sentence2"} - set(rows[0] if rows else ())
    if missing:
        raise ValueError(f"{file}: no column {', '.join(sorted(missing))}; give a tab-separated KorSTS file")
    asked = [row for row in rows if float(row["score"]) >= LEAST_SCORE and row["sentence1"] != row["sentence2"]]
    if not asked:
        raise ValueError(f"{file}: no pair scored {LEAST_SCORE} or more with two different sentences")
    queries, partners = zip(*((row["sentence1"], row["sentence2"]) for row in asked), strict=True)
    return Task(queries, partners, tuple(row["sentence2"] for row in rows))


def bigrams(text: str) -> list[str]:
    """Character pairs inside runs of letters and digits; a single character stays."""
    return [run[i : i + 2] for run in re.findall(r"\w+", text.lower()) for i in range(max(1, len(run) - 1))]


def bm25(task: Task, tokens: Callable[[str], list[str]]) -> Scores:
    """Okapi BM25 (Robertson & Zaragoza 2009), shape (len(queries), len(pool))."""
    counts = [Counter(tokens(text)) for text in task.pool]
    lengths = np.array([count.total() for count in counts])
    norm = K1 * (1 - B + B * lengths / lengths.mean())
    postings: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for index, count in enumerate(counts):
        for token, often in count.items():
            postings[token].append((index, often))
    scores = np.zeros((len(task.queries), len(task.pool)))
    for row, query in zip(scores, task.queries, strict=True):
        for token in filter(postings.__contains__, tokens(query)):
            found, often = np.array(postings[token]).T
            rarity = math.log(1 + (len(counts) - len(found) + 0.5) / (len(found) + 0.5))
            row[found] += rarity * often * (K1 + 1) / (often + norm[found])
    return scores


def recall(task: Task, scores: Scores) -> dict[str, float]:
    """`r1` and `r5` in percent; of equal scores, the text that comes first in the pool."""
    best = np.argsort(-scores, axis=1, kind="stable")[:, :5]
    right = np.array(
        [[task.pool[i] == partner for i in row] for row, partner in zip(best, task.partners, strict=True)], dtype=bool
    )
    return {"r1": _percent(right[:, :1]), "r5": _percent(right)}


def measured(task: Task) -> dict[str, Any]:
    """The embedder and its two baselines over one task."""
    embedder = KoreanNgramEmbedder()
    ways: dict[str, Callable[[], Scores]] = {
        "malbeot": lambda: embedder.embed(task.queries) @ embedder.embed(task.pool).T,
        "bigram": lambda: bm25(task, bigrams),
        "whitespace": lambda: bm25(task, str.split),
    }
    report: dict[str, Any] = {}
    for name, scores in ways.items():
        print(f"{name}: {len(task.queries)} queries over {len(task.pool)} sentences", file=sys.stderr, flush=True)
        report[name] = recall(task, scores())
    return report | {"n": len(task.queries), "pool": len(task.pool), "embedder": embedder.id}


def _percent(right: NDArray[np.bool_]) -> float:
    return round(100 * float(np.mean([row.any() for row in right])), 2)


def machine() -> str:
    """What it ran on; the figures don't depend on it."""
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, numpy {np.__version__}"


def main(arguments: list[str] | None = None) -> None:
    """Print the report; exits with a message when the file can't be used."""
    parser = argparse.ArgumentParser(description="Korean paraphrase retrieval.")
    parser.add_argument("--data", type=Path, required=True, help="a KorSTS file")
    parser.add_argument("--json", action="store_true", help="one object on one line (default: indented)")
    options = parser.parse_args(arguments)
    try:
        report = measured(read(options.data)) | {"machine": machine()}
    except (OSError, ValueError) as error:
        parser.error(str(error))
    print(json.dumps(report, indent=None if options.json else 2))


if __name__ == "__main__":
    main()

"""The weights of `memory.episodes.signals`, fitted anew, and what they find on talks they were not fitted on.

    .venv/bin/python -m benchmarks.recall.fit --format locomo --data locomo/dev.json

Logistic regression by Newton's method: evidence lines against all others. Each talk is
left out once; its recall with the weights of the others is the honest figure. Prints the weights to put into the code.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.recall.cli import FORMATS
from benchmarks.recall.kept import KeptVectors
from benchmarks.recall.talk import Talk
from memory.episodes.block import fill
from memory.episodes.found import Found
from memory.episodes.index import MOST_FOUND, Episodes
from memory.episodes.meaning import Meaning
from memory.episodes.signals import BY_WORDS, BY_WORDS_AND_MEANING, Weights, log_odds
from retrieval.minilm import MiniLmEmbedder

RIDGE = 1.0  # of the penalty on squared weights: keeps a signal that says nothing near zero
STEPS = 30
OTHERS_COUNT = 0.1  # lines that are no evidence, beside those that are; the bias is corrected for it
BUDGETS = (512, 1024, 2048)

Table = NDArray[np.float64]


@dataclass(frozen=True)
class Judged:
    """One talk: for each question its signals, shape (passages, signals), and the rows of its evidence."""

    talk: Talk
    episodes: Episodes
    tables: tuple[Table, ...]
    evidence: tuple[frozenset[int], ...]


def judged(talk: Talk, vectors: KeptVectors, names: Sequence[str], *, meaning: bool) -> Judged:
    """A talk without long lines: a line is a row."""
    episodes, means = Episodes(), Meaning(vectors)
    episodes.add(talk.lines)
    if meaning:
        waiting = episodes.without_vector()
        episodes.put_vectors([each.key for each in waiting], means.of_passages(waiting))
    tables = []
    for asked in talk.questions:
        vector = means.of_question(asked.text) if meaning else None
        found = episodes.signals(asked.text, vector=vector, asker=talk.asker)
        tables.append(np.stack([found[name] for name in names], axis=1).astype(np.float64))
    return Judged(talk, episodes, tuple(tables), tuple(asked.evidence for asked in talk.questions))


def fitted(talks: Sequence[Judged], names: Sequence[str]) -> Weights:
    """The most likely weights."""
    table = np.concatenate([rows for each in talks for rows in each.tables])
    right = np.concatenate(
        [
            np.isin(np.arange(len(rows)), list(evidence))
            for each in talks
            for rows, evidence in zip(each.tables, each.evidence, strict=True)
        ]
    )
    table = np.concatenate((table, np.ones((len(table), 1))), axis=1)
    weights = np.zeros(table.shape[1])
    penalty = np.full(len(weights), RIDGE)
    penalty[-1] = 0
    counts = np.where(right, 1.0, OTHERS_COUNT)
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(table @ weights, -30, 30)))
        slope = table.T @ (counts * (chance - right)) + penalty * weights
        bend = (table * (counts * chance * (1 - chance))[:, None]).T @ table + np.diag(penalty)
        weights -= np.linalg.solve(bend, slope)
    return Weights(float(weights[-1]) + math.log(OTHERS_COUNT), dict(zip(names, weights[:-1].tolist(), strict=True)))


def recall(each: Judged, weights: Weights) -> list[list[float]]:
    """For each question, its share of evidence in each budget, in percent."""
    passages = each.episodes.passages
    shares = []
    for table, evidence in zip(each.tables, each.evidence, strict=True):
        odds = log_odds(dict(zip(weights.of, table.astype(np.float32).T, strict=True)), weights).astype(np.float64)
        rows = np.argsort(-odds, kind="stable")[:MOST_FOUND].tolist()
        found = [Found(passages[row], float(1 / (1 + np.exp(-odds[row])))) for row in rows]
        blocks = (fill(found, budget) for budget in BUDGETS)
        shares.append([100 * len(evidence & set(block.message_ids)) / len(evidence) for block in blocks])
    return shares


def main() -> None:
    """Print weights and left-out recall, with meaning and by words alone."""
    parser = argparse.ArgumentParser(prog="benchmarks.recall.fit", description=__doc__)
    parser.add_argument("--format", choices=FORMATS, default="locomo")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "malbeot-recall")
    options = parser.parse_args()
    talks = FORMATS[options.format](options.data)
    vectors = KeptVectors(MiniLmEmbedder(), options.cache)
    for title, weights in {"by words and meaning": BY_WORDS_AND_MEANING, "by words": BY_WORDS}.items():
        print(title, json.dumps(_fit(talks, vectors, weights), indent=2))


def _fit(talks: Sequence[Talk], vectors: KeptVectors, shipped: Weights) -> Mapping[str, object]:
    names = tuple(shipped.of)
    known = [judged(talk, vectors, names, meaning="meaning" in names) for talk in talks]
    left_out = [
        share
        for i, each in enumerate(known)
        for share in recall(each, fitted([*known[:i], *known[i + 1 :]], names) if len(known) > 1 else shipped)
    ]
    now = [share for each in known for share in recall(each, shipped)]
    best = fitted(known, names)
    return {
        "left out": np.mean(left_out, axis=0).round(2).tolist(),
        "shipped": np.mean(now, axis=0).round(2).tolist(),
        "bias": round(best.bias, 2),
        "weights": {name: round(weight, 2) for name, weight in best.of.items()},
    }


if __name__ == "__main__":
    main()

"""The index over one person's talk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from memory.episodes.about import about
from memory.episodes.evidence import enough
from memory.episodes.found import Found
from memory.episodes.line import Line
from memory.episodes.matching import matched
from memory.episodes.naming import named
from memory.episodes.passages import Key, Passage, passages
from memory.episodes.postings import Real
from memory.episodes.signals import (
    BY_WORDS,
    BY_WORDS_AND_MEANING,
    IN_THE_DAYS,
    IN_THE_DAYS_WEIGHS,
    Columns,
    Weights,
    columns,
    log_odds,
)
from memory.episodes.talk import Talk
from memory.episodes.vectors import Vectors
from memory.episodes.words import telling, terms

MOST_FOUND = 200  # passages: 400 reach 2,048 tokens of short lines no better
MOST_OF_DAYS, SCORE_OF_DAYS = 12, 0.5  # what was told in days that alone were asked about; the most telling's score

Days = tuple[int, int]  # from, and before: ms since the epoch


class Episodes:
    """What one person and the persona said to each other. Not thread-safe: one writer or readers at a time."""

    def __init__(self, dimensions: int = 384) -> None:
        self._talk, self._vectors = Talk(), Vectors(dimensions)
        self._rows: dict[Key, int] = {}

    def __len__(self) -> int:
        """How many passages there are."""
        return len(self._talk.passages)

    @property
    def passages(self) -> Sequence[Passage]:
        """All of them, in order; not to be changed."""
        return self._talk.passages

    def add(self, lines: Iterable[Line]) -> None:
        """Searchable at once, by words before there is a vector.

        Raises ValueError for a line that was added before, or that comes before the last one.
        """
        for line in lines:
            for passage in passages(line):
                if passage.key in self._rows:
                    raise ValueError(f"line {line.id} was added before: build the index anew after an edit")
                self._talk.add(passage)
                self._rows[passage.key] = len(self._rows)

    def without_vector(self) -> tuple[Passage, ...]:
        """What is still to be embedded (`Passage.said`), in order."""
        return tuple(self._talk.passages[row] for row in self._vectors.missing(len(self)))

    def put_vectors(self, keys: Sequence[Key], rows: NDArray[np.floating[Any]]) -> None:
        """Vectors of passages, shape (len(keys), dimensions): unit rows, or zero where the embedder knows nothing.

        Keys that aren't in this index are passed over. Raises ValueError for another shape.
        """
        known = [i for i, key in enumerate(keys) if key in self._rows]
        matrix = np.asarray(rows)
        if len(matrix) != len(keys):
            raise ValueError(f"vectors: {len(matrix)} rows for {len(keys)} passages")
        self._vectors.put([self._rows[keys[i]] for i in known], matrix[known])

    def search(
        self,
        question: str,
        *,
        vector: Real | None = None,
        as_of: int | None = None,
        asker: str | None = None,
        days: Days | None = None,
        most: int = MOST_FOUND,
        gate: bool = True,
    ) -> tuple[Found, ...]:
        """The likeliest passages, best first; nothing when nothing speaks clearly for any (`gate`).

        `vector`: the question's, None for one the embedder doesn't know. `as_of`: only lines up to this message id,
        scored as if later ones had never come. `asker`: the speaker who says "I". `days`: those the question asks
        about; if it asks about nothing else, or nothing speaks clearly, what was told then is found. Raises
        ValueError for a vector of another width.
        """
        found = self.signals(question, vector=vector, as_of=as_of, asker=asker, gate=gate)
        if days and not (found and about(question, tuple(self._talk.speakers))):
            told = self.between(days, self._who_told(question, asker), as_of=as_of)
            if told or not found:
                return told
        if not found:
            return ()
        weights = BY_WORDS_AND_MEANING if "meaning" in found else BY_WORDS
        if days is None:
            return self._best(found, weights, most)
        within = self._talk.before(as_of).within(*days).astype(np.float32)
        weighed = Weights(weights.bias, {**weights.of, IN_THE_DAYS: IN_THE_DAYS_WEIGHS})
        return self._best({**found, IN_THE_DAYS: within}, weighed, most)

    def between(
        self, days: Days, speakers: Sequence[str] = (), *, as_of: int | None = None, most: int = MOST_OF_DAYS
    ) -> tuple[Found, ...]:
        """What `speakers` (none: everybody) told in those days, the most telling first; no questions."""
        seen = self._talk.before(as_of)
        rows = np.flatnonzero(seen.within(*days) & (seen.asks == 0)).tolist()
        told = [each for each in map(self._talk.passages.__getitem__, rows) if _speaks(each, speakers)]
        worth = [sum(map(telling, set(terms(each.text)))) for each in told]
        ordered = sorted(zip(worth, told, strict=True), key=lambda pair: -pair[0])[:most]
        return tuple(
            Found(each, SCORE_OF_DAYS * telling_much / ordered[0][0], (IN_THE_DAYS,), (IN_THE_DAYS_WEIGHS,))
            for telling_much, each in ordered
            if telling_much
        )

    def _who_told(self, question: str, asker: str | None) -> Sequence[str]:
        """Of "what did I tell you?" I, not you."""
        meant = named(question, self._talk.speakers, asker)
        return (asker,) if asker in meant else meant

    def signals(
        self,
        question: str,
        *,
        vector: Real | None = None,
        as_of: int | None = None,
        asker: str | None = None,
        gate: bool = False,
    ) -> Columns:
        """What `search` judges by: columns of shape (passages,), up to `as_of`; none where it finds nothing."""
        seen = self._talk.before(as_of)
        if not seen.count:
            return {}
        words = matched(question, seen)
        likeness = None if vector is None else self._vectors.likeness(vector, seen)
        if gate and not enough(question, words, likeness):
            return {}
        return columns(words, likeness, seen, seen.named(named(question, self._talk.speakers, asker)))

    def _best(self, found: Columns, weights: Weights, most: int) -> tuple[Found, ...]:
        odds = log_odds(found, weights)
        rows = _highest(odds, most)
        chances = 1 / (1 + np.exp(-odds[rows].astype(np.float64)))
        names = tuple(weights.of)
        parts = np.stack([weights.of[name] * found[name][rows] for name in names], axis=1)
        return tuple(
            Found(self._talk.passages[row], chance, names, tuple(part))
            for row, chance, part in zip(rows.tolist(), chances.tolist(), parts.tolist(), strict=True)
        )


def _speaks(passage: Passage, speakers: Sequence[str]) -> bool:
    return not speakers or passage.line.speaker in speakers


def _highest(odds: Real, most: int) -> NDArray[np.intp]:
    """Rows by descending odds, the earlier first among equals."""
    if most >= len(odds):
        return np.argsort(-odds, kind="stable")
    least = np.partition(odds, len(odds) - most)[len(odds) - most]
    rows = np.flatnonzero(odds >= least)
    return rows[np.argsort(-odds[rows], kind="stable")][:most]

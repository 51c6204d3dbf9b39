"""How alike a message is to each line of an index, as evidence from 0 to 1 that means the same whatever compared them.

Encoders spread their cosines differently: .58 from MiniLM is as good as .55 from n-grams. A `Scale` maps an embedder's
cosines onto evidence, so that one threshold serves all. Comparers are combined: `Blend` adds a second opinion where
the sharper encoder knows the language, `OrElse` steps in when an encoder can't be used, and says why.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.embedding import Embedder, EmbedderUnusable, Matrix
from retrieval.ngrams import normalised
from retrieval.sparse import SparseRows

Evidence = NDArray[np.float64]
Seconds = Callable[[], float]
ANCHOR = 0.55  # the evidence that `answers.confident` asks for unless the operator says otherwise
DEVIATIONS = 4.3
_PAIRED = 500
_BATCH = 256
_DENSE = 0.1  # a bigger share of values that are not zero is kept as a matrix


@dataclass(frozen=True)
class Scale:
    """Cosines to evidence by straight lines between (cosine, evidence) points, the first lowest."""

    points: tuple[tuple[float, float], ...] = ((0.0, 0.0), (1.0, 1.0))

    def of(self, cosines: NDArray[np.floating]) -> Evidence:
        """The same shape; below the first point and above the last, their evidence."""
        known, meant = zip(*self.points, strict=True)
        evidence: Evidence = np.interp(cosines, known, meant)
        return evidence

    @classmethod
    def anchored(cls, confident: float) -> Scale:
        """`confident`: the cosine that is as good as ANCHOR on the common scale."""
        return cls(((0.0, 0.0), (confident, ANCHOR), (1.0, 1.0)))

    @classmethod
    def fitted(cls, rows: Matrix) -> Scale:
        """For an encoder nobody has tried: how far above the cosines of unlike lines must a like one stand?

        The distance, in standard deviations of all pairs of lines, is the one MiniLM's tried scale has on the shipped
        lines. Encoders whose cosines all lie between .7 and 1 are read rightly by this, too.
        """
        some = rows[:: max(1, len(rows) // _PAIRED)]
        cosines = (some @ some.T)[np.triu_indices(len(some), 1)]
        if not len(cosines):
            return cls()
        usual, spread = float(cosines.mean()), float(cosines.std())
        confident = min(max(usual + DEVIATIONS * spread, 0.05), 0.97)
        return cls(((min(usual, confident - 0.01), 0.0), (confident, ANCHOR), (1.0, 1.0)))


@dataclass(frozen=True)
class Measure:
    """An embedder and how to read its cosines. `knows`: whether a score of this text means anything.

    `scale` None: fitted to the lines. `own_idf`: a lexical embedder without weights of its own gets the inverse
    frequencies of the index. `lines`: embeds the lines of the index, where vectors are kept for them.
    """

    embedder: Embedder
    scale: Scale | None = Scale()
    own_idf: bool = False
    knows: Callable[[str], bool] = lambda text: True
    lines: Callable[[Sequence[str]], Matrix] | None = None


@dataclass(frozen=True)
class Compared:
    """One text beside every line: evidence (shape (lines,)), the embedders it rests on, and what failed before."""

    evidence: Evidence
    embedder: str
    problem: str | None = None


class Comparer(Protocol):
    """Compares texts with the lines it was made for."""

    def compare(self, texts: Sequence[str]) -> list[Compared]:
        """One result a text. Raises EmbedderUnusable."""
        ...


class ByVectors:
    """By the cosines of one embedder. Lines are embedded at the first comparison, once."""

    def __init__(self, measure: Measure, lines: Sequence[str]) -> None:
        self.measure, self._lines = measure, tuple(lines)
        self._lock = threading.Lock()
        self._rows: SparseRows | Matrix | None = None
        self._weights: Matrix | None = None
        self._scale = measure.scale or Scale()

    def compare(self, texts: Sequence[str]) -> list[Compared]:
        rows = self._embedded()
        queries = self.measure.embedder.embed(texts, "alike")
        if self._weights is not None:
            queries = normalised(queries * self._weights)
        cosines = (rows.products(query) if isinstance(rows, SparseRows) else rows @ query for query in queries)
        return [Compared(self._scale.of(each), self.measure.embedder.id) for each in cosines]

    def _embedded(self) -> SparseRows | Matrix:
        with self._lock:
            if self._rows is None:
                self._rows = self._embed_lines()
            return self._rows

    def _embed_lines(self) -> SparseRows | Matrix:
        starts = range(0, len(self._lines), _BATCH)
        embed = self.measure.lines or partial(self.measure.embedder.embed, role="alike")
        batches = (embed(self._lines[at : at + _BATCH]) for at in starts)
        first = next(batches, np.zeros((0, 1), dtype=np.float32))
        if not self.measure.own_idf and np.count_nonzero(first) > _DENSE * first.size:
            rows = np.concatenate([first, *batches])
            self._scale = self.measure.scale or Scale.fitted(rows)
            return rows
        sparse = SparseRows((first, *batches), first.shape[1])
        if self.measure.own_idf:
            self._weights = _inverse_frequency(sparse)
            sparse.scale_columns(self._weights)
        return sparse


@dataclass(frozen=True)
class Blend:
    """A sharp encoder where it knows the text, softened by a second opinion; elsewhere the second opinion alone.

    `trust`: the sharp one's share of the evidence, 0 to 1.
    """

    sharp: ByVectors
    second: Comparer
    trust: float

    def compare(self, texts: Sequence[str]) -> list[Compared]:
        known = [text for text in texts if self.sharp.measure.knows(text)]
        sharp = dict(zip(known, self.sharp.compare(known) if known else (), strict=True))
        second = self.second.compare(texts)
        return [self._fused(sharp.get(text), other) for text, other in zip(texts, second, strict=True)]

    def _fused(self, sharp: Compared | None, second: Compared) -> Compared:
        if sharp is None:
            return second
        evidence = self.trust * sharp.evidence + (1 - self.trust) * second.evidence
        return Compared(evidence, f"{sharp.embedder} + {second.embedder}")


class OrElse:
    """Another comparer while the first can't be used. Results of one call are never a mixture of both.

    After a failure the first is left alone for `rest_s` seconds, so that a dead server doesn't slow every turn.
    """

    def __init__(self, first: Comparer, other: Comparer, rest_s: float = 30, seconds: Seconds = time.monotonic) -> None:
        self.first, self.other = first, other
        self._rest_s, self._seconds = rest_s, seconds
        self._resting: tuple[float, str] | None = None

    def compare(self, texts: Sequence[str]) -> list[Compared]:
        if self._resting and self._seconds() < self._resting[0]:
            return self._instead(texts, self._resting[1])
        try:
            return self.first.compare(texts)
        except EmbedderUnusable as error:
            self._resting = (self._seconds() + self._rest_s, error.message)
            return self._instead(texts, error.message)

    def _instead(self, texts: Sequence[str], problem: str) -> list[Compared]:
        return [replace(each, problem=problem) for each in self.other.compare(texts)]


def _inverse_frequency(rows: SparseRows) -> Matrix:
    """Smoothed idf of each column over the lines (Sparck Jones 1972)."""
    weights: Matrix = (np.log((1 + rows.count) / (1 + rows.in_each_column())) + 0.1).astype(np.float32)
    return weights

"""What malbeot is measured against, after published recipes; their own rendering, `[day] Speaker: text`, is charged.

bare_dense: MiniLM over single turns. bm25: stemmed BM25 (Hangul: pairs of characters) over windows of three with their
day. fusion: min-max, half BM25 windows with the day, half dense windows without, the best recipe known without a model.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from benchmarks.locomo import Scores, spread, tokens
from benchmarks.recall.kept import KeptVectors
from benchmarks.recall.rendering import fitting, rendered, said
from benchmarks.recall.systems import Answer
from memory.episodes.block import CHARACTERS_A_TOKEN
from memory.episodes.line import Line

_WALKED, _RANKED = 200, 50
_K1, _B = 1.5, 0.75


class _Ranked:
    """Scores units of lines and delivers them best first; a line is charged once, a unit that doesn't fit skipped."""

    reach = 1  # lines to each side of the middle of a unit

    def __init__(self, vectors: KeptVectors, asker: str | None) -> None:
        self._vectors = vectors
        self._lines: list[Line] = []
        self._units: list[tuple[int, ...]] | None = None

    def add(self, lines: Sequence[Line]) -> None:
        self._lines += lines
        self._units = None

    def search(self, question: str, tokens: int) -> Answer:
        if self._units is None:
            self._units = [self._unit(i) for i in range(len(self._lines))]
            self.prepare([[self._lines[i] for i in unit] for unit in self._units])
        order = np.argsort(-self.scores(question), kind="stable")[:_WALKED]
        return self._delivered([self._units[i] for i in order], tokens)

    def prepare(self, units: Sequence[Sequence[Line]]) -> None:
        raise NotImplementedError

    def scores(self, question: str) -> Scores:
        raise NotImplementedError

    def _unit(self, middle: int) -> tuple[int, ...]:
        near = range(max(middle - self.reach, 0), min(middle + self.reach + 1, len(self._lines)))
        return tuple(i for i in near if self._lines[i].session == self._lines[middle].session)

    def _delivered(self, units: Sequence[tuple[int, ...]], budget: int) -> Answer:
        texts = [{i: rendered(self._lines[i]) for i in unit} for unit in units]
        chosen = fitting(texts, budget * CHARACTERS_A_TOKEN)
        block = "\n".join(chosen[i] for i in sorted(chosen))
        ranked = tuple(tuple(self._lines[i].id for i in unit) for unit in units[:_RANKED])
        return Answer(block, frozenset(self._lines[i].id for i in chosen), ranked)


class BareDense(_Ranked):
    """Vectors of the turns' text alone."""

    reach = 0

    def prepare(self, units: Sequence[Sequence[Line]]) -> None:
        self._rows = self._vectors.embed([unit[0].text for unit in units])

    def scores(self, question: str) -> Scores:
        likeness: Scores = self._rows @ self._vectors.embedder.embed([question], "query")[0]
        return likeness


class Bm25Windows(_Ranked):
    """Words of windows with their day."""

    def prepare(self, units: Sequence[Sequence[Line]]) -> None:
        counts = [Counter(_tokens(f"[{unit[0].day}]\n{_window(unit)}")) for unit in units]
        lengths = [count.total() for count in counts]
        norm = [_K1 * (1 - _B + _B * length / (sum(lengths) / len(lengths))) for length in lengths]
        self._shares: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for row, count in enumerate(counts):
            for word, often in count.items():
                self._shares[word].append((row, often * (_K1 + 1) / (often + norm[row])))
        self._count = len(units)

    def scores(self, question: str) -> Scores:
        total = np.zeros(self._count)
        for word in _tokens(question):
            if held := self._shares.get(word):
                rows, shares = zip(*held, strict=True)
                rarity = math.log(1 + (self._count - len(held) + 0.5) / (len(held) + 0.5))
                total[list(rows)] += rarity * np.array(shares)
        return total


class Fusion(Bm25Windows):
    """Both, half and half."""

    def prepare(self, units: Sequence[Sequence[Line]]) -> None:
        super().prepare(units)
        self._rows = self._vectors.embed([_window(unit) for unit in units])

    def scores(self, question: str) -> Scores:
        likeness = self._rows @ self._vectors.embedder.embed([question], "query")[0]
        fused: Scores = (spread(likeness[None])[0] + spread(super().scores(question)[None])[0]) / 2
        return fused


def _tokens(text: str) -> list[str]:
    """Stemmed words, and pairs of characters of Hangul."""
    runs = re.findall(r"[가-힣]+", text)
    return tokens(text) + [run[i : i + 2] for run in runs for i in range(max(1, len(run) - 1))]


def _window(unit: Sequence[Line]) -> str:
    return "\n".join(map(said, unit))

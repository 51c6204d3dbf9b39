"""The dense leg: an encoder, what it can be asked about, and the cosines of passages with a question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from policies.language.detect import detect
from retrieval.comparing import Scale
from retrieval.embedding import Embedder, Matrix
from retrieval.knowledge.evidence import TOGETHER
from retrieval.knowledge.fusion import best
from retrieval.minilm import MiniLmEmbedder

Scores = NDArray[np.float64]


@dataclass(frozen=True)
class Encoder:
    """An embedder, and where its scores mean something.

    `asks`: whether a question may be compared, `reads`: whether a passage gets a vector; `weight`: the share of its
    scores in the fusion, 0 to 1; `scale`: cosines to evidence, None: fitted to the passages.
    """

    embedder: Embedder
    asks: Callable[[str], bool] = lambda text: True
    reads: Callable[[str], bool] = lambda text: True
    weight: float = 0.5
    scale: Scale | None = None


def shipped_encoder(minilm: MiniLmEmbedder) -> Encoder:
    """MiniLM for English; Korean passages are found by their words alone, better than by an encoder that can't read."""
    return Encoder(minilm, minilm.knows, lambda text: detect(text).code == "en", 0.5, TOGETHER)


class DenseIndex(Protocol):
    """The vectors of some passages, in the passages' order."""

    def cosines(self, question: Matrix, beside: NDArray[np.int64], most: int) -> Scores:
        """Shape (passages,), NaN where not computed: at least the `most` nearest, and those at places `beside`.

        `question`: shape (dimensions,). Raises MalbeotError where the index can't be used.
        """
        ...


class ExactIndex:
    """All vectors in memory: exact, and the fastest up to about 100,000 passages."""

    def __init__(self, size: int, places: Sequence[int], rows: Matrix) -> None:
        self._size, self._places, self._rows = size, np.array(places, dtype=np.int64), rows

    def cosines(self, question: Matrix, beside: NDArray[np.int64], most: int) -> Scores:
        """Of every passage with a vector."""
        found = np.full(self._size, np.nan)
        if len(self._places) and self._rows.shape[1] == len(question):
            # No BLAS: its threads fight the encoder's for the cores, and cost ten times what they save.
            found[self._places] = np.einsum("ij,j->i", self._rows, question)
        return found

    def by_place(self) -> dict[int, Matrix]:
        """The vectors by the place of their passage."""
        return dict(zip(self._places.tolist(), self._rows, strict=True))


def nearest(cosines: Scores, most: int) -> NDArray[np.int64]:
    """Places of the highest cosines above 0."""
    return best(np.nan_to_num(cosines, nan=0.0), most)

"""One vector a passage; a window's is put together from its passages' while searching, and never stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from memory.episodes.postings import Flags, Real
from memory.episodes.talk import Seen

_LEAST = 64  # rows; doubled whenever they don't suffice
# Meaning is compared only where the embedder knows at least this share of the passages: zero rows tell nothing.
SHARE_KNOWN = 0.5
_NOTHING = 0.5  # the length of a sum of unit rows is beyond this unless they point apart


class Vectors:
    """Unit rows of one width, at the rows of their passages. A zero row: nothing that the embedder knows."""

    def __init__(self, dimensions: int) -> None:
        self.dimensions = dimensions
        self._rows: Real = np.zeros((_LEAST, dimensions), dtype=np.float32)
        self._products: Real = np.zeros((2, _LEAST), dtype=np.float32)  # of each row with the next, and the one after
        self._put: Flags = np.zeros(_LEAST, dtype=bool)
        self._known: Flags = np.zeros(_LEAST, dtype=bool)

    def put(self, at: Sequence[int], rows: NDArray[np.floating[Any]]) -> None:
        """Set the vectors of the passages at these rows. Raises ValueError for another shape."""
        matrix = np.asarray(rows, dtype=np.float32)
        if matrix.shape != (len(at), self.dimensions):
            wanted = (len(at), self.dimensions)
            raise ValueError(f"vectors: shape {matrix.shape}, not {wanted}; embed them with this index's embedder")
        if not at:
            return
        where = np.asarray(at)
        self.reserve(int(where.max()) + 3)
        self._rows[where], self._put[where], self._known[where] = matrix, True, matrix.any(axis=1)
        where.sort()
        for distance in (1, 2):
            self._multiply(where, distance)

    def _multiply(self, where: NDArray[np.intp], distance: int) -> None:
        """Renew the products these rows have a part in, whole spans at a time."""
        for span in np.split(where, np.flatnonzero(np.diff(where) > 1) + 1):
            first, end = max(int(span[0]) - distance, 0), int(span[-1]) + 1
            one, other = self._rows[first:end], self._rows[first + distance : end + distance]
            self._products[distance - 1, first:end] = np.einsum("ij,ij->i", one, other)

    def missing(self, count: int) -> list[int]:
        """Rows below `count` that no vector was put for."""
        self.reserve(count)
        return [int(row) for row in np.flatnonzero(~self._put[:count])]

    def likeness(self, question: Real, seen: Seen) -> tuple[Real, Real] | None:
        """Cosines with passages and with their windows; the mean stands for what the embedder doesn't know.

        None where it knows too little of the talk. Raises ValueError for a question of another width.
        """
        if question.shape != (self.dimensions,):
            wanted = (self.dimensions,)
            raise ValueError(f"vector: shape {question.shape}, not {wanted}; embed it with this index's embedder")
        self.reserve(seen.count)
        known = self._known[: seen.count]
        if np.count_nonzero(known) < max(1, SHARE_KNOWN * seen.count):
            return None
        alone: Real = self._rows[: seen.count] @ question
        lengths = self._lengths(known, seen)
        around: Real = np.divide(seen.around(alone), np.maximum(lengths, _NOTHING), dtype=np.float32)
        return _neutral(alone, known), _neutral(around, lengths > _NOTHING)

    def _lengths(self, known: Flags, seen: Seen) -> Real:
        """Of the sum a + b + c of each window: the square is |a|² + |b|² + |c|² + 2 (ab + bc + ac)."""
        next_one, one_after = self._products[:, : seen.count].copy()
        next_one[:-1] *= seen.joined
        one_after[:-2] *= seen.joined[:-1] & seen.joined[1:]
        next_one[-1:] = one_after[-2:] = 0
        crossed = next_one.copy()
        crossed[1:] += next_one[:-1] + one_after[:-1]
        squares = seen.around(known.astype(np.float32)) + 2 * crossed
        lengths: Real = np.sqrt(np.maximum(squares, 0))
        return lengths

    def reserve(self, rows: int) -> None:
        """Room for as many rows."""
        more = max(rows, 2 * len(self._rows)) - len(self._rows) if rows > len(self._rows) else 0
        if more:
            self._rows = np.pad(self._rows, ((0, more), (0, 0)))
            self._products = np.pad(self._products, ((0, 0), (0, more)))
            self._put, self._known = np.pad(self._put, (0, more)), np.pad(self._known, (0, more))


def _neutral(column: Real, known: Flags) -> Real:
    if known.all() or not known.any():
        return column
    return np.where(known, column, column[known].mean()).astype(np.float32)

"""Rows that are mostly zeros, kept by column: a lexical index of 1,600 lines takes 1 MB instead of 27."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from retrieval.embedding import Matrix


class SparseRows:
    """What is not zero in the rows of matrices of one width. `products` equals `rows @ query`."""

    def __init__(self, batches: Iterable[Matrix], dimensions: int) -> None:
        columns: list[NDArray[np.int64]] = []
        rows: list[NDArray[np.int64]] = []
        values: list[Matrix] = [np.zeros(0, dtype=np.float32)]
        self.count = 0
        for batch in batches:
            row, column = np.nonzero(batch)
            rows.append(row + self.count)
            columns.append(column)
            values.append(batch[row, column])
            self.count += len(batch)
        column_of = np.concatenate([*columns, np.zeros(0, dtype=np.int64)])
        order = np.argsort(column_of, kind="stable")
        self._rows = np.concatenate([*rows, np.zeros(0, dtype=np.int64)])[order].astype(np.int32)
        self._values = np.concatenate(values)[order]
        self._starts = np.searchsorted(column_of[order], np.arange(dimensions + 1))

    def in_each_column(self) -> NDArray[np.int64]:
        """How many rows use each column, shape (dimensions,)."""
        return np.diff(self._starts)

    def scale_columns(self, weights: Matrix) -> None:
        """Multiply every column by its weight, then every row to unit length; zero rows stay zero."""
        scaled = self._values * np.repeat(weights, self.in_each_column())
        lengths = np.sqrt(np.bincount(self._rows, scaled.astype(np.float64) ** 2, self.count))
        lengths[lengths == 0] = 1
        self._values = (scaled / lengths[self._rows]).astype(np.float32)

    def products(self, query: Matrix) -> NDArray[np.float64]:
        """Dot product of each row with `query` (shape (dimensions,)): shape (count,)."""
        used = np.flatnonzero(query)
        spans = [slice(self._starts[column], self._starts[column + 1]) for column in used]
        if not spans:
            return np.zeros(self.count)
        rows = np.concatenate([self._rows[span] for span in spans])
        parts = [self._values[span] * query[column] for span, column in zip(spans, used, strict=True)]
        return np.bincount(rows, np.concatenate(parts), self.count).astype(np.float64, copy=False)

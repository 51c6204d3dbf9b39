"""Which rows have a term."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int32]
Real = NDArray[np.float32]
Flags = NDArray[np.bool_]


class Postings:
    """Append-only: the rows of each term, a row once for every time the term stands in it."""

    def __init__(self) -> None:
        self._rows: dict[str, array[int]] = {}

    def add(self, row: int, found: Sequence[str]) -> int:
        """Rows come in ascending order. How many terms there were."""
        for term in found:
            held = self._rows.get(term)
            if held is None:
                held = self._rows[term] = array("i")
            held.append(row)
        return len(found)

    def rows(self, term: str, before: int) -> Whole:
        """Rows of this term below `before`."""
        held = self._rows.get(term)
        if held is None:
            return np.zeros(0, dtype=np.int32)
        rows = np.array(held, dtype=np.int32)
        return rows if rows[-1] < before else rows[: np.searchsorted(rows, before)]

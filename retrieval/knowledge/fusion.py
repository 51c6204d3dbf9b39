"""Two legs as one ranking: each leg's scores between 0 and 1 over the candidates, weighted.

Ranks alone (reciprocal rank fusion) lost to scores wherever they were compared, and are destructive beside an encoder
that doesn't know the language.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]


def min_max(scores: Scores) -> Scores:
    """The lowest as 0, the highest as 1; all 0 where none stands out."""
    low, high = (float(scores.min()), float(scores.max())) if len(scores) else (0.0, 0.0)
    spread: Scores = (scores - low) / (high - low) if high > low else np.zeros(len(scores))
    return spread


def fused(lexical: Scores, dense: Scores, dense_weight: float) -> Scores:
    """Shape of both. `dense_weight` 0 to 1: 0 where the encoder doesn't know the question's language."""
    return (1 - dense_weight) * min_max(lexical) + dense_weight * min_max(dense)


def best(scores: Scores, most: int) -> NDArray[np.int64]:
    """Places of the `most` highest scores above 0, highest first; equal ones in their order."""
    order = np.argsort(-scores, kind="stable")[:most]
    return order[scores[order] > 0]

"""Log-likelihoods of many opportunities at once, and the two baselines without features.

Arrays: `hazards` (n, BINS) or (BINS,); `passed` (n,) bins wholly passed; `replied` (n,) whether the reply came in the
bin after those. A reply after seven days counts as none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.feedback.timing.opportunities import Observed
from policies.timing.hazard import BINS, bin_of

Floats = NDArray[np.float64]
_SMALLEST = 1e-9
_WEIGHT_OF_CONSTANT = 4.0  # opportunities: what the constant counts for in a bin few have reached


@dataclass(frozen=True)
class Outcomes:
    """What became of n opportunities."""

    passed: NDArray[np.int64]
    replied: NDArray[np.bool_]

    def take(self, rows: NDArray[np.int64] | slice) -> Outcomes:
        return Outcomes(self.passed[rows], self.replied[rows])

    def at_risk(self) -> Floats:
        """How many were still without a reply at each bin and seen to its end (shape BINS)."""
        last = self.passed + self.replied  # bins seen
        return np.array([np.count_nonzero(last > index) for index in range(BINS)], float)

    def replies(self) -> Floats:
        """Replies in each bin (shape BINS)."""
        return np.bincount(self.passed[self.replied], minlength=BINS)[:BINS].astype(float)


def outcomes(observed: Sequence[Observed]) -> Outcomes:
    """Delays in bins."""
    passed = np.array([bin_of(each.delay_ms) for each in observed], dtype=np.int64)
    replied = np.array([each.replied for each in observed], dtype=np.bool_)
    return Outcomes(passed, replied & (passed < BINS))


def log_likelihoods(hazards: Floats, seen: Outcomes) -> Floats:
    """Nats for each opportunity (shape n)."""
    rows = np.broadcast_to(hazards, (len(seen.passed), BINS))
    alive = np.cumsum(np.log(np.maximum(_SMALLEST, 1 - rows)), axis=1)
    index = np.arange(len(seen.passed))
    before = np.where(seen.passed > 0, alive[index, np.maximum(0, seen.passed - 1)], 0.0)
    came = np.log(np.maximum(_SMALLEST, rows[index, np.minimum(BINS - 1, seen.passed)]))
    return np.asarray(before + np.where(seen.replied, came, 0.0))


def constant(seen: Outcomes) -> Floats:
    """One hazard for all bins: replies over bins seen (half a reply added, so that it is neither 0 nor 1)."""
    replies, risk = float(seen.replies().sum()), float(seen.at_risk().sum())
    return np.full(BINS, (replies + 0.5) / (risk + 1))


def by_bin(seen: Outcomes, prior: Floats | None = None, weight: float = _WEIGHT_OF_CONSTANT) -> Floats:
    """A hazard for each bin, drawn a little towards `prior` (the constant) where few got so far."""
    expected = constant(seen) if prior is None else prior
    return np.asarray((seen.replies() + weight * expected) / (seen.at_risk() + weight))

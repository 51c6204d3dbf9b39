"""When to answer, and how fast the bubbles come.

Pure: features, settings and a seed in, a frozen plan with reasons out.

Default timing: answer after a short end-of-turn wait. The shape (actions with their probabilities) is final, so that
richer policies fit in without touching the record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from policies.draw import uniform
from policies.language.hangul import decompose, is_hangul
from policies.language.sentences import looks_finished


@dataclass(frozen=True)
class TimingRules:
    """All times in milliseconds. `fast` switches every delay off (scripts, tests)."""

    finished_wait_ms: int = 900
    unfinished_wait_ms: int = 2500
    jamo_ms: int = 35
    char_ms: int = 45
    least_typing_ms: int = 500
    most_typing_ms: int = 4000
    reading_ms: int = 300
    fast: bool = False


@dataclass(frozen=True)
class Wait:
    """How long to wait for more from the person before the turn is due."""

    ms: int
    reason: str


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


def end_of_turn_wait(text: str, rules: TimingRules, *, urgent: bool = False) -> Wait:
    """Short when the message looks finished, longer when more seems to come, none when `urgent`."""
    if urgent:
        return Wait(0, "safety: no wait")
    if rules.fast:
        return Wait(0, "fast: no wait")
    if looks_finished(text):
        return Wait(rules.finished_wait_ms, "the message looks finished")
    return Wait(rules.unfinished_wait_ms, "the message looks unfinished")


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


def typing_ms(text: str, rules: TimingRules, seed: int, index: int) -> int:
    """Milliseconds a person would need to type `text`, within the rules' bounds."""
    hangul = sum(1 for ch in text if is_hangul(ch))
    strokes = len(decompose(text)) - (len(text) - hangul)
    raw = strokes * rules.jamo_ms + (len(text) - hangul) * rules.char_ms
    jitter = 0.85 + 0.3 * uniform(seed, f"typing:{index}")
    return int(min(rules.most_typing_ms, max(rules.least_typing_ms, raw * jitter)))

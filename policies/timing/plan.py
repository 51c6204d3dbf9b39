"""The plan of an answer: the chosen action, what else could have been done and how likely, and the bubbles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from policies.language.bubbles import bubbles as bubbles_of
from policies.timing.rules import TimingRules
from policies.timing.typing import reading_ms, typing_ms


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


@dataclass(frozen=True)
class Pace:
    """What sets the pace of one answer: the words that are read first, and the mirror's factor (above 1: slower).

    `held_ms`: so much longer before anything is typed. `urgent`: at once. `whole`: how many of the first texts are
    never cut (what the law wants said is said in one piece).
    """

    heard: str = ""
    factor: float = 1.0
    held_ms: int = 0
    urgent: bool = False
    whole: int = 0


def plan_bubbles(texts: Sequence[str], rules: TimingRules, seed: int, pace: Pace = Pace()) -> tuple[Bubble, ...]:
    """Bubbles in order: read, then each typed at a human pace with a breath in between.

    Texts are cut where a speaker would, into `most_bubbles` altogether (never fewer than there are texts). At once and
    uncut when `fast` or `urgent`.
    """
    if rules.fast or pace.urgent:
        return tuple(Bubble(text, 0, 0) for text in texts)
    offset, bubbles = reading_ms(pace.heard, rules) + pace.held_ms, []
    for index, text in enumerate(_cut(texts, rules.most_bubbles, pace.whole)):
        typing = typing_ms(text, rules, seed, index, pace=pace.factor)
        offset += typing + (rules.pause_ms if index else 0)
        bubbles.append(Bubble(text, offset, typing))
    return tuple(bubbles)


def _cut(texts: Sequence[str], most: int, whole: int) -> Iterator[str]:
    yield from texts[:whole]
    spare = max(0, most - len(texts))
    for text in texts[whole:]:
        pieces = bubbles_of(text, spare + 1)
        spare -= len(pieces) - 1
        yield from pieces

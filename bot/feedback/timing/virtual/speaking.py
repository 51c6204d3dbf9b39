"""How a simulated reply is said: canned words cut into bubbles, typed one after the other, perhaps interrupted."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from bot.feedback.timing.virtual.transcript import Planned, Turn
from policies.draw import uniform
from policies.language.bubbles import bubbles as bubbles_of
from policies.timing.rules import TimingRules
from policies.timing.typing import mirror_factor, reading_ms, typing_ms

LEAST_MODEL_MS, _MOST_MODEL_MS = 600, 3000  # how long a model works on an answer


def model_ms(seed: int, turn: int, rules: TimingRules) -> int:
    """How long the model takes, in milliseconds; with `fast` nothing takes time."""
    return 0 if rules.fast else int(LEAST_MODEL_MS * (_MOST_MODEL_MS / LEAST_MODEL_MS) ** uniform(seed, f"model{turn}"))


def planned(
    reply: str, heard: str, rules: TimingRules, start: int, seed: int, gap_ms: int | None, *, urgent: bool
) -> tuple[Planned, ...]:
    """The bubbles of a reply to what was `heard`, from `start` on, as `policies.timing.plan` has them.

    `gap_ms`: how soon the person usually answers. The canned replies are few, so each is cut only once.
    """
    if rules.fast or urgent:
        return (Planned(start, 0, reply),)
    at, bubbles, pace = start + reading_ms(heard, rules), [], mirror_factor(gap_ms, rules.mirror)
    for index, text in enumerate(_cut(reply, rules.most_bubbles)):
        typing = typing_ms(text, rules, seed, index, pace=pace)
        at += typing + (rules.pause_ms if index else 0)
        bubbles.append(Planned(at, typing, text))
    return tuple(bubbles)


@dataclass
class _Said:
    turn: int
    left: deque[Planned]
    begun: bool = False


@dataclass
class Speaking:
    """Bubbles on their way, in order."""

    _queue: deque[_Said] = field(default_factory=deque)

    @property
    def begun(self) -> bool:
        """Whether a bubble of what is being said was sent."""
        return bool(self._queue) and self._queue[0].begun

    def add(self, turn: Turn) -> None:
        """Say a turn's bubbles after those before."""
        self._queue.append(_Said(turn.id, deque(turn.bubbles)))

    def next_at(self) -> int | None:
        """When the next bubble is due."""
        return self._queue[0].left[0].at if self._queue else None

    def last_at(self) -> int | None:
        """When the last bubble is due."""
        return self._queue[-1].left[-1].at if self._queue else None

    def pop(self) -> tuple[int, str]:
        """The next bubble: its turn and text."""
        said = self._queue[0]
        bubble = said.left.popleft()
        said.begun = True
        if not said.left:
            self._queue.popleft()
        return said.turn, bubble.text

    def cut(self, *, everything: bool) -> Iterator[tuple[int, int]]:
        """Drop the rest of what has begun, or everything: for each turn its number and the bubbles lost."""
        while self._queue and (everything or self.begun):
            said = self._queue.popleft()
            yield said.turn, len(said.left)


@lru_cache(maxsize=4096)
def _cut(reply: str, most: int) -> tuple[str, ...]:
    return bubbles_of(reply, most)

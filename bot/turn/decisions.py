"""Decisions about when to speak, as records and timers keep them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter


@dataclass(frozen=True)
class DecisionRecord:
    """One decision about this turn: what was done, what else could have been, and how likely each was.

    `at`: ms since the epoch; `until`: when a turn that was put off comes up again. `state`: what the persona was doing.
    """

    at: int
    action: str
    reason: str
    probabilities: Mapping[str, float]
    admissible: tuple[str, ...]
    floor: float
    delay_ms: int
    state: str
    seed: int
    mode: str = "rules"
    emoji: str = ""
    good_night: bool = False
    policy: str = ""  # the preset behind the rules

    @property
    def until(self) -> int:
        """When what was put off is due."""
        return self.at + self.delay_ms


_DECISIONS = TypeAdapter(tuple[DecisionRecord, ...])


def decisions_to_json(decisions: Sequence[DecisionRecord]) -> str:
    """Decisions as a timer keeps them."""
    return _DECISIONS.dump_json(tuple(decisions)).decode()


def decisions_from_json(text: str) -> tuple[DecisionRecord, ...]:
    """The decisions a timer keeps."""
    return _DECISIONS.validate_json(text)

"""What a turn wants done, as values. The completion transaction does it; `run` itself changes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from bot.turn.record import TurnRecord
from memory.facts import NewFact
from policies.timing.plan import Bubble


@dataclass(frozen=True)
class StateChange:
    """New values of what the next turn reads; None leaves one as it is."""

    language: str
    disclosed_at: int | None
    topic: str | None
    topic_spent: bool
    history_from: int | None


@dataclass(frozen=True)
class JobRequest:
    """Background work to queue behind the reply. One open job per `key`."""

    name: str
    key: str
    args: str


@dataclass(frozen=True)
class Outcome:
    """A finished turn: what to send, what was learned, what changes, and the record that explains it."""

    record: TurnRecord
    source: str
    bubbles: tuple[Bubble, ...]
    learned: tuple[NewFact, ...]
    served: tuple[str, ...]
    state: StateChange
    jobs: tuple[JobRequest, ...]

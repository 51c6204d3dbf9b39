"""What a turn wants done, as values. The completion transaction does it; `run` itself changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.turn.decisions import DecisionRecord
from bot.turn.record import TurnRecord
from memory.facts import Ending, NewFact
from policies.proactive.intents import Intent
from policies.timing.plan import Bubble


@dataclass(frozen=True)
class StateChange:
    """New values of what the next turn reads; None leaves one as it is."""

    language: str
    disclosed_at: int | None
    topic: str | None
    topic_spent: bool
    history_from: int | None
    bond: Mapping[str, object] = field(default_factory=dict)  # silences and paces, by the relationship's columns


@dataclass(frozen=True)
class JobRequest:
    """Background work to queue behind the reply, or `delay_ms` later. One open job per `key`."""

    name: str
    key: str
    args: str
    delay_ms: int = 0


@dataclass(frozen=True)
class PutOff:
    """The turn comes up again at `until`; `decisions` go with it. `says`: what the persona says before."""

    until: int
    decisions: tuple[DecisionRecord, ...]
    says: tuple[Bubble, ...] = ()


@dataclass(frozen=True)
class Plans:
    """What is to be written about first: newly mined, and what no longer is ((id, why) of each)."""

    mined: tuple[Intent, ...] = ()
    cancelled: tuple[tuple[int, str], ...] = ()
    check_in: Intent | None = None


@dataclass(frozen=True)
class Outcome:
    """A finished turn: what to send, what was learned, what changes, and the record that explains it.

    `reaction`: an emoji for the person's last message. `event`: the intent that was written about.
    """

    record: TurnRecord
    source: str
    bubbles: tuple[Bubble, ...]
    learned: tuple[NewFact, ...]
    served: tuple[str, ...]
    state: StateChange
    jobs: tuple[JobRequest, ...]
    action: str = "reply"
    reaction: str | None = None
    plans: Plans | None = None
    event: int | None = None
    ended: tuple[Ending, ...] = ()
    used: tuple[int, ...] = ()  # facts that stood in the prompt
    question: Bubble | None = None  # whether they may be written to first, behind everything else

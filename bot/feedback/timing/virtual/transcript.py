"""What happened in a simulated chat, as values. All times are milliseconds since the epoch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from policies.proactive.intents import Intent
from policies.timing.deciding import Decision
from policies.timing.rules import TimingRules

Outcome = Literal["sent", "answered", "cancelled", "dropped", "waiting"]


@dataclass(frozen=True)
class Heard:
    """One message of the person's."""

    id: int
    at: int
    text: str
    kind: str = "text"


@dataclass(frozen=True)
class Person:
    """Who talks: `zone` is an IANA name, `stage` that of the acquaintance."""

    name: str
    zone: str
    stage: str = "acquainted"
    minor: bool = False
    opted_in: bool = True


@dataclass(frozen=True)
class Policy:
    """What is tried out: a name for tables, the rules, and the seed that shapes the persona's days."""

    name: str
    rules: TimingRules
    seed: int = 1


@dataclass(frozen=True)
class Planned:
    """One bubble as it was planned: typing starts `typing_ms` before `at`."""

    at: int
    typing_ms: int
    text: str


@dataclass(frozen=True)
class Turn:
    """One decision about the messages `ids`; `began`: when it was due, `at`: when it was carried out.

    `reply` is the whole text and `bubbles` its parts, both empty without words.
    """

    id: int
    began: int
    at: int
    ids: tuple[int, ...]
    decision: Decision
    state: str
    safety: str
    question: bool
    deferred: bool
    waited_ms: int
    reply: str = ""
    bubbles: tuple[Planned, ...] = ()


@dataclass(frozen=True)
class Sent:
    """Something the persona said (or, `kind` "reaction", showed). `turn` None: it wrote first."""

    turn: int | None
    at: int
    text: str
    kind: Literal["bubble", "busy", "reaction", "first"]


@dataclass(frozen=True)
class Cut:
    """A message came between: so many `bubbles` of a turn were not sent. `urgent`: because something could not wait."""

    turn: int
    at: int
    bubbles: int
    urgent: bool


@dataclass(frozen=True)
class Fate:
    """What became of an intent, and why."""

    intent: Intent
    planned_at: int
    outcome: Outcome
    at: int
    reason: str


@dataclass(frozen=True)
class Transcript:
    """One chat from its first message until nothing was left to do."""

    person: Person
    rules: TimingRules
    heard: tuple[Heard, ...]
    turns: tuple[Turn, ...]
    sent: tuple[Sent, ...]
    cuts: tuple[Cut, ...]
    fates: tuple[Fate, ...]
    discarded: int

    def delays(self) -> Iterator[tuple[int, int]]:
        """The last message before each answer, and how long until the answer's first sign (words or a reaction)."""
        times = {message.id: message.at for message in self.heard}
        first: dict[int, int] = {}
        for each in self.sent:
            if each.turn is not None and each.kind != "busy":
                first.setdefault(each.turn, each.at)
        for turn in self.turns:
            if turn.id in first:
                last = max(times[number] for number in turn.ids)
                yield last, first[turn.id] - last

"""Everything a turn is given: gathered from the present for a live turn, from the record's bounds for a replay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.persona.persona import Persona
from bot.turn.decisions import DecisionRecord
from bot.turn.settings import TurnSettings
from memory.summaries import Chunk
from policies.proactive.intents import Intent


@dataclass(frozen=True)
class Message:
    """One message of the talk."""

    id: int
    author: str  # person | persona
    kind: str
    text: str
    said_at: int
    attachments: str | None = None
    reply_to: int | None = None


@dataclass(frozen=True)
class Update:
    """A message to be answered, with the wait the timing policy gave it when it came."""

    inbox_id: int
    update_id: int
    message: Message
    received_at: int
    wait_ms: int
    wait_reason: str


@dataclass(frozen=True)
class State:
    """The small values a turn reads; the record keeps them whole."""

    language: str | None
    time_zone: str | None
    age_status: str
    stage: str
    speech_level: str | None
    turns: int
    last_person_at: int | None
    disclosed_at: int | None
    topic: str | None
    topic_at: int | None
    history_from: int
    consent: Mapping[str, bool]
    silences: int = 0
    silences_on: str | None = None
    questions_left: int = 0
    person_gap_ms: int | None = None
    burst_gap_ms: int | None = None
    proactive_level: str = "normal"
    crisis_at: int | None = None


@dataclass(frozen=True)
class Bounds:
    """How far the turn could see: the newest message, served reply and memory version at its beginning."""

    message: int
    served: int
    memory_version: int
    used: int = 0  # the newest use of a fact
    talk: int = 0  # the version of the talk: whether something said before was edited or erased since


@dataclass(frozen=True)
class Event:
    """Something to write about first: the intent behind it, by its id."""

    id: int
    intent: Intent
    reason: str  # why it may be sent now


@dataclass(frozen=True)
class Given:
    """The input of `bot.turn.run`. `last_heard[reply id]` = how many replies ago the person heard it.

    `deferred`: decisions that put this turn off before. `intents`: what waits to be written about first, by id.
    `event`: what is written about now; there are no updates then. `in_group`: others read along.
    `summaries`: of the chat before its history.
    """

    bot_id: int
    chat_id: int
    person_id: int
    generation: int
    attempt: str
    now: int
    seed: int
    updates: tuple[Update, ...]
    history: tuple[Message, ...]
    earlier: tuple[Message, ...]
    state: State
    bounds: Bounds
    last_heard: Mapping[str, int]
    persona: Persona
    settings: TurnSettings
    deferred: tuple[DecisionRecord, ...] = ()
    intents: tuple[tuple[int, Intent], ...] = ()
    event: Event | None = None
    in_group: bool = False
    summaries: tuple[Chunk, ...] = ()

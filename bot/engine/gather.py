"""Gathers what a turn is given: live from the present, for a replay from the record's bounds. Reads only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Executable, Row, bindparam, func, select
from sqlmodel import Session, col

from bot.engine.order import history_in_order, in_order_said
from bot.persona.persona import Persona
from bot.storage import inbox, intents, summaries, talk
from bot.storage.people import PURPOSES, consents
from bot.storage.tables import Bot, Chat, FactUse, Person, Relationship, ServedReply
from bot.storage.tables import Message as MessageRow
from bot.storage.timers import Claim
from bot.storage.turns import last_heard
from bot.turn.decisions import DecisionRecord, decisions_from_json
from bot.turn.given import Bounds, Event, Given, Message, State, Update
from bot.turn.record import EventRecord, TurnRecord
from bot.turn.settings import TurnSettings
from memory.summaries import Chunk
from policies.proactive.intents import Intent

MOST_HISTORY, MOST_EARLIER = 400, 40
Personas = Callable[[str], Persona]  # the newest good version, by its key
_NOTHING_KNOWN = 0  # the memory version before the first fact


@dataclass(frozen=True)
class Erased(Exception):
    """A recorded turn can't be run again: something it drew on was erased."""

    what: str


@dataclass(frozen=True)
class _Basis:
    """What a turn starts from: the present, or what a record says of it."""

    generation: int
    attempt: str
    now: int
    seed: int
    state: State
    bounds: Bounds
    persona: Persona
    settings: TurnSettings
    deferred: tuple[DecisionRecord, ...] = ()


def gather(
    session: Session, held: Claim, personas: Personas, settings: TurnSettings, now: int, seed: int
) -> Given | None:
    """A live turn's input, or None when nothing waits for an answer."""
    rows = inbox.waiting(session, held.chat_id)
    if not rows:
        return None
    about = session.connection().execute(_ABOUT, {"chat": held.chat_id}).one()
    persona, state = personas(about.persona), _state(session, about)
    deferred = decisions_from_json(held.deferred) if held.deferred else ()
    basis = _Basis(held.generation, held.owner, now, seed, state, _present(about), persona, settings, deferred)
    given = _given(session, about, rows, basis)
    agreed = state.consent.get("proactive", False) and not about.group_id
    return replace(given, intents=intents.waiting(session, held.chat_id)) if agreed else given


def gather_event(
    session: Session, held: Claim, personas: Personas, settings: TurnSettings, now: int, seed: int
) -> Given:
    """A turn's input where the persona writes first: nobody said anything."""
    about = session.connection().execute(_ABOUT, {"chat": held.chat_id}).one()
    persona, state = personas(about.persona), _state(session, about)
    basis = _Basis(held.generation, held.owner, now, seed, state, _present(about), persona, settings)
    return _given(session, about, (), basis)


def regather(session: Session, record: TurnRecord, persona: Persona, settings: TurnSettings) -> Given:
    """A recorded turn's input, as of then. Raises Erased."""
    inbox_ids = [update.inbox_id for update in record.updates]
    rows = inbox.heard(session, inbox_ids)
    about = session.connection().execute(_ABOUT, {"chat": record.chat}).first()
    if about is None or len(rows) != len(inbox_ids):
        raise Erased("a message it answered")
    basis = _Basis(
        record.generation,
        record.attempt,
        record.clock,
        record.seed,
        record.state,
        record.bounds,
        persona,
        settings,
        record.timing.decisions[:-1],
    )
    given = replace(_given(session, about, rows, basis), summaries=record.summaries)  # one may be another by now
    return replace(given, event=_event(record.event, record.timing.plan.reason)) if record.event else given


def _event(event: EventRecord, why: str) -> Event:
    """As much of the intent as its words need."""
    intent = Intent(event.kind, event.what, None, 0, 0, event.reason, event.source, 1.0)  # type: ignore[arg-type]
    return Event(event.intent, intent, why)


def _given(session: Session, about: Row[Any], rows: Sequence[Row[Any]], basis: _Basis) -> Given:
    return Given(
        bot_id=about.bot_id,
        chat_id=about.chat_id,
        person_id=about.person_id,
        generation=basis.generation,
        attempt=basis.attempt,
        now=basis.now,
        seed=basis.seed,
        updates=_updates(rows),
        history=_history(session, about.chat_id, basis, [row.id for row in rows]),
        earlier=_earlier(session, about.chat_id, basis.state.history_from),
        summaries=_summaries(session, about, basis),
        state=basis.state,
        bounds=basis.bounds,
        last_heard=last_heard(session, about.person_id, about.bot_id, basis.bounds.served),
        persona=basis.persona,
        settings=basis.settings,
        deferred=basis.deferred,
        in_group=about.group_id is not None,
    )


_RHYTHM = ("silences", "silences_on", "questions_left", "person_gap_ms", "burst_gap_ms", "proactive_level", "crisis_at")
_ABOUT: Executable = (
    select(
        col(Chat.id).label("chat_id"), col(Chat.bot_id), col(Chat.person_id), col(Chat.group_id),
        col(Chat.history_from), col(Bot.persona), col(Person.language), col(Person.time_zone), col(Person.age_status),
        col(Person.memory_version), col(Person.talk_version), col(Relationship.stage),
        col(Relationship.speech_level), col(Relationship.turns),
        col(Relationship.last_person_at), col(Relationship.disclosed_at), col(Relationship.topic),
        col(Relationship.topic_at), *(col(getattr(Relationship, name)) for name in _RHYTHM),
        select(func.max(MessageRow.id)).where(col(MessageRow.chat_id) == bindparam("chat"))
        .scalar_subquery().label("last_message"),
        select(func.max(ServedReply.id)).where(col(ServedReply.person_id) == col(Chat.person_id))
        .correlate(Chat).scalar_subquery().label("last_served"),
        select(func.max(FactUse.id)).where(col(FactUse.person_id) == col(Chat.person_id))
        .correlate(Chat).scalar_subquery().label("last_used"),
    )
    .join(Bot, col(Bot.id) == col(Chat.bot_id))
    .join(Person, col(Person.id) == col(Chat.person_id))
    .outerjoin(
        Relationship,
        (col(Relationship.person_id) == col(Chat.person_id)) & (col(Relationship.bot_id) == col(Chat.bot_id)),
    )
    .where(col(Chat.id) == bindparam("chat"))
)  # fmt: skip


def _present(about: Row[Any]) -> Bounds:
    version = _NOTHING_KNOWN if about.group_id else about.memory_version
    return Bounds(about.last_message or 0, about.last_served or 0, version, about.last_used or 0, about.talk_version)


def _state(session: Session, about: Row[Any]) -> State:
    if about.group_id:
        return _among_others(about)
    return State(
        language=about.language,
        time_zone=about.time_zone,
        age_status=about.age_status,
        stage=about.stage or "new",
        speech_level=about.speech_level,
        turns=about.turns or 0,
        last_person_at=about.last_person_at,
        disclosed_at=about.disclosed_at,
        topic=str(about.topic) if about.topic else None,
        topic_at=about.topic_at,
        history_from=about.history_from,
        consent=consents(session, about.person_id),
        **_rhythm(about),
    )


def _rhythm(about: Row[Any]) -> dict[str, Any]:
    """What timing reads; a new acquaintance has none of it yet."""
    known = ((name, getattr(about, name)) for name in _RHYTHM)
    return {name: value for name, value in known if value is not None}


def _among_others(about: Row[Any]) -> State:
    """In a group: nothing of what the two share is brought up, nothing is kept; what protects the person holds."""
    return State(
        language=about.language,
        time_zone=about.time_zone,
        age_status=about.age_status,
        stage="new",
        speech_level=None,
        turns=0,
        last_person_at=None,
        disclosed_at=about.disclosed_at,
        topic=None,
        topic_at=None,
        history_from=about.history_from,
        consent=dict.fromkeys(PURPOSES, False),
        **_rhythm(about),
    )


def _updates(rows: Sequence[Row[Any]]) -> tuple[Update, ...]:
    return tuple(
        Update(row.inbox_id, row.update_id, _message(row), row.received_at, row.wait_ms, row.wait_reason)
        for row in in_order_said(rows, lambda row: row.external_id)
    )


def _history(session: Session, chat_id: int, basis: _Basis, answered: Sequence[int]) -> tuple[Message, ...]:
    first, last = basis.state.history_from, basis.bounds.message
    return _messages(session, talk.history(session, chat_id, first, last, answered, MOST_HISTORY))


def _earlier(session: Session, chat_id: int, first: int) -> tuple[Message, ...]:
    if first == 0:  # all of it is history still
        return ()
    return _messages(session, talk.before(session, chat_id, first, MOST_EARLIER))


def _summaries(session: Session, about: Row[Any], basis: _Basis) -> tuple[Chunk, ...]:
    """Of a talk of two; nothing of it is brought up where others read along."""
    return () if about.group_id else summaries.as_of(session, about.chat_id, basis.bounds.message, basis.now)


def _messages(session: Session, rows: Sequence[Row[Any]]) -> tuple[Message, ...]:
    return tuple(_message(row) for row in history_in_order(session, rows))


def _message(row: Row[Any]) -> Message:
    """A row of `talk.WORDS`."""
    attachments = str(row.attachments) if row.attachments else None
    return Message(row.id, row.author, row.kind, str(row.text), row.said_at, attachments, row.reply_to)

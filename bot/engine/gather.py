"""Gathers what a turn is given: live from the present, for a replay from the record's bounds. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, func, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from bot.engine.order import history_in_order, in_order_said
from bot.persona.persona import Persona
from bot.storage import inbox
from bot.storage.people import PURPOSES, consents, known
from bot.storage.tables import Chat, InboxRow, Person, Relationship, ServedReply
from bot.storage.tables import Message as MessageRow
from bot.storage.timers import Claim
from bot.storage.turns import last_heard
from bot.turn.given import Bounds, Given, Message, State, Update
from bot.turn.record import TurnRecord
from bot.turn.settings import TurnSettings

MOST_HISTORY, MOST_EARLIER = 400, 40
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


def gather(
    session: Session, held: Claim, persona: Persona, settings: TurnSettings, now: int, seed: int
) -> Given | None:
    """A live turn's input, or None when nothing waits for an answer."""
    rows = inbox.waiting(session, held.chat_id)
    if not rows:
        return None
    chat, person, bond = session.exec(_ABOUT, params={"chat": held.chat_id}).one()
    state, bounds = _state(session, chat, person, bond), _present(session, chat, person)
    basis = _Basis(held.generation, held.owner, now, seed, state, bounds, persona, settings)
    return _given(session, chat, rows, basis)


def regather(session: Session, record: TurnRecord, persona: Persona, settings: TurnSettings) -> Given:
    """A recorded turn's input, as of then. Raises Erased."""
    inbox_ids = [update.inbox_id for update in record.updates]
    rows = list(session.exec(select(InboxRow).where(col(InboxRow.id).in_(inbox_ids)).order_by(col(InboxRow.id))))
    chat = session.get(Chat, record.chat)
    if chat is None or len(rows) != len(inbox_ids):
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
    )
    return _given(session, chat, rows, basis)


def _given(session: Session, chat: Chat, rows: Sequence[InboxRow], basis: _Basis) -> Given:
    answered = [row.message_id for row in rows if row.message_id is not None]
    first, last = basis.state.history_from, basis.bounds.message
    return Given(
        bot_id=chat.bot_id,
        chat_id=known(chat.id),
        person_id=chat.person_id,
        generation=basis.generation,
        attempt=basis.attempt,
        now=basis.now,
        seed=basis.seed,
        updates=_updates(session, rows),
        history=_history(session, chat, first, last, answered),
        earlier=_earlier(session, chat, first),
        state=basis.state,
        bounds=basis.bounds,
        last_heard=last_heard(session, chat.person_id, chat.bot_id, basis.bounds.served),
        persona=basis.persona,
        settings=basis.settings,
    )


_ABOUT = (
    select(Chat, Person, Relationship)
    .join(Person, col(Person.id) == Chat.person_id)
    .outerjoin(
        Relationship, (col(Relationship.person_id) == Chat.person_id) & (col(Relationship.bot_id) == Chat.bot_id)
    )
    .where(Chat.id == bindparam("chat"))
)
_BOUNDS = columns(
    columns(func.max(MessageRow.id)).where(col(MessageRow.chat_id) == bindparam("chat")).scalar_subquery(),
    columns(func.max(ServedReply.id)).where(col(ServedReply.person_id) == bindparam("person")).scalar_subquery(),
)
_SAID = select(MessageRow).where(col(MessageRow.id).in_(bindparam("ids", expanding=True)))


def _present(session: Session, chat: Chat, person: Person) -> Bounds:
    of = {"chat": chat.id, "person": chat.person_id}
    last_message, last_served = session.connection().execute(_BOUNDS, of).one()
    return Bounds(last_message or 0, last_served or 0, _NOTHING_KNOWN if chat.group_id else person.memory_version)


def _state(session: Session, chat: Chat, person: Person, bond: Relationship | None) -> State:
    if chat.group_id:
        return _among_others(person, bond, chat)
    return State(
        language=person.language,
        time_zone=person.time_zone,
        age_status=person.age_status,
        stage=bond.stage if bond else "new",
        speech_level=bond.speech_level if bond else None,
        turns=bond.turns if bond else 0,
        last_person_at=bond.last_person_at if bond else None,
        disclosed_at=bond.disclosed_at if bond else None,
        topic=str(bond.topic) if bond and bond.topic else None,
        topic_at=bond.topic_at if bond else None,
        history_from=chat.history_from,
        consent=consents(session, chat.person_id),
    )


def _among_others(person: Person, bond: Relationship | None, chat: Chat) -> State:
    """In a group: nothing of what the two share is brought up, nothing is kept; what protects the person holds."""
    return State(
        language=person.language,
        time_zone=person.time_zone,
        age_status=person.age_status,
        stage="new",
        speech_level=None,
        turns=0,
        last_person_at=None,
        disclosed_at=bond.disclosed_at if bond else None,
        topic=None,
        topic_at=None,
        history_from=chat.history_from,
        consent=dict.fromkeys(PURPOSES, False),
    )


def _updates(session: Session, rows: Sequence[InboxRow]) -> tuple[Update, ...]:
    ids = {"ids": [row.message_id for row in rows]}
    said = {message.id: message for message in session.exec(_SAID, params=ids)}
    if any(row.message_id not in said for row in rows):
        raise Erased("a message it answered")
    heard = in_order_said([(row, said[row.message_id]) for row in rows], lambda each: each[1].external_id)
    return tuple(
        Update(known(row.id), row.update_id, _message(message), row.received_at, row.wait_ms, row.wait_reason)
        for row, message in heard
    )


def _history(session: Session, chat: Chat, first: int, last: int, answered: Sequence[int]) -> tuple[Message, ...]:
    within = (col(MessageRow.id) >= first) & (col(MessageRow.id) <= last) & col(MessageRow.id).not_in(answered)
    return _messages(session, chat, within & _said_by(last), MOST_HISTORY)


def _earlier(session: Session, chat: Chat, first: int) -> tuple[Message, ...]:
    if first == 0:  # all of it is history still
        return ()
    return _messages(session, chat, (col(MessageRow.id) < first) & _said_by(first), MOST_EARLIER)


def _said_by(bound: int) -> ColumnElement[bool]:
    """Bubbles cancelled by a message up to the bound were never said."""
    return or_(col(MessageRow.cancelled_by).is_(None), col(MessageRow.cancelled_by) > bound)


def _messages(session: Session, chat: Chat, where: ColumnElement[bool], most: int) -> tuple[Message, ...]:
    query = _WORDS.where(col(MessageRow.chat_id) == chat.id, col(MessageRow.kind) != "command", where)
    rows = session.execute(query.order_by(col(MessageRow.id).desc()).limit(most)).all()
    return tuple(_message(row) for row in history_in_order(session, rows[::-1]))


def _message(row: MessageRow | Row[Any]) -> Message:
    attachments = str(row.attachments) if row.attachments else None
    return Message(known(row.id), row.author, row.kind, str(row.text), row.said_at, attachments, row.reply_to)


_WORDS = columns(
    col(MessageRow.id), col(MessageRow.author), col(MessageRow.kind), col(MessageRow.text), col(MessageRow.said_at),
    col(MessageRow.attachments), col(MessageRow.reply_to), col(MessageRow.external_id),
)  # fmt: skip

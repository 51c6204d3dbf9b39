"""Takes a message in: one transaction writes the message, the inbox row and the chat's timer.

Only then may a channel confirm it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Executable, Row, Table, bindparam, update
from sqlalchemy import select as columns
from sqlmodel import Session, col

from bot.engine.incoming import Incoming
from bot.errors import NotFound
from bot.storage import inbox, outbox, timers
from bot.storage.owned import Owned
from bot.storage.people import Placed, ensure_chat, ensure_person
from bot.storage.rows import insert_row
from bot.storage.signals import link_signals
from bot.storage.tables import Bot, Chat, Identity, InboxRow, Message, Relationship
from policies.language.detect import detect
from policies.language.normalise import clean
from policies.safety import judge
from policies.timing.rules import TimingRules
from policies.timing.waiting import Wait, end_of_turn_wait

LONGEST_WAIT_MS = 20_000
RulesOf = Callable[[str], TimingRules]  # of a persona, by its key


@dataclass(frozen=True)
class Taken:
    """What became of an update. `message_id` None: it held nothing to answer, or had been taken before."""

    chat_id: int
    message_id: int | None
    wait: Wait | None
    urgent: bool = False  # nothing else may be said, or thought about, before this is answered


def ingest(session: Session, incoming: Incoming, rules_of: RulesOf, now: int) -> Taken:
    """Store a message and make the chat's turn due. Safe to call twice with the same `update_id`.

    In a crisis whatever still waits to be said is not said any more; between two bubbles the rest isn't, unless the
    persona always finishes.
    """
    at = place(session, incoming, now)
    chat_id, text = at.chat_id, clean(incoming.text)
    if _taken_before(session, at, incoming):
        return Taken(chat_id, None, None)
    if not (text or incoming.attachments or incoming.kind == "start"):
        return Taken(chat_id, None, None)
    rules, urgent = rules_of(at.persona), in_crisis(text)
    wait = end_of_turn_wait(text, rules, urgent=urgent, kind=incoming.kind, rhythm_ms=at.burst_gap_ms)
    if urgent:
        outbox.cancel(session, chat_id)
    elif rules.when_interrupted == "cancel" and not rules.fast:
        outbox.interrupt(session, chat_id)
        outbox.take_back(session, chat_id, now - LONGEST_WAIT_MS)
    message_id = _put(session, at, incoming, text)
    how_long = (wait.ms, wait.reason)
    inbox.put(session, at, incoming.update_id, now, message_id=message_id, wait=how_long, body=incoming.body)
    if at.reachable:  # else it was said before a block, and is answered after it
        timers.touch(session, incoming.bot_id, chat_id, now, wait.ms, LONGEST_WAIT_MS)
    return Taken(chat_id, message_id, wait, urgent)


def place(session: Session, incoming: Incoming, now: int) -> Placed:
    """The bot, chat and person of a message, made if they are new. Who writes after a block can be written to."""
    row = _known(session, incoming) or _new(session, incoming, now)
    if timers.lock(session, row.bot_id, row.chat_id):
        row = _known(session, incoming) or row
    reachable = row.reachable or incoming.said_at >= (row.reach_at or 0)
    if (row.reachable, row.group_id) != (reachable, incoming.group):
        session.execute(_REACHED, {"chat": row.chat_id, "reachable": reachable, "group": incoming.group})
    return Placed(row.bot_id, row.chat_id, row.person_id, reachable, row.persona, row.burst_gap_ms)


def _known(session: Session, incoming: Incoming) -> Row[Any] | None:
    at = {"bot": incoming.bot_id, "chat": incoming.chat, "channel": incoming.channel, "person": incoming.person}
    return session.connection().execute(_PLACE, at).first()


def _new(session: Session, incoming: Incoming, now: int) -> Row[Any]:
    bot = session.get_one(Bot, incoming.bot_id)
    person = ensure_person(session, incoming.channel, incoming.person, now, incoming.language)
    ensure_chat(session, bot, person, incoming.chat, now)
    found = _known(session, incoming)
    if found is None:
        raise NotFound("the chat is another person's", fix="a channel gives every person a chat of their own")
    return found


_PLACE: Executable = (
    columns(
        col(Chat.bot_id), col(Chat.id).label("chat_id"), col(Chat.person_id), col(Chat.reachable), col(Chat.reach_at),
        col(Chat.group_id), col(Bot.persona), col(Relationship.burst_gap_ms),
    )
    .join(Bot, col(Bot.id) == Chat.bot_id)
    .join(Identity, col(Identity.person_id) == Chat.person_id)
    .outerjoin(
        Relationship, (col(Relationship.person_id) == Chat.person_id) & (col(Relationship.bot_id) == Chat.bot_id)
    )
    .where(
        col(Chat.bot_id) == bindparam("bot"),
        col(Chat.external_id) == bindparam("chat"),
        col(Identity.channel) == bindparam("channel"),
        col(Identity.external_id) == bindparam("person"),
    )
)  # fmt: skip
_chats: Table = Chat.__table__  # type: ignore[attr-defined]  # every table class has one
_REACHED = (
    update(_chats)
    .where(_chats.c.id == bindparam("chat"))
    .values(reachable=bindparam("reachable"), group_id=bindparam("group"))
)


def in_crisis(text: str) -> bool:
    """Whether these words may not wait."""
    language = "ko" if detect(text).code == "ko" else "en"
    return judge(text, language).category == "crisis"


def _taken_before(session: Session, at: Placed, incoming: Incoming) -> bool:
    """By its update, or as a message: an edit may have brought it already."""
    names = {"bot": at.bot_id, "update": incoming.update_id, "chat": at.chat_id, "name": incoming.external_id}
    return session.connection().execute(_TAKEN, names).first() is not None


def _message_of(session: Session, chat_id: int, external_id: str) -> int | None:
    """The newest message the channel knows under this id."""
    found: int | None = session.connection().execute(_CALLED, {"chat": chat_id, "name": external_id}).scalar()
    return found


def _put(session: Session, at: Placed, incoming: Incoming, text: str) -> int:
    attachments, reply_to = incoming.attachments, incoming.reply_to
    message_id = insert_row(
        session,
        Message,
        **person_said(at, incoming.kind, text, incoming.said_at),
        attachments=Owned(at.person_id, attachments) if attachments else None,
        external_id=incoming.external_id,
        reply_to=_message_of(session, at.chat_id, reply_to) if reply_to is not None else None,
    )
    if incoming.external_id is not None:
        link_signals(session, at.chat_id, incoming.external_id, message_id, None)
    return message_id


def person_said(at: Placed, kind: str, text: str, said_at: int) -> dict[str, Any]:
    """What the person said, word for word, as the columns of a message."""
    of = {"chat_id": at.chat_id, "person_id": at.person_id, "author": "person", "kind": kind}
    return {**of, "text": Owned(at.person_id, text), "said_at": said_at}


_TAKEN = (
    columns(col(InboxRow.id))
    .where(col(InboxRow.bot_id) == bindparam("bot"), col(InboxRow.update_id) == bindparam("update"))
    .union_all(
        columns(col(Message.id)).where(
            col(Message.chat_id) == bindparam("chat"), col(Message.external_id) == bindparam("name")
        )
    )
)
_CALLED = (
    columns(col(Message.id))
    .where(col(Message.chat_id) == bindparam("chat"), col(Message.external_id) == bindparam("name"))
    .order_by(col(Message.id).desc())
    .limit(1)
)

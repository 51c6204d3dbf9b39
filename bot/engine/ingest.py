"""Takes a message in: one transaction writes the message, the inbox row and the chat's timer.

Only then may a channel confirm it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from bot.engine.incoming import Incoming
from bot.storage import inbox, outbox, timers
from bot.storage.owned import Owned
from bot.storage.people import ensure_chat, ensure_person, known
from bot.storage.rows import insert_row
from bot.storage.signals import link_signals
from bot.storage.tables import Bot, Chat, Identity, Message
from policies.language.detect import detect
from policies.language.normalise import clean
from policies.safety import judge
from policies.timing.rules import TimingRules
from policies.timing.waiting import Wait, end_of_turn_wait

LONGEST_WAIT_MS = 20_000


@dataclass(frozen=True)
class Taken:
    """What became of an update. `message_id` None: it held nothing to answer, or had been taken before."""

    chat_id: int
    message_id: int | None
    wait: Wait | None
    urgent: bool = False  # nothing else may be said, or thought about, before this is answered


def ingest(session: Session, incoming: Incoming, rules: TimingRules, now: int) -> Taken:
    """Store a message and make the chat's turn due. Safe to call twice with the same `update_id`.

    In a crisis whatever still waits to be said is not said any more.
    """
    bot, chat = place(session, incoming, now)
    chat_id, text = known(chat.id), clean(incoming.text)
    if inbox.seen(session, incoming.bot_id, incoming.update_id) or _stored(session, chat_id, incoming.external_id):
        return Taken(chat_id, None, None)
    if not (text or incoming.attachments or incoming.kind == "start"):
        return Taken(chat_id, None, None)
    urgent = in_crisis(text)
    wait = end_of_turn_wait(text, rules, urgent=urgent)
    if urgent:
        outbox.cancel(session, chat_id)
    message_id = _put(session, chat, incoming, text)
    how_long = (wait.ms, wait.reason)
    inbox.put(
        session, bot, chat, incoming.update_id, now, message_id=message_id, wait=how_long, body=incoming.body
    )  # fmt: skip
    if chat.reachable:  # else it was said before a block, and is answered after it
        timers.touch(session, incoming.bot_id, chat_id, now, wait.ms, LONGEST_WAIT_MS)
    return Taken(chat_id, message_id, wait, urgent)


def place(session: Session, incoming: Incoming, now: int) -> tuple[Bot, Chat]:
    """The bot and the chat of a message, made if they are new. Who writes after a block can be written to."""
    bot, chat = _known(session, incoming) or _new(session, incoming, now)
    if timers.lock(session, known(bot.id), known(chat.id)):
        session.refresh(chat)
    chat.group_id = incoming.group
    chat.reachable = chat.reachable or incoming.said_at >= (chat.reach_at or 0)
    session.add(chat)
    session.flush()
    return bot, chat


def _known(session: Session, incoming: Incoming) -> tuple[Bot, Chat] | None:
    at = {"bot": incoming.bot_id, "chat": incoming.chat, "channel": incoming.channel, "person": incoming.person}
    found = session.exec(_PLACE, params=at).first()
    return (found[0], found[1]) if found else None


def _new(session: Session, incoming: Incoming, now: int) -> tuple[Bot, Chat]:
    bot = session.get_one(Bot, incoming.bot_id)
    person = ensure_person(session, incoming.channel, incoming.person, now, incoming.language)
    return bot, ensure_chat(session, bot, person, incoming.chat, now)


_PLACE = (
    select(Bot, Chat)
    .join(Chat, col(Chat.bot_id) == Bot.id)
    .join(Identity, col(Identity.person_id) == Chat.person_id)
    .where(
        Bot.id == bindparam("bot"),
        Chat.external_id == bindparam("chat"),
        Identity.channel == bindparam("channel"),
        Identity.external_id == bindparam("person"),
    )
)


def in_crisis(text: str) -> bool:
    """Whether these words may not wait."""
    language = "ko" if detect(text).code == "ko" else "en"
    return judge(text, language).category == "crisis"


def _stored(session: Session, chat_id: int, external_id: str | None) -> bool:
    """An edit may have brought it already."""
    query = select(Message.id).where(Message.chat_id == chat_id, Message.external_id == external_id)
    return external_id is not None and session.exec(query).first() is not None


def _put(session: Session, chat: Chat, incoming: Incoming, text: str) -> int:
    attachments = incoming.attachments
    message = new_message(chat, incoming.kind, text, incoming.said_at)
    message.attachments = Owned(chat.person_id, attachments) if attachments else None
    message.external_id = incoming.external_id
    message.reply_to = _answered(session, known(chat.id), incoming.reply_to)
    message_id = insert_row(session, message)
    if message.external_id is not None:
        link_signals(session, known(chat.id), message.external_id, message_id, None)
    return message_id


def new_message(chat: Chat, kind: str, text: str, said_at: int) -> Message:
    """What the person said, word for word; the caller adds it to its session."""
    return Message(
        chat_id=known(chat.id),
        person_id=chat.person_id,
        author="person",
        kind=kind,
        text=Owned(chat.person_id, text),
        said_at=said_at,
    )


def _answered(session: Session, chat_id: int, reply_to: str | None) -> int | None:
    if reply_to is None:
        return None
    query = select(Message.id).where(Message.chat_id == chat_id, Message.external_id == reply_to)
    return session.exec(query.order_by(col(Message.id).desc())).first()

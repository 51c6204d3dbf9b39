"""Takes an update in: one transaction writes the message, the inbox row and the chat's timer.

Only then may a channel confirm it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, select

from bot.engine.incoming import Incoming
from bot.storage import timers
from bot.storage.owned import Owned
from bot.storage.people import ensure_chat, ensure_person, known
from bot.storage.tables import Bot, Chat, InboxRow, Message
from policies.language.detect import detect
from policies.language.normalise import clean
from policies.safety import judge
from policies.timing import TimingRules, Wait, end_of_turn_wait

LONGEST_WAIT_MS = 20_000


@dataclass(frozen=True)
class Taken:
    """What became of an update. `message_id` None: it held no words, or had been taken before."""

    chat_id: int
    message_id: int | None
    wait: Wait | None


def ingest(session: Session, incoming: Incoming, rules: TimingRules, now: int) -> Taken:
    """Store an update and make the chat's turn due. Safe to call twice with the same `update_id`."""
    bot = session.get_one(Bot, incoming.bot_id)
    person = ensure_person(session, incoming.channel, incoming.person, now)
    chat = ensure_chat(session, bot, person, incoming.chat, now)
    chat_id, text = known(chat.id), clean(incoming.text)
    if _seen(session, incoming) or not (text or incoming.attachments):
        return Taken(chat_id, None, None)
    wait = end_of_turn_wait(text, rules, urgent=_in_crisis(text))
    message_id = _store(session, incoming, bot, chat, text, wait, now)
    timers.touch(session, incoming.bot_id, chat_id, now, wait.ms, LONGEST_WAIT_MS)
    return Taken(chat_id, message_id, wait)


def _in_crisis(text: str) -> bool:
    language = "ko" if detect(text).code == "ko" else "en"
    return judge(text, language).category == "crisis"


def _seen(session: Session, incoming: Incoming) -> bool:
    if incoming.update_id is None:
        return False
    query = select(InboxRow.id).where(InboxRow.bot_id == incoming.bot_id, InboxRow.update_id == incoming.update_id)
    return session.exec(query).first() is not None


def _store(session: Session, incoming: Incoming, bot: Bot, chat: Chat, text: str, wait: Wait, now: int) -> int:
    message_id = put_message(session, chat, incoming.kind, text, incoming.said_at, incoming.attachments)
    bot.last_update_id += 1
    session.add(bot)
    session.add(
        InboxRow(
            bot_id=incoming.bot_id,
            chat_id=known(chat.id),
            person_id=chat.person_id,
            update_id=bot.last_update_id if incoming.update_id is None else incoming.update_id,
            message_id=message_id,
            received_at=now,
            wait_ms=wait.ms,
            wait_reason=wait.reason,
            body=Owned(chat.person_id, incoming.body) if incoming.body else None,
        )
    )
    return message_id


def put_message(
    session: Session, chat: Chat, kind: str, text: str, said_at: int, attachments: str | None = None
) -> int:
    """Keep what the person said, word for word."""
    message = Message(
        chat_id=known(chat.id),
        person_id=chat.person_id,
        author="person",
        kind=kind,
        text=Owned(chat.person_id, text),
        attachments=Owned(chat.person_id, attachments) if attachments else None,
        said_at=said_at,
    )
    session.add(message)
    session.flush()
    return known(message.id)

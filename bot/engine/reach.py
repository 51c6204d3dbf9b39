"""Blocked and unblocked: a chat that can't be reached is left alone; what waits in it is answered when it can."""

from __future__ import annotations

from sqlmodel import Session

from bot.engine.incoming import Reach
from bot.storage import inbox, outbox, timers
from bot.storage.people import ensure_chat, ensure_person, known
from bot.storage.tables import Bot, Chat


def take_reach(session: Session, event: Reach, now: int) -> int | None:
    """Note it; returns the chat, None when it was noted before."""
    bot = session.get_one(Bot, event.bot_id)
    if inbox.seen(session, event.bot_id, event.update_id):
        return None
    chat = ensure_chat(session, bot, ensure_person(session, event.channel, event.person, now), event.chat, now)
    inbox.put(session, bot, chat, event.update_id, now, kind="reach")
    if event.reachable:
        open_chat(session, chat, now)
    else:
        close_chat(session, known(chat.id))
    return chat.id


def close_chat(session: Session, chat_id: int) -> None:
    """Nothing is sent there, no turn is run."""
    chat = session.get_one(Chat, chat_id)
    chat.reachable = False
    session.add(chat)
    outbox.cancel(session, chat_id)
    timers.rest(session, chat_id)


def open_chat(session: Session, chat: Chat, now: int) -> None:
    """It can be written to again; what was left unanswered is due now."""
    if chat.reachable:
        return
    chat.reachable = True
    session.add(chat)
    if inbox.waiting(session, known(chat.id)):
        timers.touch(session, chat.bot_id, known(chat.id), now, 0, 0)

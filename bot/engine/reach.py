"""Blocked and unblocked: a chat that can't be reached is left alone; what waits in it is answered when it can."""

from __future__ import annotations

from sqlmodel import Session, func, select

from bot.engine.incoming import Reach
from bot.storage import inbox, outbox, timers
from bot.storage.people import ensure_chat, ensure_person, known, placed
from bot.storage.tables import Bot, Chat, InboxRow


def take_reach(session: Session, event: Reach, now: int) -> int | None:
    """Note it; returns the chat, None when it was noted before. Whatever comes late, the newest word holds."""
    bot = session.get_one(Bot, event.bot_id)
    if inbox.seen(session, event.bot_id, event.update_id):
        return None
    if event.group is not None:
        return _take_group(session, event, now)
    chat = ensure_chat(session, bot, ensure_person(session, event.channel, event.person, now), event.chat, now)
    newest = _is_newest(session, chat, event)
    inbox.put(session, placed(chat), event.update_id, now, kind="reach")
    if newest:
        _turn(session, chat, event, now)
    return chat.id


def close_chat(session: Session, chat_id: int) -> None:
    """Nothing is sent there, no turn is run."""
    chat = session.get_one(Chat, chat_id)
    timers.lock(session, chat.bot_id, chat_id)
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


def _take_group(session: Session, event: Reach, now: int) -> int | None:
    """For everybody's conversation in the group. Nothing is kept of it: taken twice, it comes out the same."""
    in_it = (Chat.bot_id == event.bot_id) & (Chat.group_id == event.group)
    chats = [chat for chat in session.exec(select(Chat).where(in_it)) if event.at >= (chat.reach_at or 0)]
    for chat in chats:
        _turn(session, chat, event, now)
    return chats[0].id if chats else None


def _turn(session: Session, chat: Chat, event: Reach, now: int) -> None:
    if timers.lock(session, chat.bot_id, known(chat.id)):
        session.refresh(chat)
    chat.reach_at = event.at
    session.add(chat)
    if event.reachable:
        open_chat(session, chat, now)
    elif event.group is None:
        close_chat(session, known(chat.id))
    else:  # what waits to be said stays: a group that moves looks like this too, and the channel tells on sending
        chat.reachable = False
        timers.rest(session, known(chat.id))


def _is_newest(session: Session, chat: Chat, event: Reach) -> bool:
    """By the channel's time (seconds), within one second by the update's number."""
    told = (InboxRow.chat_id == chat.id) & (InboxRow.kind == "reach")
    last = session.exec(select(func.max(InboxRow.update_id)).where(told)).one() or 0
    return (event.at, event.update_id) > (chat.reach_at or 0, last if event.at == (chat.reach_at or 0) else -1)

"""A group that got another id: everybody's conversation in it goes on under the new one."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import literal, update
from sqlmodel import Session, col, select

from bot.engine.incoming import Moved, chat_in_group
from bot.engine.reach import open_chat
from bot.storage.tables import Chat, Message, Signal


def take_move(session: Session, event: Moved, now: int) -> int:
    """Give the chats their new id; returns how many. Taken twice, or after somebody wrote under the new id, it is safe.

    Numbers of old messages mean others under the new id: they are kept as `OLD/NUMBER`.
    """
    here = (Chat.bot_id == event.bot_id) & (Chat.group_id == event.old)
    chats = list(session.exec(select(Chat).where(here)))
    _rename(session, Message, [chat.id for chat in chats], event.old)
    _rename(session, Signal, [chat.id for chat in chats], event.old)
    for chat in chats:
        chat.external_id, chat.group_id = _new_id(session, chat, event), event.new
        session.add(chat)
        session.flush()
        open_chat(session, chat, now)
    return len(chats)


def _new_id(session: Session, chat: Chat, event: Moved) -> str:
    """The person's chat under the new id; the old one stands beside it where they wrote there first."""
    person = chat.external_id.partition(":")[2].partition("~")[0]
    wanted = chat_in_group(event.new, person)
    query = select(Chat.id).where(Chat.bot_id == event.bot_id, Chat.external_id == wanted)
    return wanted if session.exec(query).first() is None else f"{wanted}~{chat.id}"


def _rename(session: Session, table: type[Message | Signal], chats: Sequence[int | None], old: str) -> None:
    numbered = col(table.chat_id).in_(chats) & col(table.external_id).is_not(None)
    fresh = numbered & col(table.external_id).not_like("%/%")
    session.execute(update(table).where(fresh).values(external_id=literal(f"{old}/").concat(col(table.external_id))))
    session.expire_all()

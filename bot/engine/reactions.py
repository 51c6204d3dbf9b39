"""Reactions: kept as signals about the turn that said what was reacted to."""

from __future__ import annotations

from sqlmodel import Session

from bot.engine.edits import message_of
from bot.engine.incoming import Reacted
from bot.storage import inbox
from bot.storage.owned import Owned
from bot.storage.people import ensure_chat, ensure_person, known, placed
from bot.storage.tables import Bot, Signal


def take_reaction(session: Session, event: Reacted, now: int) -> int | None:
    """Note it; returns the chat, None when it was noted before. An empty value says that it was taken back."""
    bot = session.get_one(Bot, event.bot_id)
    if inbox.seen(session, event.bot_id, event.update_id):
        return None
    chat = ensure_chat(session, bot, ensure_person(session, event.channel, event.person, now), event.chat, now)
    inbox.put(session, placed(chat), event.update_id, now, kind="reaction")
    about = message_of(session, known(chat.id), event.external_id)
    session.add(
        Signal(
            person_id=chat.person_id,
            chat_id=known(chat.id),
            turn_id=about.turn_id if about else None,
            message_id=about.id if about else None,
            kind="reaction",
            external_id=event.external_id,
            value=Owned(chat.person_id, "".join(event.emoji)),
            at=event.at,
        )
    )
    return chat.id

"""Reactions: kept as signals about the turn that said what was reacted to."""

from __future__ import annotations

from sqlmodel import Session

from bot.engine.edits import message_of
from bot.engine.incoming import Reacted
from bot.storage import inbox
from bot.storage.owned import Owned
from bot.storage.people import ensure_chat, ensure_person, known, placed
from bot.storage.tables import Bot, Chat, Signal


def take_reaction(session: Session, event: Reacted, now: int) -> int | None:
    """Note it; returns the chat, None when it was noted before. An empty value says that it was taken back."""
    bot = session.get_one(Bot, event.bot_id)
    if inbox.seen(session, event.bot_id, event.update_id):
        return None
    chat = ensure_chat(session, bot, ensure_person(session, event.channel, event.person, now), event.chat, now)
    inbox.put(session, placed(chat), event.update_id, now, kind="reaction")
    note_signal(session, chat, event.external_id, "reaction", "".join(event.emoji), event.at)
    return chat.id


def note_signal(session: Session, chat: Chat, external_id: str | None, kind: str, value: str, at: int) -> None:
    """Keep what they signalled (`value`) about the message the channel knows under this id; it may come later."""
    about = message_of(session, known(chat.id), external_id)
    session.add(
        Signal(
            person_id=chat.person_id,
            chat_id=known(chat.id),
            turn_id=about.turn_id if about else None,
            message_id=about.id if about else None,
            kind=kind,
            external_id=external_id,
            value=Owned(chat.person_id, value),
            at=at,
        )
    )

"""What people signal about messages, also about ones that come later."""

from __future__ import annotations

from sqlalchemy import bindparam, update
from sqlmodel import Session, col

from bot.storage.tables import Signal

_LINKED = (
    update(Signal)
    .where(
        col(Signal.message_id).is_(None),
        col(Signal.chat_id) == bindparam("chat"),
        col(Signal.external_id) == bindparam("name"),
    )
    .values(message_id=bindparam("message"), turn_id=bindparam("turn"))
)


def link_signals(session: Session, chat_id: int, external_id: str, message_id: int, turn_id: int | None) -> None:
    """The channel's id of a message is known now: signals about it that came before it are about this one."""
    about = {"chat": chat_id, "name": external_id, "message": message_id, "turn": turn_id}
    session.connection().execute(_LINKED, about)

"""The inbox: one row an update, so that none is lost and none is taken twice."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from bot.storage.owned import Owned
from bot.storage.people import known
from bot.storage.rows import insert_row
from bot.storage.tables import Bot, Chat, InboxRow

Kind = Literal["message", "edit", "reaction", "reach", "command"]


def seen(session: Session, bot_id: int, update_id: int | None) -> bool:
    """Whether this update was taken before."""
    if update_id is None:
        return False
    return session.connection().execute(_SEEN, {"bot": bot_id, "update": update_id}).first() is not None


def put(
    session: Session,
    bot: Bot,
    chat: Chat,
    update_id: int | None,
    now: int,
    *,
    kind: Kind = "message",
    message_id: int | None = None,
    wait: tuple[int, str] = (0, ""),
    body: str | None = None,
) -> None:
    """Keep an update. `update_id` None: the channel doesn't number its updates, the bot row does."""
    if update_id is None:
        bot.last_update_id += 1
        session.add(bot)
    row = InboxRow(
        bot_id=known(bot.id),
        chat_id=known(chat.id),
        person_id=chat.person_id,
        update_id=bot.last_update_id if update_id is None else update_id,
        kind=kind,
        message_id=message_id,
        received_at=now,
        wait_ms=wait[0],
        wait_reason=wait[1],
        body=Owned(chat.person_id, body) if body else None,
    )
    insert_row(session, row)


def waiting(session: Session, chat_id: int) -> list[InboxRow]:
    """Messages no turn has answered, oldest first."""
    return list(session.exec(_WAITING, params={"chat": chat_id}))


def waits(session: Session, message_id: int) -> bool:
    """Whether this message still has to be answered."""
    unanswered = col(InboxRow.turn_id).is_(None) & (InboxRow.message_id == message_id)
    return session.exec(select(InboxRow.id).where(unanswered)).first() is not None


_SEEN = select(InboxRow.id).where(InboxRow.bot_id == bindparam("bot"), InboxRow.update_id == bindparam("update"))
_WAITING = (
    select(InboxRow)
    .where(InboxRow.chat_id == bindparam("chat"), col(InboxRow.turn_id).is_(None), InboxRow.kind == "message")
    .order_by(col(InboxRow.id))
)

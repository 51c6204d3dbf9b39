"""The inbox: one row an update, so that none is lost and none is taken twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import Executable, Row, Table, bindparam, update
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from bot.storage.owned import Owned
from bot.storage.people import Placed
from bot.storage.rows import insert_row
from bot.storage.tables import Bot, InboxRow, Message
from bot.storage.talk import WORDS

Kind = Literal["message", "edit", "reaction", "reach", "command", "pressed"]


def seen(session: Session, bot_id: int, update_id: int | None) -> bool:
    """Whether this update was taken before."""
    if update_id is None:
        return False
    return session.connection().execute(_SEEN, {"bot": bot_id, "update": update_id}).first() is not None


def put(
    session: Session,
    at: Placed,
    update_id: int | None,
    now: int,
    *,
    kind: Kind = "message",
    message_id: int | None = None,
    wait: tuple[int, str] = (0, ""),
    body: str | None = None,
) -> None:
    """Keep an update. `update_id` None: the channel doesn't number its updates, the bot row does."""
    insert_row(
        session,
        InboxRow,
        bot_id=at.bot_id,
        chat_id=at.chat_id,
        person_id=at.person_id,
        update_id=_next_update(session, at.bot_id) if update_id is None else update_id,
        kind=kind,
        message_id=message_id,
        received_at=now,
        wait_ms=wait[0],
        wait_reason=wait[1],
        body=Owned(at.person_id, body) if body else None,
    )


def _next_update(session: Session, bot_id: int) -> int:
    return int(session.connection().execute(_COUNT_UP, {"bot": bot_id}).scalar_one())


def waiting(session: Session, chat_id: int) -> Sequence[Row[Any]]:
    """Messages no turn has answered, oldest first: `heard`'s columns."""
    return session.connection().execute(_WAITING, {"chat": chat_id}).all()


def heard(session: Session, inbox_ids: Sequence[int]) -> Sequence[Row[Any]]:
    """Inbox rows with their messages, oldest first."""
    return session.connection().execute(_THESE, {"ids": list(inbox_ids)}).all()


def waits(session: Session, message_id: int) -> bool:
    """Whether this message still has to be answered."""
    unanswered = col(InboxRow.turn_id).is_(None) & (InboxRow.message_id == message_id)
    return session.exec(select(InboxRow.id).where(unanswered)).first() is not None


_SEEN = select(InboxRow.id).where(InboxRow.bot_id == bindparam("bot"), InboxRow.update_id == bindparam("update"))


def _heard(*which: Any) -> Executable:
    of = (InboxRow.id, InboxRow.update_id, InboxRow.received_at, InboxRow.wait_ms, InboxRow.wait_reason)
    inbox_id, *rest = (col(each) for each in of)
    row: Any = columns(inbox_id.label("inbox_id"), *rest, *WORDS)
    rows: Executable = row.join(Message, col(Message.id) == InboxRow.message_id).where(*which).order_by(inbox_id)
    return rows


_WAITING = _heard(
    col(InboxRow.chat_id) == bindparam("chat"), col(InboxRow.turn_id).is_(None), col(InboxRow.kind) == "message"
)
_THESE = _heard(col(InboxRow.id).in_(bindparam("ids", expanding=True)))
_bots: Table = Bot.__table__  # type: ignore[attr-defined]  # every table class has one
_COUNT_UP = (
    update(_bots)
    .where(_bots.c.id == bindparam("bot"))
    .values(last_update_id=_bots.c.last_update_id + 1)
    .returning(_bots.c.last_update_id)
)

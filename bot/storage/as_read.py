"""Messages as they read now, later edits included, for work behind the reply. Only of private chats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from bot.storage.tables import Chat, InboxRow, Message, Revision

NO_TALK = ("command", "start")  # kinds of messages that are no part of a talk
SAID = (col(Message.kind).not_in(NO_TALK), col(Message.cancelled_by).is_(None))


@dataclass(frozen=True)
class AsRead:
    """A message: who said it (person | persona), what it says by now, when (ms)."""

    id: int
    chat_id: int
    author: str
    text: str
    attachments: str | None
    said_at: int


def private_chats(session: Session, person_id: int, bot_id: int) -> dict[int, int]:
    """The person's chats with the bot that no group sees: the first message still in the prompt's history, by chat."""
    query = select(Chat.id, Chat.history_from).where(
        Chat.person_id == person_id, Chat.bot_id == bot_id, col(Chat.group_id).is_(None)
    )
    return {chat_id: history_from for chat_id, history_from in session.exec(query) if chat_id is not None}


def settled_before(session: Session, chat_ids: Iterable[int]) -> int | None:
    """The oldest message that waits for its answer: from there on the words may still change. None: none waits."""
    waits = col(InboxRow.chat_id).in_(list(chat_ids)) & col(InboxRow.turn_id).is_(None)
    query = select(func.min(InboxRow.message_id)).where(waits, InboxRow.kind == "message")
    return session.exec(query).one()


def said_ids(session: Session, chat_ids: Iterable[int], after: int, before: int | None, since: int = 0) -> list[int]:
    """Messages between two ids (both left out) said `since` (ms), oldest first.

    Commands and bubbles never said are none.
    """
    query = select(Message.id).where(
        col(Message.chat_id).in_(list(chat_ids)),
        col(Message.id) > after,
        col(Message.said_at) >= since,
        *SAID,
    )
    bounded = query.where(col(Message.id) < before) if before is not None else query
    return list(session.connection().execute(bounded.order_by(col(Message.id))).scalars())


def read(session: Session, message_ids: Sequence[int]) -> tuple[AsRead, ...]:
    """These messages, oldest first; those that are gone are left out."""
    rows = session.exec(select(Message).where(col(Message.id).in_(message_ids)).order_by(col(Message.id))).all()
    newest = select(Revision.message_id, Revision.text).where(col(Revision.message_id).in_(message_ids))
    edited = {of: str(text) for of, text in session.exec(newest.order_by(col(Revision.edited_at)))}
    return tuple(
        AsRead(
            id=row.id or 0,
            chat_id=row.chat_id,
            author=row.author,
            text=edited.get(row.id or 0, str(row.text)),
            attachments=str(row.attachments) if row.attachments else None,
            said_at=row.said_at,
        )
        for row in rows
    )


def unchanged(session: Session, messages: Sequence[AsRead]) -> bool:
    """Whether all of them still read like this."""
    return read(session, [each.id for each in messages]) == tuple(messages)

"""What a person wants forgotten or left unspoken, not yet confirmed: one wish a chat, for a quarter of an hour.

It is kept in a table, so that any process may hear the answer. What is confirmed is what was shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import CursorResult, Executable, delete, func, update
from sqlmodel import Session, SQLModel, col, select

from bot.storage.facts import bump
from bot.storage.owned import Owned
from bot.storage.people import known, touch_talk
from bot.storage.tables import (
    Chat,
    FactRow,
    FactSource,
    FactUse,
    ForgetRequest,
    InboxRow,
    IntentRow,
    Message,
    OutboxRow,
    Signal,
    Summary,
    TurnRow,
)

VALID_MS = 15 * 60_000
Stage = Literal["found", "everything", "everything again", "hush", "hush words"]


@dataclass(frozen=True)
class Pending:
    """`stage`: what was asked back. `newest`: the last message of the chat then; `asked_at`: ms, names the wish.

    `message_ids`: what would go; of "hush" the numbers of the facts that would be left unspoken.
    """

    stage: Stage
    words: str
    message_ids: tuple[int, ...]
    newest: int
    asked_at: int


def put(session: Session, chat: Chat, stage: Stage, words: str, message_ids: Iterable[int], now: int) -> None:
    """Keep a wish; it takes the place of an earlier one."""
    chat_id = known(chat.id)
    kept = {"stage": stage, "messages": list(message_ids), "newest": newest_message(session, chat_id)}
    row = session.get(ForgetRequest, chat_id, with_for_update=True)
    row = row or ForgetRequest(chat_id=chat_id, person_id=chat.person_id, message_ids="", words="", asked_at=now)
    row.words, row.message_ids, row.asked_at = Owned(chat.person_id, words), json.dumps(kept), now
    session.add(row)
    session.flush()


def pending(session: Session, chat_id: int, now: int) -> Pending | None:
    """The wish of a chat that waits for its answer; None: none does any more."""
    row = session.get(ForgetRequest, chat_id, populate_existing=True)
    if row is None or not 0 <= now - row.asked_at <= VALID_MS:
        return None
    kept = json.loads(row.message_ids)
    return Pending(kept["stage"], str(row.words), tuple(kept["messages"]), kept["newest"], row.asked_at)


def drop(session: Session, chat_id: int) -> None:
    """The wish is taken back, or done."""
    session.execute(delete(ForgetRequest).where(col(ForgetRequest.chat_id) == chat_id))
    session.expire_all()


def newest_message(session: Session, chat_id: int) -> int:
    """Whether something was said since is told by it; 0: nothing was said at all."""
    return session.exec(select(func.max(Message.id)).where(Message.chat_id == chat_id)).one() or 0


def silence_notices(session: Session, person_id: int, holding: Iterable[str] | None) -> None:
    """Answers to commands that still wait to be delivered and hold one of these texts (None: all) are not sent."""
    waiting = (OutboxRow.person_id == person_id) & (OutboxRow.kind == "notice") & (OutboxRow.state == "new")
    wanted = None if holding is None else [text for text in holding if text]
    for row in session.exec(select(OutboxRow).where(waiting).with_for_update()).all():
        if wanted is None or any(text in str(row.body) for text in wanted):
            row.state, row.body, row.owner, row.lease_until = "cancelled", Owned(person_id, ""), None, None
            session.add(row)
    session.flush()


def erase_leftovers(session: Session, person_id: int, bot_id: int, now: int) -> dict[str, int]:
    """What no message led to, once all messages with a bot are gone; returns rows by table."""
    chats = select(Chat.id).where(Chat.person_id == person_id, Chat.bot_id == bot_id)
    facts = select(FactRow.id).where(FactRow.person_id == person_id, FactRow.bot_id == bot_id)
    turns = (col(TurnRow.chat_id).in_(chats)) & col(TurnRow.erased_at).is_(None)
    held = (col(InboxRow.chat_id).in_(chats)) & col(InboxRow.body).is_not(None)
    steps: tuple[tuple[type[SQLModel], Executable], ...] = (
        (FactSource, delete(FactSource).where(col(FactSource.fact_id).in_(facts))),
        (FactUse, delete(FactUse).where(col(FactUse.fact_id).in_(facts))),
        (FactRow, delete(FactRow).where(col(FactRow.person_id) == person_id, col(FactRow.bot_id) == bot_id)),
        (Summary, delete(Summary).where(col(Summary.chat_id).in_(chats))),
        (IntentRow, delete(IntentRow).where(col(IntentRow.chat_id).in_(chats))),
        (Signal, delete(Signal).where(col(Signal.chat_id).in_(chats))),
        (ForgetRequest, delete(ForgetRequest).where(col(ForgetRequest.chat_id).in_(chats))),
        (InboxRow, update(InboxRow).where(held).values(body=None)),
        (TurnRow, update(TurnRow).where(turns).values(record=None, erased_at=now)),
    )
    gone = {str(model.__tablename__): _count(session, statement) for model, statement in steps}
    bump(session, person_id)
    touch_talk(session, person_id)
    return {table: count for table, count in gone.items() if count}


def _count(session: Session, statement: Executable) -> int:
    result = session.execute(statement, execution_options={"synchronize_session": False})
    session.expire_all()
    return result.rowcount if isinstance(result, CursorResult) else 0

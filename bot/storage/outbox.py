"""The outbox: bubbles in order per chat, `new → sending → sent | unknown | dead`, or `cancelled`.

Only the first unfinished bubble of a chat may move. `sending` is committed before the channel is called: after a
crash nobody can know whether it arrived, so such a row becomes `unknown` and is resolved at once, by the operator's
choice.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.storage.owned import Owned
from bot.storage.people import known
from bot.storage.tables import Message, OutboxRow
from policies.timing import Bubble

OnUnknown = Literal["resend", "drop"]
_OPEN = ("new", "sending")


@dataclass(frozen=True)
class Delivery:
    """A bubble this sender holds: typing may start now, it is due at `due`."""

    id: int
    chat_id: int
    text: str
    due: int
    typing_ms: int
    owner: str


def put(
    session: Session, chat_id: int, person_id: int, turn_id: int, attempt: str, now: int, bubbles: Sequence[Bubble]
) -> None:
    """Queue a turn's bubbles behind whatever the chat still has to hear, each with its message row."""
    last = session.exec(select(func.max(OutboxRow.seq)).where(OutboxRow.chat_id == chat_id)).one() or 0
    for index, bubble in enumerate(bubbles):
        text, due = Owned(person_id, bubble.text), now + bubble.offset_ms
        message = Message(
            chat_id=chat_id, person_id=person_id, author="persona", text=text, said_at=due, turn_id=turn_id
        )
        session.add(message)
        session.flush()
        session.add(
            OutboxRow(
                chat_id=chat_id,
                person_id=person_id,
                turn_id=turn_id,
                message_id=known(message.id),
                seq=last + index + 1,
                key=f"{attempt}:{index}",
                body=text,
                due=due,
                typing_ms=bubble.typing_ms,
            )
        )


def claim(
    session: Session, now: int, lease_ms: int, owner: str, chats: Collection[int] | None = None
) -> Delivery | None:
    """Hold the earliest head bubble whose typing may start, if any."""
    heads = (row for row in _heads(session, chats) if row.state == "new" and _free(row, now))
    row = min((row for row in heads if row.due - row.typing_ms <= now), key=lambda row: row.due, default=None)
    if row is None:
        return None
    row.owner, row.lease_until = owner, max(now, row.due) + lease_ms
    session.add(row)
    return Delivery(known(row.id), row.chat_id, str(row.body), row.due, row.typing_ms, owner)


def next_due(session: Session, now: int, chats: Collection[int] | None = None) -> int | None:
    """When the next head bubble wants attention (typing starts, or a lease ends)."""
    rows = _heads(session, chats)
    return min((_wants_attention(row, now) for row in rows), default=None)


def _wants_attention(row: OutboxRow, now: int) -> int:
    start = row.due - row.typing_ms
    return max(start, row.lease_until) if row.owner and row.lease_until else max(start, 0)


def mark_sending(session: Session, delivery: Delivery, now: int, lease_ms: int) -> bool:
    """Last step before the channel is called. False when the row was cancelled or taken over meanwhile."""
    row = _mine(session, delivery, "new")
    if row is None:
        return False
    row.state, row.attempts, row.lease_until = "sending", row.attempts + 1, now + lease_ms
    session.add(row)
    return True


def mark_sent(session: Session, delivery: Delivery, now: int, external_id: str | None) -> None:
    """The channel took it."""
    row = _mine(session, delivery, "sending")
    if row is None:
        return
    row.state, row.sent_at, row.owner, row.lease_until = "sent", now, None, None
    session.add(row)
    message = session.get(Message, row.message_id)
    if message is not None:
        message.external_id = external_id
        session.add(message)


def mark_failed(session: Session, delivery: Delivery, now: int, retry_at: int, most_attempts: int) -> None:
    """The channel surely did not take it: try again later, or give up."""
    row = _mine(session, delivery, "sending")
    if row is not None:
        row.state = "dead" if row.attempts >= most_attempts else "new"
        row.due, row.typing_ms, row.owner, row.lease_until = retry_at, 0, None, None
        session.add(row)


def resolve_stale(session: Session, now: int, on_unknown: OnUnknown, chats: Collection[int] | None = None) -> int:
    """Rows left in `sending` by a dead sender: `unknown`, then resent or dropped. Returns how many."""
    stale = [row for row in _heads(session, chats) if row.state == "sending" and (row.lease_until or 0) <= now]
    for row in stale:
        row.state = "new" if on_unknown == "resend" else "unknown"
        row.owner, row.lease_until = None, None
        session.add(row)
    return len(stale)


def free(session: Session, chat_id: int, now: int) -> None:
    """End any claim of this chat's bubbles: who held them is known to be gone. Rows in `sending` are stale at once."""
    for row in _heads(session, [chat_id]):
        row.owner, row.lease_until = (row.owner, now) if row.state == "sending" else (None, None)
        session.add(row)


def _heads(session: Session, chats: Collection[int] | None) -> list[OutboxRow]:
    first = select(func.min(OutboxRow.id)).where(col(OutboxRow.state).in_(_OPEN)).group_by(col(OutboxRow.chat_id))
    if chats is not None:
        first = first.where(col(OutboxRow.chat_id).in_(chats))
    return list(session.exec(select(OutboxRow).where(col(OutboxRow.id).in_(first))))


def _free(row: OutboxRow, now: int) -> bool:
    return row.owner is None or (row.lease_until or 0) <= now


def _mine(session: Session, delivery: Delivery, state: str) -> OutboxRow | None:
    row = session.get(OutboxRow, delivery.id)
    return row if row is not None and row.state == state and row.owner == delivery.owner else None

"""The outbox: deliveries in order per chat, `new → sending → sent | unknown | dead`, or `cancelled`.

Only the first unfinished one of a chat may move. `sending` is committed before the channel is called: after a
crash nobody can know whether it arrived, so such a row becomes `unknown` and is resolved at once, by the operator's
choice; reactions and edits repeat safely and are always sent again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.storage.owned import Owned
from bot.storage.people import known
from bot.storage.scope import EVERYWHERE, Scope
from bot.storage.tables import Message, OutboxRow, TurnRow

OnUnknown = Literal["resend", "drop"]
Kind = Literal["text", "photo", "reaction", "edit", "notice"]
MOST_UNKNOWN, MOST_FAILED = 5, 300  # tries: each unknown one may arrive; failed ones go on for about a day
_OPEN = ("new", "sending")
_BUBBLES, _REPEATABLE = ("text", "photo"), ("reaction", "edit")


@dataclass(frozen=True)
class Outgoing:
    """Something to deliver at `due`, after `typing_ms` of typing.

    `text`: of a bubble, notice or edit; a photo's caption; a reaction's emoji ("" takes it back). `media`: a photo's
    path, address or file id. `target_id`: the message reacted to or edited.
    """

    text: str
    due: int
    typing_ms: int = 0
    kind: Kind = "text"
    media: str | None = None
    target_id: int | None = None


@dataclass(frozen=True)
class Delivery:
    """What this sender holds: typing may start now, it is due at `due`. `target`: the channel's id of the target.

    `attempts`: how often it was tried before.
    """

    id: int
    chat_id: int
    text: str
    due: int
    typing_ms: int
    owner: str
    kind: Kind = "text"
    media: str | None = None
    target: str | None = None
    attempts: int = 0


def put(
    session: Session, chat_id: int, person_id: int, key: str, outgoing: Sequence[Outgoing], turn_id: int | None = None
) -> None:
    """Queue deliveries behind whatever the chat still has to hear; bubbles get a message row. `key` is used once."""
    last = session.exec(select(func.max(OutboxRow.seq)).where(OutboxRow.chat_id == chat_id)).one() or 0
    for index, each in enumerate(outgoing):
        session.add(
            OutboxRow(
                chat_id=chat_id,
                person_id=person_id,
                turn_id=turn_id,
                message_id=_message(session, chat_id, person_id, each, turn_id) if each.kind in _BUBBLES else None,
                target_id=each.target_id,
                seq=last + index + 1,
                key=f"{key}:{index}",
                kind=each.kind,
                body=Owned(person_id, each.text),
                media=Owned(person_id, each.media) if each.media else None,
                due=each.due,
                typing_ms=each.typing_ms,
            )
        )


def _message(session: Session, chat_id: int, person_id: int, bubble: Outgoing, turn_id: int | None) -> int:
    message = Message(
        chat_id=chat_id,
        person_id=person_id,
        author="persona",
        kind=bubble.kind,
        text=Owned(person_id, bubble.text),
        said_at=bubble.due,
        turn_id=turn_id,
    )
    session.add(message)
    session.flush()
    return known(message.id)


def claim(session: Session, now: int, lease_ms: int, owner: str, scope: Scope = EVERYWHERE) -> Delivery | None:
    """Hold the earliest head bubble whose typing may start, if any."""
    heads = (row for row in _heads(session, scope) if row.state == "new" and _free(row, now))
    row = min((row for row in heads if row.due - row.typing_ms <= now), key=lambda row: row.due, default=None)
    if row is None:
        return None
    row.owner, row.lease_until = owner, max(now, row.due) + lease_ms
    session.add(row)
    return _delivery(session, row, owner)


def _delivery(session: Session, row: OutboxRow, owner: str) -> Delivery:
    target = session.get(Message, row.target_id) if row.target_id else None
    return Delivery(
        id=known(row.id),
        chat_id=row.chat_id,
        text=str(row.body),
        due=row.due,
        typing_ms=row.typing_ms,
        owner=owner,
        kind=row.kind,  # type: ignore[arg-type]  # only `put` writes it
        media=str(row.media) if row.media else None,
        target=target.external_id if target else None,
        attempts=row.attempts,
    )


def next_due(session: Session, now: int, scope: Scope = EVERYWHERE) -> int | None:
    """When the next head bubble wants attention (typing starts, or a lease ends)."""
    rows = _heads(session, scope)
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


def put_off(session: Session, delivery: Delivery, until: int) -> None:
    """Give the claim back before anything was sent: the channel's limits allow it at `until` only."""
    row = _mine(session, delivery, "new")
    if row is not None:
        _again(session, row, until)


def mark_sent(session: Session, delivery: Delivery, now: int, external_id: str | None) -> bool:
    """The channel took it. True."""
    row = _mine(session, delivery, "sending")
    if row is None:
        return True
    row.state, row.sent_at, row.owner, row.lease_until = "sent", now, None, None
    _forget_notice(row)
    session.add(row)
    message = session.get(Message, row.message_id) if row.message_id else None
    if message is not None:
        message.external_id = external_id
        session.add(message)
    return True


def mark_failed(session: Session, delivery: Delivery, retry_at: int, *, counts: bool = True) -> bool:
    """The channel surely did not take it: again at `retry_at` (one told to wait doesn't count). False: given up."""
    row = _mine(session, delivery, "sending")
    if row is None:
        return True
    if not counts:
        row.attempts -= 1
    if row.attempts < MOST_FAILED:
        _again(session, row, retry_at)
        return True
    _end(session, row, "dead")
    return False


def mark_refused(session: Session, delivery: Delivery) -> bool:
    """The channel will never take it. True: that is known and told."""
    row = _mine(session, delivery, "sending")
    if row is not None:
        _end(session, row, "dead")
    return True


def mark_unknown(session: Session, delivery: Delivery, retry_at: int, on_unknown: OnUnknown) -> bool:
    """The channel may or may not have taken it. False: it will not be sent again."""
    row = _mine(session, delivery, "sending")
    return row is None or _resolve(session, row, retry_at, on_unknown)


def resolve_stale(session: Session, now: int, on_unknown: OnUnknown, scope: Scope = EVERYWHERE) -> int:
    """Rows left in `sending` by a dead sender. Returns how many."""
    stale = [row for row in _heads(session, scope) if row.state == "sending" and (row.lease_until or 0) <= now]
    for row in stale:
        _resolve(session, row, now, on_unknown)
    return len(stale)


def cancel(session: Session, chat_id: int) -> int:
    """Nothing that waits in this chat will be sent any more. Returns how many rows that were."""
    query = select(OutboxRow).where(OutboxRow.chat_id == chat_id, OutboxRow.state == "new")
    rows = session.exec(query.order_by(col(OutboxRow.id))).all()
    for row in rows:
        _end(session, row, "cancelled")
    return len(rows)


def _resolve(session: Session, row: OutboxRow, retry_at: int, on_unknown: OnUnknown) -> bool:
    if row.attempts < MOST_UNKNOWN and (on_unknown == "resend" or row.kind in _REPEATABLE):
        _again(session, row, retry_at)
        return True
    row.state, row.owner, row.lease_until = "unknown", None, None
    _forget_notice(row)
    session.add(row)
    return False


def _again(session: Session, row: OutboxRow, retry_at: int) -> None:
    row.state, row.due, row.typing_ms, row.owner, row.lease_until = "new", max(row.due, retry_at), 0, None, None
    session.add(row)


def _end(session: Session, row: OutboxRow, state: Literal["dead", "cancelled"]) -> None:
    """Never to be sent: turns from here on don't read its bubble as said."""
    row.state, row.owner, row.lease_until = state, None, None
    _forget_notice(row)
    session.add(row)
    message = session.get(Message, row.message_id) if row.message_id else None
    if message is not None:
        message.cancelled_by = _unsaid_from(session, row, message)
        session.add(message)


def _unsaid_from(session: Session, row: OutboxRow, message: Message) -> int:
    """The newest message of the first turn that doesn't read it as said; what a turn has read stays in its replay."""
    later = select(TurnRow.id).where(TurnRow.chat_id == row.chat_id, col(TurnRow.id) > (row.turn_id or 0))
    if row.state == "cancelled" and session.exec(later).first() is None:
        return known(message.id)
    newest = session.exec(select(func.max(Message.id)).where(Message.chat_id == row.chat_id)).one() or 0
    return newest + 1


def _forget_notice(row: OutboxRow) -> None:
    """Its words are no part of the talk: nobody reads them again."""
    if row.kind == "notice":
        row.body = Owned(row.person_id, "")


def free(session: Session, chat_id: int, now: int) -> None:
    """End any claim of this chat's bubbles: who held them is known to be gone. Rows in `sending` are stale at once."""
    for row in _heads(session, Scope(chats=frozenset({chat_id}))):
        row.owner, row.lease_until = (row.owner, now) if row.state == "sending" else (None, None)
        session.add(row)


def _heads(session: Session, scope: Scope) -> list[OutboxRow]:
    open_rows = col(OutboxRow.state).in_(_OPEN) & scope.holds(OutboxRow.chat_id)
    first = select(func.min(OutboxRow.id)).where(open_rows).group_by(col(OutboxRow.chat_id))
    return list(session.exec(select(OutboxRow).where(col(OutboxRow.id).in_(first))))


def _free(row: OutboxRow, now: int) -> bool:
    return row.owner is None or (row.lease_until or 0) <= now


def _mine(session: Session, delivery: Delivery, state: str) -> OutboxRow | None:
    row = session.get(OutboxRow, delivery.id)
    return row if row is not None and row.state == state and row.owner == delivery.owner else None

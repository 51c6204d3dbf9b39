"""A delivery's way through a sender: claimed, `sending`, sent. Every message of every chat goes it, so it is short.

The statements are built once for each scope; what goes wrong on the way is `bot.storage.outbox`'s.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import RowMapping, Select, Table, Update, and_, bindparam, func, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from bot.storage.outbox import IS_OPEN, OPEN, Delivery
from bot.storage.owned import Owned
from bot.storage.people import Address
from bot.storage.scope import EVERYWHERE, Scope
from bot.storage.signals import link_signals
from bot.storage.tables import Bot, Chat, Message, OutboxRow

_LONGEST_TYPING_MS = 120_000  # what is due later doesn't start yet: rows are found by the index on `due`
_free = col(OutboxRow.owner).is_(None)
_starts = col(OutboxRow.due) - col(OutboxRow.typing_ms)
_table: Table = OutboxRow.__table__  # type: ignore[attr-defined]  # every table class has one


def claim(
    session: Session,
    now: int,
    lease_ms: int,
    owner: str,
    scope: Scope = EVERYWHERE,
    full: frozenset[int] = frozenset(),
    may_begin: Callable[[Address], bool] | None = None,
) -> Delivery | None:
    """Hold the earliest head row whose typing may start, if any; who claims at the same moment takes another one.

    `full`: bots whose channel takes no more now; of theirs only what is still to be typed is held. `may_begin`:
    whether a chat's channel takes something now; what is due then is `sending` at once.
    """
    connection, at = session.connection(), {"now": now, "soon": now + _LONGEST_TYPING_MS}
    row = connection.execute(_earliest(scope, full), at).mappings().first()
    if row is None:
        return None
    held = _delivery(row, owner)
    held = replace(held, begun=may_begin is not None and held.due <= now and may_begin(held.to))
    values = {"row": held.id, "by": owner, "until": max(now, held.due) + lease_ms}
    connection.execute(_BEGIN if held.begun else _HOLD, values)
    return held


def next_due(session: Session, scope: Scope = EVERYWHERE) -> int | None:
    """When the next head row wants attention (typing starts, or a lease ends)."""
    first, start, lease_ends = _next_due(scope)
    due = session.execute(first).scalar()
    starts = session.execute(start, {"soon": due + _LONGEST_TYPING_MS}).scalar() if due is not None else None
    found = (starts, session.execute(lease_ends).scalar())
    return min((max(each, 0) for each in found if each is not None), default=None)


def mark_sending(session: Session, delivery: Delivery, now: int, lease_ms: int) -> bool:
    """Last step before the channel is called. False when the row was cancelled or taken over meanwhile."""
    return _change(session, _SENDING, delivery, "new", until=now + lease_ms)


def mark_sent(session: Session, delivery: Delivery, now: int, external_id: str | None) -> bool:
    """The channel took it. True."""
    statement = _SENT_NOTICE if delivery.kind == "notice" else _SENT
    if _change(session, statement, delivery, "sending", at=now) and delivery.message_id is not None:
        session.connection().execute(_NAMED, {"message": delivery.message_id, "name": external_id})
        if external_id is not None:  # somebody may react before the channel's answer came back
            link_signals(session, delivery.chat_id, external_id, delivery.message_id, delivery.turn_id)
    return True


def _change(session: Session, statement: Update, delivery: Delivery, was: str, **values: Any) -> bool:
    where = {"row": delivery.id, "held_by": delivery.owner, "was": was}
    return session.connection().execute(statement, where | values).rowcount == 1


@cache
def _earliest(scope: Scope, full: frozenset[int]) -> Select[Any]:
    target = aliased(Message)
    free = or_(_free, col(OutboxRow.lease_until) <= bindparam("now"))
    begun = and_(col(OutboxRow.due) <= bindparam("soon"), _starts <= bindparam("now"))
    if full:
        begun = and_(begun, or_(col(OutboxRow.due) > bindparam("now"), col(Chat.bot_id).not_in(full)))
    wanted = (*_table.c, Chat.bot_id, Chat.external_id, Bot.channel, col(target.external_id).label("target"))
    query = (
        select(*wanted)
        .join(Chat, col(Chat.id) == OutboxRow.chat_id)
        .join(Bot, col(Bot.id) == Chat.bot_id)
        .outerjoin(target, col(target.id) == OutboxRow.target_id)
        .where(col(OutboxRow.state) == "new", begun, free, scope.holds(OutboxRow.chat_id, Chat.bot_id), _is_head())
    )
    first: Select[Any] = query.order_by(col(OutboxRow.due), col(OutboxRow.id)).limit(1)
    return first.with_for_update(skip_locked=True, of=OutboxRow)


@cache
def _next_due(scope: Scope) -> tuple[Select[Any], Select[Any], Select[Any]]:
    within = scope.holds(OutboxRow.chat_id)
    waiting = and_(col(OutboxRow.state) == "new", _free, within, _is_head())
    first = select(OutboxRow.due).where(waiting).order_by(col(OutboxRow.due)).limit(1)
    start = select(func.min(_starts)).where(waiting, col(OutboxRow.due) <= bindparam("soon"))
    return first, start, select(func.min(OutboxRow.lease_until)).where(IS_OPEN, ~_free, within)


def _is_head() -> Any:
    """Nothing of the same chat goes before it."""
    earlier = aliased(OutboxRow)
    before = select(earlier.id).where(
        earlier.chat_id == OutboxRow.chat_id, col(earlier.state).in_(OPEN), earlier.seq < OutboxRow.seq
    )
    return ~before.exists()


def _delivery(row: RowMapping, owner: str) -> Delivery:
    return Delivery(
        id=row["id"],
        to=Address(row["chat_id"], row["bot_id"], row["person_id"], row["channel"], row["external_id"]),
        text=row["body"],
        due=row["due"],
        typing_ms=row["typing_ms"],
        owner=owner,
        kind=row["kind"],
        media=row["media"],
        target=row["target"],
        attempts=row["attempts"],
        message_id=row["message_id"],
        turn_id=row["turn_id"],
    )


_by_id = update(_table).where(_table.c.id == bindparam("row"))
_by_claim = _by_id.where(_table.c.owner == bindparam("held_by"), _table.c.state == bindparam("was"))
_tried = {"state": "sending", "attempts": _table.c.attempts + 1, "lease_until": bindparam("until")}
_done: dict[str, Any] = {"state": "sent", "sent_at": bindparam("at"), "owner": None, "lease_until": None}
_HOLD = _by_id.values(owner=bindparam("by"), lease_until=bindparam("until"))
_BEGIN = _by_id.values(owner=bindparam("by"), **_tried)
_SENDING = _by_claim.values(**_tried)
_SENT = _by_claim.values(**_done)
_SENT_NOTICE = _by_claim.values(**_done, body=Owned(0, ""))  # its words are no part of the talk
_NAMED = update(Message).where(col(Message.id) == bindparam("message")).values(external_id=bindparam("name"))

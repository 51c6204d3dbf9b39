"""A clock that was set back: what was due soon lies far ahead then, and is brought back by as much."""

from __future__ import annotations

from sqlalchemy import Table, bindparam, func, select, update
from sqlmodel import Session

from bot.storage.database import is_shared
from bot.storage.tables import InboxRow, OutboxRow, Timer


def newest_seen(session: Session) -> int:
    """When the newest update was taken (ms), 0 before the first."""
    return int(session.connection().execute(_NEWEST).scalar() or 0)


def bring_back(session: Session, now: int, by: int) -> None:
    """Move what lies ahead of `now` back by `by` ms. Where several machines share a database each has its own clock:
    nothing is moved there."""
    if not is_shared(session):
        for statement in _MOVED:
            session.connection().execute(statement, {"now": now, "by": by})


_NEWEST = select(func.max(InboxRow.received_at))
_timers: Table = Timer.__table__  # type: ignore[attr-defined]  # every table class has one
_outbox: Table = OutboxRow.__table__  # type: ignore[attr-defined]
_MOVED = tuple(
    update(column.table).where(column > bindparam("now")).values({column.key: column - bindparam("by")})
    for column in (
        _timers.c.due,
        _timers.c.lease_until,
        _timers.c.waiting_since,
        _outbox.c.due,
        _outbox.c.lease_until,
    )
)

"""What the persona may write about first, kept until it was sent, cancelled or dropped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Table, and_, bindparam, func, or_, select, update
from sqlmodel import Session, col

from bot.storage.owned import Owned
from bot.storage.people import Placed
from bot.storage.rows import insert_row
from bot.storage.tables import IntentRow
from policies.proactive.intents import Intent

WEEK_MS = 7 * 86_400_000
_SAME_EVENT_MS = 3 * 3_600_000


def put(session: Session, at: Placed, intents: Sequence[Intent], now: int) -> None:
    """Keep intents; what was kept before, or is about the same event as one that was, is left alone."""
    for intent in intents:
        key = f"{at.chat_id}:{intent.source}:{intent.kind}:{intent.due}"
        about = {"key": key, "chat": at.chat_id, "kind": intent.kind}
        near = {"from_": intent.due - _SAME_EVENT_MS, "to": intent.due + _SAME_EVENT_MS}
        if session.connection().execute(_KEPT, about | near).first() is None:
            _insert(session, at, intent, key, now)


def _insert(session: Session, at: Placed, intent: Intent, key: str, now: int) -> None:
    insert_row(
        session,
        IntentRow,
        person_id=at.person_id,
        bot_id=at.bot_id,
        chat_id=at.chat_id,
        key=key,
        kind=intent.kind,
        what=Owned(at.person_id, intent.what),
        event_at=intent.event_at,
        due=intent.due,
        expires=intent.expires,
        reason=intent.reason,
        certainty=intent.certainty,
        source_id=intent.source,
        created_at=now,
    )


def waiting(session: Session, chat_id: int) -> tuple[tuple[int, Intent], ...]:
    """(id, intent) of what waits in a chat, the earliest first."""
    rows = session.connection().execute(_WAITING, {"chat": chat_id}).all()
    return tuple((row.id, _intent(row)) for row in rows)


def get(session: Session, intent_id: int) -> Intent | None:
    """An intent by its id; None when its message was erased."""
    row = session.connection().execute(_ONE, {"row": intent_id}).first()
    return _intent(row) if row is not None else None


def put_off(session: Session, intent_id: int, due: int) -> None:
    """It waits until `due`."""
    session.connection().execute(_PUT_OFF, {"row": intent_id, "until": due})


def end(session: Session, intent_id: int, state: str, fate: str) -> None:
    """`cancelled` or `dropped`, and why."""
    session.connection().execute(_END, {"row": intent_id, "now_is": state, "why": fate})


def mark_sent(session: Session, intent_id: int, turn_id: int, now: int) -> bool:
    """It was written about. False: it waits no more."""
    done = {"row": intent_id, "turn": turn_id, "now": now}
    return session.connection().execute(_SENT, done).rowcount == 1


def sent_since(session: Session, person_id: int, bot_id: int, since: int) -> tuple[int, ...]:
    """When the persona wrote first, oldest first (ms)."""
    of = {"person": person_id, "bot": bot_id, "since": since}
    return tuple(session.connection().execute(_SENT_SINCE, of).scalars())


def next_due(session: Session, chat_id: int) -> int | None:
    """When the next intent of a chat is due."""
    due: int | None = session.connection().execute(_NEXT, {"chat": chat_id}).scalar()
    return due


def _intent(row: Row[Any]) -> Intent:
    return Intent(
        row.kind, str(row.what), row.event_at, row.due, row.expires, row.reason, row.source_id, row.certainty
    )  # fmt: skip


_table: Table = IntentRow.__table__  # type: ignore[attr-defined]  # every table class has one
_waits = _table.c.state == "waiting"
_same_event = and_(
    _table.c.chat_id == bindparam("chat"),
    _table.c.kind == bindparam("kind"),
    _table.c.state.in_(("waiting", "sent")),
    _table.c.due.between(bindparam("from_"), bindparam("to")),
)
_KEPT = select(_table.c.id).where(or_(_table.c.key == bindparam("key"), _same_event))
_WAITING = select(_table).where(_table.c.chat_id == bindparam("chat"), _waits).order_by(_table.c.due, _table.c.id)
_ONE = select(_table).where(_table.c.id == bindparam("row"))
_NEXT = select(func.min(_table.c.due)).where(_table.c.chat_id == bindparam("chat"), _waits)
_by_id = update(_table).where(_table.c.id == bindparam("row"), _waits)
_PUT_OFF = _by_id.values(due=bindparam("until"))
_END = _by_id.values(state=bindparam("now_is"), fate=bindparam("why"))
_SENT = _by_id.values(state="sent", turn_id=bindparam("turn"), sent_at=bindparam("now"))
_SENT_SINCE = (
    select(_table.c.sent_at)
    .where(
        _table.c.person_id == bindparam("person"),
        _table.c.bot_id == bindparam("bot"),
        col(IntentRow.state) == "sent",
        col(IntentRow.sent_at) > bindparam("since"),
    )
    .order_by(_table.c.sent_at)
)

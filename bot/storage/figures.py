"""How the deployment does, in numbers: read from the tables, naming nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, col, func, or_, select

from bot.storage.database import is_shared
from bot.storage.tables import InboxRow, JobRow, ModelCall, OutboxRow, Timer, TurnRow

HOUR_MS = 3_600_000
RECENT = 10_000  # rows looked at where no index helps, so that asking stays cheap however long the talk

_QUEUED = text(
    "SELECT CASE CAST(status AS text) WHEN 'todo' THEN 'new' WHEN 'doing' THEN 'running' ELSE 'dead' END, count(*)"
    " FROM procrastinate_jobs WHERE status IN ('todo', 'doing', 'failed') GROUP BY 1"
)


@dataclass(frozen=True)
class Figures:
    """One moment. Times in milliseconds; `lateness`: of the timer that is longest overdue.

    `deliveries`: rows by state, among the newest RECENT. `turns` by source and `tokens` by direction: in the last hour.
    """

    waiting_messages: int
    overdue_timers: int
    lateness: int
    running_turns: int
    deliveries: dict[str, int]
    jobs: dict[str, int]
    turns: dict[str, int]
    tokens: dict[str, int]
    failed_calls: int


def figures(session: Session, now: int) -> Figures:
    """Everything monitoring wants to know, from one state of the tables."""
    overdue, earliest = session.exec(select(func.count(), func.min(Timer.due)).where(*_overdue(now))).one()
    calls = _calls(session, now)
    return Figures(
        waiting_messages=_number(session, InboxRow, col(InboxRow.turn_id).is_(None), InboxRow.kind == "message"),
        overdue_timers=overdue,
        lateness=now - earliest if earliest is not None else 0,
        running_turns=_number(session, Timer, col(Timer.owner).is_not(None), col(Timer.lease_until) > now),
        deliveries=_by(session, OutboxRow.state, col(OutboxRow.id) > _newest(session, OutboxRow.id) - RECENT),
        jobs=_jobs(session),
        turns=_by(session, TurnRow.source, col(TurnRow.created_at) > now - HOUR_MS),
        tokens={"prompt": calls[0] or 0, "reply": calls[1] or 0},
        failed_calls=calls[2],
    )


def revision(session: Session) -> str:
    """The revision of the tables."""
    return str(session.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def _overdue(now: int) -> tuple[Any, ...]:
    unheld = or_(col(Timer.owner).is_(None), col(Timer.lease_until) <= now)
    return col(Timer.due) <= now, unheld


def _number(session: Session, table: Any, *where: Any) -> int:
    return session.exec(select(func.count()).select_from(table).where(*where)).one()


def _by(session: Session, column: Any, *where: Any) -> dict[str, int]:
    rows = session.exec(select(column, func.count()).where(*where).group_by(column))
    return {str(name): count for name, count in rows}


def _jobs(session: Session) -> dict[str, int]:
    if not is_shared(session):
        return _by(session, JobRow.state)
    return {str(state): count for state, count in session.execute(_QUEUED)}


def _newest(session: Session, column: Any) -> int:
    return session.exec(select(func.max(column))).one() or 0


def _calls(session: Session, now: int) -> tuple[int | None, int | None, int]:
    """Tokens of prompts and replies as far as servers reported them, and calls that failed, in the last hour."""
    recent = col(ModelCall.id) > _newest(session, ModelCall.id) - RECENT
    lately = ModelCall.started_at > now - HOUR_MS
    tokens = select(func.sum(ModelCall.prompt_tokens), func.sum(ModelCall.reply_tokens)).where(recent, lately)
    prompt, reply = session.exec(tokens).one()
    return prompt, reply, _number(session, ModelCall, recent, lately, ModelCall.state == "failed")

"""Whether a database has nothing left to do."""

from __future__ import annotations

from sqlmodel import Session, col, select

from bot.storage import inbox
from bot.storage.tables import Chat, JobRow, OutboxRow, Timer

OF_MEMORY = col(JobRow.name).startswith("memory.")  # jobs that wait until a talk is over


def idle(session: Session) -> bool:
    """Whether nothing waits, is due or is being done."""
    open_rows = session.exec(select(OutboxRow.id).where(col(OutboxRow.state).in_(["new", "sending"])))
    due = session.exec(select(Timer.chat_id).where(col(Timer.due).is_not(None)))
    waiting = [row for chat_id in session.exec(select(Chat.id)).all() for row in inbox.waiting(session, chat_id or 0)]
    jobs = session.exec(select(JobRow.id).where(col(JobRow.person_id).is_not(None), ~OF_MEMORY))  # upkeep always waits
    return not (open_rows.all() or due.all() or waiting or jobs.all())

"""Background jobs: on SQLite a table of ours (one waiting job a key, leased, retried with growing pauses).

On PostgreSQL they are Procrastinate's; only `put` and `erase` know both.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel import Session, col, func, or_, select

from bot.storage.database import is_shared
from bot.storage.owned import Owned
from bot.storage.people import known
from bot.storage.tables import JobRow

MOST_ATTEMPTS = 5
FIRST_PAUSE_MS = 5_000
_DEFER = text(
    "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args, scheduled_at)"
    " VALUES ('default', :name, :lock, :key, CAST(:args AS jsonb), to_timestamp(:due))"
    " ON CONFLICT (queueing_lock) WHERE status = 'todo' DO NOTHING"
)
_ERASE = text("DELETE FROM procrastinate_jobs WHERE lock = :lock AND status <> 'doing'")


@dataclass(frozen=True)
class Job:
    """A claimed job."""

    id: int
    name: str
    person_id: int | None
    args: str
    owner: str
    attempts: int


def put(session: Session, name: str, key: str, person_id: int | None, args: str, due: int) -> None:
    """Queue a job unless one with this key is still waiting. On PostgreSQL, Procrastinate will run it."""
    if is_shared(session):
        words = json.dumps({"person_id": person_id, "args": args})
        values = {"name": name, "key": key, "lock": f"person {person_id}", "args": words, "due": due / 1000}
        session.execute(_DEFER, values)
    elif not _waits(session, key):
        session.add(JobRow(name=name, key=key, person_id=person_id, args=Owned(person_id or 0, args), due=due))


def next_due(session: Session) -> int | None:
    """When the next job can be claimed."""
    new = select(func.min(JobRow.due)).where(JobRow.state == "new")
    running = select(func.min(JobRow.lease_until)).where(JobRow.state == "running")
    return min((due for query in (new, running) if (due := session.exec(query).one()) is not None), default=None)


def _earliest(session: Session, now: int) -> JobRow | None:
    """The due job nobody holds."""
    free = or_(col(JobRow.state) == "new", col(JobRow.lease_until) <= now)
    query = select(JobRow).where(col(JobRow.state).in_(("new", "running")), free, col(JobRow.due) <= now)
    return session.exec(query.order_by(col(JobRow.due)).limit(1)).first()


def claim(session: Session, now: int, lease_ms: int, owner: str) -> Job | None:
    """Take the earliest due job nobody holds, if any."""
    row = _earliest(session, now)
    if row is None:
        return None
    if row.attempts >= MOST_ATTEMPTS:  # each of them ended with its process
        row.state = "dead"
        session.add(row)
        return None
    row.state, row.owner, row.lease_until, row.attempts = "running", owner, now + lease_ms, row.attempts + 1
    session.add(row)
    return Job(known(row.id), row.name, row.person_id, str(row.args or "{}"), owner, row.attempts)


def finish(session: Session, job: Job) -> None:
    """Done; the row goes."""
    row = _mine(session, job)
    if row is not None:
        session.delete(row)


def fail(session: Session, job: Job, problem: str, now: int) -> None:
    """Try again later, or give up after MOST_ATTEMPTS; one waiting under the same key does the work instead.

    `problem` must not hold a person's words.
    """
    row = _mine(session, job)
    if row is None:
        return
    if row.attempts < MOST_ATTEMPTS and _waits(session, row.key):
        session.delete(row)
        return
    row.state = "dead" if row.attempts >= MOST_ATTEMPTS else "new"
    row.due = now + FIRST_PAUSE_MS * 2**row.attempts
    row.error, row.owner, row.lease_until = problem, None, None
    session.add(row)


def _waits(session: Session, key: str) -> bool:
    return session.exec(select(JobRow.id).where(JobRow.key == key, JobRow.state == "new")).first() is not None


def _mine(session: Session, job: Job) -> JobRow | None:
    row = session.get(JobRow, job.id)
    return row if row is not None and row.owner == job.owner else None


def erase(session: Session, person_id: int) -> None:
    """No job of this person's is left; the table's rows go with the person, by cascade."""
    if is_shared(session):
        session.execute(_ERASE, {"lock": f"person {person_id}"})

"""Background jobs as a table: at most one open job a key, leased, retried with growing pauses."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, or_, select

from bot.storage.owned import Owned
from bot.storage.people import known
from bot.storage.tables import JobRow

MOST_ATTEMPTS = 5
_FIRST_PAUSE_MS = 5_000


@dataclass(frozen=True)
class Job:
    """A claimed job."""

    id: int
    name: str
    person_id: int | None
    args: str
    owner: str
    attempts: int


def put(session: Session, name: str, key: str, person_id: int, args: str, due: int) -> None:
    """Queue a job unless one with this key is still waiting."""
    if not _waits(session, key):
        session.add(JobRow(name=name, key=key, person_id=person_id, args=Owned(person_id, args), due=due))


def peek(session: Session, now: int) -> JobRow | None:
    """The earliest due job nobody holds, if any."""
    free = or_(col(JobRow.state) == "new", col(JobRow.lease_until) <= now)
    query = select(JobRow).where(col(JobRow.state).in_(("new", "running")), free, col(JobRow.due) <= now)
    return session.exec(query.order_by(col(JobRow.due)).limit(1)).first()


def claim(session: Session, now: int, lease_ms: int, owner: str) -> Job | None:
    """Take the earliest due job nobody holds, if any."""
    row = peek(session, now)
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
    row.due = now + _FIRST_PAUSE_MS * 2**row.attempts
    row.error, row.owner, row.lease_until = problem, None, None
    session.add(row)


def _waits(session: Session, key: str) -> bool:
    return session.exec(select(JobRow.id).where(JobRow.key == key, JobRow.state == "new")).first() is not None


def _mine(session: Session, job: Job) -> JobRow | None:
    row = session.get(JobRow, job.id)
    return row if row is not None and row.owner == job.owner else None

"""Talks for tests of the memory: messages at their times, and the jobs that read them."""

from __future__ import annotations

import json

from sqlalchemy import text
from sqlmodel import Session

from bot.storage.database import Database, is_shared
from bot.storage.jobs import Job
from bot.storage.owned import Owned
from bot.storage.people import known
from bot.storage.tables import Message, Relationship
from tests.rows import Place, place

HOUR, MINUTE, DAY = 3_600_000, 60_000, 86_400_000


def acquainted(session: Session) -> Place:
    """A person and a bot that have talked before."""
    at = place(session)
    session.add(Relationship(person_id=at.person_id, bot_id=at.bot_id, first_at=0))
    return at


def say(session: Session, at: Place, said: str, said_at: int, author: str = "person") -> int:
    """A message at its time; returns its id."""
    words = Owned(at.person_id, said)
    row = Message(chat_id=at.chat_id, person_id=at.person_id, author=author, text=words, said_at=said_at)
    session.add(row)
    session.flush()
    return known(row.id)


def talk(database: Database, at: Place, texts: tuple[str, ...], begin: int) -> list[int]:
    """The person's messages, a minute apart; returns their ids."""
    return database.write_now(
        lambda session: [say(session, at, said, begin + number * MINUTE) for number, said in enumerate(texts)]
    )


def job(at: Place, attempts: int = 1) -> Job:
    """A job for this person and bot."""
    return Job(1, "memory", at.person_id, json.dumps({"bot": at.bot_id}), "owner", attempts)


def waiting_jobs(database: Database) -> list[tuple[str, str, int]]:
    """(name, key, due in ms) of the jobs that wait, by their key."""

    def read(session: Session) -> list[tuple[str, str, int]]:
        if is_shared(session):
            rows = session.execute(text(_QUEUED)).all()
        else:
            rows = session.execute(text("SELECT name, key, due FROM jobs WHERE state = 'new' ORDER BY key")).all()
        return [(name, key, int(due)) for name, key, due in rows]

    return database.read_now(read)


_QUEUED = (
    "SELECT task_name, queueing_lock, round(extract(epoch FROM scheduled_at) * 1000) FROM procrastinate_jobs"
    " WHERE status = 'todo' ORDER BY queueing_lock"
)

"""Facts in SQL: a newer value closes the older one, each has its source messages, reading is as of a version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from bot.storage.database import Database
from bot.storage.owned import Owned
from bot.storage.people import known, lock
from bot.storage.tables import FactRow, FactSource, Person
from memory.facts import Fact, NewFact


class SqlFactStore:
    """`memory.facts.FactStore` over the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def facts_as_of(self, person_id: int, bot_id: int, version: int) -> Sequence[Fact]:
        return await self._database.read(lambda session: facts_as_of(session, person_id, bot_id, version))


def facts_as_of(session: Session, person_id: int, bot_id: int, version: int) -> tuple[Fact, ...]:
    """What was known at a memory version, oldest first."""
    of = {"person": person_id, "bot": bot_id, "version": version}
    rows = session.connection().execute(_KNOWN, of).all()
    sources = _sources(session, [row.id for row in rows])
    return tuple(_fact(row, sources[row.id]) for row in rows)


def _sources(session: Session, fact_ids: Sequence[int]) -> dict[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = defaultdict(tuple)
    if fact_ids:
        for fact_id, message_id in session.connection().execute(_SOURCES, {"ids": list(fact_ids)}):
            found[fact_id] += (message_id,)
    return found


def _fact(row: Any, sources: tuple[int, ...]) -> Fact:
    return Fact(
        row.id, str(row.subject), row.attribute, str(row.value), row.recorded_at, row.importance, row.confidence,
        tuple(sorted(sources)),
    )  # fmt: skip


_KNOWN = (
    columns(
        col(FactRow.id), col(FactRow.subject), col(FactRow.attribute), col(FactRow.value), col(FactRow.recorded_at),
        col(FactRow.importance), col(FactRow.confidence),
    )
    .where(
        col(FactRow.person_id) == bindparam("person"),
        col(FactRow.bot_id) == bindparam("bot"),
        col(FactRow.recorded_version) <= bindparam("version"),
        or_(col(FactRow.closed_version).is_(None), col(FactRow.closed_version) > bindparam("version")),
    )
    .order_by(col(FactRow.id))
)  # fmt: skip
_SOURCES = columns(col(FactSource.fact_id), col(FactSource.message_id)).where(
    col(FactSource.fact_id).in_(bindparam("ids", expanding=True))
)


def memory_version(session: Session, person_id: int) -> int:
    """The person's memory version now."""
    return session.exec(select(Person.memory_version).where(Person.id == person_id)).one()


def bump(session: Session, person_id: int) -> int:
    """What is known about the person changes: the next memory version."""
    person = lock(session, person_id)
    person.memory_version += 1
    session.add(person)
    session.flush()
    return person.memory_version


def learn(session: Session, person_id: int, bot_id: int, facts: Sequence[NewFact], now: int) -> None:
    """Record facts. Known ones are left alone; an exclusive one closes the value before it."""
    for fact in facts:
        current = facts_as_of(session, person_id, bot_id, memory_version(session, person_id))
        same = [each for each in current if (each.subject, each.attribute) == (fact.subject, fact.attribute)]
        if any(each.value == fact.value for each in same):
            continue
        version = bump(session, person_id)
        if fact.exclusive:
            _close(session, [each.id for each in same], now, version)
        _insert(session, person_id, bot_id, fact, now, version)


def _close(session: Session, fact_ids: Sequence[int], now: int, version: int) -> None:
    for row in session.exec(select(FactRow).where(col(FactRow.id).in_(fact_ids))):
        row.valid_to, row.closed_version = now, version
        session.add(row)


def _insert(session: Session, person_id: int, bot_id: int, fact: NewFact, now: int, version: int) -> None:
    row = FactRow(
        person_id=person_id,
        bot_id=bot_id,
        subject=Owned(person_id, fact.subject),
        attribute=fact.attribute,
        value=Owned(person_id, fact.value),
        valid_from=now,
        recorded_at=now,
        recorded_version=version,
        confidence=fact.confidence,
        importance=fact.importance,
        said_by=fact.said_by,
    )
    session.add(row)
    session.flush()
    session.add_all(FactSource(fact_id=known(row.id), message_id=source) for source in fact.sources)
    session.flush()

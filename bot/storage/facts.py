"""Reads facts: as of a memory version, with their source messages and how often they were used by then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, func, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from bot.storage.database import Database
from bot.storage.people import lock
from bot.storage.rows import insert_rows
from bot.storage.tables import FactRow, FactSource, FactUse, Person
from memory.facts import AsOf, Fact

EVERYTHING = 2**31 - 1  # a bound beyond every id


class SqlFactStore:
    """`memory.facts.FactStore` over the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def facts_as_of(self, person_id: int, bot_id: int, as_of: AsOf) -> Sequence[Fact]:
        return await self._database.read(lambda session: facts_as_of(session, person_id, bot_id, as_of))


def facts_as_of(session: Session, person_id: int, bot_id: int, as_of: AsOf) -> tuple[Fact, ...]:
    """What was known at a memory version, oldest first; sources and uses up to their bounds."""
    of = {"person": person_id, "bot": bot_id, "version": as_of.version}
    rows = session.connection().execute(_KNOWN, of).all()
    ids = [row.id for row in rows]
    sources, uses = _sources(session, ids, as_of.message), _uses(session, person_id, ids, as_of.used)
    return tuple(_fact(row, sources[row.id], *uses[row.id]) for row in rows)


def known_now(session: Session, person_id: int, bot_id: int) -> tuple[Fact, ...]:
    """What is known now, oldest first."""
    return facts_as_of(session, person_id, bot_id, AsOf(memory_version(session, person_id), EVERYTHING, EVERYTHING))


def _sources(session: Session, fact_ids: Sequence[int], bound: int) -> dict[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = defaultdict(tuple)
    if fact_ids:
        for fact_id, message_id in session.connection().execute(_SOURCES, {"ids": list(fact_ids), "bound": bound}):
            found[fact_id] += (message_id,)
    return found


def _uses(session: Session, person_id: int, fact_ids: Sequence[int], bound: int) -> dict[int, tuple[int, int | None]]:
    found: dict[int, tuple[int, int | None]] = defaultdict(lambda: (0, None))
    if fact_ids and bound:
        for fact_id, count, last in session.connection().execute(_USES, {"person": person_id, "bound": bound}):
            found[fact_id] = (count, last)
    return found


def _fact(row: Any, sources: tuple[int, ...], used: int, used_at: int | None) -> Fact:
    return Fact(
        id=row.id,
        subject=str(row.subject),
        attribute=row.attribute,
        value=str(row.value),
        recorded_at=row.recorded_at,
        importance=row.importance,
        confidence=row.confidence,
        sources=tuple(sorted(sources)),
        happens_on=row.happens_on or "",
        valid_from=row.valid_from,
        said_by=row.said_by,
        pinned=row.pinned,
        muted=row.muted,
        used=used,
        used_at=used_at,
    )


def as_fact(row: FactRow) -> Fact:
    """A row as it stands, closed or not, without its sources and uses."""
    return _fact(row, (), 0, None)


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


def note_uses(session: Session, person_id: int, fact_ids: Sequence[int], turn_id: int, at: int) -> None:
    """These facts stood before an answer."""
    if fact_ids:
        of = {"person_id": person_id, "turn_id": turn_id, "at": at}
        insert_rows(session, FactUse, [{**of, "fact_id": fact_id} for fact_id in fact_ids])


_KNOWN = (
    columns(
        col(FactRow.id), col(FactRow.subject), col(FactRow.attribute), col(FactRow.value), col(FactRow.recorded_at),
        col(FactRow.importance), col(FactRow.confidence), col(FactRow.happens_on), col(FactRow.valid_from),
        col(FactRow.said_by), col(FactRow.pinned), col(FactRow.muted),
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
    col(FactSource.fact_id).in_(bindparam("ids", expanding=True)), col(FactSource.message_id) <= bindparam("bound")
)
_USES = (
    columns(col(FactUse.fact_id), func.count(), func.max(FactUse.at))
    .where(col(FactUse.person_id) == bindparam("person"), col(FactUse.id) <= bindparam("bound"))
    .group_by(col(FactUse.fact_id))
)

"""Facts as of a memory version: newer values close older ones, nothing already read is rewritten."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from bot.storage.database import Database
from bot.storage.facts import SqlFactStore, bump, facts_as_of, learn, memory_version
from bot.storage.tables import FactRow
from memory.facts import NAME, REMEMBERED, SELF, NewFact
from tests.rows import NOW, Place, place, said


@pytest.fixture
def here(database: Database) -> Place:
    return database.write_now(place)


def name(value: str, *sources: int) -> NewFact:
    return NewFact(SELF, NAME, value, sources, exclusive=True)


def note(value: str, *sources: int) -> NewFact:
    return NewFact(SELF, REMEMBERED, value, sources, exclusive=False)


def tell(database: Database, at: Place, *facts: NewFact, now: int = NOW) -> int:
    database.write_now(lambda session: learn(session, at.person_id, at.bot_id, facts, now))
    return database.read_now(lambda session: memory_version(session, at.person_id))


def known(database: Database, at: Place, version: int) -> list[str]:
    facts = database.read_now(lambda session: facts_as_of(session, at.person_id, at.bot_id, version))
    return [fact.value for fact in facts]


def test_a_fact_keeps_its_sources(database: Database, here: Place) -> None:
    ids = [database.write_now(lambda session: said(session, here, "I'm Jisu")) for _ in range(2)]
    version = tell(database, here, name("Jisu", *reversed(ids)))
    (fact,) = database.read_now(lambda session: facts_as_of(session, here.person_id, here.bot_id, version))
    assert (fact.subject, fact.attribute, fact.value, fact.sources) == (SELF, NAME, "Jisu", tuple(ids))


def test_a_newer_name_closes_the_older_one_but_not_for_who_reads_as_of_then(database: Database, here: Place) -> None:
    first = tell(database, here, name("Jisu"))
    second = tell(database, here, name("Jisoo"), now=NOW)  # within the same millisecond
    assert second > first
    assert known(database, here, first) == ["Jisu"]
    assert known(database, here, second) == ["Jisoo"]
    assert known(database, here, 0) == []
    older = database.read_now(lambda session: session.exec(select(FactRow).where(FactRow.recorded_version == 1)).one())
    assert (older.valid_to, older.retracted_at, older.closed_version) == (NOW, None, second)


def test_notes_stand_beside_each_other_oldest_first(database: Database, here: Place) -> None:
    tell(database, here, note("peanuts"), name("Jisu"))
    version = tell(database, here, note("a cat called Nabi"))
    assert known(database, here, version) == ["peanuts", "Jisu", "a cat called Nabi"]


def test_what_is_known_already_changes_no_version(database: Database, here: Place) -> None:
    version = tell(database, here, name("Jisu"), note("peanuts"))
    assert tell(database, here, note("peanuts"), name("Jisu")) == version == 2


def test_a_retracted_fact_is_gone_from_its_version_on(database: Database, here: Place) -> None:
    before = tell(database, here, note("peanuts"))

    def retract(session: Session) -> int:
        row = session.exec(select(FactRow)).one()
        row.retracted_at, row.closed_version = NOW + 1, bump(session, here.person_id)
        session.add(row)
        return row.closed_version

    after = database.write_now(retract)
    assert known(database, here, before) == ["peanuts"]
    assert known(database, here, after) == []


def test_memory_belongs_to_one_person_and_one_bot(database: Database, here: Place) -> None:
    tell(database, here, name("Jisu"))
    min_ = database.write_now(lambda session: place(session, "min"))
    other_bot = database.write_now(lambda session: place(session, "jisu", "wren"))
    assert other_bot.person_id == here.person_id
    assert known(database, min_, 99) == known(database, other_bot, 99) == []
    assert database.read_now(lambda session: memory_version(session, min_.person_id)) == 0


async def test_the_store_reads_the_same(database: Database, here: Place) -> None:
    version = tell(database, here, name("Jisu"))
    facts = await SqlFactStore(database).facts_as_of(here.person_id, here.bot_id, version)
    assert [fact.value for fact in facts] == ["Jisu"]


@given(st.lists(st.tuples(st.booleans(), st.sampled_from("abcd")), max_size=12))
def test_reading_as_of_any_version_gives_what_was_known_then(database: Database, told: list[tuple[bool, str]]) -> None:
    with Session(database._writing) as session:  # rolled back at the end of each example
        at, then = place(session, "somebody"), {}
        for exclusive, value in told:
            learn(session, at.person_id, at.bot_id, [name(value) if exclusive else note(value)], NOW)
            version = memory_version(session, at.person_id)
            then[version] = facts_as_of(session, at.person_id, at.bot_id, version)
            assert sum(fact.attribute == NAME for fact in then[version]) <= 1
        for version, facts in then.items():
            assert facts_as_of(session, at.person_id, at.bot_id, version) == facts

"""Facts as of a memory version: newer values close older ones, nothing already read is rewritten."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from bot.errors import UnsourcedFact
from bot.storage.database import Database
from bot.storage.facts import EVERYTHING, SqlFactStore, facts_as_of, known_now, memory_version, note_uses
from bot.storage.learning import correct, flag, learn, reopen, retract, unsay
from bot.storage.tables import FactRow
from memory.facts import NAME, REMEMBERED, SELF, AsOf, Ending, Fact, NewFact, Slot
from tests.rows import NOW, Place, place, said


@pytest.fixture
def here(database: Database) -> Place:
    return database.write_now(place)


def name(value: str, *sources: int) -> NewFact:
    return NewFact(SELF, NAME, value, sources or (1,), exclusive=True)


def note(value: str, *sources: int) -> NewFact:
    return NewFact(SELF, REMEMBERED, value, sources or (1,), exclusive=False)


def as_of(version: int) -> AsOf:
    return AsOf(version, EVERYTHING, EVERYTHING)


def tell(database: Database, at: Place, *facts: NewFact, now: int = NOW) -> int:
    database.write_now(lambda session: learn(session, at.person_id, at.bot_id, facts, now))
    return database.read_now(lambda session: memory_version(session, at.person_id))


def known(database: Database, at: Place, version: int) -> list[str]:
    facts = database.read_now(lambda session: facts_as_of(session, at.person_id, at.bot_id, as_of(version)))
    return [fact.value for fact in facts]


def facts(database: Database, at: Place) -> tuple[Fact, ...]:
    return database.read_now(lambda session: known_now(session, at.person_id, at.bot_id))


def test_a_fact_keeps_its_sources(database: Database, here: Place) -> None:
    ids = [database.write_now(lambda session: said(session, here, "I'm Jisu")) for _ in range(2)]
    version = tell(database, here, name("Jisu", *reversed(ids)))
    (fact,) = database.read_now(lambda session: facts_as_of(session, here.person_id, here.bot_id, as_of(version)))
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

    (fact,) = facts(database, here)
    database.write_now(lambda session: retract(session, fact.id, NOW + 1))
    after = before + 1
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
    facts = await SqlFactStore(database).facts_as_of(here.person_id, here.bot_id, as_of(version))
    assert [fact.value for fact in facts] == ["Jisu"]


@given(st.lists(st.tuples(st.booleans(), st.sampled_from("abcd")), max_size=12))
def test_reading_as_of_any_version_gives_what_was_known_then(database: Database, told: list[tuple[bool, str]]) -> None:
    with Session(database._writing) as session:  # rolled back at the end of each example
        at, then = place(session, "somebody"), {}
        for exclusive, value in told:
            learn(session, at.person_id, at.bot_id, [name(value) if exclusive else note(value)], NOW)
            version = memory_version(session, at.person_id)
            then[version] = facts_as_of(session, at.person_id, at.bot_id, as_of(version))
            assert sum(fact.attribute == NAME for fact in then[version]) <= 1
        for version, facts in then.items():
            assert facts_as_of(session, at.person_id, at.bot_id, as_of(version)) == facts


def test_a_fact_without_a_source_message_is_refused(database: Database, here: Place) -> None:
    with pytest.raises(UnsourcedFact, match="name: no source message"):
        tell(database, here, NewFact(SELF, NAME, "Jisu", (), exclusive=True))
    assert facts(database, here) == ()


def test_what_is_said_again_in_other_letters_only_gains_a_source(database: Database, here: Place) -> None:
    version = tell(database, here, note("Peanuts", 1))
    assert tell(database, here, note("peanuts", 7)) == version
    (fact,) = facts(database, here)
    assert fact.sources == (1, 7)
    assert database.read_now(lambda session: facts_as_of(session, here.person_id, here.bot_id, AsOf(version, 6, 0)))[
        0
    ].sources == (1,), "as of then it had one"


def test_a_fact_that_contradicts_another_ends_it(database: Database, here: Place) -> None:
    likes = NewFact(SELF, "likes", "커피", (1,), exclusive=False)
    tell(database, here, likes, NewFact(SELF, "likes", "홍차", (1,), exclusive=False))
    tell(database, here, NewFact(SELF, "dislikes", "커피", (2,), exclusive=False, closes=(Slot("likes", "커피"),)))
    assert [(fact.attribute, fact.value) for fact in facts(database, here)] == [("likes", "홍차"), ("dislikes", "커피")]


def test_an_ending_closes_and_puts_nothing_in_its_place(database: Database, here: Place) -> None:
    tell(database, here, NewFact(SELF, "job", "nurse", (1,), exclusive=True))
    over = [Ending(SELF, Slot("job"), (2,))]
    database.write_now(lambda session: learn(session, here.person_id, here.bot_id, (), NOW, over))
    assert facts(database, here) == ()
    row = database.read_now(lambda session: session.exec(select(FactRow)).one())
    assert (row.valid_to, row.retracted_at) == (NOW, None), "it was true until then"


def again(database: Database, at: Place, message_id: int) -> bool:
    return database.write_now(lambda session: reopen(session, at.person_id, at.bot_id, message_id, NOW + 9))


def test_what_a_message_closed_can_hold_again_with_its_sources(database: Database, here: Place) -> None:
    before = tell(database, here, name("Jisu", 1))
    closed = tell(database, here, name("Jisoo", 2))
    database.write_now(lambda session: retract(session, facts(database, here)[0].id, NOW + 5))
    assert not again(database, here, 1), "the first message closed nothing"
    assert again(database, here, 2)
    (fact,) = facts(database, here)
    assert (fact.value, fact.sources) == ("Jisu", (1,))
    assert (known(database, here, before), known(database, here, closed)) == (["Jisu"], ["Jisoo"])
    assert not again(database, here, 2), "once"


def test_what_was_replaced_since_is_closed_by_what_replaced_it(database: Database, here: Place) -> None:
    tell(database, here, name("Jisu", 1))
    tell(database, here, name("Jisoo", 2))
    tell(database, here, name("Jisuh", 3))
    database.write_now(lambda session: unsay(session, here.person_id, 2))
    assert not again(database, here, 2)
    database.write_now(lambda session: retract(session, facts(database, here)[0].id, NOW + 5))
    assert again(database, here, 3)
    assert [fact.value for fact in facts(database, here)] == ["Jisu"]


def test_an_ending_knows_the_singular_and_the_trade_in_a_job(database: Database, here: Place) -> None:
    tell(database, here, NewFact(SELF, "allergy", "peanut", (1,), exclusive=False))
    tell(database, here, NewFact(SELF, "job", "ICU nurse", (1,), exclusive=True))
    over = [Ending(SELF, Slot("allergy", "Peanuts"), (2,)), Ending(SELF, Slot("job", "nurse"), (2,))]
    database.write_now(lambda session: learn(session, here.person_id, here.bot_id, (), NOW, over))
    assert facts(database, here) == ()


def test_what_a_model_reads_late_does_not_replace_what_was_said_since(database: Database, here: Place) -> None:
    tell(database, here, NewFact(SELF, "home", "서울", (9,), exclusive=True))
    tell(database, here, NewFact(SELF, "home", "부산", (3,), exclusive=True))
    over = [Ending(SELF, Slot("home"), (4,))]
    database.write_now(lambda session: learn(session, here.person_id, here.bot_id, (), NOW, over))
    assert [fact.value for fact in facts(database, here)] == ["서울"]


def test_a_correction_is_the_persons_own_word_and_the_past_stays_readable(database: Database, here: Place) -> None:
    before = tell(database, here, NewFact(SELF, "birthday", "03-04", (1,), exclusive=True, confidence=0.6))
    (fact,) = facts(database, here)
    database.write_now(lambda session: correct(session, fact.id, "03-05", 8, NOW))
    (right,) = facts(database, here)
    assert (right.value, right.sources, right.confidence, right.said_by) == ("03-05", (8,), 1.0, "person")
    assert known(database, here, before) == ["03-04"]


def test_a_pin_and_a_silence_keep_sources_and_uses_and_hold_from_their_version_on(
    database: Database, here: Place
) -> None:
    before = tell(database, here, note("peanuts", 1))
    (fact,) = facts(database, here)
    database.write_now(lambda session: note_uses(session, here.person_id, [fact.id, fact.id], 5, NOW))
    database.write_now(lambda session: flag(session, fact.id, NOW, pinned=True))
    (pinned,) = facts(database, here)
    database.write_now(lambda session: flag(session, pinned.id, NOW, muted=True))
    (both,) = facts(database, here)
    assert (both.pinned, both.muted, both.sources, both.used, both.used_at) == (True, True, (1,), 2, NOW)
    (then,) = database.read_now(lambda session: facts_as_of(session, here.person_id, here.bot_id, as_of(before)))
    assert (then.pinned, then.muted, then.id, then.used) == (False, False, fact.id, 2)


def test_uses_are_counted_up_to_their_bound(database: Database, here: Place) -> None:
    version = tell(database, here, note("peanuts", 1))
    (fact,) = facts(database, here)
    for at in (NOW, NOW + 5):
        database.write_now(lambda session: note_uses(session, here.person_id, [fact.id], 5, at))  # noqa: B023
    (then,) = database.read_now(
        lambda session: facts_as_of(session, here.person_id, here.bot_id, AsOf(version, EVERYTHING, 1))
    )
    assert (then.used, then.used_at) == (1, NOW)

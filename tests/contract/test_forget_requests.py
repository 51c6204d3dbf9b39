"""Wishes to forget wait for their answer a quarter of an hour; all of a talk goes, and nobody else's, on either database."""

from __future__ import annotations

import pytest
from sqlmodel import Session, SQLModel, select

from bot.engine.fact_commands import correct_fact, fact_called, flag_fact
from bot.engine.memory_commands import find, forget, forget_everything, known_facts
from bot.storage import forget_requests, outbox
from bot.storage.database import Database
from bot.storage.learning import learn
from bot.storage.outbox import Outgoing
from bot.storage.tables import Chat, FactRow, ForgetRequest, OutboxRow
from memory.facts import SELF, NewFact
from tests.contract.test_erasers import contents, holding
from tests.rows import NOW, Place, everything_of, place, said

MINUTE = 60_000


@pytest.fixture
def here(database: Database) -> Place:
    return database.write_now(place)


def chat_of(session: Session, at: Place) -> Chat:
    return session.get_one(Chat, at.chat_id)


def rows(database: Database, table: type[SQLModel]) -> list[SQLModel]:
    return database.read_now(lambda session: list(session.exec(select(table))))


def test_a_wish_is_the_last_one_of_its_chat_and_expires(database: Database, here: Place) -> None:
    def ask(session: Session, words: str, ids: list[int], now: int) -> None:
        forget_requests.put(session, chat_of(session, here), "found", words, ids, now)

    newest = database.write_now(lambda session: said(session, here, "hello"))
    database.write_now(lambda session: ask(session, "one", [1, 2], NOW))
    database.write_now(lambda session: ask(session, "two", [3], NOW + MINUTE))
    for passed, waits in ((0, True), (15 * MINUTE, True), (15 * MINUTE + 1, False)):
        now = NOW + MINUTE + passed
        wish = database.read_now(lambda session: forget_requests.pending(session, here.chat_id, now))  # noqa: B023
        assert (wish is not None) is waits
        if wish:
            assert (wish.words, wish.message_ids, wish.newest, wish.stage) == ("two", (3,), newest, "found")
    database.write_now(lambda session: forget_requests.drop(session, here.chat_id))
    assert rows(database, ForgetRequest) == []


def test_all_of_a_talk_goes_and_nobody_elses(database: Database, here: Place) -> None:
    other = database.write_now(lambda session: place(session, "min"))
    database.write_now(lambda session: everything_of(session, other, "theirs"))
    before = contents(database)
    database.write_now(lambda session: everything_of(session, here, "canary"))
    gone = database.write_now(lambda session: forget_everything(session, chat_of(session, here), NOW))
    assert gone["messages"] >= 2
    assert set(holding(database, "canary")) <= {"jobs"}, "a job's arguments go when it is done"
    after = contents(database)
    touched = {name for name, old in before.items() if set(old) - set(after[name])}
    assert touched == {"persons"}, "whose own versions grow"


def test_an_answer_that_waits_and_quotes_what_is_forgotten_is_not_sent(database: Database, here: Place) -> None:
    database.write_now(lambda session: said(session, here, "I like lilacs"))

    def act(session: Session) -> None:
        chat = chat_of(session, here)
        waiting = [Outgoing("- “I like lilacs”", NOW, kind="notice"), Outgoing("Quiet.", NOW, kind="notice")]
        outbox.put(session, here.chat_id, here.person_id, "k", waiting)
        forget(session, chat, find(session, chat, "lilacs"), NOW)

    database.write_now(act)
    left = {(str(row.body), row.state) for row in rows(database, OutboxRow)}  # type: ignore[attr-defined]
    assert left == {("", "cancelled"), ("Quiet.", "new")}


def test_a_changed_fact_is_found_by_all_its_numbers_and_forgotten_with_its_old_value(
    database: Database, here: Place
) -> None:
    def change(session: Session) -> list[int]:
        chat = chat_of(session, here)
        fact = NewFact(SELF, "home", "canary", (said(session, here, "I live in canary"),), exclusive=True)
        learn(session, here.person_id, here.bot_id, [fact], NOW)
        (first,) = known_facts(session, chat)
        second = flag_fact(session, chat, first.id, NOW, pinned=True)
        third = correct_fact(session, chat, first.id, "lilac", NOW)
        assert second is not None
        assert third is not None
        assert [fact_called(session, chat, each.id) for each in (first, second, third)] == [third] * 3
        return [first.id, second.id, third.id]

    numbers = database.write_now(change)
    assert len(set(numbers)) == 3
    assert len(rows(database, FactRow)) == 3

    def erase(session: Session) -> None:
        chat = chat_of(session, here)
        forget(session, chat, find(session, chat, "canary"), NOW)

    database.write_now(erase)
    assert holding(database, "canary") == []
    assert [str(row.value) for row in rows(database, FactRow)] == ["lilac"]  # type: ignore[attr-defined]

"""Erasing some messages with all drawn from them, or a person with every row: nothing less and nobody else's."""

from __future__ import annotations

import pytest
from sqlmodel import Session, SQLModel, col, select

from bot.storage.database import Database
from bot.storage.erasers import ERASERS, NOT_PERSONAL, Erasure, erase_messages, erase_person, messages_with_replies
from bot.storage.facts import known_now, memory_version
from bot.storage.learning import learn
from bot.storage.owned import Owned, OwnedBytes, OwnedText
from bot.storage.tables import (
    FactRow,
    InboxRow,
    Message,
    OutboxRow,
    Relationship,
    Signal,
    Summary,
    TurnRow,
    TurnSource,
)
from memory.facts import REMEMBERED, SELF, NewFact
from tests.rows import NOW, Place, everything_of, place, said, turn

TABLES = SQLModel.metadata.tables


@pytest.fixture
def here(database: Database) -> Place:
    return database.write_now(place)


def erase(database: Database, at: Place, *message_ids: int) -> dict[str, int]:
    return database.write_now(lambda session: erase_messages(session, Erasure(at.person_id, message_ids, NOW)))


def contents(database: Database, *but: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    return database.read_now(
        lambda session: {
            name: [tuple(row) for row in session.execute(table.select())]
            for name, table in TABLES.items() if name not in but
        }
    )  # fmt: skip


def holding(database: Database, words: str) -> list[str]:
    """Tables in which the words stand."""
    rows = contents(database)
    return [name for name in rows if any(words in repr(row) or words.encode() in row for row in rows[name])]


def test_every_table_has_an_eraser_or_says_why_it_needs_none() -> None:
    assert ERASERS.keys() | NOT_PERSONAL.keys() == TABLES.keys()
    assert not ERASERS.keys() & NOT_PERSONAL.keys()


def test_no_table_that_needs_no_eraser_has_a_person_or_their_words() -> None:
    for name in NOT_PERSONAL:
        assert "person_id" not in TABLES[name].c
        assert not any(isinstance(column.type, (OwnedText, OwnedBytes)) for column in TABLES[name].c)


def test_the_rows_of_one_of_everything_fill_every_personal_table(database: Database, here: Place) -> None:
    database.write_now(lambda session: everything_of(session, here, "canary"))
    filled = {name for name, rows in contents(database).items() if rows}
    assert filled == ERASERS.keys() | {"bots"}
    personal = {name for name, table in TABLES.items() for c in table.c if isinstance(c.type, (OwnedText, OwnedBytes))}
    assert set(holding(database, "canary")) == personal


def test_erasing_messages_takes_everything_drawn_from_them(database: Database, here: Place) -> None:
    database.write_now(lambda session: everything_of(session, here, "canary"))
    question = database.read_now(lambda session: session.exec(select(Message.id)).first()) or 0
    ids = database.read_now(lambda session: messages_with_replies(session, here.person_id, [question]))
    assert ids == (question, question + 1)
    touched = erase(database, here, *ids)
    assert holding(database, "canary") == ["jobs"], "a job's arguments go when it is done"
    assert touched == {
        "facts": 1, "message_vectors": 1, "summaries": 1, "forget_requests": 1, "turns": 1, "turn_sources": 1, "inbox": 1, "outbox": 1, "signals": 1, "revisions": 1,
        "relationships": 1, "messages": 2, "intents": 1,
    }  # fmt: skip
    assert contents(database)["fact_uses"] == contents(database)["fact_sources"] == []


def test_erasing_one_persons_messages_leaves_another_persons_alone(database: Database, here: Place) -> None:
    database.write_now(lambda session: everything_of(session, here, "mine"))
    before = contents(database)
    other = database.write_now(lambda session: place(session, "min"))
    database.write_now(lambda session: everything_of(session, other, "canary"))
    query = select(Message.id).where(Message.person_id == other.person_id)
    erase(database, other, *(each or 0 for each in database.read_now(lambda session: session.exec(query).all())))
    after = contents(database)
    assert {name: set(rows) - set(after[name]) for name, rows in before.items() if set(rows) - set(after[name])} == {}


def test_a_fact_with_another_source_stays_without_the_erased_one(database: Database, here: Place) -> None:
    one, two = (database.write_now(lambda session: said(session, here, text)) for text in ("one", "two"))  # noqa: B023
    fact = NewFact(SELF, REMEMBERED, "peanuts", (one, two), exclusive=False)
    database.write_now(lambda session: learn(session, here.person_id, here.bot_id, [fact], NOW))
    erase(database, here, one)
    (left,) = database.read_now(lambda session: known_now(session, here.person_id, here.bot_id))
    assert left.sources == (two,)
    erase(database, here, two)
    assert database.read_now(lambda session: session.exec(select(FactRow)).all()) == []


def test_every_erasure_makes_a_new_memory_version(database: Database, here: Place) -> None:
    message = database.write_now(lambda session: said(session, here, "hello"))
    before = database.read_now(lambda session: memory_version(session, here.person_id))
    erase(database, here, message)
    assert database.read_now(lambda session: memory_version(session, here.person_id)) == before + 1


def test_only_records_that_drew_on_the_messages_are_emptied_and_they_stay_countable(
    database: Database, here: Place
) -> None:
    one, two = (database.write_now(lambda session: said(session, here, text)) for text in ("one", "two"))  # noqa: B023
    ids = [database.write_now(lambda session: turn(session, here, n, s)) for n, s in (("a", [one]), ("b", [two]))]  # noqa: B023
    assert erase(database, here, one)["turns"] == 1
    rows = database.read_now(lambda session: session.exec(select(TurnRow).order_by(col(TurnRow.id))).all())
    assert [(row.id, row.record, row.erased_at) for row in rows] == [(ids[0], None, NOW), (ids[1], "b", None)]
    assert database.read_now(lambda session: session.exec(select(TurnSource.message_id)).all()) == [two]
    assert "turns" not in erase(database, here, one), "an emptied record is not emptied again"


@pytest.mark.parametrize(("first", "last", "stays"), [(1, 1, True), (1, 2, False), (2, 3, False), (3, 4, True)])
def test_a_summary_goes_when_it_covers_an_erased_message(
    database: Database, here: Place, first: int, last: int, stays: bool
) -> None:
    ids = [database.write_now(lambda session: said(session, here, text)) for text in "abcd"]  # noqa: B023
    own = {"person_id": here.person_id, "bot_id": here.bot_id}

    def write(session: Session) -> None:
        summary = Summary(
            **own, chat_id=here.chat_id, kind="session", text=Owned(here.person_id, "a summary"), made_by="extractive",
            first_message_id=ids[first - 1], last_message_id=ids[last - 1], created_at=NOW,
        )  # fmt: skip
        session.add(summary)

    database.write_now(write)
    erase(database, here, ids[1])
    left = database.read_now(lambda session: session.exec(select(Summary.id)).all())
    assert len(left) == stays


def test_a_waiting_message_and_an_unsent_bubble_can_be_erased(database: Database, here: Place) -> None:
    def write(session: Session) -> tuple[int, int]:
        message, reply = said(session, here, "hi"), said(session, here, "hello", "persona")
        session.add(
            InboxRow(
                bot_id=here.bot_id, chat_id=here.chat_id, person_id=here.person_id, update_id=1, message_id=message,
                received_at=NOW,
            )
        )  # fmt: skip
        session.add(
            OutboxRow(
                chat_id=here.chat_id, person_id=here.person_id, message_id=reply, seq=1, key="k", due=NOW,
                body=Owned(here.person_id, "hello"),
            )
        )  # fmt: skip
        return message, reply

    erase(database, here, *database.write_now(write))
    for table in (InboxRow, OutboxRow, Message):
        assert database.read_now(lambda session: session.exec(select(table)).all()) == []  # noqa: B023


def test_the_last_topic_is_forgotten_with_any_message_but_not_the_acquaintance(database: Database, here: Place) -> None:
    bond = Relationship(
        person_id=here.person_id, bot_id=here.bot_id, first_at=NOW, topic=Owned(here.person_id, "exam"), topic_at=NOW,
        turns=3,
    )  # fmt: skip
    database.write_now(lambda session: session.add(bond))
    erase(database, here, database.write_now(lambda session: said(session, here, "hello")))
    left = database.read_now(lambda session: session.exec(select(Relationship)).one())
    assert (left.topic, left.topic_at, left.turns) == (None, None, 3)


def test_what_the_persona_told_again_later_goes_too_and_what_it_said_beside_it_stays(
    database: Database, here: Place
) -> None:
    def write(session: Session) -> tuple[int, int]:
        source = said(session, here, "내 생일은 3월 4일이야")
        fact = NewFact(SELF, "birthday", "03-04", (source,), exclusive=True)
        learn(session, here.person_id, here.bot_id, [fact], NOW)
        told = ("생일은 3월 4일이라고 했잖아.", "It's March 4, isn't it?", "4 boats today.")
        drew = [said(session, here, text, "persona", turn(session, here, "r", [source])) for text in told]
        said(session, here, "생일은 3월 4일이지?", "persona", turn(session, here, "another's", []))
        return source, drew[1]

    source, last = database.write_now(write)
    ids = database.read_now(lambda session: messages_with_replies(session, here.person_id, [source]))
    assert ids == (source, last - 1, last)


def test_a_number_told_again_is_found_without_its_words(database: Database, here: Place) -> None:
    def write(session: Session) -> tuple[int, int, int]:
        source = said(session, here, "I turned 32 last week and nobody noticed")
        again = said(session, here, "You are 32.", "persona", turn(session, here, "r", [source]))
        other = said(session, here, "Route 320 is late.", "persona", turn(session, here, "r", [source]))
        return source, again, other

    source, again, _ = database.write_now(write)
    ids = database.read_now(lambda session: messages_with_replies(session, here.person_id, [source]))
    assert ids == (source, again)


def test_a_signal_about_a_bubble_of_an_erased_turn_goes_too(database: Database, here: Place) -> None:
    def write(session: Session) -> list[int]:
        question = said(session, here, "hi")
        turn_id = turn(session, here, "r", [question])
        reply = said(session, here, "hello", "persona", turn_id)
        session.add(
            InboxRow(
                bot_id=here.bot_id, chat_id=here.chat_id, person_id=here.person_id, update_id=1, message_id=question,
                received_at=NOW, turn_id=turn_id,
            )
        )  # fmt: skip
        session.add(
            Signal(
                person_id=here.person_id, chat_id=here.chat_id, turn_id=turn_id, message_id=reply, kind="reaction",
                value=Owned(here.person_id, "❤"), at=NOW,
            )
        )  # fmt: skip
        return list(messages_with_replies(session, here.person_id, [question]))

    assert erase(database, here, *database.write_now(write))["signals"] == 1


def test_erasing_a_person_leaves_no_row_of_theirs_and_every_row_of_others(database: Database, here: Place) -> None:
    other = database.write_now(lambda session: place(session, "min"))
    database.write_now(lambda session: everything_of(session, other, "theirs"))
    before = contents(database)
    third = database.write_now(lambda session: place(session, "sora"))
    database.write_now(lambda session: everything_of(session, third, "canary"))
    database.write_now(lambda session: erase_person(session, third.person_id))
    assert holding(database, "canary") == holding(database, "sora") == []
    assert contents(database) == before
    for name, table in TABLES.items():
        if "person_id" in table.c:
            left = database.read_now(lambda session: session.execute(table.select()).mappings().all())  # noqa: B023
            assert third.person_id not in {row["person_id"] for row in left}, name

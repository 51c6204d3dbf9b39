"""Personal columns know whose they are, rows go with their owner, and ids never come back."""

from __future__ import annotations

import pytest
from sqlalchemy import Integer, LargeBinary, delete, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import SQLModel, col, select

from bot.errors import StorageError, UnownedValue
from bot.storage.database import Database
from bot.storage.erasers import NOT_PERSONAL
from bot.storage.owned import Owned, OwnedBlob, OwnedBytes, OwnedText
from bot.storage.postgres import PostgresDatabase
from bot.storage.tables import Message, MessageVector, Person, Timer
from tests.rows import NOW, Place, everything_of, place, said

TABLES = SQLModel.metadata.tables
PERSONAL = [
    (name, column.name) for name, table in TABLES.items() for column in table.c
    if isinstance(column.type, (OwnedText, OwnedBytes))
]  # fmt: skip


@pytest.fixture
def here(database: Database) -> Place:
    return database.write_now(place)


@pytest.mark.parametrize(("table", "column"), PERSONAL)
def test_a_personal_column_refuses_a_value_without_its_person(database: Database, table: str, column: str) -> None:
    plain = b"plain" if isinstance(TABLES[table].c[column].type, OwnedBytes) else "plain"
    row = {key.name: 1 for key in TABLES[table].primary_key} | {column: plain}
    with pytest.raises((UnownedValue, StatementError), match="bound as plain"):
        database.write_now(lambda session: session.execute(TABLES[table].insert().values(row)))


def test_every_blob_column_is_personal() -> None:
    blobs = {(name, c.name) for name, table in TABLES.items() for c in table.c if isinstance(c.type, LargeBinary)}
    assert {blob for blob in blobs if blob[0] not in NOT_PERSONAL} <= set(PERSONAL)


def test_a_refused_value_leaves_nothing_behind(database: Database, here: Place) -> None:
    def write(session) -> None:  # type: ignore[no-untyped-def]
        said(session, here, "owned")
        session.add(Message(chat_id=here.chat_id, person_id=here.person_id, author="person", text="plain", said_at=NOW))
        session.flush()

    with pytest.raises((UnownedValue, StatementError)):
        database.write_now(write)
    assert database.read_now(lambda session: session.exec(select(Message)).all()) == []


def test_owned_values_come_back_as_they_were(database: Database, here: Place) -> None:
    data = bytes(range(256))

    def write(session) -> None:  # type: ignore[no-untyped-def]
        message_id = said(session, here, "안녕 🌊\n'; DROP TABLE messages; --")
        session.add(
            MessageVector(
                message_id=message_id, embedder="e", person_id=here.person_id, dimensions=64,
                data=OwnedBlob(here.person_id, data),
            )
        )  # fmt: skip

    database.write_now(write)
    assert str(database.read_now(lambda session: session.exec(select(Message)).one()).text).startswith("안녕 🌊\n';")
    assert database.read_now(lambda session: session.exec(select(MessageVector)).one()).data == data


def test_an_owned_value_names_its_person() -> None:
    assert (Owned(7, "words").person_id, OwnedBlob(8, b"data").person_id) == (7, 8)


def test_a_row_for_nobody_is_refused(database: Database) -> None:
    with pytest.raises((IntegrityError, StorageError)):
        database.write_now(lambda session: session.add(Timer(bot_id=98, chat_id=99)))


def test_deleting_a_person_takes_every_row_of_theirs_along(database: Database, here: Place) -> None:
    database.write_now(lambda session: everything_of(session, here, "words"))
    database.write_now(lambda session: session.execute(delete(Person).where(col(Person.id) == here.person_id)))
    for name, table in TABLES.items():
        if "person_id" in table.c or name in ("timers", "turn_sources", "fact_sources"):
            assert database.read_now(lambda session: session.execute(table.select()).all()) == [], name  # noqa: B023


def test_ids_of_erased_rows_never_come_back(database: Database, here: Place) -> None:
    first = [database.write_now(lambda session: said(session, here, "one")) for _ in range(3)]
    database.write_now(lambda session: session.execute(delete(Message)))
    assert database.write_now(lambda session: said(session, here, "two")) > max(first)


@pytest.mark.parametrize("table", [n for n, t in TABLES.items() if "id" in t.c and isinstance(t.c.id.type, Integer)])
def test_every_table_with_a_number_for_an_id_never_reuses_it(database: Database, table: str) -> None:
    sqlite = "SELECT sql FROM sqlite_master WHERE name = :name"
    postgres = "SELECT column_default FROM information_schema.columns WHERE table_name = :name AND column_name = 'id'"
    query, counts_up = (postgres, "nextval") if isinstance(database, PostgresDatabase) else (sqlite, "AUTOINCREMENT")
    assert counts_up in database.read_now(lambda session: session.execute(text(query), {"name": table}).scalar_one())

"""Migrations make exactly the tables, and what can't be opened is refused untouched."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

import bot.storage.tables  # noqa: F401  (registers the tables)
from bot.errors import DatabaseNewer, StorageError
from bot.storage.migrate import known_revisions, open_database, revisions
from bot.storage.sqlite import sqlite_engine
from tests.rows import place, said


def test_the_migrations_lead_to_exactly_the_tables(empty_database_file: Path, tmp_path: Path) -> None:
    file = tmp_path / "copy.db"
    file.write_bytes(empty_database_file.read_bytes())
    engine = sqlite_engine(file, begin="BEGIN")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()


def test_a_new_database_is_at_the_newest_revision_and_in_wal_mode(empty_database_file: Path) -> None:
    state = revisions(empty_database_file)
    assert state.current == state.head == known_revisions()[-1]
    with closing(sqlite3.connect(empty_database_file)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_asking_for_the_revision_of_no_file_makes_none(tmp_path: Path) -> None:
    assert revisions(tmp_path / "none.db").current is None
    assert list(tmp_path.iterdir()) == []


def test_opening_again_keeps_what_is_there(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "folder" / "malbeot.db"
    for _ in range(2):
        opened = open_database(file)
        opened.write_now(lambda session: said(session, place(session), "hello"))
        opened.close()
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT count(*) FROM messages").fetchone() == (2,)


def test_a_database_from_a_newer_version_is_refused_and_not_a_byte_of_it_changes(tmp_path: Path) -> None:
    file = tmp_path / "malbeot.db"
    open_database(file).close()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    with pytest.raises(DatabaseNewer, match=r"9999.*nothing was touched"):
        open_database(file)
    after = {each.name: each.read_bytes() for each in tmp_path.iterdir() if each.stat().st_size}
    assert after == before


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "malbeot.db"
    file.write_text("these are my notes, not a database\n" * 50)
    with pytest.raises(StorageError, match="can't be read as a database"):
        open_database(file)
    assert file.read_text() == "these are my notes, not a database\n" * 50


def test_several_openers_of_one_new_database_all_get_it(tmp_path: Path) -> None:
    file = tmp_path / "malbeot.db"
    with ThreadPoolExecutor(6) as pool:
        opened = list(pool.map(lambda _: open_database(file), range(6)))
    for number, database in enumerate(opened):
        database.write_now(lambda session: said(session, place(session, f"person {number}"), "hello"))  # noqa: B023
        database.close()
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT count(*) FROM persons").fetchone() == (6,)

"""Backups while others write, and upkeep after which erased words stand in no file."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import DatabaseNewer, NotFound, StorageError
from bot.storage.database import Database
from bot.storage.erasers import Erasure, erase_messages, erase_person
from bot.storage.learning import learn
from bot.storage.maintenance import back_up, maintain
from memory.facts import NewFact
from tests.rows import NOW, everything_of, place, said

CANARY = "카나리아-mangrove-7714"


def files_holding(folder: Path, words: str) -> list[str]:
    """Names of all files in which the words stand, in any encoding SQLite may have used."""
    forms = [words.encode("utf-8"), words.encode("utf-16-le"), words.encode("utf-16-be")]
    return [f.name for f in sorted(folder.rglob("*")) if f.is_file() and any(form in f.read_bytes() for form in forms)]


def test_a_backup_made_while_somebody_writes_is_sound_and_whole(database: Database, tmp_path: Path) -> None:
    at = database.write_now(place)
    stop, written = threading.Event(), threading.Event()

    def write() -> None:
        while not stop.is_set():
            database.write_now(lambda session: (said(session, at, "a pair"), said(session, at, "of two")))
            written.set()

    writer = threading.Thread(target=write)
    writer.start()
    assert written.wait(30)
    try:
        size = back_up(database.path, tmp_path / "copy.db")
    finally:
        stop.set()
        writer.join()
    assert size == (tmp_path / "copy.db").stat().st_size
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        pairs = dict(copy.execute("SELECT text, count(*) FROM messages GROUP BY text").fetchall())
        assert pairs["a pair"] == pairs["of two"] >= 1, "half a transaction was copied"


def test_a_backup_never_overwrites_a_file(database: Database, tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("precious")
    with pytest.raises(StorageError, match="exists already"):
        back_up(database.path, target)
    assert target.read_text() == "precious"


def test_a_backup_that_fails_says_why(database: Database, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="failed"):
        back_up(database.path, tmp_path / "no such folder" / "copy.db")


def test_there_is_nothing_to_back_up_or_maintain_without_a_database(tmp_path: Path) -> None:
    for act in (lambda file: back_up(file, tmp_path / "copy.db"), maintain):
        with pytest.raises(NotFound, match="no database"):
            act(tmp_path / "none.db")
    assert list(tmp_path.iterdir()) == []


def test_after_upkeep_no_file_holds_the_words_of_an_erased_person(database: Database, home: Path) -> None:
    at = database.write_now(place)
    for _ in range(300):
        database.write_now(lambda session: said(session, at, CANARY + " and much more " * 20))
    other = database.write_now(lambda session: place(session, "min"))
    database.write_now(lambda session: everything_of(session, at, CANARY))
    database.write_now(lambda session: everything_of(session, other, "min's own words"))
    assert "malbeot.db-wal" in files_holding(home, CANARY)
    database.write_now(lambda session: erase_person(session, at.person_id))
    report = maintain(database.path)
    assert (report["integrity"], report["write_ahead_log"]) == ("ok", "emptied")
    assert files_holding(home, CANARY) == []
    database.close()
    assert files_holding(home, CANARY) == []
    assert files_holding(home, "min's own words") == ["malbeot.db"]


def test_after_upkeep_no_file_holds_erased_messages_and_what_was_learned_from_them(
    database: Database, home: Path
) -> None:
    at = database.write_now(place)
    kept = database.write_now(lambda session: said(session, at, "this stays"))
    gone = database.write_now(lambda session: said(session, at, CANARY))
    fact = NewFact("person", "remembered", f"secret of {CANARY}", (gone,), exclusive=False)
    database.write_now(lambda session: learn(session, at.person_id, at.bot_id, [fact], NOW))
    maintain(database.path)
    assert files_holding(home, CANARY) == ["malbeot.db"]
    database.write_now(lambda session: erase_messages(session, Erasure(at.person_id, (gone,), NOW)))
    maintain(database.path)
    assert files_holding(home, CANARY) == []
    assert files_holding(home, "this stays") == ["malbeot.db"]
    assert kept != gone


def test_even_before_upkeep_the_database_itself_overwrites_what_was_erased(database: Database) -> None:
    at = database.write_now(place)
    gone = [database.write_now(lambda session: said(session, at, CANARY)) for _ in range(50)]
    with closing(sqlite3.connect(database.path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert CANARY.encode() in database.path.read_bytes()
        database.write_now(lambda session: erase_messages(session, Erasure(at.person_id, tuple(gone), NOW)))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert CANARY.encode() not in database.path.read_bytes()


def test_upkeep_beside_a_reader_says_that_the_log_is_kept(database: Database) -> None:
    at = database.write_now(place)
    with closing(sqlite3.connect(database.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM messages").fetchone()
        database.write_now(lambda session: said(session, at, "news"))
        report = maintain(database.path, patience_s=0.1)
    assert (report["integrity"], report["write_ahead_log"]) == ("ok", "kept, somebody is reading: run again later")
    assert maintain(database.path)["write_ahead_log"] == "emptied"


def test_upkeep_beside_a_long_write_says_so_and_changes_nothing(database: Database) -> None:
    with closing(sqlite3.connect(database.path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="locked"):
            maintain(database.path, patience_s=0.1)
    assert maintain(database.path)["integrity"] == "ok"


def test_upkeep_of_something_else_says_so(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("not a database " * 100)
    with pytest.raises(StorageError, match="upkeep"):
        maintain(file)


def test_a_database_of_a_newer_version_is_not_rewritten(database: Database) -> None:
    path = database.path
    database.close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = path.read_bytes()
    with pytest.raises(DatabaseNewer):
        maintain(path)
    assert path.read_bytes() == before

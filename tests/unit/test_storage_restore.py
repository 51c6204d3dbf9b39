"""A backup is put in place whole or not at all, and never under somebody who has the database open."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlmodel import Session, select

from bot.errors import DatabaseNewer, StorageError
from bot.storage import restore as restoring
from bot.storage.maintenance import back_up, maintain
from bot.storage.migrate import open_database
from bot.storage.restore import restore
from bot.storage.tables import Message, MessageVector
from tests.command import malbeot
from tests.rows import Place, everything_of, place, said

WORDS = "오늘 비 와 ☔ \N{NULL} 'quoted'"
BOOKKEEPING = ("alembic_version", "sqlite_sequence")


@cache
def unfilled() -> bytes:
    """A migrated, empty database: migrating once is enough."""
    with TemporaryDirectory() as folder:
        open_database(Path(folder) / "empty.db").close()
        return (Path(folder) / "empty.db").read_bytes()


def filled(file: Path, words: str = WORDS) -> Path:
    """A database with a row in every personal table, closed again."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(unfilled())
    opened = open_database(file)
    opened.write_now(lambda session: everything_of(session, place(session), words))
    opened.close()
    return file


def rows_of(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything in a file, and the last ids."""
    with closing(sqlite3.connect(file)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        return {name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr) for (name,) in names}


def words_in(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM messages ORDER BY id")]


@pytest.fixture(params=[False, True], ids=["copy", "archive"])
def backup(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A backup of either kind."""
    source = filled(tmp_path / "source" / "malbeot.db", "backed up")
    back_up(source, tmp_path / "backup", portable=request.param)
    return tmp_path / "backup"


def test_what_was_backed_up_is_restored_row_by_row(backup: Path, tmp_path: Path) -> None:
    target = tmp_path / "target" / "malbeot.db"
    restored = restore(backup, target)
    wanted = rows_of(tmp_path / "source" / "malbeot.db")
    assert rows_of(target) == wanted
    assert restored.rows == sum(len(rows) for name, rows in wanted.items() if name not in BOOKKEEPING)


def test_a_restored_database_is_one_to_go_on_with(backup: Path, tmp_path: Path) -> None:
    target = tmp_path / "malbeot.db"
    restore(backup, target)
    with closing(sqlite3.connect(target)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    opened = open_database(target)
    number = opened.write_now(lambda session: said(session, place(session), "and on"))
    assert number == opened.read_now(lambda session: len(session.exec(select(Message)).all()))
    opened.close()


def test_the_id_of_an_erased_row_does_not_come_back_through_an_archive(tmp_path: Path) -> None:
    source = open_database(tmp_path / "source.db")
    at = source.write_now(place)
    gone = source.write_now(lambda session: said(session, at, "gone"))
    source.write_now(lambda session: session.delete(session.get(Message, gone)))
    source.close()
    back_up(tmp_path / "source.db", tmp_path / "archive", portable=True)
    restore(tmp_path / "archive", tmp_path / "target.db")
    target = open_database(tmp_path / "target.db")
    assert target.write_now(lambda session: said(session, at, "new")) == gone + 1
    target.close()


def test_words_and_vectors_pass_an_archive_unchanged_but_for_what_postgres_cannot_hold(tmp_path: Path) -> None:
    filled(tmp_path / "source.db")
    back_up(tmp_path / "source.db", tmp_path / "archive", portable=True)
    restore(tmp_path / "archive", tmp_path / "target.db")
    assert words_in(tmp_path / "target.db") == [WORDS.replace("\0", "\ufffd")] * 2
    target = open_database(tmp_path / "target.db")
    vectors = target.read_now(lambda session: [bytes(row.data) for row in session.exec(select(MessageVector))])  # type: ignore[call-overload]
    target.close()
    assert vectors == [WORDS.encode()]


def test_an_archive_is_read_by_people_with_usual_tools(tmp_path: Path) -> None:
    filled(tmp_path / "source.db", "plain to see")
    back_up(tmp_path / "source.db", tmp_path / "archive", portable=True)
    with gzip.open(tmp_path / "archive", "rt", encoding="utf-8") as archive:
        lines = [json.loads(line) for line in archive]
    assert lines[0]["malbeot"] == 1
    assert lines[-1] == {"rows": sum(isinstance(line, list) for line in lines)}
    assert any(isinstance(line, list) and "plain to see" in line for line in lines)


def test_conversations_are_only_replaced_when_told_so(backup: Path, tmp_path: Path) -> None:
    target = filled(tmp_path / "target.db", "what is there")
    with pytest.raises(StorageError, match="holds conversations"):
        restore(backup, target)
    assert set(words_in(target)) == {"what is there"}
    restore(backup, target, replace=True)
    assert set(words_in(target)) == {"backed up"}


def test_an_empty_database_needs_no_word(backup: Path, tmp_path: Path) -> None:
    open_database(tmp_path / "target.db").close()
    restore(backup, tmp_path / "target.db")
    assert set(words_in(tmp_path / "target.db")) == {"backed up"}


def test_a_database_somebody_has_open_is_not_replaced(backup: Path, tmp_path: Path) -> None:
    target = filled(tmp_path / "target.db", "what is there")
    opened = open_database(target)
    at = opened.write_now(place)
    with pytest.raises(StorageError, match="in use"):
        restore(backup, target, replace=True)
    opened.write_now(lambda session: said(session, at, "still writing"))
    opened.close()
    assert words_in(target)[-1] == "still writing"
    restore(backup, target, replace=True)
    assert set(words_in(target)) == {"backed up"}


def test_a_log_left_by_a_killed_process_is_not_taken_for_the_new_databases(backup: Path, tmp_path: Path) -> None:
    live = filled(tmp_path / "live" / "malbeot.db", "what is there")
    target = tmp_path / "target" / "malbeot.db"
    target.parent.mkdir()
    opened = open_database(live)
    opened.write_now(lambda session: said(session, place(session), "only in the log"))
    for ending in ("", "-wal"):  # as a kill leaves them
        target.with_name(target.name + ending).write_bytes(live.with_name(live.name + ending).read_bytes())
    opened.close()
    restore(backup, target, replace=True)
    assert [each.name for each in target.parent.iterdir()] == ["malbeot.db"]
    assert set(words_in(target)) == {"backed up"}


@pytest.mark.parametrize("step", ["_examine", "_alone", "_flush_folder"])
def test_a_restore_that_is_interrupted_leaves_the_old_database_or_the_new_one(
    step: str, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = filled(tmp_path / "target" / "malbeot.db", "what is there")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(restoring, step, interrupted)
    with pytest.raises(KeyboardInterrupt):
        restore(backup, target, replace=True)
    wanted = "backed up" if step == "_flush_folder" else "what is there"
    assert [each.name for each in target.parent.iterdir()] == ["malbeot.db"]
    assert set(words_in(target)) == {wanted}
    assert maintain(target)["integrity"] == "ok"


def test_when_the_rename_fails_the_old_database_goes_on_as_before(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = filled(tmp_path / "malbeot.db", "what is there")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        restore(backup, target, replace=True)
    with closing(sqlite3.connect(target)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert set(words_in(target)) == {"what is there"}


def cut_off(backup: Path) -> None:
    backup.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2])


def flipped(backup: Path) -> None:
    data = bytearray(backup.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 200] = bytes(byte ^ 0xFF for byte in data[middle : middle + 200])
    backup.write_bytes(data)


def emptied(backup: Path) -> None:
    backup.write_bytes(b"")


def replaced_by_notes(backup: Path) -> None:
    backup.write_text("these are my notes\n" * 100)


@pytest.mark.parametrize("harm", [cut_off, flipped, emptied, replaced_by_notes])
def test_a_damaged_backup_is_refused_and_nothing_changes(
    harm: Callable[[Path], None], backup: Path, tmp_path: Path
) -> None:
    target = filled(tmp_path / "target" / "malbeot.db", "what is there")
    harm(backup)
    with pytest.raises(StorageError):
        restore(backup, target, replace=True)
    assert [each.name for each in target.parent.iterdir()] == ["malbeot.db"]
    assert set(words_in(target)) == {"what is there"}


def test_an_archive_without_its_last_lines_is_refused(tmp_path: Path) -> None:
    filled(tmp_path / "source.db")
    back_up(tmp_path / "source.db", tmp_path / "archive", portable=True)
    with gzip.open(tmp_path / "archive", "rt", encoding="utf-8") as whole:
        lines = whole.readlines()
    for kept in (lines[:-1], [*lines[:-3], lines[-1]]):
        with gzip.open(tmp_path / "short", "wt", encoding="utf-8") as short:
            short.writelines(kept)
        with pytest.raises(StorageError, match="cut off"):
            restore(tmp_path / "short", tmp_path / "target.db")
        assert not (tmp_path / "target.db").exists()


def test_a_backup_may_lie_where_nothing_can_be_written(backup: Path, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    kept = backup.rename(shelf / "backup")
    before = kept.read_bytes()
    kept.chmod(0o444)
    shelf.chmod(0o555)
    restore(kept, tmp_path / "target.db")
    shelf.chmod(0o755)
    assert [each.name for each in shelf.iterdir()] == ["backup"]
    assert kept.read_bytes() == before
    assert set(words_in(tmp_path / "target.db")) == {"backed up"}


def test_what_stands_in_the_log_beside_a_copied_file_is_restored_too(tmp_path: Path) -> None:
    live, copied = filled(tmp_path / "malbeot.db"), tmp_path / "copied.db"
    opened = open_database(live)
    opened.write_now(lambda session: said(session, place(session), "only in the log"))
    for ending in ("", "-wal"):
        copied.with_name(copied.name + ending).write_bytes(live.with_name(live.name + ending).read_bytes())
    opened.close()
    restore(copied, tmp_path / "target.db")
    assert words_in(tmp_path / "target.db")[-1] == "only in the log"


def test_a_missing_backup_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="can't be read"):
        restore(tmp_path / "none", tmp_path / "target.db")


def test_a_backup_of_a_newer_version_is_refused(backup: Path, tmp_path: Path) -> None:
    target = filled(tmp_path / "target.db", "what is there")
    if backup.read_bytes().startswith(b"SQLite"):
        with closing(sqlite3.connect(backup)) as connection, connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
    else:
        with gzip.open(backup, "wt", encoding="utf-8") as archive:
            archive.write('{"malbeot": 1, "revision": "9999"}\n')
    with pytest.raises(DatabaseNewer):
        restore(backup, target, replace=True)
    assert set(words_in(target)) == {"what is there"}


def test_an_archive_of_an_older_version_is_restored_and_brought_up_to_date(tmp_path: Path) -> None:
    lines = [
        {"malbeot": 1, "revision": "0001"},
        {"table": "persons", "columns": ["id", "created_at", "age_status", "memory_version"], "last_id": 7},
        [5, 1, "unknown", 3],
        {"rows": 1},
    ]
    with gzip.open(tmp_path / "archive", "wt", encoding="utf-8") as archive:
        archive.writelines(json.dumps(line) + "\n" for line in lines)
    assert restore(tmp_path / "archive", tmp_path / "target.db").revision == "0001"
    opened = open_database(tmp_path / "target.db")

    def someone_new(session: Session) -> Place:
        return place(session, "the eighth")

    assert opened.write_now(someone_new).person_id == 8
    opened.close()


def test_a_damaged_database_can_be_replaced(backup: Path, tmp_path: Path) -> None:
    target = tmp_path / "target.db"
    target.write_bytes(b"not a database at all" * 300)
    target.with_name("target.db-wal").write_bytes(b"rubbish" * 100)
    with pytest.raises(StorageError, match="holds conversations"):
        restore(backup, target)
    restore(backup, target, replace=True)
    assert set(words_in(target)) == {"backed up"}
    assert not target.with_name("target.db-wal").exists()


def test_the_commands_back_up_and_restore(home: Path, tmp_path: Path) -> None:
    filled(home / "malbeot.db", "by the command")
    for flags in ((), ("--portable",)):
        target = tmp_path / "-".join(("backup", *flags))
        assert malbeot("db", "backup", str(target), *flags, "--json").json["bytes"] == target.stat().st_size
        refused = malbeot("db", "restore", str(target))
        assert (refused.code, refused.out) == (1, "")
        assert "--replace" in refused.err
        ran = malbeot("db", "restore", str(target), "--replace", "--json")
        assert ran.json["kind"] == ("archive" if flags else "copy")
    assert set(words_in(home / "malbeot.db")) == {"by the command"}


def test_nothing_is_restored_while_a_run_serves_the_folder(home: Path, backup: Path) -> None:
    from bot.cli.lock import only_one

    home.mkdir(parents=True)
    with only_one(home):
        refused = malbeot("db", "restore", str(backup))
    assert refused.code == 1
    assert "another `malbeot run` serves" in refused.err
    assert not (home / "malbeot.db").exists()

"""Puts a backup in the place of a database, whole or not at all: a copied SQLite file, or a portable archive.

A SQLite database is made complete beside the old one and renamed over it; PostgreSQL is filled in one transaction.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from bot.errors import StorageError
from bot.storage import jobs, postgres, sqlite
from bot.storage.archive import is_archive, load_archive, refuse_unknown, revision_of, tables_of
from bot.storage.migrate import Where, migrate, revisions
from bot.storage.tables import JobRow

_STALE = ("-wal", "-shm", "-journal")


@dataclass(frozen=True)
class Restored:
    """What was put in place. `revision`: the backup's; `rows`: of all tables."""

    kind: str
    revision: str
    rows: int


def restore(source: Path, where: Where, *, replace: bool = False) -> Restored:
    """Make the database what the backup says; one that holds something is only replaced when told so.

    Raises StorageError (damaged, in use, not empty), DatabaseNewer. Whatever it raises, the old database is as it was.
    """
    archived = is_archive(source)
    if not isinstance(where, Path):
        if not archived:
            raise StorageError(
                f"{source} is a SQLite file and the database is PostgreSQL",
                fix="make an archive of it: `malbeot db backup --portable`",
            )
        return _into_postgres(source, where, replace=replace)
    if not replace and _holds_something(where):
        raise StorageError(f"{where} holds conversations", fix="back it up, then restore with --replace")
    return _into_sqlite(source, where, archived=archived)


def _into_sqlite(source: Path, target: Path, *, archived: bool) -> Restored:
    scratch = target.with_name(f"{target.name}.restoring")
    _remove(scratch, "", *_STALE)  # of one that was killed
    try:
        revision = _unpack(source, scratch) if archived else _copy(source, scratch)
        rows = _examine(scratch)
        with _alone(target):
            scratch.replace(target)
        _flush_folder(target.parent)
    finally:
        _remove(scratch, "", *_STALE)
    return Restored("archive" if archived else "copy", revision, rows)


def _unpack(archive: Path, scratch: Path) -> str:
    revision = revision_of(archive)
    with sqlite.made(scratch) as engine, engine.begin() as connection:
        migrate(connection, revision)
        load_archive(connection, archive)
        migrate(connection)
    return revision


def _copy(source: Path, scratch: Path) -> str:
    """Bytes, with what a log beside them holds: the backup may lie where SQLite can't write."""
    scratch.parent.mkdir(parents=True, exist_ok=True)
    for ending in ("", "-wal"):
        part = source.with_name(source.name + ending)
        if part.exists():
            shutil.copyfile(part, scratch.with_name(scratch.name + ending))
    revision = revisions(scratch).current
    if revision is None:
        raise StorageError(f"{source} holds no database of malbeot", fix="name a backup")
    refuse_unknown(revision, source)
    return revision


def _examine(scratch: Path) -> int:
    """Check every page and reference, and leave one synced file in WAL mode. Returns the rows of all tables."""
    try:
        with closing(sqlite3.connect(scratch, isolation_level=None)) as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0]
            dangling = connection.execute("PRAGMA foreign_key_check").fetchone()
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.DatabaseError as error:
        raise StorageError(f"the backup is damaged: {error}", fix="name another backup") from error
    if sound != "ok" or dangling:
        raise StorageError("the backup is damaged: its check failed", fix="name another backup")
    with scratch.open("rb+") as file:
        os.fsync(file.fileno())
    return _count(scratch)


def _count(file: Path) -> int:
    engine = sqlite.sqlite_engine(file, begin="BEGIN")
    try:
        with engine.begin() as connection:
            counts = [text(f'SELECT count(*) FROM "{table.name}"') for table in tables_of(connection)]
            return sum(connection.execute(count).scalar_one() for count in counts)
    finally:
        engine.dispose()


def _holds_something(target: Path) -> bool:
    """One that can't be read may hold something."""
    if not target.exists():
        return False
    try:
        return _count(target) > 0
    except (sqlite3.Error, SQLAlchemyError):
        return True


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Nobody has the old database open while the block runs, and no log of it is left to be taken for the new one's.

    Leaving WAL mode needs exactly that: everybody else gone, the log written back and removed. A block that raises
    has not replaced the database.
    """
    with closing(sqlite3.connect(target, timeout=0, isolation_level=None)) as old:
        try:
            old.execute("PRAGMA journal_mode = DELETE")
            old.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            fix = "stop `malbeot run` and close every conversation"
            raise StorageError(f"{target} is in use ({error})", fix=fix) from error
        except sqlite3.DatabaseError:  # damaged: that is why it is replaced
            pass
        _remove(target, *_STALE)
        try:
            yield
        except BaseException:
            old.rollback()
            old.execute("PRAGMA journal_mode = WAL")
            raise


def _remove(file: Path, *endings: str) -> None:
    for ending in endings:
        file.with_name(file.name + ending).unlink(missing_ok=True)


def _flush_folder(folder: Path) -> None:
    """The rename survives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _into_postgres(archive: Path, address: str, *, replace: bool) -> Restored:
    revision = revision_of(archive)
    with postgres.one_connection(address) as engine, engine.begin() as connection:
        _refuse_company(connection)
        _make_room(connection, revision, replace=replace)
        rows = load_archive(connection, archive)
        migrate(connection)
        _queue_jobs(connection)
    return Restored("archive", revision, rows)


def _queue_jobs(connection: Connection) -> None:
    """Jobs of our table, which nobody reads here, become Procrastinate's."""
    session = Session(connection)
    for row in session.exec(select(JobRow).order_by(col(JobRow.id))).all():
        if row.state != "dead":
            jobs.put(session, row.name, row.key, row.person_id, str(row.args or "{}"), row.due)
        session.delete(row)
    session.flush()


def _refuse_company(connection: Connection) -> None:
    others = connection.execute(
        text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
    ).scalar_one()
    if others:
        raise StorageError(f"the database is in use ({others} connections)", fix="stop every `malbeot run`")


def _make_room(connection: Connection, revision: str, *, replace: bool) -> None:
    """Empty tables at the archive's revision."""
    if not inspect(connection).has_table("alembic_version"):
        migrate(connection, revision)
        return
    tables = tables_of(connection)
    filled = any(connection.execute(table.select().limit(1)).first() for table in tables)
    if filled and not replace:
        raise StorageError("the PostgreSQL database holds conversations", fix="back it up, then restore with --replace")
    current = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if current != revision:
        fix = "name a new, empty database in database.url"
        raise StorageError(f"the archive is of revision {revision}, the database of {current}", fix=fix)
    connection.execute(text(f"TRUNCATE {', '.join(table.name for table in tables)}"))
    connection.execute(text("DELETE FROM procrastinate_jobs"))

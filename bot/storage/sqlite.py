"""SQLite: one writer thread, readers beside it.

All writes run in one thread under BEGIN IMMEDIATE (several times the commits per second of an async driver, and no
"database is locked" between tasks of one process); reads run in their own threads and always work, also while another
process writes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event

from bot.errors import DatabaseReadOnly, StorageError
from bot.storage.database import Database

_PRAGMAS = ("busy_timeout = 10000", "foreign_keys = ON", "secure_delete = ON", "synchronous = NORMAL")


class SqliteDatabase(Database):
    """One SQLite file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        writing, reading = sqlite_engine(path, begin="BEGIN IMMEDIATE"), sqlite_engine(path, begin="BEGIN")
        super().__init__(writing, reading, writers=1, readers=2)

    def tidy(self) -> None:
        """Refresh the planner's statistics, and empty the write-ahead log as far as nobody reads it."""
        with closing(sqlite3.connect(self.path, timeout=1)) as connection:
            connection.execute("PRAGMA optimize")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def sqlite_engine(path: Path, *, begin: str) -> Engine:
    """An engine whose transactions start with `begin`; the driver's own implicit BEGIN is off."""
    # An error must not print what it was about: parameters are private words.
    engine = create_engine(f"sqlite:///{path}", connect_args={"check_same_thread": False}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def start(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def revision(path: Path) -> str | None:
    """The revision of a file, None when it isn't there yet. Raises StorageError when it isn't a database."""
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(path, timeout=10)) as connection:
            tables = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if tables else None
    except sqlite3.OperationalError as error:
        raise _refused(path, error) from error
    except sqlite3.DatabaseError as error:
        raise StorageError(f"{path} can't be read as a database: {error}", fix="restore a backup") from error
    return row[0] if row else None


@contextmanager
def made(path: Path) -> Iterator[Engine]:
    """An engine to migrate a file with, which is made if needed. Raises DatabaseReadOnly."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=10)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
    except (OSError, sqlite3.OperationalError) as error:
        raise DatabaseReadOnly(f"{path} can't be written: {error}", fix="make its folder writable") from error
    engine = sqlite_engine(path, begin="BEGIN IMMEDIATE")
    try:
        yield engine
    finally:
        engine.dispose()


def _refused(path: Path, error: sqlite3.OperationalError) -> StorageError:
    if "readonly" in str(error):
        return DatabaseReadOnly(f"{path} can't be opened: {error}", fix="make it and its folder writable for this user")
    return StorageError(f"{path} can't be opened: {error}", fix="run `malbeot doctor`")

"""SQLite: transactions on the event loop itself, and threads for what takes longer.

A turn's transactions take less than a millisecond each, without a sync to the disk (WAL, NORMAL); handing them to a
thread and back cost a third of all processor time (ADR 0011). When another process writes at the moment, the
transaction waits for it in the one writer thread. The write-ahead log is folded back beside the loop, because that
does sync.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, create_engine, event

from bot.errors import DatabaseBusy, DatabaseReadOnly, StorageError
from bot.storage.database import Database, Transaction, run

T = TypeVar("T")

_PATIENCE_MS = 10_000
_FOLD_EVERY, _FOLD_AT_ONCE_PAGES = 200, 16_000  # write transactions; pages, if folding beside the loop should fail
_PRAGMAS = (
    "foreign_keys = ON",
    "secure_delete = ON",
    "synchronous = NORMAL",
    f"wal_autocheckpoint = {_FOLD_AT_ONCE_PAGES}",
)


class SqliteDatabase(Database):
    """One SQLite file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._at_once = sqlite_engine(path, begin="BEGIN IMMEDIATE", patience_ms=0)
        self._queued = 0  # writes that wait for another process: the next ones go behind them
        self._written = 0
        self._rounds: tuple[asyncio.AbstractEventLoop, asyncio.Lock] | None = None
        writing, reading = sqlite_engine(path, begin="BEGIN IMMEDIATE"), sqlite_engine(path, begin="BEGIN")
        super().__init__(writing, reading, writers=1, readers=2)

    async def write(self, fn: Transaction[T], *, urgent: bool = False) -> T:
        with contextlib.suppress(DatabaseBusy):
            if urgent:
                return self._write_at_once(fn)
            async with self._turns():
                await asyncio.sleep(0)  # before, not after: nothing comes between a commit and its caller
                return self._write_at_once(fn)
        return await self.write_aside(fn)

    async def read(self, fn: Transaction[T]) -> T:
        async with self._turns():
            await asyncio.sleep(0)
            return self.read_now(fn)

    def _turns(self) -> asyncio.Lock:
        """One transaction a round of the loop: what a channel answers meanwhile must not wait behind all of them."""
        loop = asyncio.get_running_loop()
        if self._rounds is None or self._rounds[0] is not loop:
            self._rounds = (loop, asyncio.Lock())
        return self._rounds[1]

    async def write_aside(self, fn: Transaction[T]) -> T:
        self._queued += 1
        try:
            return await super().write_aside(fn)
        finally:
            self._queued -= 1

    def _write_at_once(self, fn: Transaction[T]) -> T:
        """Raises DatabaseBusy: another process writes, or somebody here waits for it."""
        if self._queued:
            raise DatabaseBusy("others wait before this one")
        result = run(self._at_once, fn, commit=True)
        self._written += 1
        if self._written % _FOLD_EVERY == 0:
            self._readers.submit(self._fold)
        return result

    def _fold(self) -> None:
        """Bring the write-ahead log into the file as far as nobody reads it."""
        with closing(sqlite3.connect(self.path, timeout=0)) as connection:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def close(self) -> None:
        super().close()
        self._at_once.dispose()

    def tidy(self) -> None:
        """Refresh the planner's statistics, and empty the write-ahead log as far as nobody reads it."""
        with closing(sqlite3.connect(self.path, timeout=1)) as connection:
            connection.execute("PRAGMA optimize")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def sqlite_engine(path: Path, *, begin: str, patience_ms: int = _PATIENCE_MS) -> Engine:
    """An engine whose transactions start with `begin`, waiting so long for who writes; no implicit BEGIN."""
    # An error must not print what it was about: parameters are private words.
    engine = create_engine(f"sqlite:///{path}", connect_args={"check_same_thread": False}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (f"busy_timeout = {patience_ms}", *_PRAGMAS):
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

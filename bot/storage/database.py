"""The port to a database: transactions as plain functions of a session.

A transaction is one synchronous function `fn(session)`; it may be run again when it lost a race, so it changes nothing
but the database. `bot.storage.sqlite` and `bot.storage.postgres` say how each database is opened, and where its
transactions run: PostgreSQL's in threads, SQLite's short ones on the event loop itself.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlmodel import Session

from bot.errors import DatabaseBusy, DatabaseReadOnly, StorageError

T = TypeVar("T")
Transaction = Callable[[Session], T]

_MOST_RUNS = 8
_LOST_RACES = frozenset({"40001", "40P01", "23505"})  # serialization failure, deadlock, unique violation (SQLSTATE)


class Database:
    """Runs transactions on two engines, one for each kind. Open it with `bot.storage.migrate.open_database`.

    `writers`, `readers`: how many of each run at once.
    """

    def __init__(self, writing: Engine, reading: Engine, writers: int, readers: int) -> None:
        self._writing, self._reading = writing, reading
        self._writers = ThreadPoolExecutor(writers, "db-writer")
        self._readers = ThreadPoolExecutor(readers, "db-reader")

    async def write(self, fn: Transaction[T], *, urgent: bool = False) -> T:
        """Run `fn` in a write transaction; committed when this returns, nothing kept when it raises.

        `urgent`: before whatever else could be done at this moment.
        """
        return await self.write_aside(fn)

    async def read(self, fn: Transaction[T]) -> T:
        """Run `fn` in a read transaction (one consistent state)."""
        return await self.read_aside(fn)

    async def write_aside(self, fn: Transaction[T]) -> T:
        """`write` for what may take longer than a moment: in a thread. Begun work is finished, whoever waits for it."""
        return await asyncio.get_running_loop().run_in_executor(self._writers, self.write_now, fn)

    async def read_aside(self, fn: Transaction[T]) -> T:
        """`read` for what may take longer than a moment: in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self.read_now, fn)

    def write_now(self, fn: Transaction[T]) -> T:
        """`write` for code without an event loop."""
        return run(self._writing, fn, commit=True)

    def read_now(self, fn: Transaction[T]) -> T:
        """`read` for code without an event loop."""
        return run(self._reading, fn, commit=False)

    def tidy(self) -> None:
        """Daily upkeep that disturbs nobody."""

    def close(self) -> None:
        """Wait for running transactions and let go of the connections."""
        self._writers.shutdown()
        self._readers.shutdown()
        self._writing.dispose()
        self._reading.dispose()


def run(engine: Engine, fn: Transaction[T], *, commit: bool) -> T:
    """Run `fn`, again when it lost a race. What only the commit failed to confirm is not run twice."""
    for runs_left in reversed(range(_MOST_RUNS)):
        committing = False
        try:
            with Session(engine, expire_on_commit=False) as session:
                result = fn(session)
                if commit:
                    session.flush()
                    committing = True
                    session.commit()
                return result
        except DBAPIError as error:
            if runs_left and _may_run_again(error, committing):
                continue
            if isinstance(error, IntegrityError | DataError):  # ours: what we asked was wrong
                raise
            raise explain(error) from error
    raise AssertionError("the last run returns or raises")


def _may_run_again(error: DBAPIError, committing: bool) -> bool:
    """Somebody else was faster, or the connection was dead before anything was committed."""
    if error.connection_invalidated:
        return not committing
    lost = getattr(error.orig, "sqlstate", None) in _LOST_RACES  # SQLite knows no such races: one writes at a time
    return lost and isinstance(error, OperationalError | IntegrityError)


def is_shared(session: Session) -> bool:
    """Whether others may write at this moment: on PostgreSQL; on SQLite whoever writes is alone."""
    return session.get_bind().dialect.name == "postgresql"


def explain(error: DBAPIError) -> StorageError:
    """The driver's message as one of ours."""
    text = str(error.orig)
    if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
        return DatabaseBusy("database: another process writes", fix="end what runs there, or wait for it")
    if "readonly" in text or "read-only" in text:
        return DatabaseReadOnly(fix="make the file and its folder, or the server, writable")
    return StorageError(f"database: {text}", fix="run `malbeot doctor`")

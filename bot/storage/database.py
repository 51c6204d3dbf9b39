"""The port to a database: transactions as plain functions of a session, run in threads beside the event loop.

A transaction is one synchronous function `fn(session)`; it may be run again when it lost a race, so it changes nothing
but the database. `bot.storage.sqlite` and `bot.storage.postgres` say how each database is opened.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlmodel import Session

from bot.errors import DatabaseReadOnly, StorageError
from bot.storage.hands import Hands

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
        self._writers, self._readers = Hands(writers, "db-writer"), Hands(readers, "db-reader")

    async def write(self, fn: Transaction[T], *, urgent: bool = False) -> T:
        """Run `fn` in a write transaction; committed when this returns, nothing kept when it raises.

        `urgent`: before other writes that wait.
        """
        return await self._writers.do(lambda: self.write_now(fn), urgent=urgent)

    async def read(self, fn: Transaction[T]) -> T:
        """Run `fn` in a read transaction (one consistent state)."""
        return await self._readers.do(lambda: self.read_now(fn))

    def write_now(self, fn: Transaction[T]) -> T:
        """`write` for code without an event loop."""
        return _run(self._writing, fn, commit=True)

    def read_now(self, fn: Transaction[T]) -> T:
        """`read` for code without an event loop."""
        return _run(self._reading, fn, commit=False)

    def tidy(self) -> None:
        """Daily upkeep that disturbs nobody."""

    def close(self) -> None:
        """Wait for running transactions and let go of the connections."""
        self._writers.close()
        self._readers.close()
        self._writing.dispose()
        self._reading.dispose()


def _run(engine: Engine, fn: Transaction[T], *, commit: bool) -> T:
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
    if "readonly" in text or "read-only" in text:
        return DatabaseReadOnly(fix="make the file and its folder, or the server, writable")
    return StorageError(f"database: {text}", fix="run `malbeot doctor`")

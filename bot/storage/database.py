"""The database: one writer thread, readers beside it, transactions as plain functions of a session.

A transaction is one synchronous function `fn(session)`. On SQLite all writes run in one thread under BEGIN IMMEDIATE
(several times the commits per second of an async driver, and no "database is locked" between tasks of one process);
reads run in their own threads and always work, also while another process writes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from bot.errors import DatabaseReadOnly, StorageError

T = TypeVar("T")
Transaction = Callable[[Session], T]

_PRAGMAS = ("busy_timeout = 10000", "foreign_keys = ON", "secure_delete = ON", "synchronous = NORMAL")


class Database:
    """Runs transactions on one SQLite file. Open it with `bot.storage.migrate.open_database`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writing = sqlite_engine(path, begin="BEGIN IMMEDIATE")
        self._reading = sqlite_engine(path, begin="BEGIN")
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="db-writer")
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="db-reader")

    async def write(self, fn: Transaction[T]) -> T:
        """Run `fn` in a write transaction; committed when this returns, nothing kept when it raises."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, self.write_now, fn)

    async def read(self, fn: Transaction[T]) -> T:
        """Run `fn` in a read transaction (one consistent state)."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self.read_now, fn)

    def write_now(self, fn: Transaction[T]) -> T:
        """`write` for code without an event loop."""
        return _run(self._writing, fn, commit=True)

    def read_now(self, fn: Transaction[T]) -> T:
        """`read` for code without an event loop."""
        return _run(self._reading, fn, commit=False)

    def close(self) -> None:
        """Wait for running transactions and let go of the file."""
        self._writer.shutdown()
        self._readers.shutdown()
        self._writing.dispose()
        self._reading.dispose()


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


def _run(engine: Engine, fn: Transaction[T], *, commit: bool) -> T:
    try:
        with Session(engine, expire_on_commit=False) as session:
            result = fn(session)
            if commit:
                session.commit()
            return result
    except OperationalError as error:
        raise explain(error) from error


def explain(error: OperationalError) -> StorageError:
    """The driver's message as one of ours."""
    text = str(error.orig)
    if "readonly" in text:
        return DatabaseReadOnly(fix="make the file and its folder writable for this user")
    return StorageError(f"database: {text}", fix="run `malbeot doctor`")

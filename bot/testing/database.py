"""A database whose process dies at a chosen transaction, just before or just after the commit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlmodel import Session

from bot.storage.database import Transaction
from bot.storage.sqlite import SqliteDatabase

T = TypeVar("T")


class Crash(BaseException):
    """The process died here: nobody may catch it and go on."""


class CrashingDatabase(SqliteDatabase):
    """Transactions run inline, in a fixed order, and are counted; number `dies_at` is the last. `writes`: which write.

    `committed` False: that one does its work and is rolled back. True: it is committed, and nobody learns of it.
    """

    def __init__(self, path: Path, dies_at: int | None = None, *, committed: bool = False) -> None:
        super().__init__(path)
        self.transactions = 0
        self.writes: list[int] = []
        self.dies_at, self._committed = dies_at, committed

    def restart(self, dies_at: int | None = None, *, committed: bool = False) -> None:
        """As a new process would find the file: fresh connections, counting from zero. Keeps compiled statements."""
        self._writing.dispose()
        self._reading.dispose()
        self.transactions, self.writes = 0, []
        self.dies_at, self._committed = dies_at, committed

    async def write(self, fn: Transaction[T], *, urgent: bool = False) -> T:
        self.writes.append(self.transactions + 1)
        return self._run(self.write_now, fn)

    async def read(self, fn: Transaction[T]) -> T:
        return self._run(self.read_now, fn)

    def _run(self, run: Callable[[Transaction[T]], T], fn: Transaction[T]) -> T:
        self.transactions += 1
        if self.dies_at is None or self.transactions < self.dies_at:
            return run(fn)
        if self.transactions == self.dies_at:
            run(fn if self._committed else _rolled_back(fn))
        raise Crash


def _rolled_back(fn: Transaction[T]) -> Transaction[T]:
    def work_and_die(session: Session) -> T:
        fn(session)
        session.flush()
        raise Crash

    return work_and_die

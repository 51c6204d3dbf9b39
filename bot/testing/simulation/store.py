"""One database in memory that all simulated processes share. It outlives each of them; between runs it is emptied."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bot.storage.migrate import open_database
from bot.storage.sqlite import sqlite_engine

_NAME = "file::memory:?cache=shared"


class Store:
    """`writing`, `reading`: engines whose compiled statements serve every run. `rows`: plain SQL from outside."""

    def __init__(self) -> None:
        self._empty = _migrated()
        self._kept = sqlite3.connect(_NAME, uri=True)  # memory is let go with its last connection
        self._kept.isolation_level = None
        path = Path(f"{_NAME}&uri=true")
        self.writing = sqlite_engine(path, begin="BEGIN IMMEDIATE")
        self.reading = sqlite_engine(path, begin="BEGIN")
        self._watch: Callable[[], None] | None = None
        event.listen(self.writing, "before_cursor_execute", self._at_a_statement)

    def empty(self) -> None:
        """As after the first start."""
        self._empty.backup(self._kept)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What is committed."""
        return self._kept.execute(query, values).fetchall()

    @contextmanager
    def watched(self, watch: Callable[[], None]) -> Iterator[None]:
        """`watch` is called before every statement of a write; what it raises ends the process there."""
        self._watch = watch
        try:
            yield
        finally:
            self._watch = None

    def _at_a_statement(self, *_: Any) -> None:
        if self._watch is not None:
            self._watch()


@cache
def store() -> Store:
    """One for this (operating-system) process: statements are compiled once."""
    return Store()


def _migrated() -> sqlite3.Connection:
    """Migrating once is enough."""
    memory = sqlite3.connect(":memory:")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "empty.db"
        open_database(file).close()
        with sqlite3.connect(file) as made:
            made.backup(memory)
        made.close()
    memory.execute("PRAGMA journal_mode = MEMORY")
    return memory

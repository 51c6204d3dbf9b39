"""Backups and upkeep, while others read and write."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import OperationalError

from bot.errors import NotFound, StorageError
from bot.storage import postgres, sqlite
from bot.storage.archive import write_archive
from bot.storage.database import explain
from bot.storage.migrate import Where, refuse_newer


def back_up(where: Where, target: Path, *, portable: bool = False) -> int:
    """Copy one consistent state to a new file; returns its size in bytes. Raises NotFound, StorageError, DatabaseNewer.

    A SQLite file is copied as it is, or written as an archive when `portable`; PostgreSQL is always an archive.
    """
    if isinstance(where, Path):
        _must_exist(where)
    if target.exists():
        raise StorageError(f"{target} exists already", fix="name a new file")
    try:
        if isinstance(where, Path) and not portable:
            _copy(where, target)
        else:
            _archive(where, target)
    except (sqlite3.Error, OSError) as error:
        target.unlink(missing_ok=True)
        raise StorageError(f"backup to {target} failed: {error}") from error
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return target.stat().st_size


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)


def _archive(where: Where, target: Path) -> None:
    state = refuse_newer(where)
    if state.current is None:
        raise NotFound("no database to back up", fix="`malbeot db migrate` makes one")
    if state.current != state.head:
        found = f"revision {state.current}, newest {state.head}"
        raise StorageError(f"the database is not up to date ({found})", fix="`malbeot db migrate`")
    if isinstance(where, Path):
        engine = sqlite.sqlite_engine(where, begin="BEGIN")
        try:
            with engine.begin() as connection:
                write_archive(connection, target, state.head)
        finally:
            engine.dispose()
        return
    with postgres.one_connection(where) as engine:
        steady = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with steady.begin() as connection:
            write_archive(connection, target, state.head)


def maintain(where: Where, *, patience_s: float = 10) -> dict[str, str]:
    """Rewrite the tables without erased content, shorten the log, check or analyse. Waits `patience_s` for others.

    Raises DatabaseNewer before anything is touched, NotFound, StorageError.
    """
    if not isinstance(where, Path):
        refuse_newer(where)
        return _maintain_postgres(where, patience_s)
    _must_exist(where)
    refuse_newer(where)
    return _maintain_sqlite(where, patience_s)


def _maintain_sqlite(path: Path, patience_s: float) -> dict[str, str]:
    before = path.stat().st_size
    try:
        with closing(sqlite3.connect(path, timeout=patience_s, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")  # a restore that was killed may have left another
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("VACUUM")
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.Error as error:
        raise StorageError(f"upkeep of {path} failed: {error}") from error
    log = "kept, somebody is reading: run again later" if busy else "emptied"
    return {"integrity": sound, "write_ahead_log": log, "bytes": f"{before} -> {path.stat().st_size}"}


def _maintain_postgres(address: str, patience_s: float) -> dict[str, str]:
    """Table by table, so that nobody waits for more than one; a table in use for too long is named and left."""
    with postgres.one_connection(address) as engine, engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(text(f"SET lock_timeout = {int(patience_s * 1000)}"))
        tables = sorted(inspect(connection).get_table_names())  # queued jobs hold words too
        before = _size(connection)
        busy = [table for table in tables if not _rewrite(connection, table)]
        after = _size(connection)
    rewritten = f"{len(tables) - len(busy)} of {len(tables)}"
    left = {"left": f"{', '.join(busy)}: in use, run again later"} if busy else {}
    return {"rewritten": rewritten, **left, "bytes": f"{before} -> {after}"}


def _rewrite(connection: Connection, table: str) -> bool:
    try:
        connection.execute(text(f"VACUUM (FULL, ANALYZE) {table}"))
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) == "55P03":  # lock not available
            return False
        raise explain(error) from error
    return True


def _size(connection: Connection) -> int:
    return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())


def _must_exist(path: Path) -> None:
    if not path.exists():
        raise NotFound(f"no database at {path}", fix="`malbeot chat` or `malbeot db migrate` makes one")

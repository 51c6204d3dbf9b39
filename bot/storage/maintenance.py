"""Backups and upkeep of the SQLite file. Both work while others read and write."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.errors import NotFound, StorageError
from bot.storage.migrate import refuse_newer


def back_up(source: Path, target: Path) -> int:
    """Copy a consistent state to a new file; returns its size in bytes. Raises NotFound, StorageError."""
    _must_exist(source)
    if target.exists():
        raise StorageError(f"{target} exists already", fix="name a new file")
    try:
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
            live.backup(copy)
    except sqlite3.Error as error:
        target.unlink(missing_ok=True)
        raise StorageError(f"backup to {target} failed: {error}") from error
    return target.stat().st_size


def maintain(path: Path, *, patience_s: float = 10) -> dict[str, str]:
    """Rewrite the file without erased content, empty the write-ahead log, check integrity.

    Waits `patience_s` for others who read or write. Raises DatabaseNewer before anything is touched.
    """
    _must_exist(path)
    refuse_newer(path)
    before = path.stat().st_size
    try:
        with closing(sqlite3.connect(path, timeout=patience_s, isolation_level=None)) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("VACUUM")
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.Error as error:
        raise StorageError(f"upkeep of {path} failed: {error}") from error
    log = "kept, somebody is reading: run again later" if busy else "emptied"
    return {"integrity": sound, "write_ahead_log": log, "bytes": f"{before} -> {path.stat().st_size}"}


def _must_exist(path: Path) -> None:
    if not path.exists():
        raise NotFound(f"no database at {path}", fix="`malbeot chat` or `malbeot db migrate` makes one")

"""Brings a database to the newest revision, and refuses one from a newer version untouched.

Migrations are Alembic's, in `migrations/versions`. A database at the newest revision is recognised by one query, so
that Alembic (0.2 s to import) is loaded only when there is something to do.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.errors import DatabaseNewer, DatabaseReadOnly, StorageError
from bot.storage.database import Database, sqlite_engine

MIGRATIONS = Path(__file__).parent / "migrations"
_REVISION = re.compile(r'^revision(?:: str)? = "([^"]+)"', re.MULTILINE)


@dataclass(frozen=True)
class Revisions:
    """Where a database stands: `current` is None for one that isn't there yet."""

    current: str | None
    head: str
    known: tuple[str, ...]


def known_revisions() -> tuple[str, ...]:
    """All revisions this version ships, oldest first (files are named by number)."""
    files = sorted((MIGRATIONS / "versions").glob("[0-9]*.py"))
    return tuple(found.group(1) for file in files if (found := _REVISION.search(file.read_text("utf-8"))))


def revisions(path: Path) -> Revisions:
    """Read a database's revision without changing it. Raises StorageError when the file isn't a database."""
    known = known_revisions()
    return Revisions(_current(path), known[-1], known)


def _current(path: Path) -> str | None:
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


def _refused(path: Path, error: sqlite3.OperationalError) -> StorageError:
    if "readonly" in str(error):
        return DatabaseReadOnly(f"{path} can't be opened: {error}", fix="make it and its folder writable for this user")
    return StorageError(f"{path} can't be opened: {error}", fix="run `malbeot doctor`")


def refuse_newer(path: Path) -> Revisions:
    """Where the database stands. Raises DatabaseNewer when a newer version wrote it."""
    state = revisions(path)
    if state.current and state.current not in state.known:
        raise DatabaseNewer(
            f"{path} is at revision {state.current}, this version knows up to {state.head}; nothing was touched.",
            fix="use the newer malbeot, or restore a backup made by this version",
        )
    return state


def open_database(path: Path, *, writable: bool = True) -> Database:
    """Open the database at `path`, made or migrated as needed. Raises DatabaseNewer, DatabaseReadOnly, StorageError."""
    state = refuse_newer(path)
    if writable and state.current != state.head:
        upgrade(path)
    return Database(path)


def upgrade(path: Path) -> None:
    """Run all missing migrations."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=10)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
        _run_alembic(path)
    except (OSError, sqlite3.OperationalError) as error:
        raise DatabaseReadOnly(f"{path} can't be written: {error}", fix="make its folder writable") from error


def _run_alembic(path: Path) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = sqlite_engine(path, begin="BEGIN IMMEDIATE")
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()

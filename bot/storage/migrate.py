"""Brings a database to the newest revision, and refuses one from a newer version untouched.

Migrations are Alembic's, in `migrations/versions`. A database at the newest revision is recognised by one query, so
that Alembic (0.2 s to import) is loaded only when there is something to do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine

from bot.errors import DatabaseNewer
from bot.storage import postgres, sqlite
from bot.storage.database import Database

Where = Path | str  # a SQLite file, or the address of a PostgreSQL database
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


def revisions(where: Where) -> Revisions:
    """Read a database's revision without changing it. Raises StorageError when it can't be read."""
    known = known_revisions()
    current = sqlite.revision(where) if isinstance(where, Path) else postgres.revision(where)
    return Revisions(current, known[-1], known)


def refuse_newer(where: Where) -> Revisions:
    """Where the database stands. Raises DatabaseNewer when a newer version wrote it."""
    state = revisions(where)
    if state.current and state.current not in state.known:
        named = where if isinstance(where, Path) else "the PostgreSQL database"
        raise DatabaseNewer(
            f"{named} is at revision {state.current}, this version knows up to {state.head}; nothing was touched.",
            fix="use the newer malbeot, or restore a backup made by this version",
        )
    return state


def open_database(where: Where, *, writable: bool = True) -> Database:
    """Open the database, made or migrated as needed. Raises DatabaseNewer, DatabaseReadOnly, StorageError."""
    state = refuse_newer(where)
    if writable and state.current != state.head:
        upgrade(where)
    return sqlite.SqliteDatabase(where) if isinstance(where, Path) else postgres.PostgresDatabase(where)


def upgrade(where: Where) -> None:
    """Run all missing migrations; several processes may try at once."""
    if isinstance(where, Path):
        with sqlite.made(where) as engine:
            _run_alembic(engine)
    else:
        with postgres.upgrading(where) as engine:
            _run_alembic(engine)


def _run_alembic(engine: Engine) -> None:
    with engine.begin() as connection:
        migrate(connection)


def migrate(connection: Connection, revision: str = "head") -> None:
    """Run the missing migrations up to `revision` within the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)

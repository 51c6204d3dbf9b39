"""Every test starts with an empty home, no MALBEOT_ variables and no way out to the network."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from pytest_socket import disable_socket, enable_socket, socket_allow_hosts

from bot.storage.database import Database
from bot.storage.migrate import open_database
from bot.testing.clock import FakeClock

_COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}
settings.register_profile("default", max_examples=60, **_COMMON)
settings.register_profile("proof", max_examples=2000, **_COMMON)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(autouse=True)
def _no_outside_world(request: pytest.FixtureRequest) -> Iterator[None]:
    """Unix sockets (asyncio's own) always; loopback only for tests that start a server there."""
    if request.node.get_closest_marker("real_model") or request.node.get_closest_marker("loopback"):
        socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
    else:
        disable_socket(allow_unix_socket=True)
    yield
    enable_socket()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This test's MALBEOT_HOME."""
    for name in list(os.environ):
        if name.startswith(("MALBEOT_", "OPENAI_", "LANGCHAIN_", "LANGSMITH_", "TIKTOKEN_")):
            monkeypatch.delenv(name)
    folder = tmp_path / "home"
    monkeypatch.setenv("MALBEOT_HOME", str(folder))
    return folder


@pytest.fixture
def clock() -> FakeClock:
    """A clock the test moves."""
    return FakeClock()


@pytest.fixture(scope="session")
def empty_database_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database to copy: migrating once is enough."""
    file = tmp_path_factory.mktemp("database") / "empty.db"
    open_database(file).close()
    return file


@pytest.fixture
def database(home: Path, empty_database_file: Path) -> Iterator[Database]:
    """A real SQLite database at this test's home."""
    home.mkdir(parents=True, exist_ok=True)
    file = home / "malbeot.db"
    file.write_bytes(empty_database_file.read_bytes())
    opened = open_database(file)
    yield opened
    opened.close()

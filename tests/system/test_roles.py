"""One deployment in several processes on PostgreSQL: they talk as one, and any of them may be killed."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.storage.database import Database
from bot.storage.migrate import open_database
from bot.testing.telegram.control import Control
from tests.idle import idle
from tests.postgres import fresh_database, running
from tests.system.processes import PATIENCE_S, run, start
from tests.system.test_processes import check_all_is_answered
from tests.system.test_telegram_processes import configured, heard, listening, until

pytestmark = pytest.mark.loopback
PEOPLE = (1001, 1002, 1003)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running() as server, fresh_database(server) as address:
        yield address


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    database = open_database(address)
    yield database
    database.close()


class Processes:
    """The processes of a deployment, by role."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.running: list[tuple[str, subprocess.Popen[str]]] = []

    def start(self, *roles: str) -> None:
        self.running += [(role, start(self.home, "run", "--role", role)) for role in roles]

    def kill(self, role: str) -> None:
        at = next(at for at, (each, _) in enumerate(self.running) if each == role)
        _, process = self.running.pop(at)
        process.kill()
        process.communicate()

    def stop(self) -> dict[str, str]:
        """In an orderly way; gives what they said."""
        for _, process in self.running:
            process.send_signal(signal.SIGTERM)
        said = {f"{at} {role}": process.communicate(timeout=PATIENCE_S)[1] for at, (role, process) in self.all()}
        assert {process.returncode for _, process in self.running} == {0}, said
        return said

    def all(self) -> list[tuple[int, tuple[str, subprocess.Popen[str]]]]:
        return list(enumerate(self.running))


@pytest.fixture
def processes(home: Path, control: Control, address: str) -> Iterator[Processes]:
    configured(home, control.url)
    (home / "secrets" / "database__url").write_text(address)
    processes = Processes(home)
    yield processes
    for _, process in processes.running:
        with process:
            process.kill()


def done(control: Control, database: Database) -> bool:
    return control.state()["bots"][0]["pending"] == 0 and database.read_now(idle)


def test_the_roles_talk_as_one_and_whoever_is_killed_is_replaced(
    control: Control, processes: Processes, database: Database, address: str
) -> None:
    phones = [control.user(each, f"person {each}", "ko") for each in PEOPLE]
    processes.start("ingest", "worker", "worker", "sender")
    until(lambda: listening(control))
    for phone in phones:
        phone.say("안녕")
    until(lambda: len(heard(control)) == len(PEOPLE))
    for role in ("worker", "sender", "ingest"):
        for phone in phones:
            phone.say(f"배고파 {role}")
        time.sleep(0.4)
        processes.kill(role)
        processes.start(role)
    until(lambda: done(control, database))
    said = processes.stop()
    assert not any("Traceback" in words for words in said.values()), said
    messages, queued = check_all_is_answered(address)
    assert len(messages) == 4 * len(PEOPLE)
    told = heard(control)
    assert 0 <= sum(map(len, told.values())) - len(queued) <= 3, "a kill costs at most one bubble said twice"


def test_the_web_role_tells_how_the_deployment_stands(home: Path, processes: Processes, control: Control) -> None:
    with (home / "malbeot.toml").open("a") as file:
        file.write('\n[web]\nlisten = "127.0.0.1:18473"\n')
    processes.start("web")

    def answers() -> bool:
        try:
            return httpx.get("http://127.0.0.1:18473/ready").status_code == 200
        except httpx.TransportError:
            return False

    until(answers)
    assert "malbeot_" in httpx.get("http://127.0.0.1:18473/metrics").text
    assert run(home, "alive", "--role", "web").returncode == 0
    processes.stop()
    assert run(home, "alive", "--role", "web").returncode == 1


def test_a_role_of_several_needs_postgresql(tmp_path: Path, control: Control) -> None:
    home = configured(tmp_path / "sqlite", control.url)
    refused = run(home, "run", "--role", "worker")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "database.url" in refused.stderr
    assert run(home, "run", "--role", "boss").returncode == 2

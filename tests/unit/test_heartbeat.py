"""A loop that turns leaves a sign; one that ended, hung or never started doesn't."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.engine.heartbeat import BEAT_MS, DEAD_AFTER_MS, beat, heartbeat_file, silent_for
from bot.errors import StorageError
from bot.testing.clock import FakeClock
from tests.command import malbeot


@pytest.fixture(autouse=True)
def temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where signs are left in this test."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


async def a_while() -> None:
    """Let the other tasks come to rest."""
    for _ in range(20):
        await asyncio.sleep(0)


@asynccontextmanager
async def beating(file: Path, clock: FakeClock | SystemClock) -> AsyncIterator[None]:
    task = asyncio.create_task(beat(file, clock), name="heartbeat")
    await a_while()
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_running_loop_beats_again_and_again(home: Path, clock: FakeClock) -> None:
    file = heartbeat_file("worker", home)
    async with beating(file, clock):
        first = file.read_text()
        clock.advance(BEAT_MS)
        await a_while()
        assert file.read_text() > first
        assert silent_for(file, clock.now()) == 0
    assert silent_for(file, clock.now()) is None, "it ended and still seems to live"


async def test_a_loop_that_hangs_is_noticed(home: Path, clock: FakeClock) -> None:
    file = heartbeat_file("worker", home)
    async with beating(file, clock):
        assert silent_for(file, clock.now() + DEAD_AFTER_MS) == DEAD_AFTER_MS


async def test_a_clock_set_back_does_not_keep_a_dead_loop_alive(home: Path, clock: FakeClock) -> None:
    file = heartbeat_file("worker", home)
    async with beating(file, clock):
        silence = silent_for(file, clock.now() - 3_600_000)
    assert silence is not None
    assert silence > DEAD_AFTER_MS


async def test_a_full_disk_does_not_end_the_loop(home: Path, clock: FakeClock) -> None:
    file = heartbeat_file("worker", home)
    async with beating(file, clock):
        file.unlink()
        file.mkdir()  # nothing can be written there now
        clock.advance(BEAT_MS)
        await a_while()
        file.rmdir()
        clock.advance(BEAT_MS)
        await a_while()
        assert silent_for(file, clock.now()) == 0


async def test_a_folder_somebody_else_put_there_is_not_written_into(
    home: Path, clock: FakeClock, temporary_folder: Path
) -> None:
    file = heartbeat_file("worker", home)
    trap = temporary_folder / "trap"
    trap.mkdir()
    file.parent.symlink_to(trap)
    with pytest.raises(StorageError, match="somebody else"):
        await beat(file, clock)
    assert list(trap.iterdir()) == []


def test_roles_and_deployments_have_signs_of_their_own(tmp_path: Path) -> None:
    signs = {heartbeat_file(role, tmp_path / home) for role in ("worker", "sender") for home in ("one", "two")}
    assert len(signs) == 4


async def test_the_command_tells_a_living_role_from_a_silent_one(home: Path) -> None:
    async with beating(heartbeat_file("worker", home), SystemClock()):
        lives = malbeot("alive", "--role", "worker", "--json")
        assert (lives.code, lives.json["alive"]) == (0, True)
        assert malbeot("alive", "--role", "sender").code == 1
    ended = malbeot("alive", "--role", "worker", "--json")
    assert (ended.code, ended.json) == (1, {"role": "worker", "alive": False, "silent_ms": None})
    assert malbeot("alive", "--role", "worker").out == "worker: silent, no sign of it\n"

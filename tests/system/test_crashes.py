"""The process dies at every commit point of one talk, one by one; what dies at random is `unit/test_simulation`'s."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from sqlmodel import select

from bot.storage.database import Database
from bot.storage.tables import ModelCall, Relationship, TurnRow
from bot.testing.clock import FakeClock
from bot.testing.database import Crash, CrashingDatabase
from bot.testing.model import BusyModel
from bot.testing.simulation.chance import seeded_chance
from bot.testing.transport import KeptTransport
from policies.timing.rules import TimingRules
from tests.companion import SETTINGS, Companion
from tests.history import check_history, repeats

PAST_LEASES_MS = 61_000
HUMAN_PACE = replace(SETTINGS, policy=TimingRules())
A_BURST_AND_TWO_CHATS = (
    ("jisu", "hello!"),
    ("jisu", "my name is Jisu"),
    ("min", "good morning"),
    None,
    ("jisu", "what's my name?"),
    None,
)


@dataclass
class World:
    """What outlives the process: the time, the people, the model server and what was delivered."""

    clock: FakeClock = field(default_factory=FakeClock)
    model: BusyModel = field(default_factory=BusyModel)
    said: dict[str, list[str]] = field(default_factory=dict)
    crashes: int = 0

    def __post_init__(self) -> None:
        self.transport = KeptTransport(self.clock)

    def process(self, database: Database) -> Companion:
        """A fresh process over the file."""
        companion = Companion(database, self.clock, self.model, HUMAN_PACE, "wren")
        companion.transport = self.transport
        companion.engine = companion.new_engine()
        return companion

    async def say(self, companion: Companion, person: str, text: str) -> None:
        """An update; the channel gives it again until it was confirmed."""
        told = sum(len(texts) for texts in self.said.values())
        await companion.hear(text, person=person, update_id=told + 1)
        self.said.setdefault(f"chat-{person}", []).append(text)

    def check(self, database: Database, *, duplicates: int) -> None:
        """Everything that must hold in the end."""
        assert repeats(self.transport.heard) <= duplicates
        check_history(database, self.said, self.transport.heard)
        calls = database.read_now(lambda session: list(session.exec(select(ModelCall))))
        assert len(self.model.requests) <= len(calls) <= len(self.model.requests) + self.crashes
        turns = database.read_now(lambda session: list(session.exec(select(TurnRow))))
        bonds = database.read_now(lambda session: list(session.exec(select(Relationship))))
        assert sum(bond.turns for bond in bonds) == len(turns)


@pytest.fixture(scope="module")
def process(empty_database_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CrashingDatabase]:
    """The database of a process."""
    file = tmp_path_factory.mktemp("crashes") / "malbeot.db"
    shutil.copy(empty_database_file, file)
    one = CrashingDatabase(file)
    yield one
    one.close()


def emptied(database: CrashingDatabase, empty: Path, dies_at: int | None = None, **how: bool) -> CrashingDatabase:
    """The same database with nothing in it."""
    database.restart(dies_at, **how)
    for leftover in database.path.parent.iterdir():
        leftover.unlink()
    shutil.copy(empty, database.path)
    return database


async def talk(world: World, database: CrashingDatabase) -> None:
    """The whole conversation, always by the same seeds, so that a transaction's number names it."""
    with seeded_chance(0):
        await _talk(world, database)


async def _talk(world: World, database: CrashingDatabase) -> None:
    """After a crash the next process goes on where the channel was."""
    companion, script = world.process(database), list(A_BURST_AND_TWO_CHATS)
    while script:
        try:
            await (world.say(companion, *script[0]) if script[0] else companion.engine.settle())
            script.pop(0)
        except Crash:
            world.crashes += 1
            world.clock.advance(PAST_LEASES_MS)
            database.restart()
            companion = world.process(database)


async def test_a_talk_without_crashes_holds_the_history_check(
    process: CrashingDatabase, empty_database_file: Path
) -> None:
    world, database = World(), emptied(process, empty_database_file)
    await talk(world, database)
    world.check(database, duplicates=0)
    assert world.crashes == 0
    assert len(world.transport.sent) == 2 * len(world.model.requests) + 2, "two bubbles each, two notices"
    assert len(world.model.requests) == 3, "the burst is one turn"


@pytest.mark.parametrize("committed", [False, True], ids=["before the commit", "after the commit"])
async def test_a_crash_at_any_commit_loses_nothing_and_answers_nothing_twice(
    process: CrashingDatabase, empty_database_file: Path, committed: bool
) -> None:
    """Reads change nothing: dying at one is dying after the commit before it."""
    database = emptied(process, empty_database_file)
    await talk(World(), database)
    writes = database.writes
    assert len(writes) > 40
    repeated = 0
    for number in writes:
        world = World()
        await talk(world, emptied(database, empty_database_file, number, committed=committed))
        assert world.crashes == 1
        world.check(database, duplicates=0 if committed else 1)
        repeated += repeats(world.transport.heard)
    sent = 2 * 3 + 2
    assert repeated == (0 if committed else sent), "each delivery has one moment when nobody knows, and only that one"

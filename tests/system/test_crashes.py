"""The process dies at every commit point, and at random ones: nothing is lost, nothing is answered twice."""

from __future__ import annotations

import random
import shutil
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from bot.engine.transport import NotDelivered
from bot.storage.database import Database
from bot.storage.outbox import Delivery
from bot.storage.people import Address
from bot.storage.tables import ModelCall, Relationship, TurnRow
from bot.testing.clock import FakeClock
from bot.testing.database import Crash, CrashingDatabase
from bot.testing.model import BusyModel
from bot.testing.transport import KeptTransport
from policies.timing import TimingRules
from tests.companion import SETTINGS, Companion
from tests.history import check_history, repeats

PAST_LEASES_MS = 61_000
HUMAN_PACE = replace(SETTINGS, timing=TimingRules())
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
def two_processes(
    empty_database_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[CrashingDatabase, CrashingDatabase]]:
    """The databases of two processes, on one file."""
    file = tmp_path_factory.mktemp("crashes") / "malbeot.db"
    shutil.copy(empty_database_file, file)
    one, other = CrashingDatabase(file), CrashingDatabase(file)
    yield one, other
    one.close()
    other.close()


def emptied(database: CrashingDatabase, empty: Path, dies_at: int | None = None, **how: bool) -> CrashingDatabase:
    """The same database with nothing in it."""
    database.restart(dies_at, **how)
    for leftover in database.path.parent.iterdir():
        leftover.unlink()
    shutil.copy(empty, database.path)
    return database


async def talk(world: World, database: CrashingDatabase) -> None:
    """The whole conversation; after a crash the next process goes on where the channel was."""
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


Two = tuple[CrashingDatabase, CrashingDatabase]


async def test_a_talk_without_crashes_holds_the_history_check(two_processes: Two, empty_database_file: Path) -> None:
    world, database = World(), emptied(two_processes[0], empty_database_file)
    await talk(world, database)
    world.check(database, duplicates=0)
    assert world.crashes == 0
    assert len(world.transport.sent) == 2 * len(world.model.requests) + 2, "two bubbles each, two notices"
    assert len(world.model.requests) == 3, "the burst is one turn"


@pytest.mark.parametrize("committed", [False, True], ids=["before the commit", "after the commit"])
async def test_a_crash_at_any_commit_loses_nothing_and_answers_nothing_twice(
    two_processes: Two, empty_database_file: Path, committed: bool
) -> None:
    """Reads change nothing: dying at one is dying after the commit before it."""
    database = emptied(two_processes[0], empty_database_file)
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


@dataclass
class Post(KeptTransport):
    """A channel on which things happen just before and just after a delivery."""

    around: Callable[[str], Awaitable[None]] | None = None

    async def deliver(self, to: Address, what: Delivery) -> str | None:
        if self.around:
            await self.around("before")
        sent = await super().deliver(to, what)
        if self.around:
            await self.around("after")
        return sent


class Simulation:
    """Two processes share a database; a seed decides who does what, who stalls and who dies."""

    def __init__(self, databases: Two, seed: int) -> None:
        self.draw = random.Random(seed)
        self.world = World(model=BusyModel(self.during_a_model_call))
        self.world.transport = Post(self.world.clock, around=self.around_a_delivery)
        self.processes = [self.world.process(database) for database in databases]
        self.nested = self.stalls = 0
        self.calm = False

    def others(self) -> Companion:
        return self.draw.choice(self.processes)

    def restart(self, process: Companion) -> None:
        self.world.crashes += 1
        assert isinstance(process.database, CrashingDatabase)
        process.database.restart()
        index = next(index for index, each in enumerate(self.processes) if each is process)
        self.processes[index] = self.world.process(process.database)

    async def surviving(self, process: Companion, act: Callable[[Companion], Awaitable[object]]) -> bool:
        """Let a process act; if it dies, another takes its place. Whether it lived."""
        try:
            await act(process)
        except Crash:
            self.restart(process)
            return False
        return True

    async def say(self) -> None:
        person, text = self.draw.choice(["jisu", "min", "sora"]), f"message {self.draw.randrange(10**9)}"
        while not await self.surviving(self.others(), lambda process: self.world.say(process, person, text)):
            pass

    async def step(self) -> None:
        part = self.draw.choice(["worker", "worker", "sender", "sender", "jobs"])
        await self.surviving(self.others(), lambda process: getattr(process.engine, part).step())

    async def during_a_model_call(self, _: int) -> None:
        event = self.draw.random()
        if self.calm or self.nested or event < 0.4:
            return
        if event < 0.5:
            raise Crash
        self.nested += 1
        if event < 0.8:
            await self.say()
        else:  # the claim's lease runs out and somebody else takes over
            self.world.clock.advance(PAST_LEASES_MS)
            await self.step()
        self.nested -= 1

    async def around_a_delivery(self, when: str) -> None:
        event = self.draw.random()
        if self.calm or self.nested or event < 0.8:
            return
        if event < 0.9:
            raise Crash
        if event < 0.95 and when == "before":
            raise NotDelivered
        self.nested += 1
        self.stalls += 1
        self.world.clock.advance(PAST_LEASES_MS)
        await self.surviving(self.others(), lambda process: process.engine.sender.step())
        self.nested -= 1

    async def run(self) -> None:
        for _ in range(self.draw.randint(10, 30)):
            event = self.draw.random()
            if event < 0.3:
                await self.say()
            elif event < 0.75:
                await self.step()
            elif event < 0.9:
                self.world.clock.advance(self.draw.randrange(25_000))
            else:
                doomed = self.others().database
                assert isinstance(doomed, CrashingDatabase)
                doomed.dies_at = doomed.transactions + self.draw.randint(1, 12)
        self.calm = True
        for _ in range(2):  # again once the leases of jobs are over: nobody waits for those
            while not await self.surviving(self.processes[0], lambda process: process.engine.settle()):
                pass
            self.world.clock.advance(PAST_LEASES_MS)


@given(st.integers(0, 2**32))
async def test_random_crashes_stalls_and_two_processes_keep_the_history_whole(
    two_processes: Two, empty_database_file: Path, seed: int
) -> None:
    for database in two_processes:
        emptied(database, empty_database_file)
    simulation = Simulation(two_processes, seed)
    await simulation.run()
    world = simulation.world
    world.check(two_processes[1], duplicates=world.crashes + simulation.stalls)

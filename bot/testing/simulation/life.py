"""One life of a process: it acts only where the world lets it go on, and when it dies nothing of it acts again."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from bot.engine.background import JobRunner
from bot.engine.calls import CallBook
from bot.engine.loop import Engine
from bot.engine.sender import Sender
from bot.engine.worker import TurnWorker
from bot.prompt.tokens import ByteCounter
from bot.storage.database import Database, Transaction
from bot.storage.episodes import remembering
from bot.testing.database import Crash
from bot.testing.jobs import job_handlers
from bot.testing.simulation.companion import INDEXES, SETTINGS, OnePersona
from bot.testing.simulation.line import Line
from bot.testing.simulation.mind import Mind
from bot.turn.run import Deps

if TYPE_CHECKING:
    from bot.testing.simulation.world import World

T = TypeVar("T")
_SHAKEN_MS = 60_000


class Wait:
    """Where a task of a life stands until the world lets it go on, not before `at`."""

    def __init__(self, life: Life, what: str, at: int, going: asyncio.Future[None]) -> None:
        self.life, self.what, self.at, self.going = life, what, at, going


class Life:
    """A process from its start to its death. `trouble`: how often something happened to it that excuses a repeat."""

    def __init__(self, world: World, slot: int, number: int) -> None:
        self.world, self.slot, self.name = world, slot, f"{'ABC'[slot]}{number}"
        self.alive, self.stalled_until, self.trouble = True, 0, 0
        self.busy: Counter[str] = Counter()
        self.waits: list[Wait] = []
        self.engine = self._engine()

    def _engine(self) -> Engine:
        """As the application builds it, over parts of the world."""
        database, clock = LifeDatabase(self), LifeClock(self)
        deps = Deps(INDEXES, remembering(database, None), Mind(self), ByteCounter(0.4), CallBook(database, clock))
        worker = TurnWorker(database, clock, OnePersona(), SETTINGS, deps)
        sender = Sender(database, clock, Line(self), self.world.setting.on_unknown)
        jobs = JobRunner(database, clock, job_handlers(database, clock))
        return Engine(database, clock, worker, sender, jobs)

    @property
    def awake(self) -> bool:
        """Whether it can do anything now."""
        return self.stalled_until <= self.world.now

    @property
    def shaken(self) -> bool:
        """Whether it stood still lately: times that it read before are old, leases it reckons with may be over."""
        return self.world.now - self.stalled_until < _SHAKEN_MS

    async def pause(self, what: str, at: int = 0) -> None:
        """Stand here until the world lets this task go on. Raises Crash when the process is dead."""
        if not self.alive:
            raise Crash
        wait = Wait(self, what, at, asyncio.get_running_loop().create_future())
        self.waits.append(wait)
        try:
            await wait.going
        finally:
            self.waits.remove(wait)

    def die(self, how: str) -> None:
        """Its tasks end where they stand, and whatever they try on their way out ends as well."""
        self.world.note(f"{self.name} dies {how}")
        self.alive = False
        for wait in self.waits:
            if not wait.going.done():
                wait.going.set_exception(Crash())

    def stall(self, until: int) -> None:
        """Stand still, as a swapped-out process does."""
        self.world.note(f"{self.name} stands still for {until - self.world.now} ms")
        self.stalled_until, self.trouble = until, self.trouble + 1


class LifeClock:
    """The world's time."""

    def __init__(self, life: Life) -> None:
        self._life = life

    def now(self) -> int:
        return self._life.world.now

    async def sleep_until(self, at: int) -> None:
        await self._life.pause("sleeps", at)


class LifeDatabase(Database):
    """Transactions run at once and whole; before each, anything else may happen."""

    def __init__(self, life: Life) -> None:
        super().__init__(life.world.store.writing, life.world.store.reading, 1, 1)
        self._life = life

    async def write(self, fn: Transaction[T], *, urgent: bool = False) -> T:
        await self._life.pause(f"writes {label(fn)}")
        return self._life.world.write(self._life, self.write_now, fn)

    async def read(self, fn: Transaction[T]) -> T:
        await self._life.pause(f"reads {label(fn)}")
        return self.read_now(fn)


def label(fn: Callable[..., object]) -> str:
    """Which part of the engine asks, by the function's place in the source."""
    return getattr(fn, "__qualname__", "?").split(".<locals>")[0]

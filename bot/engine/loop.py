"""The engine's loop: takes turns, bubbles and jobs as they fall due, sleeps in between, wakes at a hint."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from bot.clock import Clock
from bot.engine.background import JobRunner
from bot.engine.incoming import Incoming
from bot.engine.ingest import Taken, ingest
from bot.engine.sender import Sender
from bot.engine.worker import TurnWorker
from bot.errors import StorageError
from bot.storage.database import Database

T = TypeVar("T")
log = logging.getLogger(__name__)

LONGEST_PATIENCE_MS = 60_000
LONGEST_NAP_MS = 1_000  # another process may have made something due


@dataclass(frozen=True)
class Engine:
    """Everything that moves conversations on. Tables decide; hints only shorten a nap."""

    database: Database
    clock: Clock
    worker: TurnWorker
    sender: Sender
    jobs: JobRunner
    _hints: list[asyncio.Event] = field(default_factory=list)

    async def ingest(self, incoming: Incoming) -> Taken:
        """Commit an update; when this returns, it can't be lost."""
        now, rules = self.clock.now(), self.worker.settings.timing
        taken = await self.database.write(lambda session: ingest(session, incoming, rules, now))
        self._hint()
        return taken

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._forever(self._work, self.worker.next_due))
            tasks.create_task(self._forever(self.sender.step, self.sender.next_due))
            tasks.create_task(self._forever(self.jobs.step, self._never))

    async def settle(self) -> None:
        """Run everything that is due or will be, sleeping in between, until nothing is left to say or do."""
        while True:
            while await self._work() or await self.sender.step() or await self.jobs.step():
                pass
            dues = [due for due in (await self.worker.next_due(), await self.sender.next_due()) if due is not None]
            if not dues or min(dues) > self.clock.now() + LONGEST_PATIENCE_MS:
                return  # what fails again and again stays due, for another time
            await self.clock.sleep_until(min(dues))

    async def _work(self) -> bool:
        step = await self.worker.step()
        if step == "answered":
            self._hint()
        return step != "idle"

    def _hint(self) -> None:
        for hint in self._hints:
            hint.set()

    async def _never(self) -> int | None:
        return None

    async def _forever(
        self, step: Callable[[], Awaitable[bool]], next_due: Callable[[], Awaitable[int | None]]
    ) -> None:
        hint = asyncio.Event()
        self._hints.append(hint)
        try:
            while True:
                hint.clear()
                if not await self._safely(step):
                    await self._nap(await self._safely(next_due), hint)
        finally:
            self._hints.remove(hint)

    async def _safely(self, action: Callable[[], Awaitable[T]]) -> T | None:
        """A database that fails for a while (locked, disk full) must not end the loop: what is due stays due."""
        try:
            return await action()
        except StorageError as error:
            log.error("the database failed, trying again: %s", error.message)
            return None

    async def _nap(self, due: int | None, hint: asyncio.Event) -> None:
        """Until something is due, a hint comes, or the longest nap is over."""
        longest = self.clock.now() + LONGEST_NAP_MS
        until = longest if due is None else min(due, longest)
        waits = {asyncio.ensure_future(self.clock.sleep_until(until)), asyncio.ensure_future(hint.wait())}
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

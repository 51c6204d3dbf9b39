"""A lane of work: takes what is due, runs several at once, sleeps in between, wakes at a hint."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from bot.clock import Clock
from bot.errors import StorageError

T = TypeVar("T")
Held = TypeVar("Held")
log = logging.getLogger(__name__)

LONGEST_NAP_MS = 1_000  # another process may have made something due
SHORTEST_NAP_MS = 10  # hints come to every process at once, and often: one look answers several


@dataclass(frozen=True)
class Lane(Generic[Held]):
    """`claim` takes the next due piece or None, `perform` does it; `most` pieces at once."""

    clock: Clock
    claim: Callable[[], Awaitable[Held | None]]
    perform: Callable[[Held], Awaitable[object]]
    next_due: Callable[[], Awaitable[int | None]]
    most: int
    done: Callable[[], None]
    _hint: asyncio.Event = field(default_factory=asyncio.Event)

    def hint(self) -> None:
        """Something may have become due."""
        self._hint.set()

    async def run(self, stopping: asyncio.Event) -> None:
        """Until `stopping` is set and what was begun is done, or until cancelled."""
        free = asyncio.Semaphore(self.most)
        async with asyncio.TaskGroup() as running:
            while not stopping.is_set():
                self._hint.clear()
                await free.acquire()
                held = None if stopping.is_set() else await self._safely(self.claim)
                if held is None:
                    free.release()
                    await self._nap(stopping)
                else:
                    running.create_task(self._perform(held, free))

    async def _perform(self, held: Held, free: asyncio.Semaphore) -> None:
        try:
            await self._safely(lambda: self.perform(held))
        finally:
            free.release()
            self.done()

    async def _safely(self, action: Callable[[], Awaitable[T]]) -> T | None:
        """A failure (database locked, disk full) must not end the lane: what is due stays due."""
        try:
            return await action()
        except StorageError as error:
            log.error("the database failed, trying again: %s", error.message)
        except BrokenPipeError:  # nobody reads any more
            raise
        except Exception as error:  # one odd piece must not silence everybody; its lease keeps it apart for a while
            log.error("a piece of work failed (%s), going on", type(error).__name__)
        return None

    async def _nap(self, stopping: asyncio.Event) -> None:
        """Until something is due, a hint comes, or the longest nap is over."""
        began = self.clock.now()
        if not self._hint.is_set():
            await self._sleep(stopping)
        await self.clock.sleep_until(began + SHORTEST_NAP_MS)

    async def _sleep(self, stopping: asyncio.Event) -> None:
        due, longest = await self._safely(self.next_due), self.clock.now() + LONGEST_NAP_MS
        until = longest if due is None else min(due, longest)
        waits = {asyncio.ensure_future(self.clock.sleep_until(until)), asyncio.ensure_future(self._hint.wait())}
        waits.add(asyncio.ensure_future(stopping.wait()))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

"""Watches for a clock that is set back, so that nobody waits a day for what was due in a second."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass

from bot.clock import Clock
from bot.errors import StorageError
from bot.storage.clock_back import bring_back, newest_seen
from bot.storage.database import Database

LEAST_MS = 60_000  # smaller corrections are a clock being kept right
_LOOK_EVERY_MS = 2_000
log = logging.getLogger(__name__)


@dataclass
class ClockWatch:
    """One process on one database. `hint`: something may be due now."""

    database: Database
    clock: Clock
    hint: Callable[[], None]
    _seen: int = 0

    async def run(self) -> None:
        """Until cancelled. The first look finds what happened while nobody ran."""
        with contextlib.suppress(StorageError):
            self._seen = await self.database.read(newest_seen)
        while True:
            with contextlib.suppress(StorageError):  # looked at again
                await self.look()
            await self.clock.sleep_until(self.clock.now() + _LOOK_EVERY_MS)

    async def look(self) -> None:
        """Compare with the latest time seen."""
        now, by = self.clock.now(), self._seen - self.clock.now()
        if by >= LEAST_MS:
            log.warning("the clock was set back by %s s: what was due is brought back by as much", by // 1000)
            await self.database.write(lambda session: bring_back(session, now, by))
            self.hint()
        self._seen = now


async def watched(watch: ClockWatch, stopping: asyncio.Event) -> None:
    """Run `watch` until `stopping`."""
    watching = asyncio.create_task(watch.run(), name="heartbeat")
    try:
        await stopping.wait()
    finally:
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching

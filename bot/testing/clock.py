"""A clock that stands still until it is moved; sleeping moves it."""

from __future__ import annotations

import asyncio


class FakeClock:
    """Time as the test says. `sleep_until` jumps there at once (after yielding to other tasks).

    A heartbeat (a task of that name) doesn't move time: it beats when somebody else has moved the clock so far.
    """

    def __init__(self, now: int = 1_790_000_000_000) -> None:
        self._now = now
        self._moved: list[asyncio.Future[None]] = []

    def now(self) -> int:
        return self._now

    def advance(self, ms: int) -> None:
        """Move on by `ms` milliseconds."""
        self._now += ms
        waiting, self._moved = self._moved, []
        for each in waiting:
            if not each.done():
                each.set_result(None)

    async def sleep_until(self, at: int) -> None:
        await asyncio.sleep(0)
        task = asyncio.current_task()
        while task is not None and task.get_name() == "heartbeat" and self._now < at:
            self._moved.append(asyncio.get_running_loop().create_future())
            await self._moved[-1]
        self.advance(max(0, at - self._now))

"""A clock that stands still until it is moved; sleeping moves it."""

from __future__ import annotations

import asyncio


class FakeClock:
    """Time as the test says. `sleep_until` jumps there at once (after yielding to other tasks)."""

    def __init__(self, now: int = 1_790_000_000_000) -> None:
        self._now = now

    def now(self) -> int:
        return self._now

    def advance(self, ms: int) -> None:
        """Move on by `ms` milliseconds."""
        self._now += ms

    async def sleep_until(self, at: int) -> None:
        await asyncio.sleep(0)
        self._now = max(self._now, at)

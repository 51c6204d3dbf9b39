"""Shows typing in chats whose answer another process composes: workers hold no channel."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.clock import Clock
from bot.engine.worker import COMPOSING_AFTER_MS, TYPING_EVERY_MS
from bot.errors import StorageError
from bot.storage import timers
from bot.storage.database import Database
from bot.storage.scope import EVERYWHERE, Scope

_LOOK_EVERY_MS = 400


@dataclass
class Typist:
    """Looks which turns run, and shows typing in those that run for a while."""

    database: Database
    clock: Clock
    show_typing: Callable[[int], Awaitable[None]]
    scope: Scope = EVERYWHERE
    _next_at: dict[tuple[int, str], int] = field(default_factory=dict)  # (chat, claim): when typing is shown next

    async def run(self, stopping: asyncio.Event) -> None:
        """Until `stopping`."""
        while not stopping.is_set():
            with contextlib.suppress(StorageError):  # it only decorates
                await self.step()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), _LOOK_EVERY_MS / 1000)

    async def step(self) -> None:
        """Look once."""
        now = self.clock.now()
        running = await self.database.read(lambda session: timers.running(session, now, self.scope))
        self._next_at = {turn: self._next_at.get(turn, now + COMPOSING_AFTER_MS) for turn in running}
        for turn, at in self._next_at.items():
            if at <= now:
                self._next_at[turn] = now + TYPING_EVERY_MS
                await self.show_typing(turn[0])

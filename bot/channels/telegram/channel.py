"""All bots of this process: kept listening while the engine runs, and stopped together."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.channels.telegram.door import Access, Door
from bot.channels.telegram.login import Connected
from bot.channels.telegram.poller import Poller
from bot.channels.telegram.reception import Reception
from bot.clock import Clock
from bot.engine.loop import Engine
from bot.errors import ChannelStopped
from bot.storage.database import Database

log = logging.getLogger(__name__)
_LEAVING_S = 20


@dataclass(frozen=True)
class Rules:
    """What holds for all bots of the process."""

    access: Access
    allowed: frozenset[str]
    language: str
    poll_timeout_s: int


@dataclass(frozen=True)
class TelegramChannel:
    """Listens for all connected bots while the engine runs."""

    connected: tuple[Connected, ...]
    engine: Engine
    database: Database
    clock: Clock
    rules: Rules
    source: str = ""  # who writes the answers, for the operator

    def door(self, row_id: int) -> Door:
        """The door of one bot."""
        return Door(self.database, self.clock, row_id, self.rules.access, self.rules.allowed)

    async def claim_links(self) -> Mapping[str, str]:
        """For each bot nobody owns: its name, and the link that makes whoever opens it the owner."""
        links = {}
        for each in self.connected:
            if code := await self.door(each.row_id).new_claim_code():
                links[each.username] = f"https://t.me/{each.username}?start={code}"
        return links

    async def run(self, stopping: asyncio.Event) -> None:
        """Until `stopping`; what was begun is finished, for a while. Raises ChannelStopped when no bot can go on."""
        engine = asyncio.create_task(self.engine.run(stopping))
        listening = [asyncio.create_task(self._listen(each, stopping)) for each in self.connected]
        try:
            await asyncio.wait((engine, asyncio.create_task(_all(listening))), return_when=asyncio.FIRST_COMPLETED)
            stopping.set()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(engine), _LEAVING_S)
        finally:
            for task in (engine, *listening):
                task.cancel()
            await asyncio.gather(engine, *listening, return_exceptions=True)
        self._raise_first(listening)

    async def _listen(self, each: Connected, stopping: asyncio.Event) -> None:
        async def tell(chat: str, text: str) -> None:
            with contextlib.suppress(Exception):  # a courtesy to a stranger
                await each.bot.send_message(int(chat), text, request_timeout=10)

        reception = Reception(self.engine, self.door(each.row_id), each.row_id, self.rules.language, tell)
        poller = Poller(each.bot, f"@{each.username}", self.clock, reception.take, self.rules.poll_timeout_s)
        try:
            await poller.run(stopping)
        except ChannelStopped as stopped:
            log.error("%s", stopped)
            raise
        except Exception as error:  # the other bots go on: this must not go unnoticed
            log.error("@%s listens no more (%s)", each.username, type(error).__name__)
            raise

    def _raise_first(self, listening: Sequence[asyncio.Task[None]]) -> None:
        problems = [task.exception() for task in listening if task.done() and not task.cancelled()]
        stopped = [problem for problem in problems if problem is not None]
        if len(stopped) == len(listening) and stopped:
            raise stopped[0]


async def _all(listening: Sequence[asyncio.Task[None]]) -> None:
    """Until no bot listens any more."""
    await asyncio.gather(*listening, return_exceptions=True)

"""All bots of this process: kept listening while the engine runs, and stopped together."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.telegram.door import Access, Door
from bot.channels.telegram.groups import Me
from bot.channels.telegram.listener import Hook, listen
from bot.channels.telegram.login import Connected
from bot.channels.telegram.poller import Poller
from bot.channels.telegram.reception import Reception
from bot.channels.telegram.updates import address_of
from bot.clock import Clock
from bot.engine.loop import Engine
from bot.engine.roles import Role
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
    hook: Hook | None = None  # None: updates are asked for


@dataclass(frozen=True)
class TelegramChannel:
    """Listens for all connected bots while the engine runs."""

    connected: tuple[Connected, ...]
    engine: Engine
    database: Database
    clock: Clock
    rules: Rules
    source: str = ""  # who writes the answers, for the operator
    role: Role = "all"

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
        engine = asyncio.create_task(self.engine.run(stopping, self.role))
        listening = [asyncio.create_task(work) for work in self._listening(stopping)]
        deaf = asyncio.create_task(_all(listening))
        try:
            await asyncio.wait((engine, deaf), return_when=asyncio.FIRST_COMPLETED)
            stopping.set()
            await asyncio.wait((engine, deaf), timeout=_LEAVING_S)
            if engine.done():
                engine.result()
        finally:
            for task in (engine, *listening):
                task.cancel()
            await asyncio.gather(engine, deaf, *listening, return_exceptions=True)
        self._raise_first(listening)

    def _listening(self, stopping: asyncio.Event) -> list[Coroutine[Any, Any, None]]:
        """One listener for each bot that polls, one for all webhooks."""
        if self.rules.hook is None:
            return [self._poll(each, stopping) for each in self.connected]
        takes = {each.row_id: self._reception(each).take for each in self.connected}
        return [_told(listen(self.rules.hook, self.connected, takes, stopping), "the webhook")]

    def _reception(self, each: Connected) -> Reception:
        async def tell(chat: str, text: str) -> None:
            with contextlib.suppress(Exception):  # a courtesy to a stranger
                await each.bot.send_message(address_of(chat), text, request_timeout=10)

        async def confirm(query: str, text: str) -> None:
            with contextlib.suppress(Exception):  # what was asked for is done; a query of long ago can't be answered
                await each.bot.answer_callback_query(query, text=text or None, request_timeout=10)

        me = Me(each.row_id, each.bot.id, each.username)
        return Reception(self.engine, self.door(each.row_id), me, self.rules.language, tell, confirm)

    def _poll(self, each: Connected, stopping: asyncio.Event) -> Coroutine[Any, Any, None]:
        name, take = f"@{each.username}", self._reception(each).take
        return _told(Poller(each.bot, name, self.clock, take, self.rules.poll_timeout_s).run(stopping), name)

    def _raise_first(self, listening: Sequence[asyncio.Task[None]]) -> None:
        problems = [task.exception() for task in listening if task.done() and not task.cancelled()]
        stopped = [problem for problem in problems if problem is not None]
        if len(stopped) == len(listening) and stopped:
            raise stopped[0]


async def _told(listening: Coroutine[Any, Any, None], name: str) -> None:
    """The others go on when one listens no more: it must not go unnoticed."""
    try:
        await listening
    except ChannelStopped as stopped:
        log.error("%s", stopped)
        raise
    except Exception as error:
        log.error("%s listens no more (%s)", name, type(error).__name__)
        raise


async def _all(listening: Sequence[asyncio.Task[None]]) -> None:
    """Until no bot listens any more."""
    await asyncio.gather(*listening, return_exceptions=True)

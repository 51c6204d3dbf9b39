"""Hints by PostgreSQL's LISTEN and NOTIFY (`bot.engine.hints.Hints`).

A NOTIFY inside a transaction makes all commits of the database wait for one another, so hints go out by themselves,
several in one, on the connection that listens.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from psycopg import AsyncConnection

log = logging.getLogger(__name__)
CHANNEL = "malbeot"
_GATHERING_S, _PAUSE_S, _LISTENING_S = 0.01, 2.0, 5.0


@dataclass
class Notifications:
    """One connection to say what may be due, one to hear it. `address`: as `database.url`."""

    address: str
    _told: set[str] = field(default_factory=set)
    _something: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, work: str, urgent: int | None = None) -> None:
        """Said within a moment, together with what else there is to say."""
        self._told |= {work} if urgent is None else {work, f"urgent {urgent}"}
        self._something.set()

    async def run(self, hear: Callable[[Any, frozenset[int]], None], stopping: asyncio.Event) -> None:
        """Until `stopping`; a connection that breaks is made anew."""
        tasks = [asyncio.create_task(self._again_and_again(each)) for each in (self._say, lambda at: _listen(at, hear))]
        try:
            await stopping.wait()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _again_and_again(self, work: Callable[[AsyncConnection[Any]], Any]) -> None:
        from psycopg import AsyncConnection, Error

        while True:
            try:
                async with await AsyncConnection.connect(self.address, autocommit=True) as connection:
                    await work(connection)
            except Error as error:
                log.warning("hints between processes: %s, trying again", type(error).__name__)
                await asyncio.sleep(_PAUSE_S)

    async def _say(self, connection: AsyncConnection[Any]) -> None:
        while True:
            await self._something.wait()
            self._something.clear()
            told, self._told = self._told, set()
            await connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, ",".join(sorted(told))))
            await asyncio.sleep(_GATHERING_S)


async def _listen(connection: AsyncConnection[Any], hear: Callable[[Any, frozenset[int]], None]) -> None:
    await connection.execute(f"LISTEN {CHANNEL}")
    while True:
        async for heard in connection.notifies(timeout=_LISTENING_S):
            words = heard.payload.split(",")
            urgent = frozenset(int(word.partition(" ")[2]) for word in words if word.startswith("urgent "))
            hear(frozenset(word for word in words if " " not in word), urgent)

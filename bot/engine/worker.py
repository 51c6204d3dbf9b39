"""Runs due turns: claim, gather, run outside any transaction, complete through the fence."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import uuid
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.clock import Clock
from bot.engine.complete import Outdated, close_idle, complete
from bot.engine.gather import gather
from bot.errors import StorageError
from bot.persona.persona import Persona
from bot.storage import timers
from bot.storage.database import Database
from bot.storage.tables import Bot
from bot.storage.timers import Claim
from bot.turn.given import Given
from bot.turn.outcome import Outcome
from bot.turn.run import Deps, run
from bot.turn.settings import TurnSettings

LEASE_MS = 30_000
MOST_DISCARDS, LONGEST_PATIENCE_MS = 2, 20_000
_FIRST_PAUSE_MS, _LONGEST_PAUSE_MS = 1_000, 300_000
log = logging.getLogger(__name__)

Step = Literal["answered", "again", "idle"]


class Personas(Protocol):
    """Where personas come from."""

    def get(self, key: str) -> Persona:
        """The newest good version of a persona."""
        ...


@dataclass(frozen=True)
class TurnWorker:
    """Answers due chats, one at a time. `chats` None: all of them."""

    database: Database
    clock: Clock
    personas: Personas
    settings: TurnSettings
    deps: Deps
    chats: Collection[int] | None = None

    async def step(self) -> Step:
        """Run one due turn, if any. A failing turn is put back with a growing pause; it is never lost."""
        held = await self._claim()
        if held is None:
            return "idle"
        try:
            return await self._turn(held)
        except Exception as error:  # the engine must go on whatever one chat's turn does
            log.error("turn of chat %s failed: %s", held.chat_id, type(error).__name__, exc_info=_safe_traceback())
            await self._put_back(held)
            return "again"

    async def next_due(self) -> int | None:
        """When the next turn can run."""
        now = self.clock.now()
        return await self.database.read(lambda session: timers.next_due(session, now, self.chats))

    async def _claim(self) -> Claim | None:
        now, owner = self.clock.now(), str(uuid.uuid4())
        due = await self.database.read(lambda session: timers.next_due(session, now, self.chats))
        if due is None or due > now:  # a read costs no write lock
            return None
        return await self.database.write(lambda session: timers.claim(session, now, LEASE_MS, owner, self.chats))

    async def _turn(self, held: Claim) -> Step:
        given = await self._given(held)
        if given is None:
            await self.database.write(lambda session: close_idle(session, held, self.clock.now()))
            return "again"
        async with self._heartbeat(held):
            outcome = await run(given, self.deps)
        return await self._complete(held, given, outcome)

    async def _given(self, held: Claim) -> Given | None:
        key = await self.database.read(lambda session: session.get_one(Bot, held.bot_id).persona)
        persona, now, seed = self.personas.get(key), self.clock.now(), secrets.randbits(48)
        return await self.database.read(lambda session: gather(session, held, persona, self.settings, now, seed))

    async def _complete(self, held: Claim, given: Given, outcome: Outcome) -> Step:
        now = self.clock.now()
        force = held.discards >= MOST_DISCARDS or now - held.waiting_since >= LONGEST_PATIENCE_MS
        try:
            fence = await self.database.write(lambda session: complete(session, held, given, outcome, now, force=force))
        except Outdated:
            await self.database.write(lambda session: timers.release(session, held, now))
            return "again"
        return "answered" if fence in ("passed", "passed_behind") else "again"

    @contextlib.asynccontextmanager
    async def _heartbeat(self, held: Claim) -> AsyncIterator[None]:
        beating = asyncio.create_task(self._beat(held), name="heartbeat")
        try:
            yield
        finally:
            beating.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await beating

    async def _beat(self, held: Claim) -> None:
        while True:
            await self.clock.sleep_until(self.clock.now() + LEASE_MS // 3)
            now = self.clock.now()
            with contextlib.suppress(StorageError):  # a missed beat; the fence decides whether the lease held
                await self.database.write(lambda session: timers.extend(session, held, now, LEASE_MS))  # noqa: B023

    async def _put_back(self, held: Claim) -> None:
        now = self.clock.now()
        pause = min(_LONGEST_PAUSE_MS, _FIRST_PAUSE_MS * 2**held.failures)
        await self.database.write(lambda session: timers.release_after_failure(session, held, now, now + pause))


def _safe_traceback() -> bool:
    """Tracebacks hold values only in debug logs: a person's words must not reach the ordinary log."""
    return log.isEnabledFor(logging.DEBUG)

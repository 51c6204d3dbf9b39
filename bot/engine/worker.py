"""Runs due turns: claim, gather, run outside any transaction, complete through the fence."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from bot.clock import Clock
from bot.engine.complete import Outdated, close_idle, complete, put_off
from bot.engine.first import take_event
from bot.engine.gather import gather
from bot.engine.proactive import KIND
from bot.errors import StorageError
from bot.persona.persona import Persona
from bot.storage import timers
from bot.storage.database import Database
from bot.storage.scope import EVERYWHERE, Scope
from bot.storage.timers import Claim
from bot.turn.decisions import DecisionRecord
from bot.turn.given import Given
from bot.turn.outcome import Outcome, PutOff
from bot.turn.run import Deps, run
from bot.turn.settings import TurnSettings
from policies.timing.rules import TimingRules

LEASE_MS = 30_000
COMPOSING_AFTER_MS, TYPING_EVERY_MS = 800, 4_000
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
    """Answers the due chats of its scope."""

    database: Database
    clock: Clock
    personas: Personas
    settings: TurnSettings
    deps: Deps
    scope: Scope = EVERYWHERE
    show_typing: Callable[[int], Awaitable[None]] | None = None  # (chat): while a slow model composes
    told_put_off: Callable[[DecisionRecord], None] | None = None  # where somebody waits in front of a screen
    _composing: dict[int, asyncio.Task[Outcome | PutOff]] = field(default_factory=dict)

    async def step(self) -> Step:
        """Run one due turn, if any."""
        held = await self.claim()
        return "idle" if held is None else await self.perform(held)

    async def perform(self, held: Claim) -> Step:
        """Run the turn. A failing one is put back with a growing pause; it is never lost."""
        try:
            return await self._turn(held)
        except Exception as error:  # the engine must go on whatever one chat's turn does
            log.error("turn of chat %s failed: %s", held.chat_id, type(error).__name__, exc_info=_safe_traceback())
            await self._put_back(held)
            return "again"
        except asyncio.CancelledError:  # the process is leaving: the next one need not wait for the lease
            now = self.clock.now()
            await asyncio.shield(self.database.write(lambda session: timers.release(session, held, now)))
            raise

    def rules_of(self, persona: str) -> TimingRules:
        """The timing policy of a persona here, by its key."""
        return self.settings.policy or self.personas.get(persona).timing_rules(self.settings.timing)

    async def next_due(self) -> int | None:
        """When the next turn can run."""
        return await self.database.read(lambda session: timers.next_due(session, self.scope))

    async def claim(self) -> Claim | None:
        """Hold the next due turn, if any."""
        owner = str(uuid.uuid4())
        # The lease begins when the row is written, however long that had to wait.
        return await self.database.write(lambda it: timers.claim(it, self.clock.now(), LEASE_MS, owner, self.scope))

    async def _turn(self, held: Claim) -> Step:
        if held.kind == KIND:
            return await self._write_first(held)
        given = await self._given(held)
        if given is None:
            await self.database.write(lambda session: close_idle(session, held, self.clock.now()))
            return "again"
        async with self._beside(self._beat(held)), self._beside(self._compose(held)):
            outcome = await self._run(held, given)
        if outcome is None:
            await self.database.write(lambda session: timers.release(session, held, self.clock.now()))
            return "again"
        if isinstance(outcome, PutOff):
            return await self._put_off(held, given, outcome)
        _tell_of_trouble(held, outcome)
        return await self._complete(held, given, outcome)

    async def _write_first(self, held: Claim) -> Step:
        now, seed = self.clock.now(), secrets.randbits(48)
        done = await self.database.write(
            lambda session: take_event(session, held, self.personas.get, self.settings, now, seed)
        )
        return "answered" if done == "sent" else "again"

    async def _put_off(self, held: Claim, given: Given, answer: PutOff) -> Step:
        fence = await self.database.write(lambda session: put_off(session, held, given, answer, self.clock.now()))
        if fence == "passed" and self.told_put_off is not None:
            self.told_put_off(answer.decisions[-1])
        return "again"

    async def _run(self, held: Claim, given: Given) -> Outcome | PutOff | None:
        """The turn's outcome, None when it was interrupted."""
        composing = asyncio.create_task(run(given, self.deps))
        self._composing[held.chat_id] = composing
        try:
            await asyncio.wait({composing})
        finally:
            composing.cancel()  # nothing to one that ended; the process may be leaving
            del self._composing[held.chat_id]
        return None if composing.cancelled() else composing.result()

    def interrupt(self, chat_id: int) -> None:
        """Stop composing an answer in this chat: something came that can't wait for it."""
        if composing := self._composing.get(chat_id):
            composing.cancel()

    async def _given(self, held: Claim) -> Given | None:
        now, seed = self.clock.now(), secrets.randbits(48)

        return await self.database.read(lambda it: gather(it, held, self.personas.get, self.settings, now, seed))

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
    async def _beside(self, beat: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
        """Run `beat` until the block ends."""
        beating = asyncio.create_task(beat, name="heartbeat")
        try:
            yield
        finally:
            beating.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await beating

    async def _compose(self, held: Claim) -> None:
        """Who waits for a model sees the persona typing."""
        at = self.clock.now() + COMPOSING_AFTER_MS
        while self.show_typing is not None:
            await self.clock.sleep_until(at)
            await self.show_typing(held.chat_id)
            at = self.clock.now() + TYPING_EVERY_MS

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


def _tell_of_trouble(held: Claim, outcome: Outcome) -> None:
    """An operator must see that a model fails, though people hardly notice. The reasons hold no private words."""
    failed = outcome.record.route[-1].reason
    if failed.startswith("degraded"):
        log.warning("turn of chat %s: the answer groups stepped in. %s", held.chat_id, failed)


def _safe_traceback() -> bool:
    """Tracebacks hold values only in debug logs: a person's words must not reach the ordinary log."""
    return log.isEnabledFor(logging.DEBUG)

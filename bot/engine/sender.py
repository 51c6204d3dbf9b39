"""Plays each chat's outbox in order: typing while a bubble is being typed, the bubble when it is due."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from bot.clock import Clock
from bot.engine.incoming import NotDelivered, Transport
from bot.errors import StorageError
from bot.storage import outbox
from bot.storage.database import Database
from bot.storage.outbox import Delivery, OnUnknown
from bot.storage.people import Address, address

LEASE_MS = 30_000
TYPING_EVERY_MS = 4_000
log = logging.getLogger(__name__)
_RETRY_MS, _MOST_ATTEMPTS = 2_000, 5


@dataclass(frozen=True)
class Sender:
    """Delivers bubbles of `chats` (None: all) through one transport."""

    database: Database
    clock: Clock
    transport: Transport
    on_unknown: OnUnknown = "resend"
    chats: Collection[int] | None = None

    async def step(self) -> bool:
        """Deliver one bubble, if one wants to be typed or sent. False when none does."""
        held = await self._claim()
        if held is None:
            return False
        to = await self.database.read(lambda session: address(session, held.chat_id))
        try:
            await self._type(held, to)
            await self._send(held, to)
        except (StorageError, BrokenPipeError):  # nobody could be told, or nobody reads any more
            raise
        except Exception as error:  # one chat's channel must not silence the others; the row is resolved when stale
            log.error("bubble %s of chat %s: %s", held.id, held.chat_id, type(error).__name__)
        return True

    async def next_due(self) -> int | None:
        """When the next bubble wants attention."""
        now = self.clock.now()
        return await self.database.read(lambda session: outbox.next_due(session, now, self.chats))

    async def _claim(self) -> Delivery | None:
        now, owner = self.clock.now(), str(uuid.uuid4())
        due = await self.database.read(lambda session: outbox.next_due(session, now, self.chats))
        if due is None or due > now:
            return None
        await self.database.write(lambda session: outbox.resolve_stale(session, now, self.on_unknown, self.chats))
        return await self.database.write(lambda session: outbox.claim(session, now, LEASE_MS, owner, self.chats))

    async def _type(self, held: Delivery, to: Address) -> None:
        """Telegram's indicator lasts five seconds; repeating every four leaves no gap."""
        while held.typing_ms and (now := self.clock.now()) < held.due:
            await self.transport.typing(to)
            await self.clock.sleep_until(min(held.due, now + TYPING_EVERY_MS))
        await self.clock.sleep_until(held.due)

    async def _send(self, held: Delivery, to: Address) -> None:
        now = self.clock.now()
        if not await self.database.write(lambda session: outbox.mark_sending(session, held, now, LEASE_MS)):
            return
        try:
            external_id = await self.transport.send(to, held.text)
        except NotDelivered:
            retry_at = self.clock.now() + _RETRY_MS
            await self.database.write(
                lambda session: outbox.mark_failed(session, held, self.clock.now(), retry_at, _MOST_ATTEMPTS)
            )
            return
        await self.database.write(lambda session: outbox.mark_sent(session, held, self.clock.now(), external_id))
